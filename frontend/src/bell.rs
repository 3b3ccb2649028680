//! The bell: how much is unread, told by the server as it happens.

use crate::{
    api::{self, client},
    dom,
    session::use_session,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{dto::notifications::notice::NoticeCount, id::NoticeId};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// How often is asked while there is no stream.
const ASK_EVERY: Duration = Duration::from_secs(60);

/// The stream, and what hears it.
struct Stream {
    source: EventSource,
    _hears: Closure<dyn Fn(MessageEvent)>,
}

/// What the bell shows.
#[derive(Clone, Copy)]
pub struct Bell {
    /// How many are unread.
    pub unread: RwSignal<i64>,
    /// The newest of all.
    pub newest: RwSignal<Option<NoticeId>>,
    stream: StoredValue<Option<Stream>, LocalStorage>,
}

/// The bell of this page.
#[must_use]
pub fn use_bell() -> Bell {
    use_context().unwrap_or_else(Bell::provide)
}

impl Bell {
    /// Makes the bell and hands it to everything below.
    pub fn provide() -> Self {
        let bell = Self {
            unread: RwSignal::new(0),
            newest: RwSignal::new(None),
            stream: StoredValue::new_local(None),
        };
        provide_context(bell);
        bell
    }

    /// Listens as long as the calling part of the page is there, while the tab is looked at.
    pub fn listen(self) {
        // What has to be turned on first comes before every notice.
        if use_session().second_factor_pending() {
            return;
        }
        self.open();
        let turned = window_event_listener_untyped("visibilitychange", move |_| {
            if dom::document().hidden() { self.close() } else { self.open() }
        });
        let asked = set_interval_with_handle(move || self.ask(), ASK_EVERY).ok();
        on_cleanup(move || {
            turned.remove();
            if let Some(asked) = asked {
                asked.clear();
            }
            self.close();
        });
    }

    fn told(self, count: NoticeCount) {
        if self.unread.try_get_untracked() != Some(count.unread) {
            self.unread.try_set(count.unread);
        }
        if self.newest.try_get_untracked() != Some(count.newest) {
            self.newest.try_set(count.newest);
        }
    }

    /// Whether the stream is there, or is being sought by the browser itself.
    fn is_open(self) -> bool {
        let open = |stream: &Option<Stream>| {
            stream.as_ref().is_some_and(|one| one.source.ready_state() != EventSource::CLOSED)
        };
        self.stream.try_with_value(open).unwrap_or(true)
    }

    fn open(self) {
        if dom::document().hidden() || self.is_open() {
            return;
        }
        let Ok(source) = EventSource::new(&client::url("/notices/stream")) else { return };
        let hears = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let Ok(count) = serde_json::from_str(&text) {
                self.told(count);
            }
        });
        let heard: &JsValue = hears.as_ref();
        let _ = source.add_event_listener_with_callback("notices", heard.unchecked_ref());
        self.stream.set_value(Some(Stream { source, _hears: hears }));
    }

    fn close(self) {
        let stream = self.stream.try_update_value(Option::take).flatten();
        if let Some(stream) = stream {
            stream.source.close();
        }
    }

    /// The way without a stream: a proxy may not let it through, a server may be full.
    fn ask(self) {
        if dom::document().hidden() || self.is_open() {
            return;
        }
        spawn_local(async move {
            if let Ok(count) = api::notices::count().await {
                self.told(count);
                self.open();
            }
        });
    }
}
