//! Filters that several lists share.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{LikeExpr, SimpleExpr};
use shared::ErrorCode;
use shared::text::fold;

use crate::error::{AppError, AppResult};

/// A stored folded text that contains `words` as a person types them.
pub fn contains(column: impl ColumnTrait, words: &str) -> SimpleExpr {
    let mut pattern = String::from("%");
    for c in fold(words).chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    column.like(LikeExpr::new(pattern).escape('\\'))
}

/// Words separated by commas, each of which `known` has to know.
///
/// # Errors
/// 400 for one that it does not.
pub fn words<T>(
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
