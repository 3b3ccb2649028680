//! What waits for a decision: reports, or requests for later deadlines.

use crate::{routes::Route, session::use_session, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::Action;

/// The tabs, for whoever decides on both. Test ids: `tab-reports`, `tab-extensions`.
#[component]
pub fn ReviewTabs() -> impl IntoView {
    let session = use_session();
    let path = use_location().pathname;
    if !(session.may(Action::ReportReview) && session.may(Action::ExtensionDecide)) {
        return ().into_any();
    }
    let here = move || path.with(|path| Route::parse(path) == Route::Extensions);
    let count = |n: RwSignal<u64>| {
        move || {
            Some(n.get()).filter(|n| *n > 0).map(|n| view! { " "<span class="count">{n}</span> })
        }
    };
    view! {
        <nav class="chips tabs no-print" aria-label=tr!(review.tabs)>
            <a class="chip" href=Route::Inbox.path() data-testid="tab-reports" aria-current=move || (!here()).then_some("true")>{tr!(review.inbox)}{count(session.waiting)}</a>
            <a class="chip" href=Route::Extensions.path() data-testid="tab-extensions" aria-current=move || here().then_some("true")>{tr!(extension.tab)}{count(session.asked)}</a>
        </nav>
    }
    .into_any()
}
