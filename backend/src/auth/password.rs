//! Password hashing: argon2id on blocking threads, as many at once as there are cores.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use shared::ErrorCode;
use shared::validate::PASSWORD_LENGTH;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::error::{AppError, AppResult};

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How many may wait before the server says that it is busy.
const QUEUE: usize = 64;
/// Common words that make a password easy to guess, folded.
const COMMON: [&str; 6] = ["123456", "matkhau", "password", "qwerty", "abcdef", "uybannhandan"];

/// Hashes and verifies, bounded.
#[derive(Debug, Clone)]
pub struct Hasher {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl Hasher {
    /// One slot a core.
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            running: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(Semaphore::new(QUEUE + cores)),
        }
    }

    async fn bounded<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> AppResult<T> {
        let busy = AppError::Wait(ErrorCode::Unavailable, 5);
        let _place = self.waiting.try_acquire().map_err(|_| busy)?;
        let _slot = self.running.acquire().await.map_err(|_| ErrorCode::Unavailable)?;
        Ok(actix_web::web::block(work).await?)
    }

    /// The PHC string of a password.
    ///
    /// # Errors
    /// 503 when too many wait.
    pub async fn hash(&self, password: &str) -> AppResult<String> {
        let password = password.to_owned();
        self.bounded(move || hash(&password)).await?
    }

    /// Whether `password` is the one of `stored`; without one, the same work for nothing, so
    /// that an unknown name takes as long as a wrong password.
    ///
    /// # Errors
    /// 503 when too many wait.
    pub async fn verify(&self, password: &str, stored: Option<String>) -> AppResult<bool> {
        let password = password.to_owned();
        self.bounded(move || match stored {
            Some(stored) => {
                let password = normal(&password);
                argon2().verify_password(password.as_bytes(), stored.as_str()).is_ok()
            }
            None => {
                let _ = hash(&password);
                false
            }
        })
        .await
    }
}

/// The form in which a password is hashed: NFKC, and no longer than one may be.
fn normal(password: &str) -> String {
    password.nfkc().take(*PASSWORD_LENGTH.end()).collect()
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The PHC string of a password, on this thread.
///
/// # Errors
/// When argon2 fails.
pub fn hash(password: &str) -> AppResult<String> {
    let password = normal(password);
    let salt: [u8; 16] = rand::random();
    let hashed: PasswordHash = argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(hashed.to_string())
}

/// Checks a new password: 14 to 128 characters, not a common one, not the user's name.
///
/// # Errors
/// A field error on `field`.
pub fn check(field: &str, password: &str, username: &str) -> AppResult<()> {
    let length = password.nfkc().count();
    if length < *PASSWORD_LENGTH.start() {
        return Err(AppError::field(field, "too_short", "Mật khẩu có ít nhất 14 ký tự."));
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
