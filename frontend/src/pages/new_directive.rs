//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn NewDirectivePage() -> impl IntoView { view!{<p>"…"</p>} }
