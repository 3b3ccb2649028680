//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn NewTaskPage() -> impl IntoView { view!{<p>"…"</p>} }
