//! Filters that several lists share.

use shared::ErrorCode;

use crate::platform::error::{AppError, AppResult};

/// Words separated by commas, each of which `known` has to know.
///
/// # Errors
/// 400 for one that it does not.
pub fn parse_list<T>(
    list: &str,
    parameter: &str,
    known: impl Fn(&str) -> Option<T>,
) -> AppResult<Vec<String>> {
    let words: Vec<String> = list.split(',').map(str::trim).map(str::to_owned).collect();
    match words.iter().find(|word| known(word).is_none()) {
        None => Ok(words),
        Some(word) => {
            Err(AppError::Code(ErrorCode::MalformedQuery, Some(format!("{parameter}: {word}"))))
        }
    }
}
