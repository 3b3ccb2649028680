//! Who may lend which powers to whom, and who acts by them.

use chrono::{DateTime, Days, NaiveDate, Utc};
use shared::dto::identity::delegation::{DelegationCreate, DelegationView, Deputy, Power};
use shared::dto::page::{Named, Page};
use shared::id::DelegationId;
use shared::text::sort_key;
use shared::time::day_of;
use shared::validate::Checks;
use shared::{Action, ErrorCode, Role, permits};
use uuid::Uuid;

use super::repo::{self, Delegation};
use crate::identity::users::handover::Handovers;
use crate::identity::users::repo::{Post, people, posts};
use crate::platform::access::actor::{Person, Scope};
use crate::platform::access::lent_powers::{in_force, powers, received_delegations};
use crate::platform::access::session::is_current;
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::platform::versioned;

/// The longest reason, in characters.
const REASON_LENGTH: usize = 500;
/// Powers are lent for a year at most.
const MAX_DAYS: u64 = 366;

/// The posts that have lent a person a power, the oldest delegation first.
///
/// # Errors
/// The database.
pub async fn delegators(
    db: &impl Connection,
    person: &Person,
    power: Power,
    now: DateTime<Utc>,
) -> AppResult<Vec<Post>> {
    let mut delegators = Vec::new();
    let delegations = received_delegations(db, person.post_id, now).await?;
    for row in delegations.iter().filter(|row| powers(row).contains(&power)) {
        delegators.extend(posts::find_post(db, row.from_post_id.into()).await?);
    }
    Ok(delegators)
}

/// The posts for which a person reviews: the own one, those it followed, and those that lent it the
/// power.
///
/// # Errors
/// The database.
pub async fn reviewer_posts(
    db: &impl Connection,
    person: &Person,
    now: DateTime<Utc>,
) -> AppResult<Vec<Uuid>> {
    let handovers = Handovers::of(db, person.commune_id, day_of(now)).await?;
    let mut posts: Vec<Uuid> = handovers.posts_passed_to(person.post_id).collect();
    posts.push(person.post_id);
    if person.role.is_office() {
        let delegations = received_delegations(db, person.post_id, now).await?;
        let review = delegations.iter().filter(|row| powers(row).contains(&Power::Review));
        posts.extend(review.map(|row| row.from_post_id));
    }
    Ok(posts)
}

/// One page, the newest first: all, or those of one's own post.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    person: &Person,
    scope: Scope,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<DelegationView>> {
    // Whoever may not read people sees the own ones.
    let own = (!permits(person.role, Action::UserRead)).then_some(person.post_id);
    let found = repo::list(db, scope, own, paging).await?;
    let items = views(db, found.items, now).await?;
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

/// The posts to which a person may lend, by name: for the office those of the office, for others
/// those of the own unit.
///
/// # Errors
/// The database.
pub async fn deputies(
    db: &impl Connection,
    person: &Person,
    now: DateTime<Utc>,
) -> AppResult<Vec<Deputy>> {
    let others = posts::of_other_users(db, person.commune_id, person.user_id).await?;
    let barred = people::disabled_among(db, others.iter().map(|post| post.user_id)).await?;
    let able = |post: &Post| {
        if barred.contains(&post.user_id) {
            return false;
        }
        let office = post.role.is_office();
        let near = if person.role.is_office() { office } else { post.unit_id == person.unit_id };
        near && is_current(post.valid_from, post.valid_to, now)
    };
    let ids: Vec<Uuid> = others.iter().filter(|post| able(post)).map(|post| post.id).collect();
    let names = names::posts(db, ids).await?;
    let mut named: Vec<Deputy> =
        names.into_iter().map(|(id, name)| Deputy { id: id.into(), name }).collect();
    named.sort_by_cached_key(|one| sort_key(&one.name));
    Ok(named)
}

/// Lends powers.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::DelegationWrite>,
    body: DelegationCreate,
) -> AppResult<Outcome<DelegationView>> {
    let (person, scope) = (&permit.person, permit.scope);
    let mut checks = Checks::new();
    let reason = checks.optional("reason", &body.reason, REASON_LENGTH);
    let today = day_of(work.now);
    check_days(&mut checks, today, body.valid_from, body.valid_to);
    checks.ensure(!body.powers.is_empty(), "powers", "required", "Chọn ít nhất một quyền.");
    // Nobody lends what is not theirs.
    // What a unit may do on its own parts would reach the whole commune in another's hands.
    let leads = person.role == Role::Chairman;
    let own = body
        .powers
        .iter()
        .all(|power| permits(person.role, power.action()) && (leads || *power == Power::Notices));
    checks.ensure(own, "powers", "not_own", "Chỉ ủy quyền việc mình có quyền làm.");
    let to = posts::find(&work.tx, scope.commune_id, body.to_post_id)
        .await?
        .filter(|post| is_current(post.valid_from, post.valid_to, work.now));
    match &to {
        None => checks.fail("to_post_id", "unknown", "Không có chức vụ này."),
        Some(post) if post.user_id == person.user_id => {
            checks.fail("to_post_id", "own", "Không thể ủy quyền cho chính mình.");
        }
        // Whoever decides has to see what is decided on, and who is told what it is about.
        Some(post) if person.role.is_office() => {
            let office = post.role.is_office();
            let words = "Chỉ ủy quyền cho lãnh đạo hoặc cán bộ tổng hợp.";
            checks.ensure(office, "to_post_id", "not_office", words);
        }
        Some(post) => {
            let same = post.unit_id == person.unit_id && post.role != Role::Admin;
            let words = "Chỉ chọn người cùng đơn vị.";
            checks.ensure(same, "to_post_id", "not_same_unit", words);
        }
    }
    checks.finish()?;
    let words: Vec<&str> = Power::ALL
        .into_iter()
        .filter(|power| body.powers.contains(power))
        .map(Power::as_str)
        .collect();
    let row = Delegation {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        from_post_id: person.post_id,
        to_post_id: body.to_post_id.0,
        powers: words.join(" "),
        reason,
        valid_from: body.valid_from,
        valid_to: body.valid_to,
        ended_at: None,
        created_at: work.now,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    outcome(work, row, 201).await
}

fn check_days(checks: &mut Checks, today: NaiveDate, from: NaiveDate, to: NaiveDate) {
    checks.ensure(from >= today, "valid_from", "past", "Chọn từ hôm nay trở đi.");
    checks.ensure(to >= from, "valid_to", "before_start", "Không trước ngày bắt đầu.");
    let last = from.checked_add_days(Days::new(MAX_DAYS)).unwrap_or(from);
    checks.ensure(to <= last, "valid_to", "too_long", "Tối đa một năm.");
}

/// Takes powers back.
///
/// # Errors
/// 404, 403 for another's, 428, 412, 409 when they have ended.
pub async fn end(
    work: &UnitOfWork,
    permit: &PersonPermit<can::DelegationWrite>,
    context: &WriteContext,
    id: DelegationId,
) -> AppResult<Outcome<DelegationView>> {
    let (person, scope) = (&permit.person, permit.scope);
    let row: Delegation = versioned::find(&work.tx, scope.commune_id, id).await?;
    if row.from_post_id != person.post_id {
        return Err(ErrorCode::Forbidden.into());
    }
    context.matches(row.version)?;
    if row.ended_at.is_some() || row.valid_to < day_of(work.now) {
        return Err(AppError::wrong_state("Ủy quyền này đã kết thúc."));
    }
    let mut changed = row.clone();
    changed.ended_at = Some(work.now);
    let after = work.save(&row, &changed).await?;
    outcome(work, after, 200).await
}

async fn outcome(
    work: &UnitOfWork,
    row: Delegation,
    status: u16,
) -> AppResult<Outcome<DelegationView>> {
    let (id, version) = (row.id, row.version);
    let body = views(&work.tx, vec![row], work.now).await?.into_iter().next();
    Ok(Outcome { status, body, version: Some(version), object: ("delegation", id) })
}

async fn views(
    db: &impl Connection,
    rows: Vec<Delegation>,
    now: DateTime<Utc>,
) -> AppResult<Vec<DelegationView>> {
    let posts = rows.iter().flat_map(|row| [row.from_post_id, row.to_post_id]).collect();
    let names = names::posts(db, posts).await?;
    let named =
        |id: Uuid| Named { id: id.into(), name: names.get(&id).cloned().unwrap_or_default() };
    Ok(rows
        .into_iter()
        .map(|row| DelegationView {
            id: row.id.into(),
            from: named(row.from_post_id),
            to: named(row.to_post_id),
            powers: powers(&row),
            in_force: in_force(&row, now),
            taken_back: row.ended_at.is_some(),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            reason: row.reason,
            version: row.version,
        })
        .collect())
}
