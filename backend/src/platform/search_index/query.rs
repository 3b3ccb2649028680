//! What is asked of the index, in the words of each database.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{DbBackend, FromQueryResult};
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

/// What stands before a word of a title in a text vector; no word has it.
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

/// The question in FTS5's language. Words hold letters and digits alone, so nothing needs escaping.
fn fts5(words: &[String], (field, last): (Field, LastWord), reaches: &[String]) -> String {
    let star = if last == LastWord::Beginning { "*" } else { "" };
    let columns = if field == Field::Title { "title" } else { "title body" };
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    let reaches: Vec<String> = reaches.iter().map(|reach| format!("\"{reach}\"")).collect();
    let (words, reaches) = (words.join(" AND "), reaches.join(" OR "));
    format!("{{{columns}}} : ({words}{star}) AND {{reach}} : ({reaches})")
}

/// The question as a `tsquery`. A word of a title is kept a second time with [`TITLE`] before it:
/// weights are not in the index, and whoever asks by them reads every row.
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

#[derive(FromQueryResult)]
struct Id {
    object_id: Uuid,
}

/// The newest things that match, at most `limit`.
///
/// # Errors
/// The database.
pub async fn newest(
    db: &impl Connection,
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
        _ => format!(
            "SELECT d.object_id FROM search_index i JOIN search_documents d ON d.number = i.rowid
             WHERE search_index MATCH {} ORDER BY i.rowid DESC LIMIT {limit}",
            bound.bind(fts5(words, how, reaches))
        ),
    };
    let found: Vec<Id> = bound.all(db, &sql).await?;
    Ok(found.into_iter().map(|found| found.object_id).collect())
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
            let mut numbers = Query::select();
            numbers
                .column(Alias::new("rowid"))
                .from(Alias::new("search_index"))
                .and_where(Expr::cust_with_values("search_index MATCH ?", [expression]));
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
            "{title} : (\"can\" AND \"bo\" AND \"d\"*) AND {reach} : (\"task01\")"
        );
        assert_eq!(
            tsquery(&search_words, (Field::Any, LastWord::Beginning), &reaches),
            "'can' & 'bo' & 'd':* & ('task01')"
        );
        let title = (Field::Title, LastWord::Whole);
        assert_eq!(tsquery(&search_words, title, &reaches), "'=can' & '=bo' & '=d' & ('task01')");
        assert_eq!(super::search_words(" ,;\"'* "), None);
    }
}
