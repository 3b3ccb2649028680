//! What hangs on a person: shown before the login is barred or a post ends.

use shared::ErrorCode;
use shared::dto::identity::user::UserDuties;
use shared::dto::page::Named;
use shared::id::UserId;
use shared::state::AssignmentState;
use shared::time::day_of;
use uuid::Uuid;

use super::repo::{self, Post, assignments, posts};
use crate::platform::access::actor::Scope;
use crate::platform::access::session;
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;

/// Counts what would be left to nobody.
///
/// # Errors
/// 404 for people of other communes.
pub async fn read(app: &App, scope: Scope, id: UserId) -> AppResult<UserDuties> {
    let db = &app.db.read;
    let now = app.clock.now();
    repo::find(db, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    let own: Vec<Post> = posts::of_people(db, scope, &[id])
        .await?
        .into_iter()
        .filter(|post| session::is_current(post.valid_from, post.valid_to, now))
        .collect();
    let alone = units_without_others(db, &own, id, now).await?;
    let names = names::units(db, &alone).await?;
    let waits = AssignmentState::ALL.iter().copied().filter(|state| state.waits_for_unit());
    let open = assignments::count_of_units(db, scope, &alone, waits).await?;
    let reviewers = own.iter().map(|post| post.id);
    let waiting =
        assignments::count_of_reviewers(db, scope, reviewers, AssignmentState::Submitted).await?;
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(UserDuties {
        open_assignments: count(open),
        waiting_reviews: count(waiting),
        live_sessions: count(session::count_active(db, id, now).await?),
        only_holder_of: alone
            .into_iter()
            .map(|id| Named { id: id.into(), name: names.get(&id).cloned().unwrap_or_default() })
            .collect(),
    })
}

/// The units of these posts in which nobody else holds one today.
async fn units_without_others(
    db: &impl Connection,
    own: &[Post],
    id: UserId,
    now: chrono::DateTime<chrono::Utc>,
) -> AppResult<Vec<Uuid>> {
    let mut units: Vec<Uuid> = own.iter().map(|post| post.unit_id).collect();
    units.sort_unstable();
    units.dedup();
    // Who is barred or has no password yet serves nobody.
    let others = posts::of_other_active_users(db, &units, id, day_of(now)).await?;
    let served = |unit: &Uuid| {
        others.iter().any(|post| {
            post.unit_id == *unit && session::is_current(post.valid_from, post.valid_to, now)
        })
    };
    units.retain(|unit| !served(unit));
    Ok(units)
}
