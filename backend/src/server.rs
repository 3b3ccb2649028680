//! The composition: what a server is made of, opened for commands too, and built apart from being run.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{HttpServer, web};

use crate::platform::access::addresses::AddressLimiter;
use crate::platform::access::auth_cache::AuthCache;
use crate::platform::access::keys::Keys;
use crate::platform::access::last_seen::LastSeenCache;
use crate::platform::access::password::Hasher;
use crate::platform::access::recheck_after_write;
use crate::platform::app::{App, worker_name};
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::disk::Disk;
use crate::platform::evidence::decode_slots::DecodeSlots;
use crate::platform::evidence::store::Store;
use crate::platform::http::address::TrustedProxies;
use crate::platform::http::bodies::{self, BodyLimits};
use crate::platform::http::quota::Quotas;
use crate::platform::http::{headers, panics, spa};
use crate::platform::outbox::hub::NotificationHub;
use crate::platform::overview_cache::OverviewCache;
use crate::platform::{audit, backup, files, sums};
use crate::routes;

/// Threads that serve.
const WORKERS: usize = 4;
/// A request's head has so long to arrive.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
/// A client that is still sending when it has been answered has so long to read the answer. Not
/// shorter: actix reckons from a time that is half a second old, or more on a busy machine, and
/// forgets a connection whose time is over before it has begun.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections at a time, where the machine allows as many.
const CONNECTIONS: u64 = 2048;
/// Descriptors for all that is no connection of a client: database, files, mail.
const RESERVED_DESCRIPTORS: u64 = 256;

/// A server that listens but does not yet serve.
pub struct Application {
    server: actix_web::dev::Server,
    address: SocketAddr,
}

/// Opens the data folder and the database, and migrates it.
///
/// # Errors
/// A sentence for the console.
pub async fn open(config: Config) -> Result<App, String> {
    open_anchored(config, false).await
}

/// The same; with `anew` the audit chains come under whatever key there is.
///
/// # Errors
/// A sentence for the console.
pub async fn open_anchored(config: Config, anew: bool) -> Result<App, String> {
    let say = |error: &dyn std::fmt::Display| error.to_string();
    // What is in it is for nobody else on the machine: password hashes, evidence, the key.
    files::data_folder(&config.data_dir).map_err(|error| say(&error))?;
    backup::restore::refuse_unfinished(&config.data_dir)?;
    let db = Db::open(config.database_url.as_deref(), &config.data_dir)
        .await
        .map_err(|error| say(&error))?;
    let clock = Clock::from_environment();
    backup::schedule::before_migration(&config, &db, clock.now()).await?;
    db.migrate().await.map_err(|error| say(&error))?;
    let audit_key = audit::key::open(&db.read, &config.audit_key, anew).await?;
    // Before anything is written: whoever adds to a chain adds to one that is keyed.
    let anchored = audit::anchor::anchor(&db, &audit_key, clock.now(), anew).await;
    anchored.map_err(|error| error.for_console())?;
    sums::service::build_missing(&db).await.map_err(|error| error.for_console())?;
    Ok(App {
        db,
        clock,
        audit_key,
        store: Arc::new(Store::open(config.data_dir.join("files")).map_err(|error| say(&error))?),
        disk: Disk::open(&config.data_dir, config.min_free_mb),
        decode_slots: DecodeSlots::default(),
        keys: Keys::open(&config.data_dir).map_err(|error| say(&error))?,
        auth_cache: AuthCache::default(),
        last_seen: LastSeenCache::default(),
        addresses: AddressLimiter::default(),
        quotas: Quotas::default(),
        overviews: OverviewCache::default(),
        hub: NotificationHub::default(),
        worker: worker_name().into(),
        hasher: Hasher::new(),
        config: Arc::new(config),
    })
}

/// The same for a command that looks at what is there: it makes no new database.
///
/// # Errors
/// A sentence for the console; there may be none where it was looked for.
pub async fn open_existing(config: Config) -> Result<App, String> {
    config.ensure_database_exists()?;
    open(config).await
}

/// How many connections are served at a time. The soft limit of descriptors is raised for them as
/// far as the machine lets it: many systems begin a process with 1,024.
fn connections() -> usize {
    let wanted = CONNECTIONS + RESERVED_DESCRIPTORS;
    let had = rlimit::increase_nofile_limit(wanted).unwrap_or(1024);
    if had < wanted {
        tracing::warn!(had, wanted, "few descriptors: fewer connections are served at a time");
    }
    // Never none, whatever the limit says.
    let left = had.saturating_sub(RESERVED_DESCRIPTORS).clamp(64, CONNECTIONS);
    usize::try_from(left).unwrap_or(64)
}

impl Application {
    /// Binds the address; nothing is served before [`Application::run`].
    ///
    /// # Errors
    /// When the address cannot be had.
    pub fn build(app: App) -> std::io::Result<Self> {
        let listen = app.config.listen;
        let proxies = TrustedProxies(app.config.trusted_proxies.clone());
        let limits = BodyLimits::default();
        let data = web::Data::new(app);
        let server = HttpServer::new(move || {
            actix_web::App::new()
                .app_data(data.clone())
                .app_data(proxies.clone())
                .app_data(limits.clone())
                .app_data(web::PayloadConfig::new(crate::platform::http::context::JSON_LIMIT))
                .app_data(routes::methods_of as spa::MethodsOf)
                .configure(routes::serve)
                .default_service(web::route().to(spa::fallback))
                .wrap(from_fn(panics::catch))
                .wrap(from_fn(bodies::limit_bodies))
                .wrap(from_fn(recheck_after_write::recheck_after_write))
                .wrap(from_fn(headers::add_headers))
                .wrap(
                    tracing_actix_web::TracingLogger::<crate::platform::telemetry::Requests>::new(),
                )
        })
        .workers(WORKERS)
        .shutdown_timeout(20)
        .client_request_timeout(Clock::scaled(HEADER_TIMEOUT))
        .client_disconnect_timeout(DISCONNECT_TIMEOUT)
        .max_connections(connections() / WORKERS)
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
