//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn DirectivesPage() -> impl IntoView { view!{<p>"…"</p>} }
