//! How a person wants to be told.

use chrono::{DateTime, Utc};
use shared::dto::notifications::notice::{MailMode, NoticeChoices, NoticeChoicesPatch};
use shared::id::UserId;
use shared::state::{NoticeChannel, NoticeKind};
use shared::validate::Checks;

use super::people::find_own_matching;
use super::repo::{User, people};
use crate::identity::auth::secrets;
use crate::platform::access::{Person, PersonPermit, can};
use crate::platform::config::Config;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::http::write::WriteContext;
use crate::platform::mail::choices::Choices;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// One's own choices.
///
/// # Errors
/// The database.
pub async fn read(
    db: &impl Connection,
    config: &Config,
    person: &Person,
    now: DateTime<Utc>,
) -> AppResult<NoticeChoices> {
    let waiting = secrets::pending_email(db, person.user_id.into(), now).await?;
    Ok(shown(config, people::get(db, person.user_id.into()).await?, waiting))
}

/// The choices of a person as a write leaves them.
///
/// # Errors
/// The database.
pub async fn view(work: &UnitOfWork, config: &Config, row: User) -> AppResult<NoticeChoices> {
    let waiting = secrets::pending_email(&work.tx, row.id.into(), work.now).await?;
    Ok(shown(config, row, waiting))
}

fn shown(config: &Config, row: User, email_waiting: Option<String>) -> NoticeChoices {
    let version = row.version;
    let choices = Choices::of(row);
    NoticeChoices {
        email: choices.email,
        email_waiting,
        phone: choices.phone,
        mail: choices.mail,
        muted: choices.muted,
        mail_configured: config.mail.is_some(),
        message_configured: config.gateway.is_some(),
        version,
    }
}

/// Changes one's own choices.
///
/// # Errors
/// 428, 412, field errors.
pub async fn update(
    work: &UnitOfWork,
    config: &Config,
    permit: &PersonPermit<can::OwnAccount>,
    context: &WriteContext,
    patch: NoticeChoicesPatch,
) -> AppResult<Outcome<NoticeChoices>> {
    let person = &permit.person;
    let before = find_own_matching(work, person, context).await?;
    let mut checks = Checks::new();
    let mut row = before.clone();
    if let Some(phone) = &patch.phone {
        let phone: String = phone.chars().filter(|one| !" .-".contains(*one)).collect();
        let digits = phone.strip_prefix('+').unwrap_or(&phone);
        let good = phone.is_empty()
            || ((9..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
        checks.ensure(good, "phone", "invalid", "Số điện thoại không đúng.");
        row.phone = Some(phone).filter(|phone| !phone.is_empty());
    }
    if let Some(mode) = patch.mail {
        row.mail_mode = mode.as_str().into();
    }
    if let Some(muted) = &patch.muted {
        let may = muted.iter().all(|one| one.kind.may_be_muted());
        let message = "Không tắt được thông báo quá hạn và đôn đốc.";
        checks.ensure(may, "muted", "not_muted", message);
        let words: Vec<String> = muted
            .iter()
            .map(|one| format!("{}:{}", one.kind.as_str(), one.channel.as_str()))
            .collect();
        row.muted = words.join(" ");
    }
    checks.finish()?;
    let row = work.save(&before, &row).await?;
    let view = view(work, config, row).await?;
    Ok(Outcome {
        status: 200,
        version: Some(view.version),
        body: Some(view),
        object: ("user", person.user_id),
    })
}

/// Does without a kind of mail from now on, or without the morning's where none is named.
///
/// # Errors
/// The database.
pub async fn mute_mail(
    work: &UnitOfWork,
    user_id: UserId,
    kind: Option<NoticeKind>,
) -> AppResult<()> {
    let before = people::get(&work.tx, user_id).await?;
    let mut row = before.clone();
    match kind {
        // Who has each mail by itself does without the digest, and keeps the rest.
        None if row.mail_mode != MailMode::Single.as_str() => {
            row.mail_mode = MailMode::None.as_str().into();
        }
        kind => {
            let kind = kind.unwrap_or(NoticeKind::Digest);
            let word = format!("{}:{}", kind.as_str(), NoticeChannel::Mail.as_str());
            if row.muted.split(' ').all(|one| one != word) {
                row.muted = format!("{} {word}", row.muted).trim().to_owned();
            }
        }
    }
    work.save(&before, &row).await?;
    Ok(())
}
