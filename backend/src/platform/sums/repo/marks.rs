//! Of which communes the sums have been made.

use uuid::Uuid;

use crate::platform::db::Connection;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;

/// The communes whose sums have never been made.
///
/// # Errors
/// The database.
pub async fn missing(db: &impl Connection) -> AppResult<Vec<Uuid>> {
    let sql = "SELECT id FROM communes WHERE id NOT IN (SELECT commune_id FROM sum_marks)";
    Bound::new(db).rows(db, sql).await
}

/// Notes that a commune's sums are made, and kept from now on.
///
/// # Errors
/// The database.
pub async fn set(tx: &impl Connection, commune_id: Uuid) -> AppResult<()> {
    let mut bound = Bound::new(tx);
    let commune = bound.bind(commune_id);
    let sql =
        format!("INSERT INTO sum_marks (commune_id) VALUES ({commune}) ON CONFLICT DO NOTHING");
    bound.run(tx, &sql).await
}
