//! A gateway of a test's own: it takes what is posted for phones and keeps it.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One post as it came.
#[derive(Debug, Clone)]
pub struct Post {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub at: String,
    /// `webhook-signature`.
    pub signature: String,
    /// The body.
    pub body: String,
}

impl Post {
    /// Whether the signature is that of Standard Webhooks under this secret.
    #[must_use]
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{}.{}.{}", self.id, self.at, self.body).as_bytes());
        self.signature == format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The gateway.
pub struct Gateway {
    address: std::net::SocketAddr,
    kept: Arc<Mutex<Vec<Post>>>,
    status: Arc<Mutex<u16>>,
}

impl Gateway {
    /// One that accepts everything, on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (kept, status) = (Arc::default(), Arc::new(Mutex::new(202)));
        let (posts, answers) = (Arc::clone(&kept), Arc::clone(&status));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let status = *answers.lock().unwrap();
                tokio::spawn(take(stream, status, Arc::clone(&posts)));
            }
        });
        Self { address, kept, status }
    }

    /// The value for `LOA_GATEWAY_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/messages", self.address)
    }

    /// Answers with this status from now on.
    pub fn answer(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    /// Everything that was posted, in order.
    #[must_use]
    pub fn all(&self) -> Vec<Post> {
        self.kept.lock().unwrap().clone()
    }
}

async fn take(mut stream: TcpStream, status: u16, kept: Arc<Mutex<Vec<Post>>>) -> Option<()> {
    let mut bytes = Vec::new();
    let mut buffer = [0_u8; 4096];
    loop {
        let read = stream.read(&mut buffer).await.ok()?;
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let header = |name: &str| {
            let line = head.lines().find(|line| {
                line.split(':').next().is_some_and(|one| one.eq_ignore_ascii_case(name))
            });
            line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
        };
        let length: usize = header("content-length")?.parse().ok()?;
        if body.len() >= length {
            kept.lock().unwrap().push(Post {
                id: header("webhook-id").unwrap_or_default(),
                at: header("webhook-timestamp").unwrap_or_default(),
                signature: header("webhook-signature").unwrap_or_default(),
                body: body.to_owned(),
            });
            break;
        }
    }
    let answer = format!("HTTP/1.1 {status} so\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.ok()
}
