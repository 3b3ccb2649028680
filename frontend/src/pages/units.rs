//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn UnitsPage() -> impl IntoView { view!{<p>"…"</p>} }
