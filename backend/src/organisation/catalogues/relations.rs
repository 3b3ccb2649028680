//! Relations between entries: one merged into another, and the indicators a channel asks for.

use std::collections::HashMap;

use shared::catalogue::CatalogueKind;
use shared::dto::organisation::catalogue::{CatalogueMerge, CatalogueView};
use shared::id::CatalogueId;
use shared::validate::Checks;
use uuid::Uuid;

use super::repo::{self, CatalogueItem, ChannelIndicator};
use super::service;
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::sums::service::Merge;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// Merges an entry into another of its catalogue. What was written with it keeps its name; the
/// figures count it with the other from now on.
///
/// # Errors
/// 404, 428, 412, field errors; 409 when it is merged already.
pub async fn merge(
    work: &UnitOfWork,
    permit: &PersonPermit<can::CatalogueWrite>,
    context: &WriteContext,
    (kind, id): (CatalogueKind, CatalogueId),
    body: &CatalogueMerge,
) -> AppResult<Outcome<CatalogueView>> {
    let scope = permit.scope;
    let before = service::find_matching(work, scope, context, (kind, id)).await?;
    if before.merged_into.is_some() {
        return Err(AppError::wrong_state("Mục này đã gộp vào mục khác."));
    }
    let into = repo::find(&work.tx, scope, kind, body.into).await?;
    let mut checks = Checks::new();
    match &into {
        None => checks.fail("into", "unknown", "Không có mục này."),
        Some(into) => {
            let other = body.into != id && into.merged_into.is_none() && into.retired_at.is_none();
            checks.ensure(other, "into", "invalid", "Chọn một mục khác đang dùng.");
            // A sum of leaflets and of minutes says nothing.
            let alike = into.unit_of_measure == before.unit_of_measure;
            checks.ensure(alike, "into", "other_measure", "Đơn vị tính khác nhau.");
        }
    }
    checks.finish()?;
    let earlier = repo::merged_into(&work.tx, id).await?;
    let taken = repo::merged_into(&work.tx, body.into).await?;
    let with = |id: CatalogueId, merged: &[CatalogueItem]| -> Vec<Uuid> {
        std::iter::once(id.0).chain(merged.iter().map(|row| row.id)).collect()
    };
    let (old, new) = (with(id, &earlier), with(body.into, &taken));
    let counted = Merge { commune_id: scope.commune_id, kind, old, new };
    counted.begin(&work.tx).await?;
    let mut row = before.clone();
    row.merged_into = Some(body.into.0);
    row.retired_at = before.retired_at.or(Some(work.now));
    let row = work.save(&before, &row).await?;
    // Those that were merged into it go along.
    for before in earlier {
        let mut row = before.clone();
        row.merged_into = Some(body.into.0);
        work.save(&before, &row).await?;
    }
    counted.end(&work.tx).await?;
    if kind == CatalogueKind::Indicators {
        replace_indicator(work, id, body.into).await?;
    }
    service::outcome(&work.tx, row, kind, 200).await
}

/// Channels that asked for an indicator ask for the one it was merged into.
async fn replace_indicator(work: &UnitOfWork, old: CatalogueId, new: CatalogueId) -> AppResult<()> {
    let asking = repo::channels_of_indicators(&work.tx, [old, new]).await?;
    work.audit(Some(&asking), None::<&()>);
    repo::delete_of_indicator(&work.tx, old).await?;
    for row in asking.iter().filter(|row| row.indicator_id == old.0) {
        let exists =
            |one: &ChannelIndicator| one.channel_id == row.channel_id && one.indicator_id == new.0;
        if !asking.iter().any(exists) {
            let row = ChannelIndicator { indicator_id: new.0, ..row.clone() };
            repo::insert_channel_indicators(&work.tx, [row]).await?;
        }
    }
    Ok(())
}

/// Which indicators channels ask for.
///
/// # Errors
/// The database.
pub async fn indicators_by_channel(
    db: &impl Connection,
    channels: &[Uuid],
) -> AppResult<HashMap<Uuid, Vec<CatalogueId>>> {
    let rows = repo::indicators_of_channels(db, channels).await?;
    let mut by_channel: HashMap<Uuid, Vec<CatalogueId>> = HashMap::new();
    for row in rows {
        by_channel.entry(row.channel_id).or_default().push(row.indicator_id.into());
    }
    Ok(by_channel)
}

/// Sets which indicators a channel asks for.
///
/// # Errors
/// The database; what is wrong goes to `checks`.
pub async fn set_indicators(
    work: &UnitOfWork,
    scope: Scope,
    checks: &mut Checks,
    channel: CatalogueId,
    indicators: &[CatalogueId],
) -> AppResult<()> {
    let mut ids = indicators.to_vec();
    ids.sort_unstable();
    ids.dedup();
    for id in &ids {
        let found = repo::find(&work.tx, scope, CatalogueKind::Indicators, *id).await?;
        let usable = found.is_some_and(|row| row.retired_at.is_none());
        if !usable {
            checks.fail("indicators", "unknown", "Có chỉ tiêu không tồn tại hoặc thôi dùng.");
            return Ok(());
        }
    }
    let before = indicators_by_channel(&work.tx, &[channel.0]).await?.remove(&channel.0);
    repo::delete_of_channel(&work.tx, channel).await?;
    work.audit(before.as_ref(), Some(&ids));
    if ids.is_empty() {
        return Ok(());
    }
    let rows =
        ids.into_iter().map(|id| ChannelIndicator { channel_id: channel.0, indicator_id: id.0 });
    repo::insert_channel_indicators(&work.tx, rows).await
}
