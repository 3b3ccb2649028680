//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn ActivitiesPage() -> impl IntoView { view!{<p>"…"</p>} }
