//! One chromedriver a test process, and the protocol it speaks: JSON over HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};

use crate::process::Process;

/// A connection to the driver, below `/session/{id}` once there is one.
#[derive(Clone)]
pub(super) struct Wire {
    http: reqwest::Client,
    base: String,
}

impl Wire {
    /// The driver of this process, started when first needed.
    pub(super) fn connect() -> Self {
        static DRIVER: OnceLock<(Process, u16)> = OnceLock::new();
        let (_, port) = DRIVER.get_or_init(|| {
            let mut command = Command::new("chromedriver");
            command.arg("--port=0");
            Process::start(command, "TERM", |line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse().ok()
            })
        });
        Self { http: reqwest::Client::new(), base: format!("http://127.0.0.1:{port}") }
    }

    /// Opens a session with these capabilities.
    pub(super) async fn open(self, capabilities: Value) -> Self {
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let value = self.post("/session", body).await;
        let id = value["sessionId"].as_str().expect("a session id");
        Self { base: format!("{}/session/{id}", self.base), http: self.http }
    }

    /// Ends the session, without an async context and without complaint.
    pub(super) fn close(&self) {
        let Some((host, path)) = self.base.trim_start_matches("http://").split_once('/') else {
            return;
        };
        let Ok(mut stream) = TcpStream::connect(host) else {
            return;
        };
        let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
        let request =
            format!("DELETE /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let _ = stream.write_all(request.as_bytes());
        // The driver keeps the connection open whatever is asked of it: read what it answers, and
        // no more.
        let (mut answer, mut piece) = (String::new(), [0; 1024]);
        while !answer.ends_with('}') {
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => return,
                Ok(read) => answer.push_str(&String::from_utf8_lossy(&piece[..read])),
            }
        }
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Value {
        let sent = self.try_post(path, body).await;
        sent.unwrap_or_else(|error| panic!("browser: {path}: {error}"))
    }

    /// The value, or what the driver says went wrong.
    pub(super) async fn try_post(&self, path: &str, body: Value) -> Result<Value, String> {
        let url = format!("{}{path}", self.base);
        let sent = self.http.post(url).json(&body).send().await;
        let mut answer: Value = match sent {
            Ok(response) => response.json().await.map_err(|error| error.to_string())?,
            Err(error) => return Err(error.to_string()),
        };
        let value = answer["value"].take();
        match (value["error"].as_str(), value["message"].as_str()) {
            (Some(error), message) => Err(format!("{error}: {}", message.unwrap_or_default())),
            _ => Ok(value),
        }
    }

    pub(super) async fn delete(&self, path: &str) {
        let _ = self.http.delete(format!("{}{path}", self.base)).send().await.unwrap();
    }

    pub(super) async fn get(&self, path: &str) -> Value {
        let response = self.http.get(format!("{}{path}", self.base)).send().await.unwrap();
        response.json::<Value>().await.unwrap()["value"].take()
    }
}
