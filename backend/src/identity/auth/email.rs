//! A new address of e-mail counts once its owner has shown a code that was sent there; until then the
//! old one stays in use, and it is told (ADR 28).

use chrono::Duration;
use shared::dto::notifications::notice::NoticeChoices;

use super::attempts::{self, Counter};
use super::recovery::VerifiedPassword;
use super::repo::email_changes::{self, EmailChange};
use super::second_factor::lock_account;
use crate::identity::auth::account_mail::{self, AccountMail};
use crate::identity::users::invitations::{hash_of, new_code};
use crate::identity::users::notice_choices;
use crate::identity::users::repo::{User, people};
use crate::platform::access::{Person, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::config::Config;
use crate::platform::error::{AppError, AppResult};
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// How long a code is good.
const LIFETIME: Duration = Duration::minutes(30);
/// A code is two groups of four letters: 40 bits, of which five may be guessed at once.
const CODE_LENGTH: usize = 9;
/// The longest address (RFC 5321 §4.5.3.1.3), in characters.
const MAX_LENGTH: usize = 254;

/// The address as it is stored, where it is one; none takes it out.
///
/// # Errors
/// A field error.
pub fn parse_address(email: &str) -> AppResult<Option<String>> {
    let email = shared::text::clean(email);
    if email.is_empty() {
        return Ok(None);
    }
    if email.chars().count() > MAX_LENGTH || !is_address(&email) {
        return Err(AppError::field("email", "invalid", "Địa chỉ e-mail không đúng."));
    }
    Ok(Some(email))
}

/// Refuses while so many codes have been sent that another would be a nuisance: before the password is
/// looked at, so that it is not counted as one that was wrong.
///
/// # Errors
/// 429 with the seconds to wait.
pub async fn check_send_limit(app: &App, person: &Person) -> AppResult<()> {
    let counter = Counter::codes_sent(person.user_id);
    attempts::check(&app.db.read, &counter, app.clock.now()).await.map(|_| ())
}

/// Counts a code that is about to be sent: nobody's box is to be filled by it.
///
/// # Errors
/// 429 with the seconds to wait.
pub async fn count_code_sent(app: &App, person: &Person) -> AppResult<()> {
    attempts::reserve(app, &Counter::codes_sent(person.user_id), app.clock.now()).await
}

/// Sends a code to a new address, or takes the old one out at once.
///
/// # Errors
/// Field errors; 409 where the server sends no mail.
pub async fn request_change(
    work: &UnitOfWork,
    config: &Config,
    permit: &PersonPermit<can::OwnAccount>,
    (verified, email): (&VerifiedPassword, Option<String>),
) -> AppResult<Outcome<NoticeChoices>> {
    let person = &permit.person;
    let before = lock_account(work, person, verified).await?;
    // The password was right: no failure, and no pardon for codes that were guessed beside it.
    attempts::refund(&work.tx, &Counter::account_change(person.user_id), work.now).await?;
    email_changes::delete(&work.tx, person.user_id.into()).await?;
    let Some(email) = email else {
        return store(work, config, person, before, None).await;
    };
    if before.email.as_deref() == Some(email.as_str()) {
        return Err(AppError::field("email", "unchanged", "Đây là địa chỉ đang dùng."));
    }
    let settings = config.mail.as_ref().ok_or_else(|| {
        AppError::wrong_state("Máy chủ chưa gửi được thư nên chưa xác nhận được địa chỉ.")
    })?;
    let code: String = new_code().chars().take(CODE_LENGTH).collect();
    let row = EmailChange {
        user_id: person.user_id,
        email: email.clone(),
        code_hash: hash_of(&code),
        expires_at: work.now + LIFETIME,
    };
    work.audit(None::<&()>, Some(&row));
    email_changes::insert(&work.tx, row).await?;
    let minutes = LIFETIME.num_minutes();
    let mail = AccountMail::Code { code: &code, minutes };
    account_mail::enqueue(work, settings, person.commune_id, (&before, &email), mail).await?;
    if let Some(old) = &before.email {
        let mail = AccountMail::ChangeRequested { new: &masked(&email) };
        account_mail::enqueue(work, settings, person.commune_id, (&before, old), mail).await?;
    }
    let view = notice_choices::view(work, config, before).await?;
    Ok(outcome(view, person))
}

/// Takes the address that waits into use, by the code that was sent there.
///
/// # Errors
/// 409 where none waits any more; a field error for a wrong code.
pub async fn confirm(
    work: &UnitOfWork,
    config: &Config,
    permit: &PersonPermit<can::OwnAccount>,
    code: &str,
) -> AppResult<Outcome<NoticeChoices>> {
    let person = &permit.person;
    let before = people::get_locked(&work.tx, person.user_id.into()).await?;
    let row = email_changes::find(&work.tx, person.user_id.into()).await?;
    let row = row.filter(|row| row.expires_at > work.now).ok_or_else(|| {
        AppError::wrong_state("Không có địa chỉ nào đang chờ xác nhận, hoặc mã đã quá hạn.")
    })?;
    if row.code_hash != hash_of(code) {
        return Err(AppError::field("code", "wrong", "Mã không đúng. Hãy xem lại thư vừa nhận."));
    }
    attempts::set_failures(&work.tx, &Counter::email_code(person.user_id), 0, work.now).await?;
    email_changes::delete(&work.tx, person.user_id.into()).await?;
    store(work, config, person, before, Some(row.email)).await
}

/// Counts an attempt at a code.
///
/// # Errors
/// 429 with the seconds to wait.
pub async fn count_code_attempt(app: &App, person: &Person) -> AppResult<()> {
    attempts::reserve(app, &Counter::email_code(person.user_id), app.clock.now()).await
}

async fn store(
    work: &UnitOfWork,
    config: &Config,
    person: &Person,
    before: User,
    email: Option<String>,
) -> AppResult<Outcome<NoticeChoices>> {
    let row = User { email, ..before.clone() };
    let row = work.save(&before, &row).await?;
    if let (Some(settings), Some(old)) = (&config.mail, &before.email) {
        let new = row.email.as_deref().map(masked);
        let mail = AccountMail::Changed { new: new.as_deref() };
        account_mail::enqueue(work, settings, person.commune_id, (&before, old), mail).await?;
    }
    let view = notice_choices::view(work, config, row).await?;
    Ok(outcome(view, person))
}

fn outcome(view: NoticeChoices, person: &Person) -> Outcome<NoticeChoices> {
    Outcome {
        status: 200,
        version: Some(view.version),
        body: Some(view),
        object: ("user", person.user_id),
    }
}

/// Enough of an address to know one's own by: "t…@example.vn".
fn masked(email: &str) -> String {
    let (name, domain) = email.split_once('@').unwrap_or((email, ""));
    format!("{}…@{domain}", name.chars().next().unwrap_or_default())
}

/// One `@`, something before it, a dot behind it, nothing that a header could stumble over.
fn is_address(text: &str) -> bool {
    text.is_ascii()
        && text.parse::<lettre::Address>().is_ok()
        && text.rsplit('@').next().is_some_and(|d| d.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_email_address_is_refused() {
        for good in ["a@b.vn", "thon.xuan-bac@thiencam.hatinh.gov.vn"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["a", "a@b", "@b.vn", "a@b.vn\r\nBcc: x@y.vn", "a b@c.vn"] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn email_address_is_masked_after_its_first_letter() {
        assert_eq!(masked("truongthon@example.vn"), "t…@example.vn");
    }
}
