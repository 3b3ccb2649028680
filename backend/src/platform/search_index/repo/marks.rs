//! How far the building of the index has come.

use shared::dto::work::search::SearchKind;
use uuid::Uuid;

use crate::platform::db::Connection;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;

/// The mark that everything older than the index is in it.
const BUILT: &str = "built";

/// Whether everything that is older than the index is in it.
///
/// # Errors
/// The database.
pub async fn is_built(db: &impl Connection) -> AppResult<bool> {
    let mut bound = Bound::new(db);
    let mark = bound.bind(BUILT);
    let sql = format!("SELECT name FROM search_marks WHERE name = {mark}");
    Ok(!bound.rows::<String>(db, &sql).await?.is_empty())
}

/// Notes that everything that is older than the index is in it.
///
/// # Errors
/// The database.
pub async fn set_built(tx: &impl Connection) -> AppResult<()> {
    let mut bound = Bound::new(tx);
    let mark = bound.bind(BUILT);
    let sql = format!("INSERT INTO search_marks (name) VALUES ({mark}) ON CONFLICT DO NOTHING");
    bound.run(tx, &sql).await
}

/// Forgets how far it has come, so that all is indexed anew.
///
/// # Errors
/// The database.
pub async fn clear(tx: &impl Connection) -> AppResult<()> {
    Bound::new(tx).run(tx, "DELETE FROM search_marks").await
}

fn name(commune_id: Uuid, kind: SearchKind) -> String {
    format!("{} {}", kind.as_str(), commune_id.simple())
}

/// The last thing of a kind that was indexed, in the order of their ids.
///
/// # Errors
/// The database.
pub async fn position(
    db: &impl Connection,
    commune_id: Uuid,
    kind: SearchKind,
) -> AppResult<Option<Uuid>> {
    let mut bound = Bound::new(db);
    let mark = bound.bind(name(commune_id, kind));
    let sql =
        format!("SELECT position FROM search_marks WHERE name = {mark} AND position IS NOT NULL");
    Ok(bound.rows(db, &sql).await?.pop())
}

/// Notes the last thing of a kind that was indexed.
///
/// # Errors
/// The database.
pub async fn set_position(
    tx: &impl Connection,
    commune_id: Uuid,
    kind: SearchKind,
    last: Uuid,
) -> AppResult<()> {
    let mut bound = Bound::new(tx);
    let (mark, position) = (bound.bind(name(commune_id, kind)), bound.bind(last));
    let sql = format!(
        "INSERT INTO search_marks (name, position) VALUES ({mark}, {position})
         ON CONFLICT (name) DO UPDATE SET position = excluded.position"
    );
    bound.run(tx, &sql).await
}
