//! The words of the index, each with the fields in which it stands.

use std::collections::BTreeMap;

use shared::dto::work::search::SearchKind;

use crate::platform::db::Connection;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;
use crate::platform::search_index::documents::Document;
use crate::platform::search_index::vocabulary::{Fields, in_bodies, in_titles};

/// Words of one statement.
const WORDS_AT_ONCE: usize = 500;

/// Adds the words of documents of a kind. One that leaves its last document stays: it costs a question.
///
/// # Errors
/// The database.
pub async fn add(db: &impl Connection, kind: SearchKind, made: &[Document]) -> AppResult<()> {
    let mut fields: BTreeMap<&str, Fields> = BTreeMap::new();
    for document in made {
        for word in &document.title {
            *fields.entry(word).or_default() |= in_titles(kind);
        }
        for word in &document.body {
            *fields.entry(word).or_default() |= in_bodies(kind);
        }
    }
    let fields: Vec<(&str, Fields)> = fields.into_iter().collect();
    for words in fields.chunks(WORDS_AT_ONCE) {
        let mut bound = Bound::new(db);
        let rows = words.iter().map(|(word, at)| {
            let (word, at) = (bound.bind(*word), bound.bind(*at));
            format!("(CAST({word} AS text), CAST({at} AS bigint))")
        });
        let rows: Vec<String> = rows.collect();
        // Most words stand there already: those rows are neither written nor locked. In order, so that
        // two writers do not wait for each other.
        let sql = format!(
            "INSERT INTO search_words (word, fields)
             SELECT v.column1, v.column2 FROM (VALUES {}) v
             LEFT JOIN search_words w ON w.word = v.column1
             WHERE w.word IS NULL OR (w.fields | v.column2) <> w.fields
             ORDER BY v.column1
             ON CONFLICT (word) DO UPDATE SET fields = search_words.fields | excluded.fields",
            rows.join(", ")
        );
        bound.run(db, &sql).await?;
    }
    Ok(())
}

/// Forgets all words, before the index is built anew.
///
/// # Errors
/// The database.
pub async fn clear(db: &impl Connection) -> AppResult<()> {
    Bound::new(db).run(db, "DELETE FROM search_words").await
}

/// Where words stand; those that stand nowhere are left out.
///
/// # Errors
/// The database.
pub async fn fields_of(db: &impl Connection, words: &[String]) -> AppResult<Vec<(String, Fields)>> {
    let mut bound = Bound::new(db);
    let places: Vec<String> = words.iter().map(|word| bound.bind(&**word)).collect();
    let sql =
        format!("SELECT word, fields FROM search_words WHERE word IN ({})", places.join(", "));
    bound.rows(db, &sql).await
}

/// The words of the index that begin with a word and are longer, at most `limit`, and where they stand.
///
/// # Errors
/// The database.
pub async fn longer_than(
    db: &impl Connection,
    word: &str,
    limit: usize,
) -> AppResult<Vec<(String, Fields)>> {
    let mut bound = Bound::new(db);
    // No word holds a letter beyond the last of this range.
    let (from, to) = (bound.bind(word), bound.bind(format!("{word}\u{10ffff}")));
    let sql = format!(
        "SELECT word, fields FROM search_words WHERE word > {from} AND word < {to}
         ORDER BY word LIMIT {limit}"
    );
    bound.rows(db, &sql).await
}
