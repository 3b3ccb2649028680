//! Checks that both sides make, so that a form and the server say the same.

use crate::error::FieldError;
use crate::text::clean;

/// Collects field errors while a request is read.
#[derive(Debug, Default)]
pub struct Checks {
    errors: Vec<FieldError>,
    prefix: String,
}

impl Checks {
    /// No errors yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Put `prefix` (e.g. `activities[0].`) before the names of the fields that follow.
    pub fn at(&mut self, prefix: impl Into<String>) -> &mut Self {
        self.prefix = prefix.into();
        self
    }

    /// Note an error.
    pub fn fail(&mut self, field: &str, code: &str, message: impl Into<String>) {
        let field = format!("{}{field}", self.prefix);
        self.errors.push(FieldError::new(field, code, message));
    }

    /// Note an error unless `good`.
    pub fn ensure(&mut self, good: bool, field: &str, code: &str, message: &str) {
        if !good {
            self.fail(field, code, message);
        }
    }

    /// A text that must be there, of at most `max` characters; returned in stored form.
    pub fn required(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = self.optional(field, text, max);
        self.ensure(!text.is_empty(), field, "required", "Bắt buộc nhập.");
        text
    }

    /// A text of at most `max` characters; returned in stored form.
    pub fn optional(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = clean(text);
        if text.chars().count() > max {
            self.fail(field, "too_long", format!("Tối đa {max} ký tự."));
        }
        if text.contains('\0') {
            self.fail(field, "invalid", "Có ký tự không hợp lệ.");
        }
        text
    }

    /// A link: http or https, at most 2,000 characters.
    pub fn link(&mut self, field: &str, link: &str) {
        let good = (link.starts_with("https://") || link.starts_with("http://"))
            && link.len() <= 2000
            && !link.contains(|c: char| c.is_whitespace() || c.is_control());
        self.ensure(
            good,
            field,
            "invalid_link",
            "Liên kết phải bắt đầu bằng http:// hoặc https://.",
        );
    }

    /// The errors found, or nothing.
    ///
    /// # Errors
    /// Every field error noted so far.
    pub fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }
}

/// The least and most characters of a password (docs/SECURITY.md, "Passwords").
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 14..=128;
/// The least beside a second factor.
pub const PASSWORD_LENGTH_GUARDED: usize = 8;

/// A quantity in the figures: whole, not negative, below a billion.
#[must_use]
pub const fn is_amount(amount: i64) -> bool {
    amount >= 0 && amount < 1_000_000_000
}
