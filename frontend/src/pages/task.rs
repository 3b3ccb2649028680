//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn TaskPage(#[allow(unused)] id: shared::id::TaskId) -> impl IntoView { view!{<p>"…"</p>} }
