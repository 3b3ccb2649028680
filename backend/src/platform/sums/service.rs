//! Making the sums and proving them.

use shared::catalogue::CatalogueKind;
use uuid::Uuid;

use super::Projection;
use super::repo::activities::Which;
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

/// Makes a commune's sums anew, or only where they have never been made.
async fn rebuild_one(db: &Db, commune_id: Uuid, only_missing: bool) -> AppResult<()> {
    let _turn = db.turns.take(commune_id).await?;
    let tx = db.begin_patient().await?;
    chain::lock(&tx, commune_id).await?;
    // Another server may have made them while this one waited.
    if !only_missing || marks::missing(&tx).await?.contains(&commune_id) {
        rebuild_commune(&tx, commune_id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Makes the sums of communes that have none yet: those from before there were sums.
///
/// # Errors
/// The database.
pub async fn build_missing(db: &Db) -> AppResult<()> {
    let missing = marks::missing(&db.read).await?;
    if !missing.is_empty() {
        tracing::info!(communes = missing.len(), "making the sums of the figures");
    }
    for commune_id in missing {
        rebuild_one(db, commune_id, true).await?;
    }
    Ok(())
}

/// Makes all sums anew. A commune's writers wait for theirs; whoever reads sees the old ones until
/// then.
///
/// # Errors
/// The database.
pub async fn rebuild(app: &App) -> AppResult<()> {
    for commune_id in communes::ids(&app.db.read).await? {
        rebuild_one(&app.db, commune_id, false).await?;
    }
    Ok(())
}

/// How many sums differ from what the rows come to: none, or something is wrong. As it all stands at
/// one moment; nobody waits for it.
///
/// # Errors
/// The database.
pub async fn verify(app: &App) -> AppResult<i64> {
    let tx = app.db.begin_snapshot().await?;
    let mut differences = 0;
    for commune_id in communes::ids(&tx).await? {
        differences += activities::count_differences(&tx, commune_id).await?;
        differences += assignments::count_differences(&tx, commune_id).await?;
    }
    tx.rollback().await?;
    Ok(differences)
}

/// Two entries of a catalogue that become one, each with those that were merged into it before.
#[derive(Debug)]
pub struct Merge {
    /// Their commune.
    pub commune_id: Uuid,
    /// Their catalogue.
    pub kind: CatalogueKind,
    /// The one that goes, first.
    pub old: Vec<Uuid>,
    /// The one that stays, first.
    pub new: Vec<Uuid>,
}

impl Merge {
    fn both(&self) -> Which<'_> {
        Which::WithBoth(self.commune_id, self.kind, &self.old, &self.new)
    }

    /// Counts what carries the one under the other. Before the entries are saved.
    ///
    /// # Errors
    /// The database.
    pub async fn begin(&self, tx: &impl Connection) -> AppResult<()> {
        let Some(projection) = Projection::of(self.kind) else { return Ok(()) };
        // What carries both counts once from now on.
        activities::subtract(tx, &self.both()).await?;
        if let (Some(old), Some(new)) = (self.old.first(), self.new.first()) {
            activities::move_item(tx, (self.commune_id, projection), *old, *new).await?;
        }
        Ok(())
    }

    /// Counts what carries both. After they are saved.
    ///
    /// # Errors
    /// The database.
    pub async fn end(&self, tx: &impl Connection) -> AppResult<()> {
        match Projection::of(self.kind) {
            Some(_) => activities::add(tx, &self.both()).await,
            None => Ok(()),
        }
    }
}
