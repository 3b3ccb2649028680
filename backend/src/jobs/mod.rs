//! What the server does unasked.

mod sweep;

use std::time::Duration;

use crate::app::App;
use crate::error::AppResult;

/// How often what is due is looked for.
const EVERY: Duration = Duration::from_secs(3600);

/// Does what is due now, and then every hour until the server stops. A job that fails is told
/// of in the log and tried again the next time.
pub async fn run(app: App) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = once(&app).await {
            tracing::error!(%error, "a job failed");
        }
    }
}

/// Does what is due now.
///
/// # Errors
/// When the database or the disk fails.
pub async fn once(app: &App) -> AppResult<()> {
    crate::recurrences::job::run(app).await?;
    sweep::sweep(app).await?;
    Ok(app.db.keep_statistics().await?)
}
