//! Stub.
use leptos::prelude::*;
/// Stub.
#[component]
pub fn ReviewPage(#[allow(unused)] route: Memo<crate::routes::Route>) -> impl IntoView { view!{<p>"…"</p>} }
