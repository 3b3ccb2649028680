//! The key of the audit chain: without it nobody can write an entry, or a whole chain, that fits.
//! All servers of a database have the same one.

use std::io;
use std::path::Path;
use std::sync::Arc;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::repo::heads;
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::files;
use crate::platform::id::hex;

const BYTES: usize = 32;

/// What entries are keyed with.
#[derive(Clone)]
pub struct Key {
    secret: Arc<[u8]>,
    id: Arc<str>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

impl Key {
    fn of(secret: &[u8]) -> AppResult<Self> {
        let mut key = Self { secret: secret.into(), id: "".into() };
        key.id = key.mac(&[b"id"])?.chars().take(16).collect::<String>().into();
        Ok(key)
    }

    /// By what chains, exported heads and people tell keys apart; it says nothing of the key.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// HMAC-SHA256 (RFC 2104) over parts, each with its length before it.
    ///
    /// # Errors
    /// Never for a key of ours.
    pub fn mac(&self, parts: &[&[u8]]) -> AppResult<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret)
            .map_err(|error| AppError::Internal(error.to_string()))?;
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Ok(hex(&mac.finalize().into_bytes()))
    }

    fn read(file: &Path) -> io::Result<Option<Vec<u8>>> {
        match std::fs::read(file) {
            Ok(secret) if secret.len() >= BYTES => Ok(Some(secret)),
            Ok(_) => Err(io::Error::other("too short")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn make(file: &Path) -> io::Result<Option<Vec<u8>>> {
        match files::make_private(file, &rand::random::<[u8; BYTES]>()) {
            // Another process was quicker: its key is the one.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Self::read(file),
        }
    }
}

/// The key of `file`. It is made where no chain of the database has one yet, or where chains are to
/// be `anew` under whatever key there is.
///
/// # Errors
/// A sentence for the console: chains are under a key that is not here.
pub async fn open(db: &impl Connection, file: &Path, anew: bool) -> Result<Key, String> {
    let with_path = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let used = heads::key_ids(db).await.map_err(|error| error.for_console())?;
    let used: Vec<String> = used.into_iter().flatten().collect();
    let lost = || {
        with_path(
            &"not the key that the audit chain was made under: put that one here (--audit-key, \
               LOA_AUDIT_KEY; a restore leaves it in the data folder); if it is lost, run `loa audit reanchor`",
        )
    };
    let secret = match Key::read(file).map_err(|error| with_path(&error))? {
        None if used.is_empty() || anew => Key::make(file).map_err(|error| with_path(&error))?,
        found => found,
    };
    let key = Key::of(&secret.ok_or_else(lost)?).map_err(|error| with_path(&error))?;
    if anew || used.iter().all(|id| *id == *key.id) { Ok(key) } else { Err(lost()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
pub(super) mod tests {
    use super::*;

    /// A key for tests beside.
    pub fn key(byte: u8) -> Key {
        Key::of(&[byte; BYTES]).unwrap()
    }

    #[test]
    fn mac_of_parts_split_elsewhere_differs() {
        let key = key(7);
        assert_ne!(key.mac(&[b"ab", b"c"]).unwrap(), key.mac(&[b"a", b"bc"]).unwrap());
        assert_ne!(key.mac(&[b"a"]).unwrap(), super::tests::key(8).mac(&[b"a"]).unwrap());
        assert_eq!(key.id().len(), 16);
        assert!(!format!("{key:?}").contains("0707"));
    }
}
