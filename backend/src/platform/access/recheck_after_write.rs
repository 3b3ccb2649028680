//! What a request has written counts for the next one: sessions that were checked before it are not
//! taken for what they were.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use super::auth_cache::AuthCache;
use crate::platform::app::App;

/// Tells of a write when it is over, also when its request was broken off.
struct AfterWrite(AuthCache);

impl Drop for AfterWrite {
    fn drop(&mut self) {
        self.0.mark_outdated();
    }
}

/// Middleware: what a request has written counts for the next one.
///
/// # Errors
/// What the request answers.
pub async fn recheck_after_write(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let app = request.app_data::<web::Data<App>>();
    let _after =
        app.filter(|_| !request.method().is_safe()).map(|app| AfterWrite(app.auth_cache.clone()));
    next.call(request).await
}
