//! A mail server of a test's own: it takes what is sent over SMTP and keeps it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use mail_parser::MessageParser;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::Server;

/// Sets a person's address of e-mail as if it had been confirmed; the confirmation itself is tested
/// in `tests/api/identity/email.rs`.
pub fn give_address(server: &Server, username: &str, email: &str) {
    let set = format!("UPDATE users SET email = '{email}' WHERE username = '{username}'");
    let _ = server.home().store().query(&set);
}

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The recipient of the envelope.
    pub to: String,
    /// Its id, which is the same however often it is sent.
    pub message_id: String,
    /// The subject, decoded.
    pub subject: String,
    /// The plain text, decoded.
    pub text: String,
    /// The HTML, decoded.
    pub html: String,
    /// Everything as it came.
    pub raw: String,
}

impl Mail {
    /// The value of a header as it was written, unfolded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let line = head.lines().find(|line| {
            line.split(':').next().is_some_and(|one| one.eq_ignore_ascii_case(name))
        })?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    }
}

/// The server. While it is down nobody answers at its address.
pub struct Mailbox {
    address: SocketAddr,
    kept: Arc<Mutex<Vec<Mail>>>,
    refusal: Arc<Mutex<Option<String>>>,
    task: Option<JoinHandle<()>>,
}

impl Mailbox {
    /// One that is up, on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut mailbox =
            Self { address, kept: Arc::default(), refusal: Arc::default(), task: None };
        mailbox.serve(listener);
        mailbox
    }

    fn serve(&mut self, listener: TcpListener) {
        let (kept, refusal) = (Arc::clone(&self.kept), Arc::clone(&self.refusal));
        self.task = Some(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&kept), Arc::clone(&refusal)));
            }
        }));
    }

    /// The value for `LOA_SMTP_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Refuses every mail with this line, or accepts mails again.
    pub fn refuse(&self, line: Option<&str>) {
        *self.refusal.lock().unwrap() = line.map(str::to_owned);
    }

    /// Stops answering.
    pub fn go_down(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }

    /// Answers again at the same address.
    pub async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve(listener);
    }

    /// Everything that has arrived, in order.
    #[must_use]
    pub fn all(&self) -> Vec<Mail> {
        self.kept.lock().unwrap().clone()
    }

    /// What has arrived for one address.
    #[must_use]
    pub fn of(&self, to: &str) -> Vec<Mail> {
        self.all().into_iter().filter(|mail| mail.to == to).collect()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.go_down();
    }
}

async fn converse(
    stream: TcpStream,
    kept: Arc<Mutex<Vec<Mail>>>,
    refusal: Arc<Mutex<Option<String>>>,
) -> Option<()> {
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    writing.write_all(b"220 sink\r\n").await.ok()?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if reading.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let upper = line.to_uppercase();
        let refused = refusal.lock().unwrap().clone();
        if let Some(answer) = refused.filter(|_| upper.starts_with("MAIL")) {
            writing.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
            continue;
        }
        let answer: &[u8] = if upper.starts_with("EHLO") {
            b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
        } else if upper.starts_with("RCPT TO:") {
            to = line[8..].trim().trim_matches(['<', '>']).to_owned();
            b"250 ok\r\n"
        } else if upper.starts_with("DATA") {
            writing.write_all(b"354 go on\r\n").await.ok()?;
            let raw = data(&mut reading).await?;
            kept.lock().unwrap().push(read(&to, &raw));
            b"250 taken\r\n"
        } else if upper.starts_with("QUIT") {
            writing.write_all(b"221 bye\r\n").await.ok()?;
            return Some(());
        } else {
            b"250 ok\r\n"
        };
        writing.write_all(answer).await.ok()?;
    }
}

/// Reads up to the line with a single dot; a doubled dot becomes one (RFC 5321 §4.5.2).
async fn data(reading: &mut BufReader<tokio::net::tcp::OwnedReadHalf>) -> Option<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if reading.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(raw);
        }
        raw.push_str(line.strip_prefix('.').filter(|rest| rest.starts_with('.')).unwrap_or(&line));
    }
}

fn read(to: &str, raw: &str) -> Mail {
    let parsed = MessageParser::default().parse(raw.as_bytes()).expect("a mail");
    let body = |text: Option<std::borrow::Cow<'_, str>>| text.unwrap_or_default().into_owned();
    Mail {
        to: to.to_owned(),
        message_id: parsed.message_id().unwrap_or_default().to_owned(),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        text: body(parsed.body_text(0)),
        html: body(parsed.body_html(0)),
        raw: raw.to_owned(),
    }
}
