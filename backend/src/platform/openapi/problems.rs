//! The errors that operations share, as the document's responses: each with what it means and what
//! to do about it.

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

/// The statuses of the errors that operations share, with what they say.
const MEANINGS: [(&str, &str); 14] = [
    ("400", "Malformed: the body is not JSON of this shape, or a parameter cannot be read"),
    ("401", "No login or token, or one that has ended: log in, or ask for a token again"),
    ("403", "The permission is lacking; `detail` names the scope that an API client lacks"),
    ("404", "Nothing there, or out of the asker's scope; the two are not told apart"),
    ("408", "The body came too slowly: send it again"),
    ("409", "The row is in a state that does not allow this, or the id is taken; see `detail`"),
    ("412", "The row has changed since the version in `If-Match`: read it again"),
    ("413", "The body is too large"),
    ("422", "Fields are wrong: `errors` names each; or the Idempotency-Key came with another body"),
    ("428", "`If-Match` is missing"),
    ("429", "Too many requests or attempts: wait for the seconds of `Retry-After`"),
    ("500", "A fault of the server; `request_id` finds it in its log where a handler broke off"),
    ("503", "The server is too busy or its database away: try again after `Retry-After`"),
    ("507", "The disk or the allotted room is full; nothing was written"),
];

/// Every shared response under its name.
pub fn all() -> impl Iterator<Item = (String, RefOr<Response>)> {
    MEANINGS.iter().map(|(status, _)| (name(status), response(status).into()))
}

/// The name of the response of a status.
pub fn name(status: &str) -> String {
    format!("Problem{status}")
}

/// The response of a status.
pub fn response(status: &str) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .example(Some(example(status)))
        .build();
    let meaning = MEANINGS.iter().find(|(known, _)| *known == status);
    let mut answer = ResponseBuilder::new()
        .description(meaning.map_or("Another error", |(_, words)| *words))
        .content("application/problem+json", content)
        .build();
    answer.headers.extend(rate_headers());
    if ["429", "503"].contains(&status) {
        let words = "Seconds after which it is worth asking again";
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
        let header = HeaderBuilder::new().schema(Some(seconds)).description(Some(words)).build();
        answer.headers.insert("Retry-After".into(), header.into());
    }
    answer
}

fn text_header(words: &str) -> RefOr<Header> {
    let schema = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(schema)).description(Some(words)).build().into()
}

/// What machines are told of their quota (`platform/http/quota.rs`).
pub fn rate_headers() -> [(String, RefOr<Header>); 2] {
    let policy =
        "The quota, e.g. `\"client\";q=300;w=60`: requests in so many seconds; for machines";
    let limit =
        "What is left, e.g. `\"client\";r=299;t=60`: all of it in so many seconds; for machines";
    [("RateLimit-Policy".into(), text_header(policy)), ("RateLimit".into(), text_header(limit))]
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
