//! Rows of the index: a number for each thing, and its words in the way of each database.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{DbBackend, FromQueryResult};
use shared::dto::work::search::SearchKind;
use uuid::Uuid;

use super::words;
use crate::platform::db::Connection;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;
use crate::platform::search_index::documents::Document;
use crate::platform::search_index::query::{REACH, TITLE, numbers_of};

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
        DbBackend::Postgres => put_vectors(db, kind, made).await?,
        _ => put_fts5(db, kind, made).await?,
    }
    words::add(db, kind, made).await
}

/// What the index holds of a document: its words, those of its title a second time, and its reaches.
fn tokens(document: &Document) -> String {
    let titled = document.title.iter().map(|word| format!("{TITLE}{word}"));
    let reaches = document.reaches.iter().map(|reach| format!("{REACH}{reach}"));
    let plain: BTreeSet<&String> = document.title.iter().chain(&document.body).collect();
    let all: Vec<String> = plain.into_iter().cloned().chain(titled).chain(reaches).collect();
    all.join(" ")
}

async fn put_fts5(db: &impl Connection, kind: SearchKind, made: &[Document]) -> AppResult<()> {
    if made.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = made.iter().map(|document| document.id).collect();
    let mut numbers = numbers(db, kind, &ids).await?;
    if !numbers.is_empty() {
        let numbers: Vec<String> = numbers.values().map(i64::to_string).collect();
        let sql = format!("DELETE FROM search_index WHERE rowid IN ({})", numbers.join(", "));
        db.execute_unprepared(&sql).await?;
    }
    let new: Vec<Uuid> = ids.into_iter().filter(|id| !numbers.contains_key(id)).collect();
    if !new.is_empty() {
        let next = last_number(db, kind).await? + 1;
        let given: Vec<(Uuid, i64)> = new.into_iter().zip(next..).collect();
        let mut bound = Bound::new(db);
        let word = bound.bind(kind.as_str());
        let rows: Vec<String> = given
            .iter()
            .map(|(id, number)| format!("({number}, {word}, {})", bound.bind(*id)))
            .collect();
        let sql = format!(
            "INSERT INTO search_documents (number, kind, object_id) VALUES {}",
            rows.join(", ")
        );
        bound.run(db, &sql).await?;
        numbers.extend(given);
    }
    let mut bound = Bound::new(db);
    let rows: Vec<String> = made
        .iter()
        .filter_map(|document| Some((numbers.get(&document.id)?, document)))
        .map(|(number, document)| format!("({number}, {})", bound.bind(tokens(document))))
        .collect();
    let sql = format!("INSERT INTO search_index (rowid, words) VALUES {}", rows.join(", "));
    bound.run(db, &sql).await
}

/// The highest number of a kind; the one before its first where it has none.
async fn last_number(db: &impl Connection, kind: SearchKind) -> AppResult<i64> {
    let numbers = numbers_of(kind);
    let mut bound = Bound::new(db);
    let sql = format!(
        "SELECT number FROM search_documents WHERE number BETWEEN {} AND {}
         ORDER BY number DESC LIMIT 1",
        bound.bind(*numbers.start()),
        bound.bind(*numbers.end())
    );
    Ok(bound.rows(db, &sql).await?.pop().unwrap_or(numbers.start() - 1))
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

/// Merges some pages of FTS5's index; whether there may be more to merge. PostgreSQL does so by itself.
///
/// # Errors
/// The database.
pub async fn merge(tx: &impl Connection, pages: i64) -> AppResult<bool> {
    if tx.get_database_backend() == DbBackend::Postgres {
        return Ok(false);
    }
    let changes = async || {
        let rows: Vec<i64> = Bound::new(tx).rows(tx, "SELECT total_changes()").await?;
        AppResult::Ok(rows.first().copied().unwrap_or_default())
    };
    let before = changes().await?;
    let sql = format!("INSERT INTO search_index (search_index, rank) VALUES ('merge', {pages})");
    tx.execute_unprepared(&sql).await?;
    // The statement itself counts for one.
    Ok(changes().await? - before > 1)
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
