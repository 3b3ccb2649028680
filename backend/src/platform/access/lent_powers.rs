//! By whose power somebody acts who may not by itself.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::Action;
use shared::dto::delegation::Power;
use uuid::Uuid;

use crate::platform::access::actor::Person;
use crate::platform::access::session::holds;
use crate::platform::db::entity::{delegation, post, user};
use crate::platform::error::AppResult;

/// The power by which an action can be done in another's name.
fn power_for(action: Action) -> Option<Power> {
    Power::ALL.into_iter().find(|power| power.action() == action)
}

/// Powers lent to a post that count now, the oldest first: by somebody who still holds them.
///
/// # Errors
/// The database.
pub async fn received(
    db: &impl ConnectionTrait,
    to_post: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Vec<delegation::Model>> {
    let rows = delegation::Entity::find()
        .filter(delegation::Column::ToPostId.eq(to_post))
        .filter(delegation::Column::EndedAt.is_null())
        .order_by_asc(delegation::Column::Id)
        .all(db)
        .await?;
    let mut counting = Vec::new();
    for row in rows.into_iter().filter(|row| in_force(row, now)) {
        let lender = post::Entity::find_by_id(row.from_post_id).one(db).await?;
        let Some(lender) = lender.filter(|post| holds(post.valid_from, post.valid_to, now)) else {
            continue;
        };
        let person = user::Entity::find_by_id(lender.user_id).one(db).await?;
        if person.is_some_and(|person| person.disabled_at.is_none()) {
            counting.push(row);
        }
    }
    Ok(counting)
}

/// The post in whose stead a person may do `action` now, where it may not by itself.
///
/// # Errors
/// The database.
pub async fn delegator_for(
    db: &impl ConnectionTrait,
    person: &Person,
    action: Action,
    now: DateTime<Utc>,
) -> AppResult<Option<Uuid>> {
    let Some(power) = power_for(action) else { return Ok(None) };
    let lent = received(db, person.post_id, now).await?;
    Ok(lent.into_iter().find(|row| powers(row).contains(&power)).map(|row| row.from_post_id))
}

/// The powers of a row.
#[must_use]
pub fn powers(row: &delegation::Model) -> Vec<Power> {
    row.powers.split(' ').filter_map(Power::parse).collect()
}

/// Whether a loan holds now.
#[must_use]
pub fn in_force(row: &delegation::Model, now: DateTime<Utc>) -> bool {
    row.ended_at.is_none() && holds(row.valid_from, Some(row.valid_to), now)
}
