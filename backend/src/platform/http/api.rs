//! Registration and description in one: what serves is what is documented.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::guard;
use actix_web::web::{self, ServiceConfig};
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{OpenApi, RefOr};

/// Where the paths of the API begin.
const API: &str = "/api/v1/";

/// What `#[utoipa::path]` over `#[get(…)]` derives for a handler.
pub trait Documented:
    utoipa::Path + utoipa::__dev::SchemaReferences + utoipa::__dev::Tags<'static>
{
}
impl<T: utoipa::Path + utoipa::__dev::SchemaReferences + utoipa::__dev::Tags<'static>> Documented
    for T
{
}

/// Takes handlers: a server to serve them, a document to describe them.
pub trait Registry {
    /// Takes one handler.
    fn add<H: HttpServiceFactory + Documented + 'static>(&mut self, handler: H) -> &mut Self;
}

/// Serves handlers, those of one [`collection`] together: actix tries the pattern of one route after the
/// other, each a regular expression, and 160 of them cost more than many a handler.
#[derive(Default)]
pub struct Routes {
    groups: Vec<(String, Group)>,
}

impl Registry for Routes {
    fn add<H: HttpServiceFactory + Documented + 'static>(&mut self, handler: H) -> &mut Self {
        let path = H::path();
        let prefix = collection(&path);
        let register: Register = Box::new(move |config| handler.register(config));
        match self.groups.iter_mut().find(|(of, _)| of == prefix) {
            Some((_, group)) => group.0.push(register),
            None => self.groups.push((prefix.to_owned(), Group(vec![register]))),
        }
        self
    }
}

impl Routes {
    /// Registers all with a server.
    pub fn configure(self, config: &mut ServiceConfig) {
        for (prefix, group) in self.groups {
            let is_in_group =
                guard::fn_guard(move |asked| collection(asked.head().uri.path()) == prefix);
            config.service(web::scope("").guard(is_in_group).service(group));
        }
    }
}

type Register = Box<dyn FnOnce(&mut AppService)>;

struct Group(Vec<Register>);

impl HttpServiceFactory for Group {
    fn register(self, config: &mut AppService) {
        for register in self.0 {
            register(config);
        }
    }
}

/// The beginning of a path that names the collection asked: `/api/v1/tasks` of `/api/v1/tasks/{id}`.
fn collection(path: &str) -> &str {
    let begin = if path.starts_with(API) { API.len() } else { 1 };
    let end = path.get(begin..).and_then(|rest| rest.find('/'));
    end.map_or(path, |end| &path[..begin + end])
}

/// Collects paths and schemas.
#[derive(Default)]
pub struct Document {
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
    /// Method and path of each operation, for 405.
    pub operations: Vec<(HttpMethod, String)>,
}

impl Registry for Document {
    fn add<H: HttpServiceFactory + Documented + 'static>(&mut self, _: H) -> &mut Self {
        for method in H::methods() {
            let mut operation = H::operation();
            operation.tags = Some(H::tags().into_iter().map(Into::into).collect());
            crate::platform::openapi::complete(&mut operation, &method, &H::path());
            self.operations.push((method.clone(), H::path()));
            self.paths.add_path_operation(H::path(), vec![method], operation);
        }
        H::schemas(&mut self.schemas);
        self
    }
}

impl Document {
    /// Puts what was collected into `base`.
    #[must_use]
    pub fn finish(self, mut base: OpenApi) -> OpenApi {
        let components = base.components.get_or_insert_default();
        for (name, schema) in self.schemas {
            components.schemas.entry(name).or_insert(schema);
        }
        base.paths = self.paths;
        crate::platform::openapi::shapes::name_parts(&mut base);
        crate::platform::openapi::examples::fill(&mut base);
        base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collection_is_the_first_segment_after_the_version() {
        assert_eq!(collection("/api/v1/tasks"), "/api/v1/tasks");
        assert_eq!(collection("/api/v1/tasks/{id}/open"), "/api/v1/tasks");
        assert_eq!(collection("/health/ready"), "/health");
        assert_eq!(collection("/api/v1/"), "/api/v1/");
        assert_eq!(collection("*"), "*");
        assert_eq!(collection(""), "");
    }
}
