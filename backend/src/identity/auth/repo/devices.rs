//! Devices by which people have logged in.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use shared::id::{SessionId, UserId};
use uuid::Uuid;

pub use crate::platform::db::entity::known_device::Model as KnownDevice;
use crate::platform::db::entity::known_device::{Column as C, Entity, Model};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// Whether a device has logged in as a person.
///
/// # Errors
/// The database.
pub async fn is_known(db: &impl Connection, user_id: UserId, device_id: Uuid) -> AppResult<bool> {
    Ok(Entity::find_by_id((user_id.0, device_id)).row::<Model>(db).await?.is_some())
}

/// Writes in which session a device was used last.
///
/// # Errors
/// The database.
pub async fn upsert(db: &impl Connection, row: KnownDevice) -> AppResult<()> {
    Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([C::UserId, C::DeviceId])
                .update_columns([C::SessionId, C::UsedAt])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The devices of a person that were used last, `most` of them.
///
/// # Errors
/// The database.
pub async fn last_used(db: &impl Connection, user_id: UserId, most: u64) -> AppResult<Vec<Uuid>> {
    Entity::find()
        .select_only()
        .column(C::DeviceId)
        .filter(C::UserId.eq(user_id.0))
        .order_by_desc(C::UsedAt)
        .order_by_desc(C::DeviceId)
        .limit(most)
        .rows(db)
        .await
}

/// Deletes the devices of a person but for `except`.
///
/// # Errors
/// The database.
pub async fn delete_except(
    db: &impl Connection,
    user_id: UserId,
    except: Vec<Uuid>,
) -> AppResult<()> {
    Entity::delete_many()
        .filter(C::UserId.eq(user_id.0))
        .filter(C::DeviceId.is_not_in(except))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes the devices of a person, but for the one that a session was opened on.
///
/// # Errors
/// The database.
pub async fn delete_of_user(
    db: &impl Connection,
    user_id: UserId,
    kept_session: Option<SessionId>,
) -> AppResult<()> {
    let mut delete = Entity::delete_many().filter(C::UserId.eq(user_id.0));
    if let Some(session) = kept_session {
        delete = delete.filter(C::SessionId.ne(session.0));
    }
    delete.exec(db).await?;
    Ok(())
}
