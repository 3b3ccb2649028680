//! Errors of token requests, as libraries of OAuth 2.0 expect them (RFC 6749 §5.2).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::WWW_AUTHENTICATE;
use shared::ErrorCode;
use shared::dto::identity::auth::{TokenError, TokenProblem};

use crate::platform::error::{AppError, AppResult};

/// The answer to a token request that is refused. `by_header` says whether the client showed its secret
/// in the header, which then has to be asked for there.
///
/// # Errors
/// What RFC 6749 knows no code for: too many requests, and faults of the server.
pub fn response(cause: AppError, by_header: bool) -> AppResult<HttpResponse> {
    let problem = cause.problem();
    let (error, words) = match problem.code {
        ErrorCode::InvalidCredentials => {
            (TokenError::InvalidClient, "Unknown client, wrong secret, or a client that has ended.")
        }
        ErrorCode::UnsupportedGrantType => {
            (TokenError::UnsupportedGrantType, "Only client_credentials is supported.")
        }
        ErrorCode::MalformedBody => (
            TokenError::InvalidRequest,
            "Send a form (application/x-www-form-urlencoded) with grant_type=client_credentials.",
        ),
        _ => return Err(cause),
    };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut answer = HttpResponse::build(status);
    if by_header && error == TokenError::InvalidClient {
        answer.insert_header((WWW_AUTHENTICATE, "Basic realm=\"Loa\", charset=\"UTF-8\""));
    }
    let body = TokenProblem { problem, error, error_description: words.into() };
    Ok(answer.content_type("application/problem+json").body(serde_json::to_string(&body)?))
}
