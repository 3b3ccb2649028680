//! Password hashing: argon2id on blocking threads, on all cores but one, so that a morning of logins
//! leaves that one to everybody else.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use shared::ErrorCode;
use shared::validate::{PASSWORD_LENGTH, PASSWORD_LENGTH_GUARDED};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::platform::error::{AppError, AppResult};

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const OUTPUT_BYTES: usize = 32;
/// How many may wait before the server says that it is busy.
const QUEUE: usize = 64;
/// Common words that make a password easy to guess, folded.
const COMMON: [&str; 6] = ["123456", "matkhau", "password", "qwerty", "abcdef", "uybannhandan"];

/// Hashes and verifies, bounded. The 19 MiB of each computation are taken from a few buffers:
/// left to the allocator, every thread that has ever hashed keeps its own.
#[derive(Clone)]
pub struct Hasher {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    buffers: Arc<Mutex<Vec<Vec<Block>>>>,
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl Hasher {
    /// One slot a core but one.
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let slots = cores.saturating_sub(1).max(1);
        Self {
            running: Arc::new(Semaphore::new(slots)),
            waiting: Arc::new(Semaphore::new(QUEUE + slots)),
            buffers: Arc::default(),
        }
    }

    async fn bounded<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> AppResult<T> {
        let busy = AppError::Wait(ErrorCode::Unavailable, 5);
        let _place = self.waiting.try_acquire().map_err(|_| busy)?;
        let slot = Arc::clone(&self.running).acquire_owned().await;
        let slot = slot.map_err(|_| ErrorCode::Unavailable)?;
        let buffers = Arc::clone(&self.buffers);
        let done = actix_web::web::block(move || {
            // Whoever asked may hang up; the slot is held until the work is done.
            let _slot = slot;
            let free = || buffers.lock().unwrap_or_else(PoisonError::into_inner);
            let mut buffer = free().pop().unwrap_or_default();
            let done = work(&mut buffer);
            free().push(buffer);
            done
        });
        Ok(done.await?)
    }

    /// The PHC string of a password.
    ///
    /// # Errors
    /// 503 when too many wait.
    pub async fn hash(&self, password: &str) -> AppResult<String> {
        let password = password.to_owned();
        self.bounded(move |buffer| hash(&password, buffer)).await?
    }

    /// Whether `password` is the one of `stored`; without one, the same work for nothing, so
    /// that an unknown name takes as long as a wrong password.
    ///
    /// # Errors
    /// 503 when too many wait.
    pub async fn verify(&self, password: &str, stored: Option<String>) -> AppResult<bool> {
        let password = password.to_owned();
        self.bounded(move |buffer| match stored {
            Some(stored) => matches(&password, &stored, buffer).unwrap_or(false),
            None => {
                let _ = hash(&password, buffer);
                false
            }
        })
        .await
    }
}

fn params() -> Params {
    Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default()
}

/// The form in which a password is hashed: NFKC. One that is longer than a password may be keeps a
/// character beyond it, so that it matches none that begins alike; the rest is not worth the work.
fn normal(password: &str) -> String {
    password.nfkc().take(*PASSWORD_LENGTH.end() + 1).collect()
}

/// The length of a password in characters, after NFKC. Whatever asks for it asks here: counted as it
/// was typed, decomposed letters would pass for more and ligatures for fewer than are hashed.
#[must_use]
pub fn length(password: &str) -> usize {
    password.nfkc().take(*PASSWORD_LENGTH.end() + 1).count()
}

/// Whether a password is long enough only beside a second factor.
#[must_use]
pub fn is_short(password: &str) -> bool {
    length(password) < *PASSWORD_LENGTH.start()
}

fn output(
    argon2: &Argon2<'_>,
    password: &str,
    salt: &[u8],
    length: usize,
    buffer: &mut Vec<Block>,
) -> Option<Output> {
    buffer.resize(buffer.len().max(argon2.params().block_count()), Block::new());
    let mut bytes = vec![0; length];
    argon2
        .hash_password_into_with_memory(normal(password).as_bytes(), salt, &mut bytes, buffer)
        .ok()?;
    Output::new(&bytes).ok()
}

fn matches(password: &str, stored: &str, buffer: &mut Vec<Block>) -> Option<bool> {
    let stored = PasswordHash::new(stored).ok()?;
    let (salt, expected) = (stored.salt?, stored.hash?);
    let argon2 = Argon2::new(
        Algorithm::try_from(stored.algorithm.as_str()).ok()?,
        Version::try_from(stored.version?).ok()?,
        Params::try_from(&stored).ok()?,
    );
    // Compared in constant time.
    Some(output(&argon2, password, &salt, expected.len(), buffer)? == expected)
}

fn hash(password: &str, buffer: &mut Vec<Block>) -> AppResult<String> {
    let failed = || AppError::Internal("argon2 failed".into());
    let salt: [u8; 16] = rand::random();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params());
    let made = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params()).map_err(|_| failed())?,
        salt: Some(Salt::new(&salt).map_err(|_| failed())?),
        hash: Some(output(&argon2, password, &salt, OUTPUT_BYTES, buffer).ok_or_else(failed)?),
    };
    Ok(made.to_string())
}

/// Whether a stored hash was made with other parameters than today's.
#[must_use]
pub fn is_outdated(stored: &str) -> bool {
    let made = PasswordHash::new(stored).ok();
    let same = |made: &PasswordHash| {
        made.algorithm == Algorithm::Argon2id.ident()
            && Params::try_from(made).is_ok_and(|made| {
                (made.m_cost(), made.t_cost(), made.p_cost()) == (MEMORY_KIB, PASSES, LANES)
            })
    };
    !made.as_ref().is_some_and(same)
}

/// Checks a new password: 14 to 128 characters, not a common one, not the user's name.
///
/// # Errors
/// A field error on `field`.
pub fn check(field: &str, password: &str, username: &str) -> AppResult<()> {
    check_with(field, password, username, false)
}

/// The same where a second factor may be on: eight characters are enough beside one.
///
/// # Errors
/// A field error on `field`.
pub fn check_with(field: &str, password: &str, username: &str, guarded: bool) -> AppResult<()> {
    let length = length(password);
    let least = if guarded { PASSWORD_LENGTH_GUARDED } else { *PASSWORD_LENGTH.start() };
    if length < least {
        return Err(too_short(field, least));
    }
    if length > *PASSWORD_LENGTH.end() {
        return Err(AppError::field(field, "too_long", "Mật khẩu có nhiều nhất 128 ký tự."));
    }
    let plain = shared::text::fold(password).replace(' ', "");
    if COMMON.iter().any(|word| plain.contains(word)) || plain.contains(username) {
        return Err(AppError::field(
            field,
            "too_common",
            "Mật khẩu dễ đoán. Hãy chọn cụm từ khác.",
        ));
    }
    Ok(())
}

/// What is said of a password of fewer than `least` characters.
#[must_use]
pub fn too_short(field: &str, least: usize) -> AppError {
    AppError::field(field, "too_short", &format!("Mật khẩu có ít nhất {least} ký tự."))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use argon2::PasswordHasher;

    use super::*;

    #[test]
    fn password_hash_matches_its_password_alone() {
        let mut buffer = Vec::new();
        // Decomposed and composed are the same words.
        let stored = hash("mo\u{302}t ca\u{302}u dai de nho", &mut buffer).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_eq!(matches("môt câu dai de nho", &stored, &mut buffer), Some(true));
        assert_eq!(matches("môt câu dài de nho", &stored, &mut buffer), Some(false));
        assert_eq!(matches("x", "nonsense", &mut buffer), None);
        assert!(!is_outdated(&stored));
    }

    /// Fourteen characters as they are typed, nine as they are hashed; and the other way round.
    #[test]
    fn password_length_is_counted_in_hashed_form() {
        let decomposed = "e\u{302}\u{301}".repeat(5) + "abcd";
        assert_eq!((decomposed.chars().count(), length(&decomposed)), (19, 9));
        assert!(is_short(&decomposed));
        let ligatures = "\u{fb03}".repeat(5);
        assert_eq!((ligatures.chars().count(), length(&ligatures)), (5, 15));
        assert!(!is_short(&ligatures) && check("p", &ligatures, "somebody").is_ok());
        let long = "\u{fb03}".repeat(43);
        assert!(check("p", &long, "somebody").is_err(), "129 characters");
    }

    #[test]
    fn password_longer_than_the_longest_does_not_match_it() {
        let mut buffer = Vec::new();
        let longest = "a".repeat(*PASSWORD_LENGTH.end());
        let stored = hash(&longest, &mut buffer).unwrap();
        assert_eq!(matches(&longest, &stored, &mut buffer), Some(true));
        assert_eq!(matches(&format!("{longest}b"), &stored, &mut buffer), Some(false));
    }

    /// A hash of weaker days, by the library's own way: it still opens, and is replaced.
    #[test]
    fn older_password_hash_matches_and_is_outdated() {
        let weak = Params::new(1024, 1, 1, None).unwrap();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, weak);
        let stored = argon2.hash_password_with_salt(b"mot mat khau cu", &[7; 16]).unwrap();
        let stored = stored.to_string();
        assert_eq!(matches("mot mat khau cu", &stored, &mut Vec::new()), Some(true));
        assert!(is_outdated(&stored));
    }
}
