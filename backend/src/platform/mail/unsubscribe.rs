//! The link in a mail by which a person does without its kind (RFC 8058).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::ErrorCode;
use shared::state::NoticeKind;
use uuid::Uuid;

use super::repo;
use crate::platform::config::Mail;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::repo::people;

/// The word for the morning's mail, which is of no kind.
pub const MORNING: &str = "morning";

/// What names a person and a kind of mail: a secret of the person, and the kind.
///
/// # Errors
/// The database.
pub async fn token(
    db: &impl Connection,
    user_id: Uuid,
    kind: Option<NoticeKind>,
) -> AppResult<String> {
    let row = people::find_user(db, user_id.into()).await?.ok_or(ErrorCode::NotFound)?;
    let secret = match row.mail_secret {
        Some(secret) => secret,
        None => {
            let bytes: [u8; 16] = rand::random();
            let secret = URL_SAFE_NO_PAD.encode(bytes);
            repo::set_mail_secret(db, user_id, &secret).await?;
            // Another worker may have been a moment earlier.
            let row = people::find_user(db, user_id.into()).await?;
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
    db: &impl Connection,
    settings: &Mail,
    user_id: Uuid,
    kind: Option<NoticeKind>,
) -> AppResult<String> {
    Ok(format!("{}/unsubscribe#{}", settings.public_url, token(db, user_id, kind).await?))
}
