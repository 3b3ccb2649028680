//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn TasksPage() -> impl IntoView { view!{<p>"…"</p>} }
