//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn DirectivePage(#[allow(unused)] id: shared::id::DirectiveId) -> impl IntoView { view!{<p>"…"</p>} }
