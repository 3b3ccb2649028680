//! Configuration: flags over `LOA_*` environment over `loa.toml` over defaults.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use serde::Deserialize;

use crate::platform::backup::crypt::{Encryption, refuse_secret};
use crate::platform::backup::manifest::AUDIT_KEY;
use crate::platform::backup::settings::Backups;

/// What `loa.toml` may say; each key is also a flag and an environment variable.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "LOA_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// Folder of the database, the evidence and the signing key [default: ./data]
    #[arg(long, env = "LOA_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// `postgres://…`; the embedded SQLite of the data folder if left out
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Whether people reach it over TLS (a proxy ends it): __Host- cookie, HSTS [default: false]
    #[arg(long, env = "LOA_TLS")]
    pub tls: Option<bool>,
    /// Proxies whose X-Forwarded-For is believed, separated by commas [default: none]
    #[arg(long, env = "LOA_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<IpAddr>>,
    /// Where people reach it, e.g. `https://loa.xa.gov.vn`: stands in mails and messages
    #[arg(long, env = "LOA_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Mail server: `smtps://user:password@host:465`, `smtp://host:587?tls=required`; none: no mail
    #[arg(long, env = "LOA_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// From whom mail comes, e.g. `Loa <loa@xa.gov.vn>`
    #[arg(long, env = "LOA_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Gateway that is posted what goes to phones (SMS, Zalo OA); none: nothing does
    #[arg(long, env = "LOA_GATEWAY_URL")]
    pub gateway_url: Option<String>,
    /// Secret by which those posts are signed
    #[arg(long, env = "LOA_GATEWAY_SECRET", hide_env_values = true)]
    pub gateway_secret: Option<String>,
    /// Whether `serve` also does the jobs; `false` where `loa worker` does them [default: true]
    #[arg(long, env = "LOA_JOBS")]
    pub jobs: Option<bool>,
    /// Megabytes of the data folder's disk that stay free: below it no file is taken [default: 512]
    #[arg(long, env = "LOA_MIN_FREE_MB")]
    pub min_free_mb: Option<u64>,
    /// Requests that one API client may make in a minute [default: 300]
    #[arg(long, env = "LOA_CLIENT_RATE")]
    pub client_rate: Option<u32>,
    /// File of the key of the audit chain, one for all servers [default: audit.key in the data folder]
    #[arg(long, env = "LOA_AUDIT_KEY")]
    pub audit_key: Option<PathBuf>,
    /// Folder to which the heads of the audit chain are exported daily [default: the data folder]
    #[arg(long, env = "LOA_AUDIT_HEADS")]
    pub audit_heads: Option<PathBuf>,
    /// Folder, best on another disk, into which the server makes a backup a day; none: it makes none
    #[arg(long, env = "LOA_BACKUP_DIR")]
    pub backup_dir: Option<PathBuf>,
    /// Hour of the commune's day from which on the day's backup is due [default: 22]
    #[arg(long, env = "LOA_BACKUP_HOUR")]
    pub backup_hour: Option<u32>,
    /// Days after which the server removes the backups that it made [default: 30]
    #[arg(long, env = "LOA_BACKUP_KEEP_DAYS")]
    pub backup_keep_days: Option<u32>,
    /// Recipients (`age1…`) for whom backups are encrypted, separated by commas [default: none]
    #[arg(long, env = "LOA_BACKUP_RECIPIENTS", value_delimiter = ',', hide_env_values = true)]
    pub backup_recipients: Option<Vec<String>>,
    /// Whether a database is migrated even where the backup before it fails [default: false]
    #[arg(long, env = "LOA_MIGRATE_WITHOUT_BACKUP")]
    pub migrate_without_backup: Option<bool>,
    /// Log filter, e.g. `info` or `backend=debug` [default: info]
    #[arg(long, env = "LOA_LOG")]
    pub log: Option<String>,
}

/// Room for what the database, its write-ahead log and a backup's first minutes need.
const MIN_FREE_MB: u64 = 512;

/// The configuration file that is read where it is there.
pub const DEFAULT_FILE: &str = "loa.toml";

/// A province's portal asks for pages of two hundred: this is five pages a second.
const CLIENT_RATE: u32 = 300;

/// Checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The data folder.
    pub data_dir: PathBuf,
    /// The database.
    pub database_url: Option<String>,
    /// Whether people reach it over TLS.
    pub tls: bool,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Where people reach it, without a slash at the end.
    pub public_url: Option<String>,
    /// The mail server, where there is one.
    pub mail: Option<Mail>,
    /// The gateway for messages to phones, where there is one.
    pub gateway: Option<Gateway>,
    /// Whether `serve` also does the jobs.
    pub jobs: bool,
    /// Megabytes of the data folder's disk that stay free of files.
    pub min_free_mb: u64,
    /// Requests that one API client may make in a minute.
    pub client_rate: i64,
    /// The file of the audit chain's key.
    pub audit_key: PathBuf,
    /// The folder to which the heads of the audit chain are exported.
    pub audit_heads: PathBuf,
    /// Scheduled backups.
    pub backups: Backups,
    /// The configuration file, where one was read.
    pub file: Option<PathBuf>,
    /// The log filter.
    pub log: String,
    /// Whether to fill an empty database with the demo.
    pub demo: bool,
}

/// How mail is sent.
#[derive(Clone)]
pub struct Mail {
    /// The server, with its password.
    pub url: String,
    /// From whom.
    pub from: Mailbox,
    /// Where the links in it lead, without a slash at the end.
    pub public_url: String,
}

/// Where messages to phones go.
#[derive(Clone)]
pub struct Gateway {
    /// What is posted to.
    pub url: String,
    /// The secret of the signature.
    pub secret: String,
}

// The password and the secret are for nobody's log.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({})", self.from)
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gateway({})", self.url)
    }
}

impl Mail {
    fn of(
        url: Option<String>,
        from: Option<String>,
        public_url: Option<&String>,
    ) -> Result<Option<Self>, String> {
        let Some(url) = url.filter(|url| !url.is_empty()) else { return Ok(None) };
        if !url.starts_with("smtp://") && !url.starts_with("smtps://") {
            return Err("LOA_SMTP_URL must begin with smtp:// or smtps://".into());
        }
        AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)
            .map_err(|error| format!("LOA_SMTP_URL: {error}"))?;
        let from = from.ok_or("LOA_SMTP_URL needs LOA_MAIL_FROM, e.g. Loa <loa@example.vn>")?;
        let from = from.parse().map_err(|error| format!("LOA_MAIL_FROM: {error}"))?;
        let public_url = public_url.ok_or("LOA_SMTP_URL needs LOA_PUBLIC_URL for its links")?;
        Ok(Some(Self { url, from, public_url: public_url.clone() }))
    }
}

impl Gateway {
    fn of(url: Option<String>, secret: Option<String>) -> Result<Option<Self>, String> {
        let Some(url) = url.filter(|url| !url.is_empty()) else { return Ok(None) };
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err("LOA_GATEWAY_URL must begin with https:// or http://".into());
        }
        let secret = secret.filter(|secret| secret.len() >= 16);
        let secret =
            secret.ok_or("LOA_GATEWAY_URL needs LOA_GATEWAY_SECRET of 16 bytes at least")?;
        Ok(Some(Self { url, secret }))
    }
}

fn public(url: Option<String>) -> Result<Option<String>, String> {
    let Some(url) = url.filter(|url| !url.is_empty()) else { return Ok(None) };
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Err("LOA_PUBLIC_URL must begin with https:// or http://".into());
    }
    Ok(Some(url.trim_end_matches('/').to_owned()))
}

impl Config {
    /// Reads `file` where it exists, and puts `flags` over it.
    ///
    /// # Errors
    /// A sentence for the console where a value cannot be used.
    pub fn load(file: &std::path::Path, flags: Settings, demo: bool) -> Result<Self, String> {
        let (text, read) = match std::fs::read_to_string(file) {
            Ok(text) => (text, Some(file.to_path_buf())),
            // One that nobody has named need not be there.
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound
                    && file == std::path::Path::new(DEFAULT_FILE) =>
            {
                (String::new(), None)
            }
            Err(error) => return Err(format!("{}: {error}", file.display())),
        };
        let from_file: Settings = toml::from_str(&text).map_err(|error| {
            // It shows the line.
            let shown = error.to_string();
            let shown = refuse_secret(&shown).err().unwrap_or(shown);
            format!("{}: {shown}", file.display())
        })?;
        let backups = backups(&flags, &from_file)?;
        let public_url = public(flags.public_url.or(from_file.public_url))?;
        let (smtp, from) =
            (flags.smtp_url.or(from_file.smtp_url), flags.mail_from.or(from_file.mail_from));
        let mail = Mail::of(smtp, from, public_url.as_ref())?;
        let gateway = Gateway::of(
            flags.gateway_url.or(from_file.gateway_url),
            flags.gateway_secret.or(from_file.gateway_secret),
        )?;
        let data_dir = flags.data_dir.or(from_file.data_dir).unwrap_or_else(|| "data".into());
        let audit_key = flags.audit_key.or(from_file.audit_key);
        let audit_heads = flags.audit_heads.or(from_file.audit_heads);
        let config = Self {
            audit_key: audit_key.unwrap_or_else(|| data_dir.join(AUDIT_KEY)),
            audit_heads: audit_heads.unwrap_or_else(|| data_dir.clone()),
            public_url,
            mail,
            gateway,
            backups,
            file: read,
            jobs: flags.jobs.or(from_file.jobs).unwrap_or(true),
            listen: flags
                .listen
                .or(from_file.listen)
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            data_dir,
            database_url: flags.database_url.or(from_file.database_url),
            tls: flags.tls.or(from_file.tls).unwrap_or(false),
            trusted_proxies: flags
                .trusted_proxies
                .or(from_file.trusted_proxies)
                .unwrap_or_default(),
            min_free_mb: flags.min_free_mb.or(from_file.min_free_mb).unwrap_or(MIN_FREE_MB),
            client_rate: i64::from(
                flags.client_rate.or(from_file.client_rate).unwrap_or(CLIENT_RATE),
            ),
            log: flags
                .log
                .or(from_file.log)
                .unwrap_or_else(|| "info,sqlx=warn,sea_orm_migration=warn".into()),
            demo,
        };
        config.check()
    }

    /// Where the data folder is, from the root.
    #[must_use]
    pub fn data_dir_path(&self) -> String {
        let path = std::path::absolute(&self.data_dir);
        path.unwrap_or_else(|_| self.data_dir.clone()).display().to_string()
    }

    /// Refuses a data folder without a database: what only looks makes none.
    ///
    /// # Errors
    /// A sentence for the console.
    pub fn ensure_database_exists(&self) -> Result<(), String> {
        let file = self.data_dir.join("loa.sqlite");
        if self.database_url.is_none() && !file.exists() {
            let place = file.display();
            return Err(format!(
                "{place} is not there: name its folder by --data-dir or LOA_DATA_DIR"
            ));
        }
        Ok(())
    }

    /// Whether an address tells people apart: behind a proxy on this machine that is not trusted
    /// to tell, all come from the same.
    #[must_use]
    pub fn distinguishes_clients(&self, address: IpAddr) -> bool {
        !(self.tls && address.to_canonical().is_loopback())
    }

    fn check(self) -> Result<Self, String> {
        if self.demo && !self.listen.ip().is_loopback() {
            return Err("--demo listens on loopback only: its passwords are public".into());
        }
        if self.client_rate == 0 {
            return Err("LOA_CLIENT_RATE must be 1 at least".into());
        }
        match &self.database_url {
            Some(url) if !url.starts_with("postgres") && !url.starts_with("sqlite") => {
                Err("DATABASE_URL must begin with postgres:// or sqlite://".into())
            }
            _ => Ok(self),
        }
    }
}

/// In the evening, when the day's work is in; a server that is off at that hour makes up for it.
const BACKUP_HOUR: u32 = 22;
const BACKUP_DAYS: u32 = 30;

/// What is said of backups: flags over the file over the usual.
fn backups(flags: &Settings, file: &Settings) -> Result<Backups, String> {
    let hour = flags.backup_hour.or(file.backup_hour).unwrap_or(BACKUP_HOUR);
    if hour > 23 {
        return Err("LOA_BACKUP_HOUR must be from 0 to 23".into());
    }
    let keep_days = flags.backup_keep_days.or(file.backup_keep_days).unwrap_or(BACKUP_DAYS);
    if keep_days == 0 {
        return Err("LOA_BACKUP_KEEP_DAYS must be 1 at least".into());
    }
    let dir = flags.backup_dir.as_ref().or(file.backup_dir.as_ref());
    let recipients = flags.backup_recipients.as_ref().or(file.backup_recipients.as_ref());
    let without = flags.migrate_without_backup.or(file.migrate_without_backup);
    Ok(Backups {
        dir: dir.filter(|dir| !dir.as_os_str().is_empty()).cloned(),
        hour,
        keep_days,
        encryption: Encryption::of(recipients.map_or(&[][..], Vec::as_slice))?,
        migrate_without: without.unwrap_or(false),
    })
}
