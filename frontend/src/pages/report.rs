//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn ReportPage(#[allow(unused)] id: shared::id::AssignmentId) -> impl IntoView { view!{<p>"…"</p>} }
