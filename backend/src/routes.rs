//! Every route, in one place. The same list serves, documents, and answers 405.

mod tags;

use std::sync::OnceLock;

use actix_web::HttpResponse;
use actix_web::dev::ResourceDef;
use actix_web::web::{self, ServiceConfig};
use utoipa::openapi::OpenApi;

use crate::demo;
use crate::figures::overview;
use crate::identity::{auth, clients, delegations, start, users};
use crate::notifications::{calendar, chases, digests, notices};
use crate::operations::{audit_log, health, jobs};
use crate::organisation::{catalogues, groups, holidays, settings, units};
use crate::platform::http::api::{Document, Registry, Routes};
use crate::work::{
    activities, assignments, attachments, comments, directives, events, extensions, recurrences,
    reports, search, succession, tasks, templates,
};

fn api(registry: &mut impl Registry) {
    health::routes(registry);
    demo::handlers::routes(registry);
    auth::routes(registry);
    start::routes(registry);
    units::routes(registry);
    succession::routes(registry);
    groups::routes(registry);
    users::routes(registry);
    delegations::routes(registry);
    catalogues::routes(registry);
    holidays::routes(registry);
    settings::routes(registry);
    directives::routes(registry);
    tasks::routes(registry);
    events::routes(registry);
    templates::routes(registry);
    recurrences::routes(registry);
    assignments::routes(registry);
    extensions::routes(registry);
    chases::routes(registry);
    comments::routes(registry);
    notices::routes(registry);
    digests::routes(registry);
    jobs::routes(registry);
    reports::routes(registry);
    activities::routes(registry);
    attachments::routes(registry);
    overview::routes(registry);
    calendar::routes(registry);
    search::routes(registry);
    audit_log::routes(registry);
    clients::routes(registry);
}

/// Registers everything with a server.
pub fn serve(config: &mut ServiceConfig) {
    let mut routes = Routes::default();
    api(&mut routes);
    routes.configure(config);
    config.route("/api/openapi.json", web::get().to(document_text));
    config.service(crate::platform::openapi::docs);
}

/// The OpenAPI document of what is registered.
#[must_use]
pub fn document() -> OpenApi {
    let mut document = Document::default();
    api(&mut document);
    let mut document = document.finish(crate::platform::openapi::base());
    tags::declare(&mut document);
    document
}

/// The methods under which a path is known.
#[must_use]
pub fn methods_of(path: &str) -> Vec<&'static str> {
    static KNOWN: OnceLock<Vec<(&'static str, ResourceDef)>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let mut document = Document::default();
        api(&mut document);
        document
            .operations
            .into_iter()
            .map(|(method, path)| {
                (crate::platform::openapi::method_name(&method), ResourceDef::new(path))
            })
            .collect()
    });
    known
        .iter()
        .filter(|(_, definition)| definition.is_match(path))
        .map(|(method, _)| *method)
        .collect()
}

/// The document as text, as it is served and committed.
#[must_use]
pub fn text() -> String {
    let mut text = serde_json::to_string_pretty(&document()).unwrap_or_default();
    text.push('\n');
    text
}

/// `GET /api/openapi.json`
async fn document_text() -> HttpResponse {
    static TEXT: OnceLock<String> = OnceLock::new();
    HttpResponse::Ok().content_type("application/json").body(TEXT.get_or_init(text).as_str())
}
