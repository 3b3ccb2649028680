//! Making the sums and proving them.

use uuid::Uuid;

use super::repo::{activities, assignments, marks};
use crate::platform::app::App;
use crate::platform::audit::chain;
use crate::platform::db::{Connection, Db};
use crate::platform::error::AppResult;
use crate::platform::repo::communes;

/// Makes the sums of one commune anew, in the transaction of whoever holds its writers off.
///
/// # Errors
/// The database.
async fn rebuild_commune(tx: &impl Connection, commune_id: Uuid) -> AppResult<()> {
    activities::rebuild(tx, commune_id).await?;
    assignments::rebuild(tx, commune_id).await?;
    marks::set(tx, commune_id).await
}

async fn rebuild_each(db: &Db, communes: Vec<Uuid>) -> AppResult<()> {
    for commune_id in communes {
        let turn = db.turns.take(commune_id).await?;
        let tx = db.begin_without_timeout().await?;
        chain::lock(&tx, commune_id).await?;
        rebuild_commune(&tx, commune_id).await?;
        tx.commit().await?;
        drop(turn);
    }
    Ok(())
}

/// Makes the sums of communes that have none yet: those from before there were sums.
///
/// # Errors
/// The database.
pub async fn build_missing(db: &Db) -> AppResult<()> {
    let missing = marks::missing(&db.read).await?;
    if missing.is_empty() {
        return Ok(());
    }
    tracing::info!(communes = missing.len(), "making the sums of the figures");
    rebuild_each(db, missing).await
}

/// Makes all sums anew. A commune's writers wait for theirs; whoever reads sees the old ones until
/// then.
///
/// # Errors
/// The database.
pub async fn rebuild(app: &App) -> AppResult<()> {
    rebuild_each(&app.db, communes::ids(&app.db.read).await?).await
}

/// How many sums differ from what the rows come to: none, or something is wrong.
///
/// # Errors
/// The database.
pub async fn verify(app: &App) -> AppResult<i64> {
    let mut differences = 0;
    for commune_id in communes::ids(&app.db.read).await? {
        // Nothing is written in between.
        let turn = app.db.turns.take(commune_id).await?;
        let tx = app.db.begin_without_timeout().await?;
        chain::lock(&tx, commune_id).await?;
        differences += activities::count_differences(&tx, commune_id).await?;
        differences += assignments::count_differences(&tx, commune_id).await?;
        tx.rollback().await?;
        drop(turn);
    }
    Ok(differences)
}
