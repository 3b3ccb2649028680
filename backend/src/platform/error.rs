//! Errors of the server; this file alone knows how they become HTTP.

use std::io::ErrorKind;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use sea_orm::{DbErr, RuntimeErr, SqlErr};
use shared::{ErrorCode, FieldError, Problem};

/// What a request can end with instead of an answer.
#[derive(Debug, Clone)]
pub enum AppError {
    /// A code, perhaps with a detail.
    Code(ErrorCode, Option<String>),
    /// Fields that are wrong.
    Fields(Vec<FieldError>),
    /// The API client lacks this scope.
    MissingScope(&'static str),
    /// Come again in so many seconds.
    Wait(ErrorCode, i64),
    /// The database or a disk cannot do it now: a code, perhaps the seconds after which to come again,
    /// and the cause, which is for the log and the console.
    Outage(ErrorCode, Option<i64>, String),
    /// A fault of ours; the cause is for the log, never for the answer.
    Internal(String),
}

/// The result of a service or handler.
pub type AppResult<T> = Result<T, AppError>;

impl AppError {
    /// The row is in a state that does not allow this.
    #[must_use]
    pub fn wrong_state(detail: &str) -> Self {
        Self::Code(ErrorCode::WrongState, Some(detail.to_owned()))
    }

    /// An API client asks for what only people may.
    #[must_use]
    pub fn for_people_alone() -> Self {
        let words = "Việc này dành cho người dùng; kết nối API chỉ đọc theo quyền được cấp.";
        Self::Code(ErrorCode::Forbidden, Some(words.to_owned()))
    }

    /// One wrong field.
    #[must_use]
    pub fn field(field: &str, code: &str, message: &str) -> Self {
        Self::Fields(vec![FieldError::new(field, code, message)])
    }

    /// The error as it is sent.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::Code(code, detail) => Problem { detail: detail.clone(), ..Problem::new(*code) },
            Self::Fields(errors) => {
                Problem { errors: errors.clone(), ..Problem::new(ErrorCode::Validation) }
            }
            Self::MissingScope(scope) => Problem {
                detail: Some(format!("Kết nối API này chưa được cấp quyền {scope}.")),
                ..Problem::new(ErrorCode::Forbidden)
            },
            Self::Wait(code, seconds) | Self::Outage(code, Some(seconds), _) => Problem {
                detail: Some(format!("Thử lại sau {seconds} giây.")),
                ..Problem::new(*code)
            },
            Self::Outage(code, None, _) => Problem::new(*code),
            Self::Internal(_) => Problem::new(ErrorCode::Internal),
        }
    }

    /// The error as the console says it: with its cause, in the words of the database's driver.
    #[must_use]
    pub fn for_console(&self) -> String {
        match self {
            Self::Outage(_, _, cause) => cause.clone(),
            other => other.to_string(),
        }
    }
}

impl From<ErrorCode> for AppError {
    fn from(code: ErrorCode) -> Self {
        Self::Code(code, None)
    }
}

impl From<Vec<FieldError>> for AppError {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::Fields(errors)
    }
}

impl From<DbErr> for AppError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => ErrorCode::Conflict.into(),
            _ if matches!(error, DbErr::ConnectionAcquire(_)) => {
                Self::Outage(ErrorCode::Unavailable, Some(5), error.to_string())
            }
            _ => match driver_code(&error).as_deref() {
                Some(code) if BUSY.contains(&code) => {
                    tracing::warn!(%error, "the database was too busy");
                    Self::Outage(ErrorCode::Unavailable, Some(5), error.to_string())
                }
                Some(FULL_SQLITE | FULL_POSTGRES) => {
                    tracing::error!(%error, "the disk of the database is full");
                    Self::Outage(ErrorCode::StorageFull, None, error.to_string())
                }
                // SQLITE_IOERR and its kinds: what was begun is rolled back.
                Some(code) if code.parse().is_ok_and(|code: u32| code & 0xff == 10) => {
                    tracing::error!(%error, "the database cannot be written");
                    Self::Outage(ErrorCode::Unavailable, Some(30), error.to_string())
                }
                _ => Self::Internal(error.to_string()),
            },
        }
    }
}

/// What waited too long, or was chosen to give way: lock_not_available, query_canceled (by
/// statement_timeout), deadlock_detected, serialization_failure; SQLITE_BUSY, and its kind for a
/// snapshot that is too old; admin_shutdown and cannot_connect_now, too_many_connections.
const BUSY: [&str; 9] = ["55P03", "57014", "40P01", "40001", "5", "517", "57P01", "57P03", "53300"];
/// SQLITE_FULL.
const FULL_SQLITE: &str = "13";
/// disk_full.
const FULL_POSTGRES: &str = "53100";

/// The database's own code of an error.
fn driver_code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(cause) | DbErr::Query(cause) | DbErr::Conn(cause)) = error else {
        return None;
    };
    let RuntimeErr::SqlxError(cause) = cause else { return None };
    cause.as_database_error()?.code().map(|code| code.into_owned())
}

impl From<std::io::Error> for AppError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            // A quota and a limit on file sizes are full disks to whoever uploads.
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                tracing::error!(%error, "the disk of the files is full");
                Self::Outage(ErrorCode::StorageFull, None, error.to_string())
            }
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for AppError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<actix_web::error::BlockingError> for AppError {
    fn from(error: actix_web::error::BlockingError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Internal(cause) => f.write_str(cause),
            Self::Code(code, Some(detail)) => write!(f, "{}: {detail}", code.as_str()),
            other => f.write_str(other.problem().code.as_str()),
        }
    }
}

impl std::error::Error for AppError {}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if let Self::Internal(cause) = self {
            tracing::error!(cause, "internal error");
        }
        let mut response = HttpResponse::build(self.status_code());
        if let Self::Wait(_, seconds) | Self::Outage(_, Some(seconds), _) = self {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Self::MissingScope(scope) = self {
            // RFC 6750 §3.1.
            let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
            response.insert_header((WWW_AUTHENTICATE, challenge));
        }
        response
            .insert_header((CONTENT_TYPE, "application/problem+json"))
            .body(serde_json::to_string(&self.problem()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outage_of_database_names_its_cause_on_the_console_alone() {
        let cause = DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout);
        let text = cause.to_string();
        let error = AppError::from(cause);
        assert_eq!(error.for_console(), text);
        assert_eq!(error.to_string(), ErrorCode::Unavailable.as_str());
        let sent = serde_json::to_string(&error.problem()).unwrap_or_default();
        assert!(!sent.is_empty() && !sent.contains(&text), "{sent}");
    }
}
