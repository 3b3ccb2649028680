//! Exports are written in the audit log.

use serde::Serialize;

use crate::platform::access::actor::Person;
use crate::platform::app::App;
use crate::platform::disk;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::write_by;

/// Records that something is exported from the server, by whom and with which filter. Where the disk is
/// full the server's own log holds it instead: reading goes on.
///
/// # Errors
/// The database.
pub async fn record(
    app: &App,
    person: &Person,
    address: &str,
    action: &'static str,
    filter: &impl Serialize,
) -> AppResult<()> {
    let noted = write_by(app, person, address, action, async |work| {
        work.audit(None::<&()>, Some(filter));
        Ok(((), ("commune", person.commune_id)))
    })
    .await;
    match noted {
        Err(error) if disk::is_full(&app.disk, &error) => {
            let narrowed = serde_json::to_string(filter)?;
            let user = person.user_id;
            tracing::error!(%user, address, action, narrowed, "taken out with the disk full");
            Ok(())
        }
        noted => noted,
    }
}
