//! The body of a write, with what it brings along (`context`).

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use shared::ErrorCode;

pub use super::address::address_of;
pub use super::context::{Reply, WriteContext};
use crate::platform::access::permit::permission_error_first;
use crate::platform::error::{AppError, AppResult};

/// A write's body with its context; `Write<IgnoredAny>` where none is asked for.
#[derive(Debug)]
pub struct Write<T> {
    /// What was sent.
    pub body: T,
    /// The headers.
    pub context: WriteContext,
}

impl<T: DeserializeOwned + 'static> FromRequest for Write<T> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = web::Bytes::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let read = match bytes.await {
                Ok(bytes) => read(&request, &bytes),
                Err(error) => Err(too_large(error)),
            };
            match read {
                Ok(write) => Ok(write),
                Err(error) => Err(permission_error_first(&request, error).await),
            }
        })
    }
}

fn read<T: DeserializeOwned>(request: &HttpRequest, bytes: &[u8]) -> AppResult<Write<T>> {
    let text: &[u8] = if bytes.is_empty() { b"null" } else { bytes };
    let body = serde_json::from_slice(text)
        .map_err(|error| AppError::Code(ErrorCode::MalformedBody, Some(error.to_string())))?;
    Ok(Write { body, context: WriteContext::of(request, bytes)? })
}

fn too_large(error: actix_web::Error) -> AppError {
    if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
        ErrorCode::PayloadTooLarge.into()
    } else {
        AppError::Code(ErrorCode::MalformedBody, Some(error.to_string()))
    }
}
