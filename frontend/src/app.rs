//! The app: who is logged in, which screen, in which language.

use crate::{
    areas,
    bell::Bell,
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
    location::{BrowserUrl, LocationProvider},
};

/// The root. The whole tree is drawn anew when the language changes, so a word
/// need not watch it.
#[component]
pub fn App() -> impl IntoView {
    let session = Session::provide();
    Toasts::provide();
    drafts::Outbox::provide();
    Bell::provide();
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
    // The router waits for its own `<Routes>` to draw before it changes the address; ours is drawn
    // by the path alone.
    let address = use_context::<BrowserUrl>();
    Effect::new(move |_| {
        path.track();
        if let Some(address) = &address {
            address.ready_to_complete();
        }
    });
    let route = Memo::new(move |_| path.with(|p| Route::parse(p)));
    let known = Memo::new(move |_| (session.ready.get(), session.post()));
    let outside = Memo::new(move |_| route.get().is_outside());
    move || {
        let (ready, post) = known.get();
        if !ready {
            return view! { <main id="main"><Skeleton/></main> }.into_any();
        }
        if outside.get() {
            return match route.get_untracked() {
                Route::Welcome => view! { <pages::session::WelcomePage/> }.into_any(),
                page @ (Route::Setup | Route::Unsubscribe) => areas::draw(page, route),
                _ => view! { <pages::session::LoginPage/> }.into_any(),
            };
        }
        if post.is_none() {
            return view! { <pages::session::Unreached/> }.into_any();
        }
        let searching = RwSignal::new(false);
        let search = Callback::new(move |()| searching.set(true));
        view! {
            <Frame on_search=search><Page route/></Frame>
            <pages::search::Search open=searching/>
        }
        .into_any()
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
        Route::Review(_) => Route::Inbox,
        other => other,
    });
    let guarded = Memo::new(move |_| session.second_factor_pending());
    move || {
        let Some(me) = session.me.get_untracked() else { return ().into_any() };
        let route_now = page.get();
        if guarded.get() && route_now != Route::Profile {
            return view! { <pages::session::Guarded/> }.into_any();
        }
        if !route_now.open_to(&me) {
            return view! { <pages::session::Forbidden/> }.into_any();
        }
        match route_now {
            Route::Home | Route::Login | Route::Welcome | Route::Setup | Route::Unsubscribe => {
                navigate(
                    &routes::home(me.role).path(),
                    leptos_router::NavigateOptions { replace: true, ..Default::default() },
                );
                ().into_any()
            }
            page => areas::draw(page, route),
        }
    }
}
