//! The OpenAPI document: its head, the errors every operation can answer, and Swagger UI.

pub mod examples;
mod problems;
pub mod shapes;

use std::sync::Arc;

use actix_web::{HttpResponse, get, web};
use utoipa::openapi::path::{HttpMethod, Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme,
};
use utoipa::openapi::{
    ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required,
    ServerBuilder,
};
use utoipa::{PartialSchema, ToSchema};

/// What whoever builds on the API reads first.
const ABOUT: &str = include_str!("about.md");

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

/// The document without paths: its head, the schemes, the schema of errors.
#[must_use]
pub fn base() -> OpenApi {
    // Each commune runs a server of its own, so there is no address that holds for all.
    let contact = ContactBuilder::new().name(Some("The administrator of this server")).build();
    let license = LicenseBuilder::new().name("EUPL-1.2").identifier(Some("EUPL-1.2")).build();
    let info = InfoBuilder::new()
        .title("Loa")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT.trim()))
        .contact(Some(contact))
        .license(Some(license));
    let server = ServerBuilder::new().url("/").description(Some("The server that tells this"));
    let mut api = OpenApiBuilder::new().info(info.build()).servers(Some([server.build()])).build();
    let components = api.components.get_or_insert_default();
    let mut schemas = Vec::new();
    shared::Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    components.schemas.insert("Problem".into(), shared::Problem::schema());
    components.responses.extend(problems::all());
    components.security_schemes.insert("machine".into(), machine_scheme().into());
    components.security_schemes.insert(
        "session".into(),
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            crate::platform::http::cookie::name(false),
            "The session of a person, as `POST /api/v1/auth/login` sets it. Over TLS its name \
             begins with `__Host-`. Writes have to come from the same origin.",
        )))
        .into(),
    );
    api
}

fn machine_scheme() -> SecurityScheme {
    let scopes = shared::permission::CLIENT_SCOPES
        .map(|scope| (scope, shared::permission::scope_meaning(scope)));
    let credentials = ClientCredentials::new(TOKEN, Scopes::from_iter(scopes));
    SecurityScheme::OAuth2(OAuth2::with_description(
        [Flow::ClientCredentials(credentials)],
        "An API client: the administrator adds it, it asks for a token of ten minutes, and reads \
         what its scopes open.",
    ))
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
    // What names its security itself is for people alone.
    let reads = *method == HttpMethod::Get && operation.security.is_none();
    let scope = if reads { scope_of(path) } else { None };
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
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(200))))
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
            .or_insert_with(|| Ref::from_response_name(problems::name(status)).into());
    }
    // An error that a handler documents in its own words is a problem like the others.
    for (status, answer) in &mut operation.responses.responses {
        if let RefOr::T(answer) = answer
            && status.starts_with(['4', '5'])
            && answer.content.is_empty()
        {
            let usual = problems::response(status);
            (answer.content, answer.headers) = (usual.content, usual.headers);
        }
    }
    if scope.is_some() || path == TOKEN {
        for (status, answer) in &mut operation.responses.responses {
            if let (RefOr::T(answer), true) = (answer, status.starts_with('2')) {
                answer.headers.extend(problems::rate_headers());
            }
        }
    }
    if !public {
        let words = match scope {
            Some(scope) => format!("API clients may with the scope `{scope}`."),
            None => "API clients may not.".to_owned(),
        };
        let description = operation.description.take().unwrap_or_default();
        operation.description = Some(format!("{description}\n\n{words}"));
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
