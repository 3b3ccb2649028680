//! Encryption for recipients, by the `age` format: whoever makes backups cannot read them.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use age::x25519::Recipient;

use super::folder;
use super::manifest::{ENCRYPTED_POOL, POOL, Part};
use crate::platform::id::sha256;

/// Refuses a text with a secret key in it where recipients belong, and does not show it: what is
/// said on a console or in a log is read by others.
///
/// # Errors
/// A sentence without the key.
pub fn refuse_secret(text: &str) -> Result<(), String> {
    if text.to_ascii_lowercase().contains("age-secret-key") {
        return Err("recipients of backups: this is a secret key, not a recipient (age1…)".into());
    }
    Ok(())
}

/// For whom a backup is encrypted; for nobody, it is not encrypted.
#[derive(Clone, Default)]
pub struct Encryption(Vec<Recipient>);

impl std::fmt::Debug for Encryption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seal({:?})", self.words())
    }
}

impl Encryption {
    /// Reads recipients, each `age1…`.
    ///
    /// # Errors
    /// A sentence that names the one that cannot be read.
    pub fn of(words: &[String]) -> Result<Self, String> {
        let words = words.iter().map(|word| word.trim()).filter(|word| !word.is_empty());
        let read = |word: &str| {
            refuse_secret(word)?;
            word.parse().map_err(|error| format!("{word} is no recipient (age1…): {error}"))
        };
        Ok(Self(words.map(read).collect::<Result<_, String>>()?))
    }

    /// The recipients as they are written.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        words.sort();
        words
    }

    /// What a file's name ends with.
    #[must_use]
    pub fn suffix(&self) -> &'static str {
        if self.0.is_empty() { "" } else { SUFFIX }
    }

    /// The folder of evidence for these recipients. What is encrypted for others is of no use to
    /// them, so that each set has a folder of its own.
    #[must_use]
    pub fn pool(&self) -> String {
        if self.0.is_empty() {
            return POOL.to_owned();
        }
        let mark = sha256(self.words().join(" ").as_bytes());
        format!("{ENCRYPTED_POOL}{}", mark.get(..16).unwrap_or(&mark))
    }

    /// Writes what is read into a new file, and answers the hash and length of what was read.
    ///
    /// # Errors
    /// When either side fails.
    pub fn write(&self, from: &mut dyn Read, to: &Path) -> io::Result<(String, u64)> {
        let file = folder::create(to)?;
        if self.0.is_empty() {
            let mut file = file;
            let copied = folder::copy(from, &mut file)?;
            file.sync_all()?;
            return Ok(copied);
        }
        let recipients = self.0.iter().map(|recipient| recipient as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(recipients).map_err(io::Error::other)?;
        let mut sealed = encryptor.wrap_output(BufWriter::new(file))?;
        let copied = folder::copy(from, &mut sealed)?;
        let file = sealed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(copied)
    }

    /// Adds a file to the folder of a backup under this name.
    ///
    /// # Errors
    /// A sentence for the console.
    pub fn add_file(&self, source: &Path, folder: &Path, name: &str) -> Result<Part, String> {
        let mut from = File::open(source).map_err(folder::path_error(source))?;
        let to = folder.join(format!("{name}{}", self.suffix()));
        let (sha256, bytes) = self.write(&mut from, &to).map_err(folder::path_error(&to))?;
        Ok(Part { name: name.to_owned(), sha256, bytes })
    }
}

/// What the names of encrypted files end with.
const SUFFIX: &str = ".age";

/// What decrypts a backup.
#[derive(Default)]
pub struct Decryption(Option<Vec<Box<dyn age::Identity + Send + Sync>>>);

impl Decryption {
    /// Reads the identities of a file as `age-keygen` writes it, for what is encrypted for these
    /// recipients.
    ///
    /// # Errors
    /// A sentence for the console; also where they are the identities of others.
    pub fn of(file: &Path, recipients: &[String]) -> Result<Self, String> {
        let shown = file.display();
        let read =
            age::IdentityFile::from_file(shown.to_string()).map_err(folder::path_error(file))?;
        let mut theirs = Vec::new();
        read.write_recipients_file(&mut theirs).map_err(|error| format!("{shown}: {error}"))?;
        let theirs = String::from_utf8_lossy(&theirs).into_owned();
        if !theirs.lines().any(|one| recipients.iter().any(|recipient| recipient == one)) {
            return Err(format!(
                "the identity in {shown} does not open this backup, which is encrypted for {}",
                recipients.join(", ")
            ));
        }
        let identities = read.into_identities().map_err(|error| format!("{shown}: {error}"))?;
        Ok(Self(Some(identities)))
    }

    /// What a file's name ends with.
    #[must_use]
    pub fn suffix(&self) -> &'static str {
        if self.0.is_some() { SUFFIX } else { "" }
    }

    /// The content of a file.
    ///
    /// # Errors
    /// When it is not there, or is not for these identities.
    pub fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        let file = File::open(path)?;
        let Some(identities) = &self.0 else { return Ok(Box::new(file)) };
        let sealed =
            age::Decryptor::new_buffered(BufReader::new(file)).map_err(io::Error::other)?;
        let each = identities.iter().map(|identity| &**identity as &dyn age::Identity);
        Ok(Box::new(sealed.decrypt(each).map_err(io::Error::other)?))
    }

    /// Reads a part to its end into `to`.
    ///
    /// # Errors
    /// A sentence that names the file that is damaged.
    pub fn copy(&self, path: &Path, part: &Part, to: &mut dyn Write) -> Result<(), String> {
        let shown = path.display();
        let copied = self.open(path).and_then(|mut from| folder::copy(&mut from, to));
        match copied {
            Ok((hash, bytes)) if hash == part.sha256 && bytes == part.bytes => Ok(()),
            Ok(_) => Err(format!("{shown} is damaged: its hash is not the manifest's")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(format!("{shown} is missing"))
            }
            Err(error) => Err(format!("{shown} is damaged: {error}")),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn secret_key_as_recipient_is_refused_and_not_shown() {
        for word in ["AGE-SECRET-KEY-1GQ9778VQ", "age-secret-key-1gq9778vq", "'AGE-SECRET-KEY-1GQ"]
        {
            let message = Encryption::of(&[word.to_owned()]).unwrap_err();
            assert!(
                message.contains("secret key") && !message.to_lowercase().contains("1gq"),
                "{message}"
            );
        }
        assert!(Encryption::of(&["age1wrong".to_owned()]).unwrap_err().contains("age1wrong"));
    }
}
