//! Logs: one line an event, on standard error. Never a password, token or cookie.

use std::io::IsTerminal;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tracing::Span;
use tracing_actix_web::{DefaultRootSpanBuilder, RequestId, RootSpanBuilder, root_span};
use tracing_subscriber::EnvFilter;

use crate::platform::http::paths::FEED_PATH;

/// Below these paths a secret follows: the address of a calendar feed, what unsubscribes.
const SECRET_PATHS: [&str; 2] = [FEED_PATH, "/api/v1/notices/unsubscribe/"];

/// What a log line says of the request it belongs to. Where a secret stands in the path, its route
/// is told, not the path.
#[derive(Debug)]
pub struct Requests;

impl RootSpanBuilder for Requests {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let secret = SECRET_PATHS.into_iter().find(|path| request.path().starts_with(path));
        let Some(route) = secret else { return root_span!(request) };
        let id = request.request().extensions().get::<RequestId>().map(ToString::to_string);
        tracing::info_span!(
            "HTTP request",
            http.method = %request.method(),
            http.route = route,
            http.status_code = tracing::field::Empty,
            request_id = id.unwrap_or_default(),
            exception.message = tracing::field::Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        DefaultRootSpanBuilder::on_request_end(span, outcome);
    }
}

/// Starts logging with a filter such as `info`.
pub fn start(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    // A file or the journal is no place for codes of colour; nor is who asks for none (NO_COLOR).
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal() && !plain)
        .with_writer(std::io::stderr)
        .with_target(false)
        .try_init();
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::io::{Result, Write};
    use std::sync::{Arc, Mutex};

    use actix_web::test::{self, TestRequest};
    use actix_web::{App, web};

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    async fn answer() -> &'static str {
        tracing::error!("something happened");
        ""
    }

    async fn logged(path: &str) -> String {
        let written = Written::default();
        let writer = written.clone();
        let log = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        let _log = tracing::subscriber::set_default(log);
        let app = App::new()
            .default_service(web::to(answer))
            .wrap(tracing_actix_web::TracingLogger::<Requests>::new());
        let app = test::init_service(app).await;
        test::call_service(&app, TestRequest::get().uri(path).to_request()).await;
        let bytes = written.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[actix_web::test]
    async fn secret_in_a_path_is_not_logged() {
        let line = logged("/api/v1/calendar/feed/q7T2cC1h3Yw8vZpNn0sJdw.ics?a=b").await;
        assert!(line.contains("something happened") && line.contains("/calendar/feed/"), "{line}");
        assert!(!line.contains("q7T2cC1h3Yw8vZpNn0sJdw"), "{line}");
        let line = logged("/api/v1/notices/unsubscribe/q7T2cC1h3Yw8.assigned").await;
        assert!(!line.contains("q7T2cC1h3Yw8"), "{line}");
        assert!(logged("/api/v1/tasks?state=open").await.contains("/api/v1/tasks?state=open"));
    }
}
