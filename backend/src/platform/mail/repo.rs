//! Rows of mails that wait, and of the secrets in their links.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::platform::db::Connection;
use crate::platform::db::entity::{mail, user};
use crate::platform::error::AppResult;

pub use crate::platform::db::entity::mail::Model as Mail;

/// Inserts a mail unless the person has one by the same way for the same cause.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: Mail) -> AppResult<()> {
    use mail::Column as C;
    let once = [C::UserId, C::CommuneId, C::Channel, C::Cause];
    mail::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Gives a person a secret for the links in mails, unless there is one.
///
/// # Errors
/// The database.
pub async fn set_mail_secret(db: &impl Connection, user_id: Uuid, secret: &str) -> AppResult<()> {
    user::Entity::update_many()
        .col_expr(user::Column::MailSecret, Expr::value(secret))
        .filter(user::Column::Id.eq(user_id))
        .filter(user::Column::MailSecret.is_null())
        .exec(db)
        .await?;
    Ok(())
}
