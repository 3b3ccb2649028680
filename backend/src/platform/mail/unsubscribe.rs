//! The link in a mail by which a person does without its kind (RFC 8058).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shared::ErrorCode;
use shared::state::NoticeKind;
use uuid::Uuid;

use crate::platform::config::Mail;
use crate::platform::db::entity::user;
use crate::platform::error::AppResult;

/// The word for the morning's mail, which is of no kind.
pub const MORNING: &str = "morning";

/// What names a person and a kind of mail: a secret of the person, and the kind.
///
/// # Errors
/// The database.
pub async fn token(
    db: &impl ConnectionTrait,
    user_id: Uuid,
    kind: Option<NoticeKind>,
) -> AppResult<String> {
    let row = user::Entity::find_by_id(user_id).one(db).await?.ok_or(ErrorCode::NotFound)?;
    let secret = match row.mail_secret {
        Some(secret) => secret,
        None => {
            let bytes: [u8; 16] = rand::random();
            let secret = URL_SAFE_NO_PAD.encode(bytes);
            user::Entity::update_many()
                .col_expr(user::Column::MailSecret, Expr::value(secret.clone()))
                .filter(user::Column::Id.eq(user_id))
                .filter(user::Column::MailSecret.is_null())
                .exec(db)
                .await?;
            // Another worker may have been a moment earlier.
            let row = user::Entity::find_by_id(user_id).one(db).await?;
            row.and_then(|row| row.mail_secret).unwrap_or(secret)
        }
    };
    Ok(format!("{secret}.{}", kind.map_or(MORNING, NoticeKind::as_str)))
}

/// The page for a person who follows the link.
///
/// # Errors
/// The database.
pub async fn page(
    db: &impl ConnectionTrait,
    settings: &Mail,
    user_id: Uuid,
    kind: Option<NoticeKind>,
) -> AppResult<String> {
    Ok(format!("{}/unsubscribe#{}", settings.public_url, token(db, user_id, kind).await?))
}
