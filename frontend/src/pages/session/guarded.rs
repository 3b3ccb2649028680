//! What stands in the place of every screen until the second factor is on, where the role asks
//! for it.

use crate::{areas, components::page_head::PageHead, routes::Route, session::use_session, tr};
use leptos::prelude::*;

/// The screen. Test id: `guarded`.
#[component]
pub fn Guarded() -> impl IntoView {
    let role = use_session().role().map(crate::words::role).unwrap_or_default();
    view! {
        <PageHead title=tr!(factor.guarded).to_owned()/>
        <div class="stack-l read" data-testid="guarded">
            <p>{tr!(factor.guarded_why, role = role)}</p>
            {areas::second_factor_card()}
            <p class="muted small">{tr!(factor.guarded_out)}" "<a href=Route::Profile.path()>{tr!(profile.title)}</a></p>
        </div>
    }
}
