//! User names as they are compared.

/// Names are compared folded, so that case and Unicode form do not matter.
#[must_use]
pub fn name_key(username: &str) -> String {
    shared::text::fold(username).chars().take(100).collect()
}
