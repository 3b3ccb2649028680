//! HTTP of the demo.

use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::dto::identity::auth::DemoInfo;

use crate::platform::access::demo_guard;
use crate::platform::app::App;
use crate::platform::http::api::Registry;

/// Registers the routes of the demo.
pub fn routes(registry: &mut impl Registry) {
    registry.add(demo_info);
}

/// Reads whether the server runs a demo, and its accounts.
///
/// The accounts are told to this machine alone, and only by a demo.
///
/// No login is needed.
#[utoipa::path(tag = "auth", operation_id = "read_demo",
    responses((status = 200, description = "Demo accounts", body = DemoInfo)))]
#[get("/api/v1/demo")]
pub async fn demo_info(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    let offered = app.config.demo && !demo_guard::is_forwarded(&request);
    HttpResponse::Ok().json(DemoInfo {
        demo: app.config.demo,
        accounts: if offered { super::accounts() } else { Vec::new() },
    })
}
