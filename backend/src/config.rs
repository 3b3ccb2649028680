//! Configuration: flags over `LOA_*` environment over `loa.toml` over defaults.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;

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
    /// Log filter, e.g. `info` or `backend=debug` [default: info]
    #[arg(long, env = "LOA_LOG")]
    pub log: Option<String>,
}

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
    /// The log filter.
    pub log: String,
    /// Whether to fill an empty database with the demo.
    pub demo: bool,
}

impl Config {
    /// Reads `file` where it exists, and puts `flags` over it.
    ///
    /// # Errors
    /// A sentence for the console where a value cannot be used.
    pub fn load(file: &std::path::Path, flags: Settings, demo: bool) -> Result<Self, String> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("{}: {error}", file.display())),
        };
        let from_file: Settings =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let config = Self {
            listen: flags
                .listen
                .or(from_file.listen)
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            data_dir: flags.data_dir.or(from_file.data_dir).unwrap_or_else(|| "data".into()),
            database_url: flags.database_url.or(from_file.database_url),
            tls: flags.tls.or(from_file.tls).unwrap_or(false),
            trusted_proxies: flags
                .trusted_proxies
                .or(from_file.trusted_proxies)
                .unwrap_or_default(),
            log: flags
                .log
                .or(from_file.log)
                .unwrap_or_else(|| "info,sqlx=warn,sea_orm_migration=warn".into()),
            demo,
        };
        config.check()
    }

    /// Whether an address tells people apart: behind a proxy on this machine that is not trusted
    /// to tell, all come from the same.
    #[must_use]
    pub fn is_telling(&self, address: IpAddr) -> bool {
        !(self.tls && address.is_loopback())
    }

    fn check(self) -> Result<Self, String> {
        if self.demo && !self.listen.ip().is_loopback() {
            return Err("--demo listens on loopback only: its passwords are public".into());
        }
        match &self.database_url {
            Some(url) if !url.starts_with("postgres") && !url.starts_with("sqlite") => {
                Err("DATABASE_URL must begin with postgres:// or sqlite://".into())
            }
            _ => Ok(self),
        }
    }
}
