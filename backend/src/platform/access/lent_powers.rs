//! By whose power somebody acts who may not by itself.

use chrono::{DateTime, Utc};
use shared::Action;
use shared::dto::identity::delegation::Power;
use uuid::Uuid;

use super::repo::{self, Delegation};
use crate::platform::access::actor::Person;
use crate::platform::access::session::is_current;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::repo::people;

/// The power by which an action can be done in another's name.
fn power_for(action: Action) -> Option<Power> {
    Power::ALL.into_iter().find(|power| power.action() == action)
}

/// Powers lent to a post that count now, the oldest first: by somebody who still holds them.
///
/// # Errors
/// The database.
pub async fn received_delegations(
    db: &impl Connection,
    to_post: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Vec<Delegation>> {
    let rows = repo::delegations_to(db, to_post).await?;
    let mut in_force_now = Vec::new();
    for row in rows.into_iter().filter(|row| in_force(row, now)) {
        let delegator = people::find_post(db, row.from_post_id.into()).await?;
        let Some(delegator) =
            delegator.filter(|post| is_current(post.valid_from, post.valid_to, now))
        else {
            continue;
        };
        let person = people::find_user(db, delegator.user_id.into()).await?;
        if person.is_some_and(|person| person.disabled_at.is_none()) {
            in_force_now.push(row);
        }
    }
    Ok(in_force_now)
}

/// The post in whose stead a person may do `action` now, where it may not by itself.
///
/// # Errors
/// The database.
pub async fn delegator_for(
    db: &impl Connection,
    person: &Person,
    action: Action,
    now: DateTime<Utc>,
) -> AppResult<Option<Uuid>> {
    let Some(power) = power_for(action) else { return Ok(None) };
    let delegations = received_delegations(db, person.post_id, now).await?;
    Ok(delegations.into_iter().find(|row| powers(row).contains(&power)).map(|row| row.from_post_id))
}

/// The powers of a row.
#[must_use]
pub fn powers(row: &Delegation) -> Vec<Power> {
    row.powers.split(' ').filter_map(Power::parse).collect()
}

/// Whether a loan holds now.
#[must_use]
pub fn in_force(row: &Delegation, now: DateTime<Utc>) -> bool {
    row.ended_at.is_none() && is_current(row.valid_from, Some(row.valid_to), now)
}
