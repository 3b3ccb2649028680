//! The app: who is logged in, which screen, in which language.

use crate::{
    components::{
        feedback::Skeleton,
        frame::Frame,
        toast::{ToastList, Toasts},
    },
    drafts, pages,
    routes::{self, Route},
    session::{self, Session},
};
use leptos::prelude::*;
use leptos_router::{
    components::Router,
    hooks::{use_location, use_navigate},
};

/// The root. The whole tree is drawn anew when the language changes, so a word
/// need not watch it.
#[component]
pub fn App() -> impl IntoView {
    let session = Session::provide();
    Toasts::provide();
    drafts::Outbox::provide();
    session.start();
    view! {
        <Router>
            {move || { session.locale.get(); view! { <Screen/><ToastList/> } }}
        </Router>
    }
}

/// The screen of the address, once it is known who asks.
#[component]
fn Screen() -> impl IntoView {
    let session = session::use_session();
    let path = use_location().pathname;
    let route = Memo::new(move |_| path.with(|p| Route::parse(p)));
    let known = Memo::new(move |_| (session.ready.get(), session.post()));
    let outside = Memo::new(move |_| route.get() == Route::Login);
    move || {
        let (ready, post) = known.get();
        if !ready {
            return view! { <main id="main"><Skeleton/></main> }.into_any();
        }
        if outside.get() {
            return view! { <pages::login::LoginPage/> }.into_any();
        }
        if post.is_none() {
            return view! { <pages::login::Unreached/> }.into_any();
        }
        view! { <Frame><Page route/></Frame> }.into_any()
    }
}

/// The page inside the frame.
#[component]
fn Page(
    /// Which one.
    route: Memo<Route>,
) -> impl IntoView {
    let session = session::use_session();
    let navigate = use_navigate();
    // A chosen report changes the address but not the page, so the inbox keeps its place.
    let page = Memo::new(move |_| match route.get() {
        Route::Review(_) => Route::Review(None),
        other => other,
    });
    move || {
        let Some(role) = session.role() else { return ().into_any() };
        let route_now = page.get();
        if !route_now.open_to(role) {
            return view! { <pages::not_found::Forbidden/> }.into_any();
        }
        match route_now {
            Route::Home | Route::Login => {
                navigate(
                    routes::home(role),
                    leptos_router::NavigateOptions { replace: true, ..Default::default() },
                );
                ().into_any()
            }
            Route::Overview => view! { <pages::overview::OverviewPage/> }.into_any(),
            Route::Tasks => view! { <pages::tasks::TasksPage/> }.into_any(),
            Route::NewTask => view! { <pages::new_task::NewTaskPage/> }.into_any(),
            Route::Task(id) => view! { <pages::task::TaskPage id/> }.into_any(),
            Route::MyWork => view! { <pages::my_work::MyWorkPage/> }.into_any(),
            Route::Assignment(id) => view! { <pages::assignment::AssignmentPage id/> }.into_any(),
            Route::Report(id) => view! { <pages::report::ReportPage id/> }.into_any(),
            Route::Review(_) => view! { <pages::review::ReviewPage route/> }.into_any(),
            Route::Directives => view! { <pages::directives::DirectivesPage/> }.into_any(),
            Route::NewDirective => view! { <pages::new_directive::NewDirectivePage/> }.into_any(),
            Route::Directive(id) => view! { <pages::directive::DirectivePage id/> }.into_any(),
            Route::Activities => view! { <pages::activities::ActivitiesPage/> }.into_any(),
            Route::Units => view! { <pages::units::UnitsPage/> }.into_any(),
            Route::Profile => view! { <pages::profile::ProfilePage/> }.into_any(),
            Route::Unknown => view! { <pages::not_found::NotFound/> }.into_any(),
        }
    }
}
