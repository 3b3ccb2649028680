//! Path and query parameters whose errors are problems like all others.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use shared::ErrorCode;

use crate::platform::access::permit::permission_error_first;
use crate::platform::error::AppError;

/// What was read, or the error once the permission is settled.
fn after_permission_check<T: 'static>(
    request: &HttpRequest,
    read: Result<T, AppError>,
) -> Pin<Box<dyn Future<Output = Result<T, AppError>>>> {
    let request = request.clone();
    Box::pin(async move {
        match read {
            Ok(value) => Ok(value),
            Err(error) => Err(permission_error_first(&request, error).await),
        }
    })
}

/// The query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // PostgreSQL keeps no NUL in a text; no one has reason to ask for one.
        if request.query_string().contains("%00") {
            return after_permission_check(request, Err(ErrorCode::MalformedQuery.into()));
        }
        after_permission_check(
            request,
            web::Query::<T>::from_query(request.query_string())
                .map(|query| Self(query.into_inner()))
                .map_err(|error| {
                    AppError::Code(ErrorCode::MalformedQuery, Some(error.to_string()))
                }),
        )
    }
}

/// A path parameter; one that is no id names nothing.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Path<T> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        after_permission_check(
            request,
            request.match_info().load().map(Self).map_err(|_| AppError::from(ErrorCode::NotFound)),
        )
    }
}
