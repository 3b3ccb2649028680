//! Which words the index has, and where: most words stand in few kinds, so most of what a search could
//! ask about a kind is answered without asking.

use std::collections::HashMap;

use sea_orm::DbBackend;
use shared::dto::work::search::SearchKind;

use super::query::{Ending, Field, Question};
use super::repo::{marks, words};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;

/// Longer words that are looked at, of those that the last word begins.
const LONGER_WORDS: usize = 64;
/// So many are asked for one by one; where there are more, FTS5 merges their lists.
const LONGER_WORDS_ASKED: usize = 16;

/// Where a word stands: two bits a kind.
pub type Fields = i64;

/// The bit of a word that stands in the titles of a kind.
#[must_use]
pub fn in_titles(kind: SearchKind) -> Fields {
    let place = SearchKind::ALL.iter().position(|one| *one == kind).unwrap_or_default();
    1 << (2 * place)
}

/// The bit of a word that stands in the other texts of a kind.
#[must_use]
pub fn in_bodies(kind: SearchKind) -> Fields {
    in_titles(kind) << 1
}

/// How the last word is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastWord {
    /// As it stands.
    Whole,
    /// As the beginning of a longer one.
    Beginning,
}

/// What the index has of the words of a search.
#[derive(Debug)]
pub struct Vocabulary {
    words: Vec<String>,
    fields: HashMap<String, Fields>,
    /// Longer words that the last one begins.
    longer: Vec<(String, Fields)>,
    /// There are more of those, or nobody knows which.
    more: bool,
    /// While the index is being built, a word may stand where its list does not say so.
    complete: bool,
}

impl Vocabulary {
    /// Looks up the words of a search.
    ///
    /// # Errors
    /// The database.
    pub async fn of(db: &impl Connection, words: Vec<String>) -> AppResult<Self> {
        let unknown = Self::unknown(words);
        if !marks::is_built(db).await? {
            return Ok(unknown);
        }
        let Some(last) = unknown.words.last() else { return Ok(unknown) };
        let fields = words::fields_of(db, &unknown.words).await?.into_iter().collect();
        let mut longer = words::longer_than(db, last, LONGER_WORDS + 1).await?;
        let more = longer.len() > LONGER_WORDS;
        longer.truncate(LONGER_WORDS);
        Ok(Self { fields, longer, more, complete: true, ..unknown })
    }

    /// Words of which nobody knows where they stand.
    fn unknown(words: Vec<String>) -> Self {
        let (fields, longer) = (HashMap::new(), Vec::new());
        Self { words, fields, longer, more: true, complete: false }
    }

    /// The words of the search.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// What to ask about a kind; none where nothing can be found so that was not found before: by
    /// titles before any text, by the last word as it stands before longer ones.
    #[must_use]
    pub fn question(
        &self,
        backend: DbBackend,
        (kind, limit): (SearchKind, u64),
        (field, meant): (Field, LastWord),
        reaches: &[String],
    ) -> Option<Question> {
        let (last, before) = self.words.split_last()?;
        let (titles, bodies) = (in_titles(kind), in_bodies(kind));
        let wanted = if field == Field::Title { titles } else { titles | bodies };
        let known = |word: &String| match self.fields.get(word) {
            Some(fields) => *fields,
            None if self.complete => 0,
            None => titles | bodies,
        };
        if !before.iter().all(|word| known(word) & wanted != 0) {
            return None;
        }
        let longer: Vec<(&str, Fields)> = match meant {
            LastWord::Whole => vec![(last, known(last))],
            LastWord::Beginning => self.longer.iter().map(|(word, at)| (&**word, *at)).collect(),
        };
        let longer = longer.into_iter().filter(|(_, at)| at & wanted != 0);
        let (endings, at): (Vec<&str>, Vec<Fields>) = longer.unzip();
        let unknown = meant == LastWord::Beginning && self.more;
        if endings.is_empty() && !unknown {
            return None;
        }
        // Where all words stand in titles alone, their things have been found there.
        let mut fields = before.iter().map(known).chain(at);
        if field == Field::Any && !unknown && !fields.any(|at| at & bodies != 0) {
            return None;
        }
        let ending = match meant {
            LastWord::Whole => Ending::Whole,
            LastWord::Beginning if unknown || endings.len() > LONGER_WORDS_ASKED => {
                Ending::Beginning
            }
            LastWord::Beginning => Ending::OneOf(&endings),
        };
        Some(Question::new(backend, (kind, limit), &self.words, field, ending, reaches))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: (Field, LastWord) = (Field::Title, LastWord::Whole);
    const ANY: (Field, LastWord) = (Field::Any, LastWord::Whole);
    const TITLE_BEGINNING: (Field, LastWord) = (Field::Title, LastWord::Beginning);
    const ANY_BEGINNING: (Field, LastWord) = (Field::Any, LastWord::Beginning);

    fn words() -> Vec<String> {
        ["can", "bo"].map(str::to_owned).to_vec()
    }

    /// "can" stands in titles of tasks and in reports, "bo" in titles of tasks, "bot" in both again.
    fn vocabulary() -> Vocabulary {
        let task = in_titles(SearchKind::Task);
        let both = task | in_bodies(SearchKind::Report);
        let fields = [("can", both), ("bo", task)].map(|(word, at)| (word.to_owned(), at)).into();
        let longer = vec![("bot".to_owned(), both)];
        Vocabulary { words: words(), fields, longer, more: false, complete: true }
    }

    fn asks(it: &Vocabulary, kind: SearchKind, how: (Field, LastWord)) -> bool {
        it.question(DbBackend::Sqlite, (kind, 5), how, &[]).is_some()
    }

    #[test]
    fn only_kinds_that_have_all_words_are_asked_about() {
        let it = vocabulary();
        assert!(asks(&it, SearchKind::Task, TITLE));
        assert!(!asks(&it, SearchKind::Report, ANY));
        assert!(!asks(&it, SearchKind::Report, TITLE_BEGINNING));
        assert!(asks(&it, SearchKind::Report, ANY_BEGINNING));
        assert!(!asks(&it, SearchKind::Person, ANY_BEGINNING));
    }

    #[test]
    fn texts_are_not_asked_about_where_all_words_stand_in_titles_alone() {
        let it = vocabulary();
        assert!(asks(&it, SearchKind::Task, TITLE_BEGINNING));
        assert!(!asks(&it, SearchKind::Task, ANY));
        assert!(!asks(&it, SearchKind::Task, ANY_BEGINNING));
    }

    #[test]
    fn all_is_asked_while_the_index_is_being_built() {
        let it = Vocabulary::unknown(words());
        for kind in SearchKind::ALL {
            for how in [TITLE, ANY, TITLE_BEGINNING, ANY_BEGINNING] {
                assert!(asks(&it, kind, how), "{kind:?} {how:?}");
            }
        }
    }
}
