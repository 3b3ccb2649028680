//! Mails that were given up, once what was wrong is mended.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shared::dto::jobs::MailAgain;
use uuid::Uuid;

use crate::platform::db::entity::mail;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// Lets a commune's mails and messages that were given up wait again. What is settled meanwhile is
/// dropped when its turn comes, like any other.
///
/// # Errors
/// The database.
pub async fn retry(work: &UnitOfWork, commune_id: Uuid) -> AppResult<Outcome<MailAgain>> {
    let waiting = mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value("waiting"))
        .col_expr(mail::Column::Attempts, Expr::value(0))
        .col_expr(mail::Column::NextKey, Expr::value(work.now.timestamp_millis()))
        .col_expr(mail::Column::LeasedUntil, Expr::value(0))
        .filter(mail::Column::CommuneId.eq(commune_id))
        .filter(mail::Column::State.eq("failed"))
        .exec(&work.tx)
        .await?;
    let body = MailAgain { mails: i64::try_from(waiting.rows_affected).unwrap_or(i64::MAX) };
    work.audit(None::<&()>, Some(&body));
    Ok(Outcome { status: 200, version: None, body: Some(body), object: ("commune", commune_id) })
}
