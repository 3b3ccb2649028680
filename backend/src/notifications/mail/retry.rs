//! Mails that were given up, once what was wrong is mended.

use shared::dto::operations::jobs::MailAgain;
use uuid::Uuid;

use super::repo;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// Lets a commune's mails and messages that were given up wait again. What is settled meanwhile is
/// dropped when its turn comes, like any other.
///
/// # Errors
/// The database.
pub async fn retry(work: &UnitOfWork, commune_id: Uuid) -> AppResult<Outcome<MailAgain>> {
    let waiting = repo::retry_failed(&work.tx, commune_id, work.now).await?;
    let body = MailAgain { mails: i64::try_from(waiting).unwrap_or(i64::MAX) };
    work.audit(None::<&()>, Some(&body));
    Ok(Outcome { status: 200, version: None, body: Some(body), object: ("commune", commune_id) })
}
