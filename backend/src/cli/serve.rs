//! `loa serve` and `loa worker`: what runs until it is told to stop.

use std::time::Duration;

use super::{console_message, error_text};
use crate::demo;
use crate::identity::start;
use crate::notifications::notices;
use crate::operations::jobs;
use crate::platform::access::demo_guard;
use crate::platform::app::App;
use crate::platform::config::Config;
use crate::platform::outbox::hub::NotificationHub;
use crate::platform::repo::communes;
use crate::platform::search_index::index;
use crate::platform::sums;
use crate::platform::telemetry;
use crate::server;

/// How long a job may go on once the server has stopped.
const JOB_SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(20);

/// Serves until told to stop.
///
/// # Errors
/// A sentence for the console.
pub async fn serve(config: Config) -> Result<(), String> {
    telemetry::start(&config.log);
    let (demo, public_url) = (config.demo, config.public_url.clone());
    if config.tls && config.trusted_proxies.is_empty() {
        tracing::warn!("--tls without --trusted-proxies: all addresses look like the proxy's");
    }
    let app = server::open(config).await?;
    demo_guard::ensure_local_only(&app.db.read, &app.config).await?;
    if demo {
        fill_demo(&app).await?;
    }
    let server = server::Application::build(app.clone()).map_err(error_text)?;
    let setup = start::setup::create_code(&app).await.map_err(console_message)?;
    tokio::spawn(index::build_in_background(app.clone()));
    let db = app.db.clone();
    tokio::spawn(notices::watch::run(app.hub.clone(), app.db.clone()));
    let working = app.config.jobs.then(|| tokio::spawn(jobs::run(app.clone())));
    tokio::spawn(stop_with_signals(app.hub.clone()));
    if let Some(code) = setup {
        let local = format!("http://{}", server.address());
        let public = public_url.unwrap_or(local);
        println!(
            "nobody administers this server yet: open {public}/setup#{code} within 30 minutes"
        );
    }
    println!("listening on http://{}", server.address());
    if demo {
        println!("demo accounts, password {}:", demo::PASSWORD);
        for account in demo::accounts() {
            println!("  {:<10} {}", account.username, account.full_name);
        }
    }
    server.run().await.map_err(error_text)?;
    // A mail that is just being sent is written down as sent.
    if let Some(working) = working {
        let _ = tokio::time::timeout(JOB_SHUTDOWN_TIMEOUT, working).await;
    }
    db.checkpoint().await.map_err(error_text)
}

/// Lets streams and jobs end when the process is told to.
async fn stop_with_signals(hub: NotificationHub) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    hub.stop();
}

/// Does the jobs until told to stop.
///
/// # Errors
/// A sentence for the console.
pub async fn worker(config: Config) -> Result<(), String> {
    telemetry::start(&config.log);
    let app = server::open(config).await?;
    tokio::spawn(stop_with_signals(app.hub.clone()));
    println!("working as {}", app.worker);
    jobs::run(app).await;
    Ok(())
}

/// Fills an empty database; leaves its own demo alone; refuses any other.
async fn fill_demo(app: &App) -> Result<(), String> {
    if demo_guard::has_real_commune(&app.db.read).await.map_err(console_message)? {
        return Err("--demo refuses this database: it holds a real commune".into());
    }
    if communes::find_by_code(&app.db.read, "demo").await.map_err(console_message)?.is_some() {
        return Ok(());
    }
    println!("filling the database with invented data…");
    let hash = app.hasher.hash(demo::PASSWORD).await.map_err(console_message)?;
    let tx = app.db.begin().await.map_err(error_text)?;
    demo::fill(&tx, &app.store, app.clock.now(), &hash).await.map_err(error_text)?;
    tx.commit().await.map_err(error_text)?;
    sums::service::build_missing(&app.db).await.map_err(console_message)?;
    index::rebuild(app).await.map_err(console_message)
}
