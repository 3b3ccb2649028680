//! Ways of delivery: a mail server, and a gateway for messages to phones. Another way to reach
//! people is another channel.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use serde_json::json;
use sha2::Sha256;
use shared::state::NoticeKind;

use super::repo;
use crate::platform::config::{Gateway, Mail};
use crate::platform::error::{AppError, AppResult};

/// How long one step of a delivery may take: a server that looks for viruses takes its time before
/// it says that it has taken a mail (RFC 5321 §4.5.3.2 allows ten minutes).
const STEP_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a whole delivery may take: less than the lease of a mail.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(150);

/// Why something was not delivered.
#[derive(Debug)]
pub enum Failure {
    /// The other end is away: nothing else will get through now.
    Unavailable(String),
    /// This one was not taken now.
    Temporary(String),
    /// This one will never be taken.
    Permanent(String),
}

/// To whom, and how to be rid of it.
#[derive(Debug)]
pub struct Address {
    /// The name.
    pub name: String,
    /// E-mail address or telephone number.
    pub to: String,
    /// What unsubscribes by one request, where that is possible.
    pub one_click: Option<String>,
    /// When it is sent.
    pub at: DateTime<Utc>,
}

/// A way by which mails or messages are delivered.
pub trait DeliveryChannel {
    /// Delivers one.
    fn deliver(
        &self,
        row: &repo::Mail,
        address: &Address,
    ) -> impl Future<Output = Result<(), Failure>>;
}

/// A mail server.
pub struct Smtp {
    settings: Mail,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    /// By what the configuration says.
    ///
    /// # Errors
    /// When its address cannot be used.
    pub fn new(settings: &Mail) -> AppResult<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.url)
            .map_err(|error| AppError::Internal(format!("LOA_SMTP_URL: {error}")))?
            .timeout(Some(STEP_TIMEOUT))
            .build();
        Ok(Self { settings: settings.clone(), transport })
    }

    fn message(&self, row: &repo::Mail, address: &Address) -> Result<Message, Failure> {
        let never = |error: String| Failure::Permanent(error);
        let to = address.to.parse().map_err(|error| never(format!("{error}")))?;
        let host = self.settings.public_url.split("://").last().unwrap_or("loa");
        let host = host.split([':', '/']).next().unwrap_or("loa");
        let at = std::time::SystemTime::from(row.created_at);
        let mut builder = Message::builder()
            .from(self.settings.from.clone())
            .to(Mailbox::new(Some(address.name.clone()), to))
            .subject(row.subject.clone())
            // The same however often it is tried: who has it twice sees that it is one.
            .message_id(Some(format!("<{}@{host}>", row.id)))
            .date(at)
            .header(AutoSubmitted);
        if let Some(url) = &address.one_click {
            builder = builder.header(ListUnsubscribe(url.clone())).header(ListUnsubscribePost);
        }
        builder
            .multipart(MultiPart::alternative_plain_html(row.body.clone(), row.html.clone()))
            .map_err(|error| never(format!("{error}")))
    }
}

/// The server will not talk to us as we are: authentication required, refused, too weak, or to be
/// encrypted (RFC 4954 §6). No mail is to blame for that.
const SERVER_REFUSAL_CODES: [u16; 5] = [421, 530, 534, 535, 538];

impl Smtp {
    /// Whose fault it is: the mail's, or that of the server or of how we log in to it.
    async fn classify_error(&self, error: &lettre::transport::smtp::Error) -> Failure {
        let message = redact_addresses(&error.to_string());
        let code = error.status().and_then(|code| code.to_string().parse().ok());
        if code.is_some_and(|code: u16| SERVER_REFUSAL_CODES.contains(&code)) {
            return Failure::Unavailable(message);
        }
        // It has no way of login or encryption that we know: that may be mended at its end or ours.
        if error.is_client() {
            return Failure::Unavailable(message);
        }
        if error.is_transient() {
            return Failure::Temporary(message);
        }
        if error.is_permanent() {
            // A refusal at the door is not one of this mail.
            let open = tokio::time::timeout(STEP_TIMEOUT, self.transport.test_connection()).await;
            return match open {
                Ok(Ok(true)) => Failure::Permanent(message),
                _ => Failure::Unavailable(message),
            };
        }
        Failure::Unavailable(message)
    }
}

/// What a server said, without whom it said it of: what failed is read by administrators of every
/// commune.
fn redact_addresses(message: &str) -> String {
    let words = message.split(' ').map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

impl DeliveryChannel for Smtp {
    async fn deliver(&self, row: &repo::Mail, address: &Address) -> Result<(), Failure> {
        let message = self.message(row, address)?;
        match tokio::time::timeout(DELIVERY_TIMEOUT, self.transport.send(message)).await {
            Err(_) => Err(Failure::Unavailable("the mail server is too slow".into())),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(self.classify_error(&error).await),
        }
    }
}

/// A mail that no out-of-office is to answer (RFC 3834).
#[derive(Debug, Clone)]
struct AutoSubmitted;
/// RFC 2369.
#[derive(Debug, Clone)]
struct ListUnsubscribe(String);
/// RFC 8058.
#[derive(Debug, Clone)]
struct ListUnsubscribePost;

macro_rules! header {
    ($type:ident, $name:literal, $value:expr) => {
        impl Header for $type {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Err("these are written and never read".into())
            }

            fn display(&self) -> HeaderValue {
                let value: fn(&Self) -> String = $value;
                HeaderValue::new(Self::name(), value(self))
            }
        }
    };
}

header!(AutoSubmitted, "Auto-Submitted", |_| "auto-generated".into());
header!(ListUnsubscribe, "List-Unsubscribe", |one| format!("<{}>", one.0));
header!(ListUnsubscribePost, "List-Unsubscribe-Post", |_| "List-Unsubscribe=One-Click".into());

/// A gateway over HTTP: each message is posted as JSON, signed as Standard Webhooks says.
pub struct Webhook {
    settings: Gateway,
    public_url: Option<String>,
    agent: ureq::Agent,
}

impl Webhook {
    /// By what the configuration says.
    #[must_use]
    pub fn new(settings: &Gateway, public_url: Option<&String>) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(DELIVERY_TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self { settings: settings.clone(), public_url: public_url.cloned(), agent: config.into() }
    }

    /// HMAC-SHA256 over id, time and body, joined by dots.
    fn sign(&self, id: &str, at: i64, body: &str) -> String {
        // A key of any length is good.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.settings.secret.as_bytes()) else {
            return String::new();
        };
        mac.update(format!("{id}.{at}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl DeliveryChannel for Webhook {
    async fn deliver(&self, row: &repo::Mail, address: &Address) -> Result<(), Failure> {
        let link = self.public_url.as_ref().map(|url| format!("{url}{}", row.html));
        let body = json!({
            "id": row.id,
            "kind": row.kind.as_deref().and_then(NoticeKind::parse),
            "to": address.to,
            "name": address.name,
            "text": row.body,
            "link": link,
        })
        .to_string();
        let (id, at) = (row.id.to_string(), address.at.timestamp());
        let request = self
            .agent
            .post(&self.settings.url)
            .header("content-type", "application/json")
            .header("webhook-timestamp", at.to_string())
            .header("webhook-signature", self.sign(&id, at, &body))
            .header("webhook-id", id);
        let sent = actix_web::web::block(move || request.send(body)).await;
        match sent {
            Err(error) => Err(Failure::Unavailable(error.to_string())),
            Ok(Err(error)) => Err(Failure::Unavailable(error.to_string())),
            Ok(Ok(answer)) => match answer.status().as_u16() {
                200..=299 => Ok(()),
                status @ (408 | 409 | 425 | 429 | 500..) => {
                    Err(Failure::Temporary(format!("the gateway answered {status}")))
                }
                status => Err(Failure::Permanent(format!("the gateway answered {status}"))),
            },
        }
    }
}
