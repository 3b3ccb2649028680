//! The live count of unread notices: server-sent events (WHATWG HTML §9.2).

use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, get, web};
use futures_util::stream::unfold;
use shared::dto::notifications::notice::NoticeCount;
use tokio::sync::watch;

use super::repo;
use crate::platform::access::session;
use crate::platform::access::{Permit, Person, can};
use crate::platform::app::App;
use crate::platform::error::AppResult;

/// Something is written at least so often, so that proxies keep the line open and a gone reader
/// is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// One open bell.
struct NoticeStream {
    app: App,
    person: Person,
    counts: watch::Receiver<NoticeCount>,
    stopping: watch::Receiver<bool>,
    begun: bool,
}

/// Streams the count of unread notices.
///
/// Server-sent events named `notices`, each a `NoticeCount`: at once, and whenever it changes. It
/// ends with the login and does not keep it open. 429 when the server holds too many streams.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "notices", operation_id = "stream_notice_count",
    responses((status = 200, description = "Events named `notices`, each with a `NoticeCount`", body = String, content_type = "text/event-stream",
        example = json!("event: notices\ndata: {\"unread\":3}\n\n"))))]
#[get("/api/v1/notices/stream")]
pub async fn listen(
    app: web::Data<App>,
    permit: Permit<can::OwnAccount>,
) -> AppResult<HttpResponse> {
    let person = permit.person()?.clone();
    let now = repo::count(&app.db.read, &person).await?;
    let mut counts = app.hub.listen((person.user_id, person.commune_id), now)?;
    counts.mark_changed();
    let stopping = app.hub.stopping();
    let stream = NoticeStream { app: App::clone(&app), person, counts, stopping, begun: false };
    let events = unfold(stream, |mut stream| async move {
        let bytes = stream.next().await?;
        Some((Ok::<_, actix_web::Error>(bytes), stream))
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events))
}

impl NoticeStream {
    /// The next bytes; none once the login has ended or the server stops.
    async fn next(&mut self) -> Option<Bytes> {
        if !self.begun {
            self.begun = true;
            // How long a reader waits before it comes again.
            return Some(Bytes::from_static(b"retry: 5000\n\n"));
        }
        if *self.stopping.borrow() {
            return None;
        }
        tokio::select! {
            changed = self.counts.changed() => changed.ok()?,
            () = tokio::time::sleep(KEEP_ALIVE) => {
                if !session::is_active(&self.app, self.person.session_id).await.ok()? {
                    return None;
                }
                return Some(Bytes::from_static(b": still here\n\n"));
            }
            _ = self.stopping.changed() => return None,
        }
        if !session::is_active(&self.app, self.person.session_id).await.ok()? {
            return None;
        }
        let count = self.counts.borrow_and_update().clone();
        let data = serde_json::to_string(&count).ok()?;
        Some(Bytes::from(format!("event: notices\ndata: {data}\n\n")))
    }
}
