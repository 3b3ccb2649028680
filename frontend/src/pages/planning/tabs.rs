//! The tabs that lead from one screen of this area to another.

use crate::{routes::Route, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The three pages beside each other. Test ids: `tab-templates`, `tab-recurrences`, `tab-events`.
#[component]
pub(super) fn PlanningTabs() -> impl IntoView {
    let path = use_location().pathname;
    let tabs = [
        (Route::Templates, "tab-templates", tr!(template.title)),
        (Route::Recurrences, "tab-recurrences", tr!(recurrence.title)),
        (Route::Events, "tab-events", tr!(event.title)),
    ];
    let tabs = tabs.map(|(route, test, name)| {
        view! { <a class="chip" href=route.path() data-testid=test aria-current=move || path.with(|p| Route::parse(p) == route).to_string()>{name}</a> }
    });
    view! { <nav class="chips filters-block no-print" aria-label=tr!(template.pages)>{tabs}</nav> }
}
