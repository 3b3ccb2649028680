//! Doing without a kind of mail, by the link in it and without a login (RFC 8058).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shared::ErrorCode;
use shared::state::NoticeKind;
use uuid::Uuid;

use crate::app::App;
use crate::auth::{addresses, session};
use crate::config::Mail;
use crate::db::entity::user;
use crate::db::work::write_unasked;
use crate::error::AppResult;
use crate::notices::choices;

/// The word for the morning's mail, which is of no kind.
const MORNING: &str = "morning";

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

/// Unsubscribes by a token; from which kind, none being the morning's mail.
///
/// # Errors
/// 404 for a token that names nobody; 429 for an address that guesses.
pub async fn by(app: &App, address: &str, token: &str) -> AppResult<Option<NoticeKind>> {
    let now = app.clock.now();
    let from = addresses::counted(&app.config, address);
    app.addresses.reserve(from, now)?;
    let (secret, word) = token.split_once('.').ok_or(ErrorCode::NotFound)?;
    let kind = NoticeKind::parse(word);
    if kind.is_none() && word != MORNING || kind.is_some_and(|kind| !kind.may_be_muted()) {
        return Err(ErrorCode::NotFound.into());
    }
    let row = user::Entity::find()
        .filter(user::Column::MailSecret.eq(secret))
        .one(&app.db.read)
        .await?
        .ok_or(ErrorCode::NotFound)?;
    let post = session::active_post(&app.db.read, row.id, now).await?.ok_or(ErrorCode::NotFound)?;
    app.addresses.forgive(from);
    write_unasked(app, post.commune_id, address, "notice.unsubscribe", async |work| {
        choices::mute_mail(work, row.id, kind).await?;
        Ok(((), ("user", row.id)))
    })
    .await?;
    Ok(kind)
}
