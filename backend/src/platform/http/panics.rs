//! A panic in a handler is an error like another: it is answered, and the worker goes on.

use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError};
use futures_util::FutureExt;
use shared::{ErrorCode, Problem};
use tracing_actix_web::RequestId;

/// What is answered where a handler has panicked: the id leads to the lines of the log.
#[derive(Debug)]
struct Panicked {
    request_id: Option<String>,
}

impl std::fmt::Display for Panicked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a handler panicked")
    }
}

impl ResponseError for Panicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let request_id = self.request_id.clone();
        let problem = Problem { request_id, ..Problem::new(ErrorCode::Internal) };
        HttpResponse::build(self.status_code())
            .insert_header((CONTENT_TYPE, "application/problem+json"))
            .body(serde_json::to_string(&problem).unwrap_or_default())
    }
}

/// Answers a panic with a 500 problem. What a panic leaves behind is dropped with it: a transaction
/// is rolled back, a connection that was used is looked at before it is used again.
///
/// # Errors
/// Those of the handler, and the panic's.
pub async fn catch(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string);
    let answer = AssertUnwindSafe(async move { next.call(request).await });
    match answer.catch_unwind().await {
        Ok(answer) => answer,
        Err(cause) => {
            let words = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let words = words.or_else(|| cause.downcast_ref::<String>().cloned());
            tracing::error!(cause = words.unwrap_or_default(), "a handler panicked");
            Err(Panicked { request_id }.into())
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;

    use actix_web::middleware::from_fn;
    use actix_web::{App, HttpServer, web};
    use serde_json::Value;

    use super::*;
    use crate::platform::http::headers;

    /// One request on a connection that stays open: the status, the headers, the body.
    fn get(stream: &mut BufReader<TcpStream>, path: &str) -> (String, String, Vec<u8>) {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            assert!(stream.read_line(&mut line).unwrap() > 0, "the connection was cut");
            if line == "\r\n" {
                break;
            }
            head.push(line.to_lowercase());
        }
        let length = head.iter().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.unwrap_or("0").trim().parse().unwrap()];
        stream.read_exact(&mut body).unwrap();
        (head[0].clone(), head.concat(), body)
    }

    async fn panicking_handler(path: web::Path<String>) -> &'static str {
        assert!(path.as_str() != "now", "stumbled");
        actix_web::rt::task::yield_now().await;
        assert!(path.as_str() != "later", "stumbled");
        "well"
    }

    /// The order of the layers is the server's.
    #[actix_web::test]
    async fn panic_of_handler_is_answered_and_the_worker_goes_on() {
        let server = HttpServer::new(|| {
            App::new()
                .route("/api/{when}", web::get().to(panicking_handler))
                .wrap(from_fn(catch))
                .wrap(from_fn(headers::add_headers))
                .wrap(
                    tracing_actix_web::TracingLogger::<crate::platform::telemetry::Requests>::new(),
                )
        });
        let server = server.workers(1).bind("127.0.0.1:0").unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        let running = actix_web::rt::spawn(server);
        let responses = web::block(move || {
            let mut stream = BufReader::new(TcpStream::connect(address).unwrap());
            ["now", "later", "never", "now"].map(|when| get(&mut stream, &format!("/api/{when}")))
        });
        let answers = responses.await.unwrap();
        handle.stop(false).await;
        running.await.unwrap().unwrap();
        for (number, (status, head, body)) in answers.iter().enumerate() {
            assert!(head.contains("x-content-type-options: nosniff"), "{head}");
            assert!(head.contains("cache-control: no-store"), "{head}");
            if number == 2 {
                assert!(status.contains("200") && body == b"well", "{status}");
                continue;
            }
            assert!(status.contains("500"), "{status}");
            assert!(head.contains("content-type: application/problem+json"), "{head}");
            let problem: Value = serde_json::from_slice(body).unwrap();
            assert_eq!(problem["code"], "internal");
            assert!(problem["request_id"].as_str().is_some_and(|id| id.len() == 36), "{problem}");
            assert!(!problem.to_string().contains("stumbled"), "{problem}");
        }
    }
}
