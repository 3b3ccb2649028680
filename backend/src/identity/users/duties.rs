//! What hangs on a person: shown before the login is barred or a post ends.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};
use shared::ErrorCode;
use shared::dto::page::Named;
use shared::dto::user::UserDuties;
use shared::state::AssignmentState;
use shared::time::day_of;
use uuid::Uuid;

use super::repo;
use crate::platform::access::actor::Scope;
use crate::platform::access::session;
use crate::platform::app::App;
use crate::platform::db::entity::{assignment, post, user};
use crate::platform::db::names;
use crate::platform::error::AppResult;

/// Counts what would be left to nobody.
///
/// # Errors
/// 404 for people of other communes.
pub async fn read(app: &App, scope: Scope, id: Uuid) -> AppResult<UserDuties> {
    let db = &app.db.read;
    let now = app.clock.now();
    repo::find(db, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    let own: Vec<post::Model> = repo::posts(db, scope, &[id])
        .await?
        .into_iter()
        .filter(|post| session::holds(post.valid_from, post.valid_to, now))
        .collect();
    let alone = alone_in(db, &own, id, now).await?;
    let names = names::units(db, &alone).await?;
    let open = assignment::Entity::find()
        .filter(assignment::Column::CommuneId.eq(scope.commune_id))
        .filter(assignment::Column::ResponsibleUnitId.is_in(alone.iter().copied()))
        .filter(assignment::Column::State.is_in(
            AssignmentState::ALL.iter().filter(|one| one.waits_for_unit()).map(|one| one.as_str()),
        ));
    let waiting = assignment::Entity::find()
        .filter(assignment::Column::CommuneId.eq(scope.commune_id))
        .filter(assignment::Column::ReviewerPostId.is_in(own.iter().map(|post| post.id)))
        .filter(assignment::Column::State.eq(AssignmentState::Submitted.as_str()));
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(UserDuties {
        open_assignments: count(open.count(db).await?),
        waiting_reviews: count(waiting.count(db).await?),
        live_sessions: count(session::live(db, id, now).await?),
        only_holder_of: alone
            .into_iter()
            .map(|id| Named { id: id.into(), name: names.get(&id).cloned().unwrap_or_default() })
            .collect(),
    })
}

/// The units of these posts in which nobody else holds one today.
async fn alone_in(
    db: &impl ConnectionTrait,
    own: &[post::Model],
    id: Uuid,
    now: chrono::DateTime<chrono::Utc>,
) -> AppResult<Vec<Uuid>> {
    let mut units: Vec<Uuid> = own.iter().map(|post| post.unit_id).collect();
    units.sort_unstable();
    units.dedup();
    // Who is barred or has no password yet serves nobody.
    let able = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::DisabledAt.is_null())
        .filter(user::Column::PasswordHash.ne(""))
        .into_query();
    let others = post::Entity::find()
        .filter(post::Column::UnitId.is_in(units.iter().copied()))
        .filter(post::Column::UserId.ne(id))
        .filter(post::Column::UserId.in_subquery(able))
        .filter(post::Column::ValidFrom.lte(day_of(now)))
        .all(db)
        .await?;
    let served = |unit: &Uuid| {
        others.iter().any(|post| {
            post.unit_id == *unit && session::holds(post.valid_from, post.valid_to, now)
        })
    };
    units.retain(|unit| !served(unit));
    Ok(units)
}
