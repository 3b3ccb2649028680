//! Keeping the index: each writing transaction follows its own changes, by the number of the
//! commune's change, so that no service can forget to.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ConnectionTrait;
use shared::dto::work::search::SearchKind;
use uuid::Uuid;

use super::documents::make;
use super::repo::{changes, documents};
use crate::platform::app::App;
use crate::platform::audit::repo::heads;
use crate::platform::error::AppResult;
use crate::platform::repo::communes;

/// Things that are indexed in one go.
const BATCH: usize = 400;

/// Brings the index to what the transaction numbered `seq` has changed.
///
/// # Errors
/// The database.
pub async fn update(
    db: &impl ConnectionTrait,
    commune: Uuid,
    seq: i64,
    renamed: &[Uuid],
) -> AppResult<()> {
    let mut by_kind: BTreeMap<SearchKind, Vec<Uuid>> = BTreeMap::new();
    for one in changes::changed(db, commune, seq, renamed).await? {
        if let Some(kind) = SearchKind::parse(&one.kind) {
            by_kind.entry(kind).or_default().push(one.id);
        }
    }
    for (kind, ids) in by_kind {
        for ids in ids.chunks(BATCH) {
            reindex(db, commune, kind, ids).await?;
        }
    }
    Ok(())
}

/// Indexes things anew; what is not to be found any more goes.
async fn reindex(
    db: &impl ConnectionTrait,
    commune: Uuid,
    kind: SearchKind,
    ids: &[Uuid],
) -> AppResult<()> {
    let made = make(db, commune, kind, ids).await?;
    let indexed: BTreeSet<Uuid> = made.iter().map(|document| document.id).collect();
    let removed: Vec<Uuid> = ids.iter().copied().filter(|id| !indexed.contains(id)).collect();
    documents::delete(db, kind, &removed).await?;
    documents::put(db, kind, &made).await
}

/// Indexes what was there before the index, once.
///
/// # Errors
/// The database.
pub async fn build_once(app: &App) -> AppResult<()> {
    if !documents::is_built(&app.db.read).await? {
        rebuild(app).await?;
    }
    Ok(())
}

/// Indexes everything anew, some hundred things at a time, so that others write between.
///
/// # Errors
/// The database.
pub async fn rebuild(app: &App) -> AppResult<()> {
    for commune in communes::ids(&app.db.read).await? {
        for kind in SearchKind::ALL {
            rebuild_kind(app, commune, kind).await?;
        }
    }
    let tx = app.db.begin().await?;
    documents::set_built(&tx).await?;
    tx.commit().await?;
    // Much has come in: what the planner knows is of before.
    documents::analyze(app.db.writer()).await?;
    app.db.analyze().await?;
    Ok(())
}

async fn rebuild_kind(app: &App, commune: Uuid, kind: SearchKind) -> AppResult<()> {
    let mut after = Uuid::nil();
    loop {
        let tx = app.db.begin().await?;
        // The commune's writers wait: what they would index is not overwritten by what was.
        heads::find_locked(&tx, commune).await?;
        let ids = changes::ids_after(&tx, commune, kind, after, BATCH).await?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        reindex(&tx, commune, kind, &ids).await?;
        tx.commit().await?;
    }
}
