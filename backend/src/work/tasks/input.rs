//! What is asked of a new task, checked against the commune's catalogues, units and people.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use shared::catalogue::CatalogueKind;
use shared::dto::work::task::{AssignUnit, Target, TaskCreate};
use shared::id::{CatalogueId, ClauseId, DirectiveId, PostId, UnitId};
use shared::state::{DirectiveState, Part};
use shared::time::day_of;
use shared::validate::{Checks, is_amount};
use shared::{ErrorCode, Role};
use uuid::Uuid;

use super::repo;
use crate::organisation::catalogues;
use crate::organisation::catalogues::repo::CatalogueItem;
use crate::platform::access::Person;
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::work::directives;
use crate::work::directives::repo::Directive;

/// The longest title, in characters.
pub const TITLE: usize = 300;
/// The longest description, in characters.
pub const LONG: usize = 10_000;

/// No deadline lies beyond it; the keys that order deadlines hold far more.
const LAST_YEAR: i32 = 2100;

const NOT_ISSUED: &str = "Văn bản chưa ban hành; hãy lưu nhiệm vụ ở dạng dự thảo.";

fn is_draft(row: &Directive) -> bool {
    row.state == DirectiveState::Draft
}

/// Units must not read of a directive that nobody has issued yet.
///
/// # Errors
/// A field error while the directive of the task is a draft.
pub async fn ensure_issued(
    db: &impl Connection,
    directive_id: Option<DirectiveId>,
) -> AppResult<()> {
    let Some(id) = directive_id else { return Ok(()) };
    let found = directives::repo::by_ids(db, &[id.0]).await?;
    if found.get(&id.0).is_some_and(is_draft) {
        return Err(AppError::field("directive_id", "not_issued", NOT_ISSUED));
    }
    Ok(())
}

/// A deadline must not lie before today.
pub fn check_due(checks: &mut Checks, field: &str, due_on: Option<NaiveDate>, now: DateTime<Utc>) {
    if due_on.is_some_and(|due| due < day_of(now)) {
        checks.fail(field, "past", "Hạn không được trước ngày hôm nay.");
    }
    let far = due_on.is_some_and(|due| due.year() > LAST_YEAR);
    checks.ensure(!far, field, "too_far", "Hạn quá xa.");
}

/// The commune's catalogue entries among `ids` that are not retired.
async fn find_usable(
    db: &impl Connection,
    commune_id: Uuid,
    ids: &[CatalogueId],
) -> AppResult<HashMap<Uuid, CatalogueItem>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut known = catalogues::repo::by_ids(db, ids.iter().map(|id| id.0)).await?;
    known.retain(|_, row| row.commune_id == commune_id && row.retired_at.is_none());
    Ok(known)
}

/// Topics, channels and audiences: each known, of its kind, not retired.
///
/// # Errors
/// When the database fails; what is wrong goes to `checks`.
pub async fn check_items(
    db: &impl Connection,
    checks: &mut Checks,
    commune_id: Uuid,
    input: &TaskCreate,
) -> AppResult<Vec<(CatalogueId, CatalogueKind)>> {
    let lists = [
        (CatalogueKind::Topics, &input.topics),
        (CatalogueKind::Channels, &input.channels),
        (CatalogueKind::Audiences, &input.audiences),
    ];
    let ids: Vec<CatalogueId> = lists.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
    let known = find_usable(db, commune_id, &ids).await?;
    let mut items = Vec::new();
    for (kind, ids) in lists {
        for id in ids {
            let good = known.get(&id.0).is_some_and(|row| row.kind == kind);
            checks.ensure(good, kind.as_str(), "unknown", "Có mục không có trong danh mục.");
            if !items.iter().any(|(seen, _)| seen == id) {
                items.push((*id, kind));
            }
        }
    }
    Ok(items)
}

/// Targets: known indicators, each once, with an amount above nought.
///
/// # Errors
/// When the database fails; what is wrong goes to `checks`.
pub async fn check_targets(
    db: &impl Connection,
    checks: &mut Checks,
    commune_id: Uuid,
    targets: &[Target],
) -> AppResult<()> {
    let ids: Vec<CatalogueId> = targets.iter().map(|target| target.indicator_id).collect();
    let known = find_usable(db, commune_id, &ids).await?;
    for (index, target) in targets.iter().enumerate() {
        let id = target.indicator_id;
        let field = |name: &str| format!("targets[{index}].{name}");
        let good = known.get(&id.0).is_some_and(|row| row.kind == CatalogueKind::Indicators);
        checks.ensure(good, &field("indicator_id"), "unknown", "Chỉ tiêu không có trong danh mục.");
        checks.ensure(
            ids.iter().filter(|other| **other == id).count() == 1,
            &field("indicator_id"),
            "duplicate",
            "Chỉ tiêu bị lặp.",
        );
        checks.ensure(
            is_amount(target.amount) && target.amount > 0,
            &field("amount"),
            "invalid",
            "Nhập số lớn hơn 0.",
        );
    }
    Ok(())
}

/// Units to assign: current ones of the commune, each once, at most one lead.
///
/// # Errors
/// When the database fails; what is wrong goes to `checks`.
pub async fn check_units(
    db: &impl Connection,
    checks: &mut Checks,
    commune_id: Uuid,
    units: &[AssignUnit],
    now: DateTime<Utc>,
) -> AppResult<()> {
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.unit_id).collect();
    let known = repo::units(db, commune_id, ids.clone()).await?;
    let today = day_of(now);
    for (index, unit) in units.iter().enumerate() {
        let field = format!("units[{index}].unit_id");
        let found = known.iter().find(|row| row.id == unit.unit_id.0);
        checks.ensure(found.is_some(), &field, "unknown", "Đơn vị không có trong danh sách.");
        let ended = found.and_then(|row| row.valid_to).is_some_and(|end| end < today);
        checks.ensure(!ended, &field, "ended", "Đơn vị đã kết thúc hoạt động.");
        let times = ids.iter().filter(|id| **id == unit.unit_id).count();
        checks.ensure(times == 1, &field, "duplicate", "Đơn vị bị chọn hai lần.");
        check_due(checks, &format!("units[{index}].due_on"), unit.due_on, now);
    }
    let leads = units.iter().filter(|unit| unit.part == Part::Lead).count();
    checks.ensure(leads <= 1, "units", "many_leads", "Chỉ một đơn vị chủ trì.");
    Ok(())
}

/// The directive and clause a task cites; a clause alone brings its directive.
///
/// # Errors
/// When the database fails; what is wrong goes to `checks`.
pub async fn check_source(
    db: &impl Connection,
    checks: &mut Checks,
    commune_id: Uuid,
    input: &TaskCreate,
) -> AppResult<(Option<DirectiveId>, Option<ClauseId>)> {
    let clause_row = match input.clause_id {
        Some(id) => directives::repo::clause(db, id).await?,
        None => None,
    };
    let directive_id =
        input.directive_id.map(|id| id.0).or(clause_row.as_ref().map(|clause| clause.directive_id));
    let directive_row = match directive_id {
        Some(id) => directives::repo::by_ids(db, &[id]).await?.remove(&id),
        None => None,
    };
    let directive_row = directive_row.filter(|row| row.commune_id == commune_id);
    let missing = directive_id.is_some() && directive_row.is_none();
    checks.ensure(!missing, "directive_id", "unknown", "Văn bản không có trong sổ.");
    let draft = directive_row.as_ref().is_some_and(is_draft);
    checks.ensure(!(input.open && draft), "directive_id", "not_issued", NOT_ISSUED);
    let fits = match (&clause_row, &directive_row) {
        (Some(clause), Some(directive)) => clause.directive_id == directive.id,
        _ => input.clause_id.is_none(),
    };
    checks.ensure(fits, "clause_id", "unknown", "Mục không thuộc văn bản đã chọn.");
    Ok((directive_row.map(|row| row.id.into()), clause_row.map(|row| row.id.into())))
}

/// Who reviews: the post asked for, the assigning chairman, or the commune's first.
///
/// # Errors
/// 404 when the commune has no chairman; what is wrong goes to `checks`.
pub async fn find_reviewer(
    db: &impl Connection,
    checks: &mut Checks,
    person: &Person,
    reviewer_post_id: Option<PostId>,
    now: DateTime<Utc>,
) -> AppResult<PostId> {
    let today = day_of(now);
    let chairmen = repo::chairmen(db, person.commune_id).await?;
    let current: Vec<PostId> = chairmen
        .iter()
        .filter(|post| post.valid_from <= today && post.valid_to.is_none_or(|end| today <= end))
        .map(|post| post.id.into())
        .collect();
    let own = (person.role == Role::Chairman).then_some(person.post_id.into());
    match reviewer_post_id {
        Some(id) if current.contains(&id) => Ok(id),
        Some(_) => {
            checks.fail("reviewer_post_id", "unknown", "Người duyệt phải là lãnh đạo đương nhiệm.");
            Ok(person.post_id.into())
        }
        None => Ok(own.or_else(|| current.first().copied()).ok_or(AppError::Code(
            ErrorCode::WrongState,
            Some("Xã chưa có lãnh đạo để duyệt.".into()),
        ))?),
    }
}
