//! What is asked of the index, in the words of each database.

use std::ops::RangeInclusive;

use sea_orm::DbBackend;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use shared::dto::work::search::SearchKind;
use shared::text::words;
use uuid::Uuid;

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

/// What the last word of a question may be in the index.
#[derive(Debug, Clone, Copy)]
pub enum Ending<'words> {
    /// As it stands.
    Whole,
    /// Each of these in its place.
    OneOf(&'words [&'words str]),
    /// Whatever begins with it.
    Beginning,
}

/// The question in FTS5's language. Words hold letters and digits alone, so nothing needs escaping.
fn fts5(words: &[String], field: Field, ending: Ending<'_>, reaches: &[String]) -> String {
    let mark = if field == Field::Title { TITLE } else { "" };
    let token = |word: &str| format!("\"{mark}{word}\"");
    let last = words.len().saturating_sub(1);
    let words = words.iter().enumerate().map(|(place, word)| match ending {
        Ending::OneOf(longer) if place == last => {
            let longer: Vec<String> = longer.iter().map(|word| token(word)).collect();
            format!("({})", longer.join(" OR "))
        }
        Ending::Beginning if place == last => format!("{}*", token(word)),
        _ => token(word),
    });
    let words = words.collect::<Vec<_>>().join(" AND ");
    if reaches.is_empty() {
        return words;
    }
    let reaches: Vec<String> = reaches.iter().map(|reach| format!("\"{REACH}{reach}\"")).collect();
    format!("({words}) AND ({})", reaches.join(" OR "))
}

/// The question as a `tsquery`. Weights are not in the index, and whoever asks by them reads every
/// row: so words of titles are marked ([`TITLE`]).
fn tsquery(words: &[String], field: Field, ending: Ending<'_>, reaches: &[String]) -> String {
    let mark = if field == Field::Title { TITLE } else { "" };
    let last = words.len().saturating_sub(1);
    let words = words.iter().enumerate().map(|(place, word)| {
        let prefix = if place == last && !matches!(ending, Ending::Whole) { ":*" } else { "" };
        format!("'{mark}{word}'{prefix}")
    });
    let words: Vec<String> = words.collect();
    let reaches: Vec<String> = reaches.iter().map(|reach| format!("'{reach}'")).collect();
    format!("{} & ({})", words.join(" & "), reaches.join(" | "))
}

/// What is asked about one kind, in the language of the database.
#[derive(Debug)]
pub struct Question {
    kind: SearchKind,
    expression: String,
    limit: u64,
}

impl Question {
    /// At most `limit` things of a kind, found by one of `reaches`; on SQLite by all of the kind where
    /// there are none.
    #[must_use]
    pub fn new(
        backend: DbBackend,
        (kind, limit): (SearchKind, u64),
        words: &[String],
        field: Field,
        ending: Ending<'_>,
        reaches: &[String],
    ) -> Self {
        let expression = match backend {
            DbBackend::Postgres => tsquery(words, field, ending, reaches),
            _ => fts5(words, field, ending, reaches),
        };
        Self { kind, expression, limit }
    }
}

/// What matches each of some questions, the newest first, with its kind; all in one statement.
///
/// # Errors
/// The database.
pub async fn newest(
    db: &impl Connection,
    questions: &[Question],
) -> AppResult<Vec<(SearchKind, Uuid)>> {
    if questions.is_empty() {
        return Ok(Vec::new());
    }
    let mut bound = Bound::new(db);
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let parts = questions.iter().enumerate().map(|(place, asked)| {
        let (expression, limit) = (bound.bind(&*asked.expression), asked.limit);
        let number = format!("CAST({place} AS bigint) AS question");
        if postgres {
            // Not by the index of the numbers: kinds lie together, and it would walk past all others.
            return format!(
                "SELECT * FROM (SELECT {number}, number, object_id FROM search_documents
                 WHERE words @@ CAST({expression} AS tsquery)
                 ORDER BY number + 0 DESC LIMIT {limit}) q{place}"
            );
        }
        let numbers = numbers_of(asked.kind);
        format!(
            "SELECT * FROM (SELECT {number}, d.number, d.object_id
             FROM search_index i JOIN search_documents d ON d.number = i.rowid
             WHERE search_index MATCH {expression} AND i.rowid BETWEEN {} AND {}
             ORDER BY i.rowid DESC LIMIT {limit}) q{place}",
            bound.bind(*numbers.start()),
            bound.bind(*numbers.end())
        )
    });
    let sql = parts.collect::<Vec<_>>().join(" UNION ALL ");
    // How far the lists of two common words have to be walked together nobody knows.
    let mut found: Vec<(i64, i64, Uuid)> = bound.pooled_rows(db, &sql).await?;
    found.sort_by_key(|(question, number, _)| (*question, std::cmp::Reverse(*number)));
    let with_kind = found.into_iter().filter_map(|(question, _, id)| {
        Some((questions.get(usize::try_from(question).ok()?)?.kind, id))
    });
    Ok(with_kind.collect())
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
            let expression = tsquery(&words, Field::Title, Ending::Beginning, &reaches);
            ids.and_where(Expr::cust_with_values("words @@ CAST($1 AS tsquery)", [expression]));
        }
        _ => {
            let expression = fts5(&words, Field::Title, Ending::Beginning, &reaches);
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
        let fts5_title = |ending| fts5(&search_words, Field::Title, ending, &reaches);
        assert_eq!(
            fts5_title(Ending::Beginning),
            "(\"=can\" AND \"=bo\" AND \"=d\"*) AND (\"~task01\")"
        );
        assert_eq!(
            fts5_title(Ending::OneOf(&["dan", "den"])),
            "(\"=can\" AND \"=bo\" AND (\"=dan\" OR \"=den\")) AND (\"~task01\")"
        );
        assert_eq!(
            fts5(&search_words, Field::Any, Ending::Whole, &[]),
            "\"can\" AND \"bo\" AND \"d\""
        );
        assert_eq!(
            tsquery(&search_words, Field::Any, Ending::Beginning, &reaches),
            "'can' & 'bo' & 'd':* & ('task01')"
        );
        let whole = tsquery(&search_words, Field::Title, Ending::Whole, &reaches);
        assert_eq!(whole, "'=can' & '=bo' & '=d' & ('task01')");
        assert_eq!(super::search_words(" ,;\"'* "), None);
    }

    #[test]
    fn numbers_of_kinds_do_not_overlap() {
        let mut ranges: Vec<_> = SearchKind::ALL.into_iter().map(numbers_of).collect();
        ranges.sort_by_key(|range| *range.start());
        assert!(ranges.windows(2).all(|pair| pair[0].end() < pair[1].start()), "{ranges:?}");
    }
}
