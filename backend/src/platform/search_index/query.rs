//! What is asked of the index, in the words of each database.

use std::ops::RangeInclusive;

use sea_orm::DbBackend;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use shared::dto::work::search::SearchKind;
use shared::text::words;
use uuid::Uuid;

use super::repo::documents;
use crate::platform::db::Connection;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;

/// Words that are looked at, of what somebody has typed.
const MAX_WORDS: usize = 12;
/// Letters of a word that are looked at.
const MAX_WORD_LENGTH: usize = 64;

/// The word under which a document is found by those who see all of a commune, or all of a unit.
#[must_use]
pub fn reach(kind: SearchKind, id: Uuid) -> String {
    format!("{}{}", kind.as_str(), id.simple())
}

/// What stands before a word of a title, which is kept a second time so; no word has it.
pub const TITLE: &str = "=";

/// How the last word is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastWord {
    /// As it stands.
    Whole,
    /// As the beginning of one.
    Beginning,
}

/// Where words may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// In the title alone.
    Title,
    /// Anywhere.
    Any,
}

/// The words of what somebody has typed; none where there is nothing to look for.
#[must_use]
pub fn search_words(text: &str) -> Option<Vec<String>> {
    let mut search_words = words(text);
    search_words.truncate(MAX_WORDS);
    for word in &mut search_words {
        *word = word.chars().take(MAX_WORD_LENGTH).collect();
    }
    (!search_words.is_empty()).then_some(search_words)
}

/// What stands before a reach in FTS5's index; no word has it, nor a beginning of one.
pub const REACH: &str = "~";

/// How many documents a kind may have on SQLite.
const NUMBERS_OF_A_KIND: i64 = 1 << 40;

/// The numbers that documents of a kind have on SQLite: those of a kind lie together, so that what is
/// looked for in one is read from its own part of the index.
#[must_use]
pub fn numbers_of(kind: SearchKind) -> RangeInclusive<i64> {
    let place = SearchKind::ALL.iter().position(|one| *one == kind).unwrap_or_default();
    let first = i64::try_from(place).unwrap_or_default() * NUMBERS_OF_A_KIND;
    first + 1..=first + NUMBERS_OF_A_KIND
}

/// The question in FTS5's language. Words hold letters and digits alone, so nothing needs escaping.
fn fts5(words: &[String], (field, meant): (Field, LastWord), reaches: &[String]) -> String {
    let star = if meant == LastWord::Beginning { "*" } else { "" };
    let words: Vec<String> = words.iter().map(|word| token(field, word)).collect();
    all_of(&words.join(" AND "), star, reaches)
}

/// The same for the longer words that the last one begins.
fn fts5_of_longer(
    before: &[String],
    longer: &[String],
    field: Field,
    reaches: &[String],
) -> String {
    let longer: Vec<String> = longer.iter().map(|word| token(field, word)).collect();
    let mut words: Vec<String> = before.iter().map(|word| token(field, word)).collect();
    words.push(format!("({})", longer.join(" OR ")));
    all_of(&words.join(" AND "), "", reaches)
}

fn token(field: Field, word: &str) -> String {
    let mark = if field == Field::Title { TITLE } else { "" };
    format!("\"{mark}{word}\"")
}

fn all_of(words: &str, star: &str, reaches: &[String]) -> String {
    let reaches: Vec<String> = reaches.iter().map(|reach| format!("\"{REACH}{reach}\"")).collect();
    format!("({words}{star}) AND ({})", reaches.join(" OR "))
}

/// So many longer words are asked for one by one; where there are more, FTS5 merges their lists.
const LONGER_WORDS: usize = 16;

/// The question for what the last word begins; none where no longer word is in the index.
async fn fts5_of_beginning(
    db: &impl Connection,
    words: &[String],
    field: Field,
    reaches: &[String],
) -> AppResult<Option<String>> {
    let Some((last, before)) = words.split_last() else { return Ok(None) };
    let longer = documents::longer_words(db, last, LONGER_WORDS + 1).await?;
    Ok(match longer.len() {
        0 => None,
        1..=LONGER_WORDS => Some(fts5_of_longer(before, &longer, field, reaches)),
        _ => Some(fts5(words, (field, LastWord::Beginning), reaches)),
    })
}

/// The question as a `tsquery`. Weights are not in the index, and whoever asks by them reads every
/// row: so words of titles are marked ([`TITLE`]).
fn tsquery(words: &[String], (field, meant): (Field, LastWord), reaches: &[String]) -> String {
    let mark = if field == Field::Title { TITLE } else { "" };
    let last = words.len().saturating_sub(1);
    let words = words.iter().enumerate().map(|(place, word)| {
        let prefix = if place == last && meant == LastWord::Beginning { ":*" } else { "" };
        format!("'{mark}{word}'{prefix}")
    });
    let words: Vec<String> = words.collect();
    let reaches: Vec<String> = reaches.iter().map(|reach| format!("'{reach}'")).collect();
    format!("{} & ({})", words.join(" & "), reaches.join(" | "))
}

/// The newest things of a kind that match, at most `limit`. On SQLite those that are asked for by a
/// beginning leave out those that have the word itself.
///
/// # Errors
/// The database.
pub async fn newest(
    db: &impl Connection,
    kind: SearchKind,
    words: &[String],
    how: (Field, LastWord),
    reaches: &[String],
    limit: u64,
) -> AppResult<Vec<Uuid>> {
    let mut bound = Bound::new(db);
    let sql = match db.get_database_backend() {
        // Not by the index of the numbers: kinds lie together, and it would walk past all others.
        DbBackend::Postgres => format!(
            "SELECT object_id FROM search_documents WHERE words @@ CAST({} AS tsquery)
             ORDER BY number + 0 DESC LIMIT {limit}",
            bound.bind(tsquery(words, how, reaches))
        ),
        _ => {
            let question = match how {
                (field, LastWord::Beginning) => {
                    fts5_of_beginning(db, words, field, reaches).await?
                }
                whole => Some(fts5(words, whole, reaches)),
            };
            let Some(question) = question else { return Ok(Vec::new()) };
            let numbers = numbers_of(kind);
            format!(
                "SELECT d.object_id FROM search_index i JOIN search_documents d ON d.number = i.rowid
                 WHERE search_index MATCH {} AND i.rowid BETWEEN {} AND {}
                 ORDER BY i.rowid DESC LIMIT {limit}",
                bound.bind(question),
                bound.bind(*numbers.start()),
                bound.bind(*numbers.end())
            )
        }
    };
    // How far the lists of two common words have to be walked together nobody knows.
    bound.pooled_rows(db, &sql).await
}

/// The ids of a commune's things whose titles match, for the filters of lists; none where there is
/// nothing to look for. The list's own scope decides what is shown.
#[must_use]
pub fn ids_by_title(
    db: &impl Connection,
    kind: SearchKind,
    commune_id: Uuid,
    text: &str,
) -> Option<SelectStatement> {
    let words = search_words(text)?;
    let reaches = [reach(kind, commune_id)];
    let mut ids = Query::select();
    ids.column(Alias::new("object_id")).from(Alias::new("search_documents"));
    match db.get_database_backend() {
        DbBackend::Postgres => {
            let expression = tsquery(&words, (Field::Title, LastWord::Beginning), &reaches);
            ids.and_where(Expr::cust_with_values("words @@ CAST($1 AS tsquery)", [expression]));
        }
        _ => {
            let expression = fts5(&words, (Field::Title, LastWord::Beginning), &reaches);
            let range = numbers_of(kind);
            let mut numbers = Query::select();
            numbers
                .column(Alias::new("rowid"))
                .from(Alias::new("search_index"))
                .and_where(Expr::cust_with_values("search_index MATCH ?", [expression]))
                .and_where(Expr::col(Alias::new("rowid")).between(*range.start(), *range.end()));
            ids.and_where(Expr::col(Alias::new("number")).in_subquery(numbers));
        }
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_word_of_a_query_matches_as_a_prefix() {
        let search_words = search_words("Cán bộ, đ").unwrap_or_default();
        assert_eq!(search_words, ["can", "bo", "d"]);
        let reaches = ["task01".to_owned()];
        assert_eq!(
            fts5(&search_words, (Field::Title, LastWord::Beginning), &reaches),
            "(\"=can\" AND \"=bo\" AND \"=d\"*) AND (\"~task01\")"
        );
        let longer = ["dan".to_owned(), "den".to_owned()];
        assert_eq!(
            fts5_of_longer(&search_words[..2], &longer, Field::Any, &reaches),
            "(\"can\" AND \"bo\" AND (\"dan\" OR \"den\")) AND (\"~task01\")"
        );
        assert_eq!(
            tsquery(&search_words, (Field::Any, LastWord::Beginning), &reaches),
            "'can' & 'bo' & 'd':* & ('task01')"
        );
        let title = (Field::Title, LastWord::Whole);
        assert_eq!(tsquery(&search_words, title, &reaches), "'=can' & '=bo' & '=d' & ('task01')");
        assert_eq!(super::search_words(" ,;\"'* "), None);
    }

    #[test]
    fn numbers_of_kinds_do_not_overlap() {
        let mut ranges: Vec<_> = SearchKind::ALL.into_iter().map(numbers_of).collect();
        ranges.sort_by_key(|range| *range.start());
        assert!(ranges.windows(2).all(|pair| pair[0].end() < pair[1].start()), "{ranges:?}");
    }
}
