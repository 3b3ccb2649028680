//! The time that the server under test believes it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, Duration, SecondsFormat, Utc};

/// Monday, the sixteenth of November 2026, eight in the morning in the commune: two days before
/// the Ngày hội đại đoàn kết on which many duties fall due.
pub const START: &str = "2026-11-16T08:00:00+07:00";

/// A clock that only the test moves.
pub struct Clock {
    file: PathBuf,
    now: Mutex<DateTime<Utc>>,
}

impl Clock {
    /// A clock at [`START`], kept in a file in `folder`.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        let clock = Self { file: folder.join("now"), now: Mutex::new(instant(START)) };
        clock.set(START);
        clock
    }

    /// The file that `LOA_TEST_CLOCK` names.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What the clock shows.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    /// Moves the clock to an instant in RFC 3339.
    pub fn set(&self, text: &str) {
        let mut now = self.now.lock().unwrap();
        *now = instant(text);
        self.write(*now);
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        let mut now = self.now.lock().unwrap();
        *now += by;
        self.write(*now);
    }

    /// Written aside and renamed, so that a reader never sees half an instant.
    fn write(&self, now: DateTime<Utc>) {
        let aside = self.file.with_extension("new");
        fs::write(&aside, now.to_rfc3339_opts(SecondsFormat::Millis, true)).unwrap();
        fs::rename(&aside, &self.file).unwrap();
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}
