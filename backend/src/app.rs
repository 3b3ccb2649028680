//! The application: built apart from being run, so that tests and commands can have it too.

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::{HttpServer, web};

use crate::attachments::store::Store;
use crate::auth::addresses::Addresses;
use crate::auth::keys::Keys;
use crate::auth::password::Hasher;
use crate::backup;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::http::{headers, spa};
use crate::notices::bell::Bell;
use crate::overview::kept::Kept;

/// What every request can reach.
#[derive(Debug, Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The evidence.
    pub store: Arc<Store>,
    /// The signing keys.
    pub keys: Keys,
    /// Failed logins by address.
    pub addresses: Addresses,
    /// Overviews that are still what they were.
    pub overviews: Kept,
    /// What rouses the outbox and the open bells.
    pub bell: Bell,
    /// What this server is known by to the others.
    pub worker: Arc<str>,
    /// Password hashing, bounded.
    pub hasher: Hasher,
    /// The configuration.
    pub config: Arc<Config>,
}

/// A server that listens but does not yet serve.
pub struct Application {
    server: actix_web::dev::Server,
    address: SocketAddr,
}

impl App {
    /// Opens the data folder and the database, and migrates it.
    ///
    /// # Errors
    /// A sentence for the console.
    pub async fn open(config: Config) -> Result<Self, String> {
        let say = |error: &dyn std::fmt::Display| error.to_string();
        // What is in it is for nobody else on the machine: password hashes, evidence, the key.
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&config.data_dir)
            .map_err(|error| format!("{}: {error}", config.data_dir.display()))?;
        backup::restore::refuse_unfinished(&config.data_dir)?;
        let db = Db::open(config.database_url.as_deref(), &config.data_dir)
            .await
            .map_err(|error| say(&error))?;
        let clock = Clock::from_environment();
        backup::schedule::before_migration(&config, &db, clock.now()).await?;
        db.migrate().await.map_err(|error| say(&error))?;
        let files: &Path = &config.data_dir.join("files");
        Ok(Self {
            db,
            clock,
            store: Arc::new(Store::open(files).map_err(|error| say(&error))?),
            keys: Keys::open(&config.data_dir).map_err(|error| say(&error))?,
            addresses: Addresses::default(),
            overviews: Kept::default(),
            bell: Bell::default(),
            worker: worker_name().into(),
            hasher: Hasher::new(),
            config: Arc::new(config),
        })
    }
}

/// Machine and process.
pub(crate) fn worker_name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = if host.trim().is_empty() { "loa" } else { host.trim() };
    format!("{host}:{}", std::process::id())
}

impl App {
    /// The same for a command that looks at what is there: it makes no new database.
    ///
    /// # Errors
    /// A sentence for the console; there may be none where it was looked for.
    pub async fn open_existing(config: Config) -> Result<Self, String> {
        config.must_exist()?;
        Self::open(config).await
    }
}

impl Application {
    /// Binds the address; nothing is served before [`Application::run`].
    ///
    /// # Errors
    /// When the address cannot be had.
    pub fn build(app: App) -> std::io::Result<Self> {
        let listen = app.config.listen;
        let data = web::Data::new(app);
        let server = HttpServer::new(move || {
            actix_web::App::new()
                .app_data(data.clone())
                .app_data(web::PayloadConfig::new(crate::http::write::JSON_LIMIT))
                .configure(crate::routes::serve)
                .default_service(web::route().to(spa::fallback))
                .wrap(from_fn(headers::secure))
                .wrap(tracing_actix_web::TracingLogger::<crate::telemetry::Requests>::new())
        })
        .workers(4)
        .shutdown_timeout(20)
        .client_request_timeout(std::time::Duration::from_secs(15))
        .max_connections(4096)
        .bind(listen)
        .map_err(|error| std::io::Error::new(error.kind(), format!("{listen}: {error}")))?;
        let address = server.addrs().first().copied().unwrap_or(listen);
        Ok(Self { server: server.run(), address })
    }

    /// Where it listens; the port is real even where 0 was asked for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until told to stop; SIGTERM finishes what is in flight.
    ///
    /// # Errors
    /// When the server breaks.
    pub async fn run(self) -> std::io::Result<()> {
        self.server.await
    }
}
