//! The signing key of sessions and tokens: made in the data folder, 0600. After a rotation the
//! key before is still believed, so that nobody is logged out by it.

use std::io::ErrorKind;
use std::path::Path;

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use shared::ErrorCode;
use uuid::Uuid;

use crate::platform::error::{AppError, AppResult};
use crate::platform::files;

const ISSUER: &str = "loa";
const KEY_BYTES: usize = 64;
const CURRENT: &str = "signing.key";
const PREVIOUS: &str = "signing-previous.key";

/// Signs and reads JWTs.
#[derive(Clone)]
pub struct Keys {
    encoding: EncodingKey,
    /// Today's first, then the one before.
    decoding: Vec<DecodingKey>,
}

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A person's browser session.
    Session,
    /// A machine's bearer token.
    Machine,
    /// A browser that somebody has logged in with.
    Device,
}

/// The claims of every kind of token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// The id of the session, the API client or the device.
    pub sub: Uuid,
    /// Who signed.
    pub iss: String,
    /// `session`, `machine` or `device`.
    pub aud: String,
    /// When it was signed, in seconds.
    pub iat: i64,
    /// When it ends, in seconds.
    pub exp: i64,
}

impl Audience {
    const fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Machine => "machine",
            Self::Device => "device",
        }
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Reads the key of the data folder, or makes it.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn open(data_dir: &Path) -> std::io::Result<Self> {
        let file = data_dir.join(CURRENT);
        let secret = match read(&file)? {
            Some(secret) => secret,
            None => make(&file)?,
        };
        let previous = read(&data_dir.join(PREVIOUS))?;
        Ok(Self {
            encoding: EncodingKey::from_secret(&secret),
            decoding: std::iter::once(secret)
                .chain(previous)
                .map(|secret| DecodingKey::from_secret(&secret))
                .collect(),
        })
    }

    /// Makes a new key; what was signed with the present one is believed until the next time.
    /// A running server takes it up when it is started again.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn rotate(data_dir: &Path) -> std::io::Result<()> {
        let file = data_dir.join(CURRENT);
        let present = read(&file)?.ok_or_else(|| {
            let place = file.display();
            std::io::Error::new(ErrorKind::NotFound, format!("{place} is not there"))
        })?;
        // Stopped in between, the present key is both: nothing that it signed is refused.
        files::write_private(&data_dir.join(PREVIOUS), &present)?;
        files::write_private(&file, &new_secret())
    }

    /// Signs a token that lives for `seconds`.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn sign(
        &self,
        sub: Uuid,
        audience: Audience,
        now: DateTime<Utc>,
        seconds: i64,
    ) -> AppResult<String> {
        let claims = Claims {
            sub,
            iss: ISSUER.into(),
            aud: audience.word().into(),
            iat: now.timestamp(),
            exp: now.timestamp() + seconds,
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(|error| AppError::Internal(error.to_string()))
    }

    /// Reads a token: one algorithm, our issuer, the right audience, not ended.
    ///
    /// # Errors
    /// 401 for any other token.
    pub fn read(&self, token: &str, audience: Audience, now: DateTime<Utc>) -> AppResult<Claims> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[audience.word()]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The end is compared below, by our clock.
        validation.validate_exp = false;
        let claims: Claims = (self.decoding.iter())
            .find_map(|key| decode(token, key, &validation).ok())
            .ok_or(ErrorCode::Unauthenticated)?
            .claims;
        if claims.exp > now.timestamp() {
            Ok(claims)
        } else {
            Err(ErrorCode::Unauthenticated.into())
        }
    }
}

fn read(file: &Path) -> std::io::Result<Option<Vec<u8>>> {
    match std::fs::read(file) {
        Ok(secret) if secret.len() >= KEY_BYTES => {
            files::restrict_to_owner(file)?;
            Ok(Some(secret))
        }
        Ok(_) => Err(std::io::Error::other(format!("{} is too short", file.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn new_secret() -> [u8; KEY_BYTES] {
    rand::random()
}

/// Makes the key, or takes the one that another process has made at the same moment.
fn make(file: &Path) -> std::io::Result<Vec<u8>> {
    let secret = new_secret();
    match files::make_private(file, &secret) {
        Ok(()) => Ok(secret.to_vec()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(file)?
            .ok_or_else(|| std::io::Error::other(format!("{} went away", file.display()))),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn rotated_key_still_verifies_older_tokens_and_both_files_are_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("loa-keys-{}", Uuid::now_v7()));
        files::data_folder(&folder).unwrap();
        assert!(Keys::rotate(&folder).is_err(), "there is nothing to rotate");
        let now = DateTime::UNIX_EPOCH;
        let token = Keys::open(&folder).unwrap().sign(Uuid::nil(), Audience::Session, now, 60);
        let token = token.unwrap();
        // A key that an older program left readable is closed.
        let current = folder.join(CURRENT);
        std::fs::set_permissions(&current, PermissionsExt::from_mode(0o644)).unwrap();
        Keys::rotate(&folder).unwrap();
        let keys = Keys::open(&folder).unwrap();
        keys.read(&token, Audience::Session, now).unwrap();
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            names.push(entry.file_name().into_string().unwrap());
        }
        names.sort();
        assert_eq!(names, [PREVIOUS, CURRENT]);
        Keys::rotate(&folder).unwrap();
        assert!(Keys::open(&folder).unwrap().read(&token, Audience::Session, now).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn processes_started_together_share_one_key() {
        let folder = std::env::temp_dir().join(format!("loa-keys-{}", Uuid::now_v7()));
        files::data_folder(&folder).unwrap();
        let now = DateTime::UNIX_EPOCH;
        let opened: Vec<Keys> = std::thread::scope(|scope| {
            let open = || scope.spawn(|| Keys::open(&folder).unwrap());
            let started: Vec<_> = std::iter::repeat_with(open).take(8).collect();
            started.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let token = opened[0].sign(Uuid::nil(), Audience::Session, now, 60).unwrap();
        for keys in &opened {
            keys.read(&token, Audience::Session, now).unwrap();
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
