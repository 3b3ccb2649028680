//! The frame around every page: side navigation on a laptop, bottom bar on a phone.

use super::{
    bell::{BellLink, BellVoice},
    delivered::Delivered,
    icon::{BrandMark, Icon, shape},
    post_menu::PostMenu,
};
use crate::{
    drafts::use_outbox,
    routes::{Area, Route},
    session::{may, use_session},
    tr, words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::{
    Action, Role,
    dto::identity::{auth::Me, delegation::Power},
};

struct Entry {
    route: Route,
    test: &'static str,
    icon: &'static str,
    name: &'static str,
    short: &'static str,
}

fn entries() -> Vec<Entry> {
    let entry = |route, test, icon, name, short| Entry { route, test, icon, name, short };
    vec![
        entry(
            Route::Overview,
            "nav-overview",
            shape::OVERVIEW,
            tr!(nav.overview),
            tr!(nav.overview),
        ),
        entry(Route::MyWork, "nav-my-work", shape::TASKS, tr!(nav.my_work), tr!(nav.my_work_short)),
        entry(Route::Tasks, "nav-tasks", shape::TASKS, tr!(nav.tasks), tr!(nav.tasks)),
        entry(Route::Inbox, "nav-review", shape::REVIEW, tr!(nav.review), tr!(nav.review_short)),
        entry(
            Route::Extensions,
            "nav-extensions",
            shape::REVIEW,
            tr!(extension.tab),
            tr!(extension.title),
        ),
        entry(
            Route::Calendar,
            "nav-calendar",
            shape::CALENDAR,
            tr!(nav.calendar),
            tr!(nav.calendar),
        ),
        entry(
            Route::Activities,
            "nav-activities",
            shape::SPEAKER,
            tr!(nav.activities),
            tr!(nav.activities),
        ),
        entry(
            Route::Directives,
            "nav-directives",
            shape::SHEET,
            tr!(nav.directives),
            tr!(nav.directives),
        ),
        entry(Route::People, "nav-people", shape::PERSON, tr!(nav.people), tr!(nav.people_short)),
        entry(Route::Units, "nav-units", shape::OVERVIEW, tr!(nav.units), tr!(nav.units)),
        entry(
            Route::Catalogues,
            "nav-catalogues",
            shape::TASKS,
            tr!(nav.catalogues),
            tr!(nav.catalogues),
        ),
        entry(
            Route::Settings,
            "nav-settings",
            shape::SETTINGS,
            tr!(nav.settings),
            tr!(nav.settings),
        ),
        entry(Route::ApiClients, "nav-clients", shape::LINK, tr!(nav.clients), tr!(nav.clients)),
        entry(Route::Jobs, "nav-jobs", shape::RETRY, tr!(jobs.title), tr!(jobs.title)),
        entry(Route::Audit, "nav-audit", shape::SHEET, tr!(nav.audit), tr!(nav.audit)),
    ]
}

/// What somebody's navigation shows: what it may see, without what it has no use for.
fn shown(me: &Me) -> Vec<Entry> {
    let role = me.role;
    entries()
        .into_iter()
        .filter(|e| e.route.open_to(me))
        .filter(|e| match e.route {
            Route::Overview => role.is_office(),
            Route::MyWork => role != Role::Chairman,
            Route::Tasks => role != Role::VillageHead,
            Route::Units | Route::Jobs => role == Role::Admin,
            // Beside the reports it is a tab.
            Route::Extensions => !may(me, Action::ReportReview),
            _ => true,
        })
        .collect()
}

/// Each screen with its name, for the search.
#[must_use]
pub fn places(me: &Me) -> Vec<(Route, &'static str)> {
    let mut places: Vec<_> = shown(me).into_iter().map(|e| (e.route, e.name)).collect();
    places.push((Route::Notices, tr!(notice.title)));
    if Route::Digests.open_to(me) {
        places.push((Route::Digests, tr!(digest.title)));
    }
    places
}

fn current(path: &str, entry: Route) -> Option<&'static str> {
    let here = Route::parse(path);
    let below = || path.strip_prefix(&entry.path()).is_some_and(|rest| rest.starts_with('/'));
    let inside = here == entry
        || below()
        || (entry == Route::MyWork && matches!(here, Route::Assignment(_) | Route::Report(_)))
        // It belongs to the tasks without standing below their address.
        || (entry == Route::Tasks && here.area() == Area::Planning);
    inside.then_some("page")
}

/// The frame. Test ids: `nav-overview`, `nav-my-work`, `nav-tasks`, `nav-review`, `nav-extensions`, `nav-calendar`, `nav-activities`,
/// `nav-directives`, `nav-people`, `nav-units`, `nav-catalogues`, `nav-settings`, `nav-clients`, `nav-jobs`, `nav-audit`, `nav-profile` (side, on a laptop) and the same with `bar-`
/// before them (bottom bar, on a phone); `demo-banner`, `acting` (powers lent to the post), `review-count`, `unsent-count` (reports that have not gone), `search-open`, `bar-search-open`, `bell`, `bar-bell`, `bell-said`, and
/// those of [`PostMenu`] as `post-menu` (side) and `bar-post-menu`.
#[component]
pub fn Frame(
    /// The search is called.
    on_search: Callback<()>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let session = use_session();
    let path = use_location().pathname;
    let Some(me) = session.me.get_untracked() else {
        return view! { <main id="main">{children()}</main> }.into_any();
    };
    let (waiting, asked) = (session.waiting, session.asked);
    let outbox = use_outbox();
    let unsent = Memo::new(move |_| outbox.waiting());
    // The bar has no room for the words; they are said all the same.
    let count = move |route: Route, words: bool| {
        move || {
            let (n, test, what) = match route {
                Route::MyWork => (unsent.get(), "unsent-count", tr!(nav.unsent)),
                Route::Inbox | Route::Extensions => {
                    (waiting.get() + asked.get(), "review-count", tr!(nav.waiting))
                }
                _ => return None,
            };
            let shown = words && route == Route::MyWork;
            (n > 0).then(|| {
                view! { <span class="count" data-testid=test>{n}<span class:visually-hidden=!shown>{what}</span></span> }
            })
        }
    };
    let side = shown(&me)
        .into_iter()
        .map(|e| {
            view! {
                <li><a href=e.route.path() data-testid=e.test aria-current=move || path.with(|p| current(p, e.route))>
                    <Icon d=e.icon/>{e.name}{count(e.route, true)}
                </a></li>
            }
        })
        .collect_view();
    let bar = shown(&me)
        .into_iter()
        .filter(|e| e.route != Route::Directives || !me.role.is_office())
        .take(4)
        .map(|e| {
            view! {
                <li><a href=e.route.path() data-testid=format!("bar-{}", e.test) aria-current=move || path.with(|p| current(p, e.route))>
                    <Icon d=e.icon/>{e.short}{count(e.route, false)}
                </a></li>
            }
        })
        .collect_view();
    let post = format!("{} · {}", me.title, me.unit_name);
    let several = me.posts.len() > 1;
    // Receiving notices is nothing done on another's behalf.
    let powers: Vec<_> = me.powers.iter().copied().filter(|one| *one != Power::Notices).collect();
    let acting = (!powers.is_empty()).then(|| {
        view! {
            <p class="acting" data-testid="acting">{tr!(lend.banner, powers = words::powers(&powers))}" "<a href=Route::Profile.path()>{tr!(lend.see)}</a></p>
        }
    });
    let focused = move || path.with(|p| matches!(Route::parse(p), Route::Report(_)));
    let skip = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        crate::dom::focus("main");
    };
    view! {
        <a class="skip" href="#main" on:click=skip>{tr!(nav.skip)}</a>
        <div class="frame" class:focused=focused>
            {me.demo.then(|| view! { <div class="demo-banner" data-testid="demo-banner" role="note">{tr!(nav.demo)}</div> })}
            <nav class="side" aria-label=tr!(nav.main)>
                <a class="brand" href=Route::Home.path()><BrandMark/><span><b>"Loa"</b><span>{me.commune_name.clone()}</span></span></a>
                <div class="finders">
                    <button type="button" class="search" data-testid="search-open" aria-keyshortcuts="Control+K" on:click=move |_| on_search.run(())>
                        <Icon d=shape::SEARCH/>{tr!(common.search)}<kbd aria-hidden="true">"Ctrl K"</kbd>
                    </button>
                    <BellLink test="bell"/>
                </div>
                <ul>{side}</ul>
                <div class="me"><a href=Route::Profile.path() data-testid="nav-profile">
                    <b>{me.full_name.clone()}</b><span>{(!several).then(|| post.clone())}</span>
                </a>{several.then(|| view! { <PostMenu test="post-menu">{post.clone()}</PostMenu> })}</div>
            </nav>
            <header class="topbar">
                <BrandMark/>
                <PostMenu test="bar-post-menu"><div class="who"><b>{me.unit_name.clone()}</b><span>{me.full_name.clone()}" · "{me.title.clone()}</span></div></PostMenu>
                <button type="button" class="search" data-testid="bar-search-open" aria-label=tr!(common.search) on:click=move |_| on_search.run(())>
                    <Icon d=shape::SEARCH/>
                </button>
                <BellLink test="bar-bell"/>
            </header>
            <BellVoice/><Delivered/>
            <main id="main" tabindex="-1">{acting}{children()}</main>
            <nav class="bottombar" aria-label=tr!(nav.main)><ul>
                {bar}
                <li><a href=Route::Profile.path() data-testid="bar-nav-profile" aria-current=move || path.with(|p| current(p, Route::Profile))>
                    <Icon d=shape::PERSON/>{tr!(nav.profile_short)}
                </a></li>
            </ul></nav>
        </div>
    }
    .into_any()
}
