//! One-time codes by which a person sets the password: the admin hands them over and never
//! knows the password.

use chrono::{DateTime, Duration, Utc};
use shared::ErrorCode;
use shared::dto::identity::user::InvitationView;
use shared::id::UserId;

use super::people;
use super::repo::{self, Invitation};
use crate::platform::access::{PersonPermit, can};
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::id::sha256;
use crate::platform::settings;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// Letters that are not mistaken for each other on paper (Crockford's base 32, without I, L, O, U).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Sixteen letters of five bits: 80 bits.
const LENGTH: usize = 16;

/// A fresh code, in groups of four.
#[must_use]
pub fn new_code() -> String {
    let random: [u8; LENGTH] = rand::random();
    let letters = random.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// What is stored of a code: case, blanks, hyphens and mistaken letters do not matter.
#[must_use]
pub fn hash_of(code: &str) -> String {
    let letters: String = code
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric())
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    sha256(letters)
}

/// Makes a code for a person; codes made before are void. A repeat makes another one, so that
/// no code is kept anywhere to be told again.
///
/// # Errors
/// 404; 409 while the login is barred.
pub async fn invite(
    work: &UnitOfWork,
    permit: &PersonPermit<can::UserWrite>,
    id: UserId,
    response: &mut Option<InvitationView>,
) -> AppResult<Outcome<()>> {
    let (person, scope) = (&permit.person, permit.scope);
    let user = repo::find(&work.tx, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    if id.0 == person.user_id {
        return Err(AppError::wrong_state("Đổi mật khẩu của mình ở trang Tôi."));
    }
    if user.disabled_at.is_some() {
        return Err(AppError::wrong_state("Tài khoản đang bị khóa. Mở khóa trước khi mời."));
    }
    people::ensure_only_this_commune(work, scope, id).await?;
    repo::invitations::void_all_of(&work.tx, id, work.now).await?;
    let days = settings::of(&work.tx, scope.commune_id).await?.invitation_days;
    let code = new_code();
    let row = Invitation {
        id: work.new_id(),
        commune_id: scope.commune_id,
        user_id: id.0,
        code_hash: hash_of(&code),
        invited_by: Some(person.post_id),
        created_at: work.now,
        expires_at: work.now + Duration::days(days),
        used_at: None,
    };
    *response =
        Some(InvitationView { path: format!("/welcome#{code}"), code, expires_at: row.expires_at });
    work.audit(None::<&Invitation>, Some(&row));
    repo::invitations::insert(&work.tx, row).await?;
    Ok(Outcome { status: 201, body: None, version: None, object: ("user", id.0) })
}

/// The invitation of a code that is still good.
///
/// # Errors
/// 404 for a code that is unknown, used or too old: which of them is nobody's business.
pub async fn find(db: &impl Connection, code: &str, now: DateTime<Utc>) -> AppResult<Invitation> {
    let row = repo::invitations::find_by_hash(db, &hash_of(code)).await?;
    let good = row.filter(|row| row.used_at.is_none() && row.expires_at > now);
    good.ok_or_else(|| {
        let why = "Mã mời không đúng, đã dùng hoặc đã quá hạn. Hãy xin quản trị cấp mã mới.";
        AppError::Code(ErrorCode::NotFound, Some(why.into()))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn invitation_code_typed_loosely_has_the_same_hash() {
        let code = new_code();
        assert_eq!(code.len(), 19, "{code}");
        let sloppy = format!(" {} ", code.to_lowercase().replace('-', " "));
        assert_eq!(hash_of(&code), hash_of(&sloppy));
        assert_eq!(hash_of("O0IL-1111"), hash_of("0011-1111"));
        assert_ne!(new_code(), code);
    }
}
