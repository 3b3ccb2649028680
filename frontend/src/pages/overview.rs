//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn OverviewPage() -> impl IntoView { view!{<p>"…"</p>} }
