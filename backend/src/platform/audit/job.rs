//! Background job of the audit log: sessions that ended, what was counted, the heads of the day.

use super::{drafts, events, heads};
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::jobs::tally::Tally;

/// Writes down what is due. A file that cannot be written holds up no entry.
///
/// # Errors
/// The database.
pub async fn run(app: &App) -> AppResult<Tally> {
    let mut tally = Tally::default();
    tally.server.done += drafts::end_idle(app).await?;
    tally.server.done += events::write_counted(app).await?;
    match heads::export(app).await {
        Ok(lines) => tally.server.done += lines,
        Err(error) => tally.server.add_failure(error.to_string()),
    }
    Ok(tally)
}
