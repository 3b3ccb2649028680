//! Nothing here, and not for you.

use crate::{
    components::{feedback::Empty, page_head::PageHead},
    routes::Route,
    tr,
};
use leptos::prelude::*;

/// An address that leads nowhere. Test id: `not-found`.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <div data-testid="not-found">
            <PageHead title=tr!(error.no_page).to_owned()/>
            <div class="card"><Empty title=tr!(error.not_found_title) hint=tr!(error.no_page_hint)>
                <a class="btn primary" href=Route::Home.path()>{tr!(error.go_home)}</a>
            </Empty></div>
        </div>
    }
}

/// A screen that the role has no part in. Test id: `forbidden`.
#[component]
pub fn Forbidden() -> impl IntoView {
    view! {
        <div data-testid="forbidden">
            <PageHead title=tr!(error.forbidden_title).to_owned()/>
            <div class="card"><Empty title=tr!(error.forbidden_head) hint=tr!(error.forbidden_hint)>
                <a class="btn primary" href=Route::Home.path()>{tr!(error.go_home)}</a>
            </Empty></div>
        </div>
    }
}
