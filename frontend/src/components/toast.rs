//! Short messages that come and go, said aloud by screen readers.

use leptos::prelude::*;
use std::time::Duration;

/// What is being said.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Vec<(u32, String)>>);

impl Toasts {
    /// Makes the store and hands it to everything below.
    pub fn provide() -> Self {
        let toasts = Self(RwSignal::new(Vec::new()));
        provide_context(toasts);
        toasts
    }

    /// Says something for six seconds.
    pub fn say(self, text: impl Into<String>) {
        let text = text.into();
        let id = self.0.try_with_untracked(|all| all.last().map_or(1, |(id, _)| id + 1));
        let Some(id) = id else { return };
        self.0.try_update(|all| all.push((id, text)));
        set_timeout(
            move || {
                self.0.try_update(|all| all.retain(|(other, _)| *other != id));
            },
            Duration::from_secs(6),
        );
    }
}

/// The toasts of this app.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::provide)
}

/// Where toasts appear. Test id: `toast`.
#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.0.get() key=|(id, _)| *id let((_, text))>
                <div class="toast" data-testid="toast">{text}</div>
            </For>
        </div>
    }
}
