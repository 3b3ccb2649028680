//! Rows of the index: a number for each thing, and its words in the way of each database.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{DbBackend, FromQueryResult};
use shared::dto::work::search::SearchKind;
use uuid::Uuid;

use crate::platform::db::Connection;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;
use crate::platform::search_index::documents::Document;
use crate::platform::search_index::query::TITLE;

#[derive(FromQueryResult)]
struct Numbered {
    object_id: Uuid,
    number: i64,
}

async fn numbers(
    db: &impl Connection,
    kind: SearchKind,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, i64>> {
    let mut bound = Bound::new(db);
    let kind = bound.bind(kind.as_str());
    let sql = format!(
        "SELECT object_id, number FROM search_documents WHERE kind = {kind} AND object_id IN ({})",
        bound.list(ids)
    );
    let found: Vec<Numbered> = bound.all(db, &sql).await?;
    Ok(found.into_iter().map(|one| (one.object_id, one.number)).collect())
}

/// Takes things of a kind out of the index.
///
/// # Errors
/// The database.
pub async fn delete(db: &impl Connection, kind: SearchKind, ids: &[Uuid]) -> AppResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let existing = numbers(db, kind, ids).await?;
    if existing.is_empty() {
        return Ok(());
    }
    let numbers: Vec<String> = existing.values().map(i64::to_string).collect();
    let numbers = numbers.join(", ");
    if db.get_database_backend() != DbBackend::Postgres {
        db.execute_unprepared(&format!("DELETE FROM search_index WHERE rowid IN ({numbers})"))
            .await?;
    }
    db.execute_unprepared(&format!("DELETE FROM search_documents WHERE number IN ({numbers})"))
        .await?;
    Ok(())
}

/// Puts documents of a kind into the index, in the place of what it had of them.
///
/// # Errors
/// The database.
pub async fn put(db: &impl Connection, kind: SearchKind, made: &[Document]) -> AppResult<()> {
    match db.get_database_backend() {
        DbBackend::Postgres => put_vectors(db, kind, made).await,
        _ => put_fts5(db, kind, made).await,
    }
}

fn joined(words: &BTreeSet<String>) -> String {
    words.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

async fn put_fts5(db: &impl Connection, kind: SearchKind, made: &[Document]) -> AppResult<()> {
    if made.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = made.iter().map(|document| document.id).collect();
    let old = numbers(db, kind, &ids).await?;
    if !old.is_empty() {
        let numbers: Vec<String> = old.values().map(i64::to_string).collect();
        let sql = format!("DELETE FROM search_index WHERE rowid IN ({})", numbers.join(", "));
        db.execute_unprepared(&sql).await?;
    }
    let mut bound = Bound::new(db);
    let word = bound.bind(kind.as_str());
    let new = ids.iter().filter(|id| !old.contains_key(id));
    let rows: Vec<String> = new.map(|id| format!("({word}, {})", bound.bind(*id))).collect();
    let mut numbers = old;
    if !rows.is_empty() {
        let sql = format!(
            "INSERT INTO search_documents (kind, object_id) VALUES {} RETURNING object_id, number",
            rows.join(", ")
        );
        let given: Vec<Numbered> = bound.all(db, &sql).await?;
        numbers.extend(given.into_iter().map(|one| (one.object_id, one.number)));
    }
    let mut bound = Bound::new(db);
    let rows: Vec<String> = made
        .iter()
        .filter_map(|document| Some((numbers.get(&document.id)?, document)))
        .map(|(number, document)| {
            let texts = [&document.title, &document.body, &document.reaches];
            let texts = texts.map(|words| bound.bind(joined(words)));
            format!("({number}, {})", texts.join(", "))
        })
        .collect();
    let sql =
        format!("INSERT INTO search_index (rowid, title, body, reach) VALUES {}", rows.join(", "));
    bound.run(db, &sql).await
}

/// A document as a text vector, written out: its own parser is not asked.
fn vector(document: &Document) -> String {
    let titled = document.title.iter().map(|word| format!("{TITLE}{word}"));
    let plain = [&document.title, &document.body, &document.reaches].into_iter().flatten();
    // Longer ones are no words, and more than a vector holds.
    let all: BTreeSet<String> =
        titled.chain(plain.cloned()).filter(|word| word.len() <= 1000).collect();
    all.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ")
}

async fn put_vectors(db: &impl Connection, kind: SearchKind, made: &[Document]) -> AppResult<()> {
    if made.is_empty() {
        return Ok(());
    }
    let mut bound = Bound::new(db);
    let word = bound.bind(kind.as_str());
    let rows: Vec<String> = made
        .iter()
        .map(|document| {
            let id = bound.bind(document.id);
            format!("({word}, {id}, CAST({} AS tsvector))", bound.bind(vector(document)))
        })
        .collect();
    let sql = format!(
        "INSERT INTO search_documents (kind, object_id, words) VALUES {}
         ON CONFLICT (kind, object_id) DO UPDATE SET words = excluded.words",
        rows.join(", ")
    );
    bound.run(db, &sql).await
}

/// Tells PostgreSQL's planner how much the index holds.
///
/// # Errors
/// The database.
pub async fn analyze(db: &impl Connection) -> AppResult<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared("ANALYZE search_documents").await?;
    }
    Ok(())
}
