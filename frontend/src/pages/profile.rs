//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn ProfilePage() -> impl IntoView { view!{<p>"…"</p>} }
