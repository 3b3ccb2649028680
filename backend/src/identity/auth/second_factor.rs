//! The second factor: TOTP (RFC 6238) and recovery codes.
//!
//! A code counts once: the step it belongs to is kept and only a later one is taken. Steps one
//! before and one after are taken too, for clocks that differ.

use chrono::{DateTime, Utc};
use shared::dto::identity::second_factor::{RecoveryCodes, SecondFactorProof, SecondFactorSecret};
use shared::id::UserId;
use totp_rs::{Builder, Secret, Totp};

use super::attempts::{self, Counter};
use super::recovery::{self, VerifiedPassword};
use super::repo::second_factors::{self as repo, RecoveryCode, SecondFactor};
use crate::identity::users::invitations::{hash_of, new_code};
use crate::identity::users::people;
use crate::identity::users::repo::{self as users, User};
use crate::platform::access::actor::Person;
use crate::platform::access::{PersonPermit, can, session};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// A recovery code is two groups of four: 40 bits.
const RECOVERY_LENGTH: usize = 9;
/// What phones show beside the name.
const ISSUER: &str = "Loa";

fn totp(secret: &str, username: &str) -> AppResult<Totp> {
    let broken = |_| AppError::Internal("a second factor cannot be read".into());
    let secret = Secret::try_from_base32(secret)
        .map_err(|_| AppError::Internal("a secret is not base32".into()))?;
    Builder::new()
        .with_secret(secret)
        .with_account_name(username)
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(broken)
}

/// The step of a code that fits now.
fn matching_step(secret: &str, code: &str, now: DateTime<Utc>) -> AppResult<Option<i64>> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let time = u64::try_from(now.timestamp()).unwrap_or_default();
    let step = totp(secret, ISSUER)?.check(&digits, time);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The second factor of a person, where it is on.
///
/// # Errors
/// The database.
pub async fn find_confirmed(
    db: &impl Connection,
    user_id: UserId,
) -> AppResult<Option<SecondFactor>> {
    let row = repo::find(db, user_id).await?;
    Ok(row.filter(|row| row.confirmed_at.is_some()))
}

/// Consumes a code: six digits of a step not used yet, or a recovery code. Of two who send the same
/// at once, one is let in.
///
/// # Errors
/// The database.
pub async fn consume_code(
    db: &impl Connection,
    factor: &SecondFactor,
    code: &str,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    if let Some(step) = matching_step(&factor.secret, code, now)? {
        return repo::advance(db, factor.user_id.into(), step).await;
    }
    repo::use_code(db, factor.user_id.into(), &hash_of(code), now).await
}

/// Counts an attempt at a code.
///
/// # Errors
/// 429 with the seconds to wait.
pub async fn count_code_attempt(app: &App, person: &Person) -> AppResult<()> {
    attempts::reserve(app, &Counter::account_change(person.user_id), app.clock.now()).await
}

/// Checks the password once more, limited as a login is, but counted apart from logins.
///
/// # Errors
/// A field error when it is wrong; 429.
pub async fn check_password(
    app: &App,
    person: &Person,
    password: &str,
) -> AppResult<VerifiedPassword> {
    let hash = users::people::get(&app.db.read, person.user_id.into()).await?.password_hash;
    let counter = Counter::account_change(person.user_id);
    if attempts::verify(app, &counter, password, Some(hash.clone())).await? {
        return Ok(VerifiedPassword(hash));
    }
    Err(wrong_password())
}

/// What is said of a password that is not, or no longer, the person's.
#[must_use]
pub fn wrong_password() -> AppError {
    AppError::field("current_password", "wrong", "Mật khẩu hiện tại không đúng.")
}

/// The account, locked; the password that was shown is still its own.
///
/// # Errors
/// A field error where it has been changed meanwhile.
pub async fn lock_account(
    work: &UnitOfWork,
    person: &Person,
    verified: &VerifiedPassword,
) -> AppResult<User> {
    let row = users::people::get_locked(&work.tx, person.user_id.into()).await?;
    if verified.is_current(&row) { Ok(row) } else { Err(wrong_password()) }
}

/// Makes a secret, which counts once it is confirmed; one made before and never confirmed is void.
///
/// # Errors
/// 409 when the second factor is on already.
pub async fn start(
    work: &UnitOfWork,
    permit: &PersonPermit<can::OwnAccount>,
    verified: &VerifiedPassword,
    response: &mut Option<SecondFactorSecret>,
) -> AppResult<Outcome<()>> {
    let person = &permit.person;
    let user = lock_account(work, person, verified).await?;
    if find_confirmed(&work.tx, person.user_id.into()).await?.is_some() {
        return Err(AppError::wrong_state("Xác thực hai bước đang bật."));
    }
    reset_attempts(work, person).await?;
    let secret = Secret::new_stack(rand::random()).to_base32();
    let broken = |_| AppError::Internal("a second factor cannot be written".into());
    let uri = totp(&secret, &user.username)?.to_url().map_err(broken)?;
    repo::delete(&work.tx, person.user_id.into()).await?;
    let row = SecondFactor {
        user_id: person.user_id,
        secret: secret.clone(),
        confirmed_at: None,
        last_step: 0,
        created_at: work.now,
    };
    work.audit(None::<&()>, Some(&row));
    repo::insert(&work.tx, row).await?;
    *response = Some(SecondFactorSecret { secret, uri });
    Ok(outcome(200, person))
}

/// Turns the second factor on: the phone shows what the server expects. Other logins end.
///
/// # Errors
/// 409 when nothing was started; a field error for a wrong code.
pub async fn confirm(
    work: &UnitOfWork,
    permit: &PersonPermit<can::OwnAccount>,
    code: &str,
    response: &mut Option<RecoveryCodes>,
) -> AppResult<Outcome<()>> {
    let person = &permit.person;
    users::people::get_locked(&work.tx, person.user_id.into()).await?;
    let row = repo::find(&work.tx, person.user_id.into()).await?;
    let row = row.filter(|row| row.confirmed_at.is_none());
    let row = row.ok_or_else(|| AppError::wrong_state("Chưa bắt đầu bật xác thực hai bước."))?;
    if matching_step(&row.secret, code, work.now)?.is_none()
        || !consume_code(&work.tx, &row, code, work.now).await?
    {
        return Err(wrong_code());
    }
    reset_attempts(work, person).await?;
    repo::confirm(&work.tx, person.user_id.into(), work.now).await?;
    let after = SecondFactor { confirmed_at: Some(work.now), ..row.clone() };
    work.audit(Some(&row), Some(&after));
    session::end(&work.tx, person, true, work.now).await?;
    *response = Some(renew_codes(work, person.user_id.into()).await?);
    Ok(outcome(200, person))
}

/// Makes new recovery codes; the old ones are void.
///
/// # Errors
/// 409 while it is off; a field error for a wrong code.
pub async fn replace_codes(
    work: &UnitOfWork,
    permit: &PersonPermit<can::OwnAccount>,
    (verified, proof): (&VerifiedPassword, &SecondFactorProof),
    response: &mut Option<RecoveryCodes>,
) -> AppResult<Outcome<()>> {
    let person = &permit.person;
    lock_account(work, person, verified).await?;
    verify_code(work, person, &proof.code).await?;
    *response = Some(renew_codes(work, person.user_id.into()).await?);
    Ok(outcome(200, person))
}

/// Turns the second factor off; whatever else lets the person in ends, but for this session.
///
/// # Errors
/// 409 while it is off; a field error for a wrong code.
pub async fn remove(
    work: &UnitOfWork,
    permit: &PersonPermit<can::OwnAccount>,
    (verified, proof): (&VerifiedPassword, &SecondFactorProof),
) -> AppResult<Outcome<()>> {
    let person = &permit.person;
    if lock_account(work, person, verified).await?.short_password {
        let words = "Mật khẩu này chỉ đủ dài khi có xác thực hai bước. Đổi sang mật khẩu từ 14 ký \
                     tự trước.";
        return Err(AppError::wrong_state(words));
    }
    verify_code(work, person, &proof.code).await?;
    delete(work, person.user_id.into()).await?;
    recovery::revoke_secrets(work, person.user_id.into(), Some(person.session_id.into())).await?;
    Ok(outcome(204, person))
}

/// Takes the second factor from somebody who has lost it, and whatever else lets in. A password that was
/// long enough only beside it goes too: an invitation sets another.
///
/// # Errors
/// The database.
pub async fn remove_by_admin(work: &UnitOfWork, user_id: UserId) -> AppResult<()> {
    let user = users::people::get_locked(&work.tx, user_id).await?;
    delete(work, user_id).await?;
    recovery::revoke_secrets(work, user_id, None).await?;
    if user.short_password {
        people::set_password(work, user, String::new()).await?;
    }
    Ok(())
}

/// Takes the second factor from a person, with its recovery codes.
async fn delete(work: &UnitOfWork, user_id: UserId) -> AppResult<()> {
    let before = repo::find(&work.tx, user_id).await?;
    work.audit(before.as_ref(), None::<&()>);
    repo::delete_codes(&work.tx, user_id).await?;
    repo::delete(&work.tx, user_id).await
}

async fn verify_code(work: &UnitOfWork, person: &Person, code: &str) -> AppResult<()> {
    let off = || AppError::wrong_state("Xác thực hai bước đang tắt.");
    let factor = find_confirmed(&work.tx, person.user_id.into()).await?.ok_or_else(off)?;
    if !consume_code(&work.tx, &factor, code, work.now).await? {
        return Err(wrong_code());
    }
    reset_attempts(work, person).await
}

/// No failed attempts are left of whoever has proved who it is.
async fn reset_attempts(work: &UnitOfWork, person: &Person) -> AppResult<()> {
    attempts::set_failures(&work.tx, &Counter::account_change(person.user_id), 0, work.now).await
}

async fn renew_codes(work: &UnitOfWork, user_id: UserId) -> AppResult<RecoveryCodes> {
    repo::delete_codes(&work.tx, user_id).await?;
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| new_code().chars().take(RECOVERY_LENGTH).collect()).collect();
    let rows = codes.iter().map(|code| RecoveryCode {
        user_id: user_id.0,
        code_hash: hash_of(code),
        used_at: None,
    });
    repo::insert_codes(&work.tx, rows).await?;
    Ok(RecoveryCodes { codes })
}

fn wrong_code() -> AppError {
    AppError::field("code", "wrong", "Mã không đúng hoặc đã dùng. Hãy nhập mã mới trên điện thoại.")
}

fn outcome(status: u16, person: &Person) -> Outcome<()> {
    Outcome { status, body: None, version: None, object: ("user", person.user_id) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// RFC 6238, appendix B (SHA-1), cut to six digits.
    #[test]
    fn totp_code_of_rfc_6238_is_accepted_within_one_step() {
        let secret = Secret::new(Box::from(*b"12345678901234567890")).to_base32();
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            assert_eq!(
                matching_step(&secret, code, at(seconds)).unwrap(),
                Some(seconds / 30),
                "{code}"
            );
        }
        assert_eq!(matching_step(&secret, " 287 082", at(59)).unwrap(), Some(1));
        assert_eq!(
            matching_step(&secret, "287082", at(59 + 30)).unwrap(),
            Some(1),
            "one step late"
        );
        assert_eq!(matching_step(&secret, "287082", at(59 + 61)).unwrap(), None, "two steps late");
        assert_eq!(matching_step(&secret, "K7QM-2XHD", at(59)).unwrap(), None);
    }
}
