//! The OpenAPI document: its head, the errors every operation can answer, and Swagger UI.

pub mod examples;

use std::sync::Arc;

use actix_web::{HttpResponse, get, web};
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{HttpMethod, Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme,
};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

/// The statuses of the errors that operations share.
const STATUSES: [&str; 14] = [
    "400", "401", "403", "404", "408", "409", "412", "413", "422", "428", "429", "500", "503",
    "507",
];

/// Where machines get their tokens.
const TOKEN: &str = "/api/v1/auth/token";

/// Operations that ask for no login.
const PUBLIC: [&str; 9] = [
    "/health/",
    "/api/v1/demo",
    "/api/v1/auth/login",
    TOKEN,
    "/api/v1/auth/invitation",
    "/api/v1/auth/accept",
    "/api/v1/setup",
    crate::platform::http::paths::FEED_PATH,
    "/api/v1/notices/unsubscribe",
];

/// Whether an operation without a login takes only what our own page sends.
fn is_called_by_page(path: &str) -> bool {
    path.starts_with("/api/v1/setup")
        || ["/api/v1/auth/login", "/api/v1/auth/invitation", "/api/v1/auth/accept"].contains(&path)
}

/// The document without paths: title, schemes, the schema of errors.
#[must_use]
pub fn base() -> OpenApi {
    let mut api = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Loa")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(
                    "Giao việc, báo cáo và tổng hợp công tác tuyên truyền cải cách hành chính \
                     của UBND xã. Errors are RFC 9457 problems with a stable `code`.",
                ))
                .build(),
        )
        .build();
    let components = api.components.get_or_insert_default();
    let mut schemas = Vec::new();
    shared::Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    components.schemas.insert("Problem".into(), shared::Problem::schema());
    for status in STATUSES {
        components.responses.insert(problem_name(status), problem_response(status).into());
    }
    let scopes = shared::permission::CLIENT_SCOPES.map(|scope| (scope, scope));
    components.security_schemes.insert(
        "machine".into(),
        SecurityScheme::OAuth2(OAuth2::new([Flow::ClientCredentials(ClientCredentials::new(
            TOKEN,
            Scopes::from_iter(scopes),
        ))]))
        .into(),
    );
    components.security_schemes.insert(
        "session".into(),
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(
            crate::platform::http::cookie::name(false),
        )))
        .into(),
    );
    api
}

/// The word of a method.
#[must_use]
pub const fn method_name(method: &HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Delete => "DELETE",
        HttpMethod::Patch => "PATCH",
        HttpMethod::Head => "HEAD",
        HttpMethod::Options => "OPTIONS",
        HttpMethod::Trace => "TRACE",
    }
}

/// Adds the error answers that every operation of its kind can give.
pub fn complete(operation: &mut Operation, method: &HttpMethod, path: &str) {
    let public = PUBLIC.iter().any(|start| path.starts_with(start));
    let mut statuses = vec!["400", "500", "503"];
    if is_called_by_page(path) {
        statuses.push("403");
    }
    if !public {
        statuses.extend(["401", "403"]);
    }
    let unsubscribes = path.starts_with("/api/v1/notices/unsubscribe");
    if path.contains('{') || unsubscribes {
        statuses.push("404");
    }
    let scope = (*method == HttpMethod::Get).then(|| scope_of(path)).flatten();
    // Machines are counted wherever they show a token, also where they may not go.
    if !public || unsubscribes {
        statuses.push("429");
    }
    if *method != HttpMethod::Get {
        statuses.extend(["408", "409", "413", "422", "507"]);
    }
    let changes = matches!(method, HttpMethod::Patch | HttpMethod::Put | HttpMethod::Delete)
        || (*method == HttpMethod::Post && path.contains('{'));
    // A secret has no version: nobody has read the one that is taken away.
    if changes && path != "/api/v1/calendar/feed" && !unsubscribes {
        statuses.extend(["412", "428"]);
    }
    let header = |name: &str, words: &str, required: bool| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(if required { Required::True } else { Required::False })
            .description(Some(words))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build()
            .into()
    };
    let parameters = operation.parameters.get_or_insert_default();
    let first_put = *method == HttpMethod::Put;
    if statuses.contains(&"428") {
        let words = "The version that was read, as its ETag";
        parameters.push(header("If-Match", words, !first_put));
    }
    if first_put {
        parameters.push(header("If-None-Match", "`*` to make what is not there yet", false));
    }
    if *method != HttpMethod::Get && !public {
        let words = "The same key and body get the same answer, for 7 days";
        parameters.push(header("Idempotency-Key", words, false));
    }
    if parameters.is_empty() {
        operation.parameters = None;
    }
    for status in statuses {
        operation
            .responses
            .responses
            .entry(status.to_owned())
            .or_insert_with(|| Ref::from_response_name(problem_name(status)).into());
    }
    // An error that a handler documents in its own words is a problem like the others.
    for (status, answer) in &mut operation.responses.responses {
        if let RefOr::T(answer) = answer
            && status.starts_with(['4', '5'])
            && answer.content.is_empty()
        {
            let usual = problem_response(status);
            (answer.content, answer.headers) = (usual.content, usual.headers);
        }
    }
    if scope.is_some() || path == TOKEN {
        for (status, answer) in &mut operation.responses.responses {
            if let (RefOr::T(answer), true) = (answer, status.starts_with('2')) {
                answer.headers.extend(rate_headers());
            }
        }
    }
    if !public && operation.security.is_none() {
        let session = utoipa::openapi::SecurityRequirement::new("session", Vec::<String>::new());
        let mut schemes = vec![session];
        if let Some(scope) = scope {
            schemes.push(utoipa::openapi::SecurityRequirement::new("machine", [scope]));
        }
        operation.security = Some(schemes);
    }
}

/// The scope by which a machine reads what lies under a path; the permission table's test
/// compares it with what is enforced.
fn scope_of(path: &str) -> Option<&'static str> {
    use shared::Action as A;
    // What people say to each other, and what they carry on their phones, is for people.
    if path.contains("/comments") || path.contains("/feed") {
        return None;
    }
    let action = match path.strip_prefix("/api/v1/")?.split('/').next()? {
        "units" | "unit-groups" => A::UnitRead,
        "catalogues" | "holidays" => A::CatalogueRead,
        "directives" => A::DirectiveRead,
        "tasks" => A::TaskRead,
        "assignments" | "reports" | "extensions" | "calendar" => A::AssignmentRead,
        "activities" => A::ActivityRead,
        "attachments" => A::AttachmentRead,
        "dashboard" | "statistics" => A::StatisticsRead,
        _ => return None,
    };
    shared::permission::client_scope(action)
}

fn problem_name(status: &str) -> String {
    format!("Problem{status}")
}

fn text_header(words: &str) -> RefOr<Header> {
    let schema = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(schema)).description(Some(words)).build().into()
}

/// What machines are told of their quota (`auth/quota.rs`).
fn rate_headers() -> [(String, RefOr<Header>); 2] {
    let policy =
        "The quota, e.g. `\"client\";q=300;w=60`: requests in so many seconds; for machines";
    let limit =
        "What is left, e.g. `\"client\";r=299;t=60`: all of it in so many seconds; for machines";
    [("RateLimit-Policy".into(), text_header(policy)), ("RateLimit".into(), text_header(limit))]
}

fn problem_response(status: &str) -> utoipa::openapi::Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .example(Some(example(status)))
        .build();
    let mut answer = ResponseBuilder::new()
        .description(format!("Problem (RFC 9457), status {status}"))
        .content("application/problem+json", content)
        .build();
    if status == "429" {
        let words = "Seconds after which it is worth asking again";
        answer.headers.insert("Retry-After".into(), text_header(words));
        answer.headers.extend(rate_headers());
    }
    answer
}

fn example(status: &str) -> serde_json::Value {
    use shared::ErrorCode as E;
    let code = match status {
        "400" => E::MalformedQuery,
        "401" => E::Unauthenticated,
        "403" => E::Forbidden,
        "404" => E::NotFound,
        "408" => E::RequestTimeout,
        "409" => E::WrongState,
        "412" => E::StaleVersion,
        "413" => E::PayloadTooLarge,
        "422" => E::Validation,
        "428" => E::PreconditionRequired,
        "415" => E::UnsupportedMedia,
        "429" => E::TooManyRequests,
        "503" => E::Unavailable,
        "507" => E::StorageFull,
        _ => E::Internal,
    };
    serde_json::to_value(shared::Problem::new(code)).unwrap_or_default()
}

/// Swagger UI, vendored.
#[get("/api/docs{tail:.*}")]
pub async fn docs(tail: web::Path<String>) -> HttpResponse {
    let file = match tail.as_str() {
        "" => {
            return HttpResponse::PermanentRedirect()
                .insert_header(("location", "/api/docs/"))
                .finish();
        }
        tail => tail.trim_start_matches('/'),
    };
    let config = Arc::new(utoipa_swagger_ui::Config::from("/api/openapi.json"));
    match utoipa_swagger_ui::serve(file, config) {
        Ok(Some(file)) => {
            HttpResponse::Ok().content_type(file.content_type).body(file.bytes.into_owned())
        }
        _ => actix_web::ResponseError::error_response(&crate::platform::error::AppError::from(
            shared::ErrorCode::NotFound,
        )),
    }
}
