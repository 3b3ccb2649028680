//! Short messages that come and go, said aloud by screen readers; some can be taken back.

use leptos::prelude::*;
use std::{sync::Arc, time::Duration};

/// How long a message stays.
const STAY: Duration = Duration::from_secs(6);
/// How long one stays that can be taken back.
const STAY_TO_UNDO: Duration = Duration::from_secs(12);

/// What takes a message back. Not a `Callback`: that one goes with the part of the page that made
/// it, which may be the very part that was taken out.
type Undo = Arc<dyn Fn() + Send + Sync>;

/// One message.
#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    undo: Option<(&'static str, Undo)>,
}

/// What is being said.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Vec<Toast>>, StoredValue<u32>);

impl Toasts {
    /// Makes the store and hands it to everything below.
    pub fn provide() -> Self {
        let toasts = Self(RwSignal::new(Vec::new()), StoredValue::new(0));
        provide_context(toasts);
        toasts
    }

    /// Says something.
    pub fn say(self, text: impl Into<String>) {
        self.show(text.into(), None, STAY);
    }

    /// Says something that the button `verb` takes back while it is shown.
    pub fn say_undo(
        self,
        text: impl Into<String>,
        verb: &'static str,
        undo: impl Fn() + Send + Sync + 'static,
    ) {
        self.show(text.into(), Some((verb, Arc::new(undo))), STAY_TO_UNDO);
    }

    fn show(self, text: String, undo: Option<(&'static str, Undo)>, stay: Duration) {
        // Never the number of another one: its timer would take this one away.
        let id = self.1.try_update_value(|last| {
            *last += 1;
            *last
        });
        let Some(id) = id else { return };
        self.0.try_update(|all| all.push(Toast { id, text, undo }));
        set_timeout(move || self.drop(id), stay);
    }

    fn drop(self, id: u32) {
        self.0.try_update(|all| all.retain(|other| other.id != id));
    }
}

/// The toasts of this app.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::provide)
}

/// Where toasts appear. Test ids: `toast`, `toast-undo`.
#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = use_toasts();
    let draw = move |toast: Toast| {
        let id = toast.id;
        let button = toast.undo.map(|(verb, undo)| view! {
            <button type="button" class="btn" data-testid="toast-undo" on:click=move |_| { toasts.drop(id); undo(); }>{verb}</button>
        });
        view! { <div class="toast" data-testid="toast">{toast.text}{button}</div> }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.0.get() key=|toast| toast.id let(toast)>{draw(toast)}</For>
        </div>
    }
}
