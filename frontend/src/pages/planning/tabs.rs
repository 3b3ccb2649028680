//! The tabs that lead from one screen of this area to another.

use crate::tr;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The three pages beside each other. Test ids: `tab-templates`, `tab-recurrences`, `tab-events`.
#[component]
pub(super) fn PlanningTabs() -> impl IntoView {
    let path = use_location().pathname;
    let tabs = [
        ("/templates", "tab-templates", tr!(template.title)),
        ("/recurrences", "tab-recurrences", tr!(recurrence.title)),
        ("/events", "tab-events", tr!(event.title)),
    ];
    let tabs = tabs.map(|(href, test, name)| {
        view! { <a class="chip" href=href data-testid=test aria-current=move || path.with(|p| p == href).to_string()>{name}</a> }
    });
    view! { <nav class="chips filters-block no-print" aria-label=tr!(template.pages)>{tabs}</nav> }
}
