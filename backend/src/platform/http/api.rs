//! Registration and description in one: what serves is what is documented.

use actix_web::dev::HttpServiceFactory;
use actix_web::web::ServiceConfig;
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{OpenApi, RefOr};

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

impl Registry for ServiceConfig {
    fn add<H: HttpServiceFactory + Documented + 'static>(&mut self, handler: H) -> &mut Self {
        self.service(handler)
    }
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
        crate::platform::openapi::examples::fill(&mut base);
        base
    }
}
