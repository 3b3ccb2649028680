//! Catalogues as they are shown.

use std::collections::HashMap;

use shared::ErrorCode;
use shared::catalogue::CatalogueKind;
use shared::dto::organisation::catalogue::{CatalogueCreate, CataloguePatch, CatalogueView};
use shared::dto::page::Page;
use shared::id::CatalogueId;
use shared::text::fold;
use shared::validate::Checks;
use uuid::Uuid;

use super::relations;
use super::repo::{self, CatalogueFilter, CatalogueItem};
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// The longest name of an entry, in characters.
const NAME_LENGTH: usize = 200;
/// The longest unit of measure.
const MEASURE_LENGTH: usize = 30;
/// Positions stay below this.
const MAX_POSITION: i64 = 1_000_000;

/// One page of a catalogue.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    kind: CatalogueKind,
    filter: &CatalogueFilter,
    paging: &Paging,
) -> AppResult<Page<CatalogueView>> {
    let page = repo::list(db, scope, kind, filter, paging).await?;
    let items = views(db, page.items, kind).await?;
    Ok(Page { items, next_cursor: page.next_cursor, total: page.total })
}

/// One entry.
///
/// # Errors
/// 404 when it is not in this catalogue of this commune.
pub async fn read(
    db: &impl Connection,
    scope: Scope,
    kind: CatalogueKind,
    id: CatalogueId,
) -> AppResult<CatalogueView> {
    let row = repo::find(db, scope, kind, id).await?.ok_or(ErrorCode::NotFound)?;
    let view = views(db, vec![row], kind).await?.into_iter().next();
    Ok(view.ok_or(ErrorCode::NotFound)?)
}

/// Adds an entry at the end.
///
/// # Errors
/// Field errors; 409 when the id or code is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::CatalogueWrite>,
    kind: CatalogueKind,
    body: CatalogueCreate,
) -> AppResult<Outcome<CatalogueView>> {
    let scope = permit.scope;
    let mut checks = Checks::new();
    let name = checks.required("name", &body.name, NAME_LENGTH);
    let code = body.code.unwrap_or_else(|| code_of(&name)).trim().to_ascii_lowercase();
    let good = (1..=64).contains(&code.len())
        && code.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
    checks.ensure(
        good,
        "code",
        "invalid",
        "Mã gồm chữ cái không dấu, chữ số, gạch dưới hoặc gạch nối.",
    );
    let measure = body.unit_of_measure.as_deref().unwrap_or_default();
    let unit_of_measure = if kind == CatalogueKind::Indicators {
        Some(checks.required("unit_of_measure", measure, MEASURE_LENGTH))
    } else {
        checks.ensure(
            measure.is_empty(),
            "unit_of_measure",
            "invalid",
            "Chỉ chỉ tiêu mới có đơn vị tính.",
        );
        None
    };
    let is_channel = kind == CatalogueKind::Channels;
    let fits = is_channel || body.is_online.is_none();
    checks.ensure(
        fits,
        "is_online",
        "invalid",
        "Chỉ hình thức, kênh mới là trực tuyến hay truyền thống.",
    );
    checks.finish()?;
    let row = CatalogueItem {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        kind: kind.into(),
        code,
        name,
        is_online: is_channel.then(|| body.is_online.unwrap_or(false)),
        unit_of_measure,
        position: repo::last_position(&work.tx, scope, kind).await? + 1,
        retired_at: None,
        version: 1,
        change_seq: work.seq,
        merged_into: None,
    };
    let row = work.insert(row).await?;
    outcome(&work.tx, row, kind, 201).await
}

/// Renames, sorts, retires or offers again.
///
/// # Errors
/// 404, 428, 412, field errors.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::CatalogueWrite>,
    context: &WriteContext,
    (kind, id): (CatalogueKind, CatalogueId),
    body: CataloguePatch,
) -> AppResult<Outcome<CatalogueView>> {
    let scope = permit.scope;
    let before = find_matching(work, scope, context, (kind, id)).await?;
    let mut checks = Checks::new();
    let mut row = before.clone();
    if let Some(name) = &body.name {
        row.name = checks.required("name", name, NAME_LENGTH);
    }
    if let Some(position) = body.position {
        let good = (0..MAX_POSITION).contains(&position);
        checks.ensure(good, "position", "invalid", "Thứ tự phải là số không âm.");
        row.position = position;
    }
    if let Some(is_online) = body.is_online {
        let fits = kind == CatalogueKind::Channels;
        checks.ensure(
            fits,
            "is_online",
            "invalid",
            "Chỉ hình thức, kênh mới là trực tuyến hay truyền thống.",
        );
        row.is_online = Some(is_online);
    }
    if let Some(indicators) = &body.indicators {
        let fits = kind == CatalogueKind::Channels;
        checks.ensure(fits, "indicators", "invalid", "Chỉ hình thức, kênh mới có chỉ tiêu kèm.");
        if fits {
            relations::set_indicators(work, scope, &mut checks, id, indicators).await?;
        }
    }
    checks.finish()?;
    if body.retired == Some(false) && before.merged_into.is_some() {
        return Err(AppError::wrong_state("Mục này đã gộp vào mục khác."));
    }
    match body.retired {
        Some(true) if before.retired_at.is_none() => row.retired_at = Some(work.now),
        Some(false) => row.retired_at = None,
        _ => {}
    }
    let row = work.save(&before, &row).await?;
    outcome(&work.tx, row, kind, 200).await
}

/// The entry, if it is as the request expects it.
///
/// # Errors
/// 404 when it is not in this catalogue of this commune; 428, 412.
pub async fn find_matching(
    work: &UnitOfWork,
    scope: Scope,
    context: &WriteContext,
    (kind, id): (CatalogueKind, CatalogueId),
) -> AppResult<CatalogueItem> {
    let row = repo::find(&work.tx, scope, kind, id).await?.ok_or(ErrorCode::NotFound)?;
    context.matches(row.version)?;
    Ok(row)
}

/// The answer of a change.
///
/// # Errors
/// The database.
pub async fn outcome(
    db: &impl Connection,
    row: CatalogueItem,
    kind: CatalogueKind,
    status: u16,
) -> AppResult<Outcome<CatalogueView>> {
    let (id, version) = (row.id, row.version);
    let body = views(db, vec![row], kind).await?.into_iter().next();
    Ok(Outcome { status, version: Some(version), body, object: ("catalogue_item", id) })
}

async fn views(
    db: &impl Connection,
    rows: Vec<CatalogueItem>,
    kind: CatalogueKind,
) -> AppResult<Vec<CatalogueView>> {
    let mut indicators_by_channel = if kind == CatalogueKind::Channels {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        relations::indicators_by_channel(db, &ids).await?
    } else {
        HashMap::new()
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let indicators = indicators_by_channel.remove(&row.id).unwrap_or_default();
            CatalogueView { indicators, ..view(row, kind) }
        })
        .collect())
}

/// "Loa kéo lưu động" has the code loa_keo_luu_dong.
fn code_of(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric());
    let code = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
    code.chars().take(64).collect()
}

fn view(row: CatalogueItem, kind: CatalogueKind) -> CatalogueView {
    CatalogueView {
        id: row.id.into(),
        kind,
        code: row.code,
        name: row.name,
        is_online: row.is_online,
        unit_of_measure: row.unit_of_measure,
        position: row.position,
        retired: row.retired_at.is_some(),
        merged_into: row.merged_into.map(Into::into),
        indicators: Vec::new(),
        version: row.version,
    }
}
