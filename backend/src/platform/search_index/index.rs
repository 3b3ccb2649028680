//! Keeping the index: each writing transaction follows its own changes, by the number of the
//! commune's change, so that no service can forget to.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use shared::dto::work::search::SearchKind;
use uuid::Uuid;

use super::documents::make;
use super::repo::{changes, documents, marks, words};
use crate::platform::app::App;
use crate::platform::audit::repo::heads;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::repo::communes;

/// Things that are indexed in one go.
const BATCH: usize = 400;

/// Brings the index to what the transaction numbered `seq` has changed.
///
/// # Errors
/// The database.
pub async fn update(
    db: &impl Connection,
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
    db: &impl Connection,
    commune: Uuid,
    kind: SearchKind,
    ids: &[Uuid],
) -> AppResult<()> {
    let mut made = make(db, commune, kind, ids).await?;
    // Numbers follow ids, which follow time: built anew, the order is the same.
    made.sort_by_key(|document| document.id);
    let indexed: BTreeSet<Uuid> = made.iter().map(|document| document.id).collect();
    let removed: Vec<Uuid> = ids.iter().copied().filter(|id| !indexed.contains(id)).collect();
    documents::delete(db, kind, &removed).await?;
    documents::put(db, kind, &made).await
}

/// How often it is said how far the building has come.
const PROGRESS_INTERVAL: Duration = Duration::from_secs(5);
/// After an error, such as a full disk, building goes on later.
const RETRY_DELAY: Duration = Duration::from_secs(60);

/// Indexes what was there before the index, beside a server that already answers: what is not in it
/// yet is not found yet. Broken off, it goes on where it was.
pub async fn build_in_background(app: App) {
    while let Err(error) = build_once(&app).await {
        tracing::warn!(%error, "building the search index goes on later");
        tokio::time::sleep(RETRY_DELAY).await;
    }
}

async fn build_once(app: &App) -> AppResult<()> {
    if marks::is_built(&app.db.read).await? {
        return Ok(());
    }
    tracing::info!("building the search index");
    build(app).await?;
    tracing::info!("the search index is built");
    Ok(())
}

/// Indexes everything anew, some hundred things at a time, so that others write between.
///
/// # Errors
/// The database.
pub async fn rebuild(app: &App) -> AppResult<()> {
    let tx = app.db.begin().await?;
    marks::clear(&tx).await?;
    words::clear(&tx).await?;
    tx.commit().await?;
    build(app).await
}

async fn build(app: &App) -> AppResult<()> {
    let mut progress = Progress { done: 0, said: Instant::now() };
    for commune in communes::ids(&app.db.read).await? {
        for kind in SearchKind::ALL {
            build_kind(app, commune, kind, &mut progress).await?;
        }
    }
    merge_segments(app).await?;
    // Much has come in: what the planner knows is of before.
    documents::analyze(app.db.writer()).await?;
    app.db.analyze().await?;
    let tx = app.db.begin().await?;
    marks::set_built(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Pages that are merged in one go.
const MERGED_PAGES: i64 = 500;

/// Joins the pieces that building has left in FTS5's index: each word of a question is looked up in
/// every one of them.
async fn merge_segments(app: &App) -> AppResult<()> {
    // The first, negative, has all levels merged; the others go on with that.
    let mut pages = -MERGED_PAGES;
    loop {
        let tx = app.db.begin().await?;
        let more = documents::merge(&tx, pages).await?;
        tx.commit().await?;
        if !more {
            return Ok(());
        }
        pages = MERGED_PAGES;
    }
}

struct Progress {
    done: usize,
    said: Instant,
}

impl Progress {
    fn add(&mut self, kind: SearchKind, number: usize) {
        self.done += number;
        if self.said.elapsed() >= PROGRESS_INTERVAL {
            self.said = Instant::now();
            tracing::info!(things = self.done, now = kind.as_str(), "building the search index");
        }
    }
}

async fn build_kind(
    app: &App,
    commune: Uuid,
    kind: SearchKind,
    progress: &mut Progress,
) -> AppResult<()> {
    loop {
        let tx = app.db.begin().await?;
        // The commune's writers wait: what they would index is not overwritten by what was. Another
        // server that builds waits too, and goes on from the mark that this one leaves.
        heads::find_locked(&tx, commune).await?;
        let after = marks::position(&tx, commune, kind).await?.unwrap_or_default();
        let ids = changes::ids_after(&tx, commune, kind, after, BATCH).await?;
        let Some(last) = ids.last() else { return Ok(()) };
        // What was written beside the building has a number that is too old for it by now.
        documents::delete(&tx, kind, &ids).await?;
        reindex(&tx, commune, kind, &ids).await?;
        marks::set_position(&tx, commune, kind, *last).await?;
        tx.commit().await?;
        progress.add(kind, ids.len());
    }
}
