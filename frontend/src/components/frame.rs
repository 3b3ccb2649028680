//! The frame around every page: side navigation on a laptop, bottom bar on a phone.

use super::{
    bell::{BellLink, BellVoice},
    delivered::Delivered,
    icon::{BrandMark, Icon, shape},
    post_menu::PostMenu,
};
use crate::{
    drafts::use_outbox,
    routes::Route,
    session::{may, use_session},
    tr, words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::{
    Action, Role,
    dto::{auth::Me, delegation::Power},
};

struct Entry {
    href: &'static str,
    test: &'static str,
    icon: &'static str,
    name: &'static str,
    short: &'static str,
    route: Route,
}

fn entries() -> Vec<Entry> {
    let entry = |href, test, icon, name, short| Entry {
        href,
        test,
        icon,
        name,
        short,
        route: Route::parse(href),
    };
    vec![
        entry("/overview", "nav-overview", shape::OVERVIEW, tr!(nav.overview), tr!(nav.overview)),
        entry("/my-work", "nav-my-work", shape::TASKS, tr!(nav.my_work), tr!(nav.my_work_short)),
        entry("/tasks", "nav-tasks", shape::TASKS, tr!(nav.tasks), tr!(nav.tasks)),
        entry("/review", "nav-review", shape::REVIEW, tr!(nav.review), tr!(nav.review_short)),
        entry(
            "/review/extensions",
            "nav-extensions",
            shape::REVIEW,
            tr!(extension.tab),
            tr!(extension.title),
        ),
        entry("/calendar", "nav-calendar", shape::CALENDAR, tr!(nav.calendar), tr!(nav.calendar)),
        entry(
            "/activities",
            "nav-activities",
            shape::SPEAKER,
            tr!(nav.activities),
            tr!(nav.activities),
        ),
        entry(
            "/directives",
            "nav-directives",
            shape::SHEET,
            tr!(nav.directives),
            tr!(nav.directives),
        ),
        entry("/people", "nav-people", shape::PERSON, tr!(nav.people), tr!(nav.people_short)),
        entry("/units", "nav-units", shape::OVERVIEW, tr!(nav.units), tr!(nav.units)),
        entry(
            "/catalogues",
            "nav-catalogues",
            shape::TASKS,
            tr!(nav.catalogues),
            tr!(nav.catalogues),
        ),
        entry("/settings", "nav-settings", shape::SETTINGS, tr!(nav.settings), tr!(nav.settings)),
        entry("/api-clients", "nav-clients", shape::LINK, tr!(nav.clients), tr!(nav.clients)),
        entry("/jobs", "nav-jobs", shape::RETRY, tr!(jobs.title), tr!(jobs.title)),
        entry("/audit", "nav-audit", shape::SHEET, tr!(nav.audit), tr!(nav.audit)),
    ]
}

/// What somebody's navigation shows: what it may see, without what it has no use for.
fn shown(me: &Me) -> Vec<Entry> {
    let role = me.role;
    entries()
        .into_iter()
        .filter(|e| e.route.open_to(me))
        .filter(|e| match e.href {
            "/overview" => role.is_office(),
            "/my-work" => role != Role::Chairman,
            "/tasks" => role != Role::VillageHead,
            "/units" | "/jobs" => role == Role::Admin,
            // Beside the reports it is a tab.
            "/review/extensions" => !may(me, Action::ReportReview),
            _ => true,
        })
        .collect()
}

/// The address and name of each, for the search.
#[must_use]
pub fn places(me: &Me) -> Vec<(&'static str, &'static str)> {
    let mut places: Vec<_> = shown(me).into_iter().map(|e| (e.href, e.name)).collect();
    places.push(("/notices", tr!(notice.title)));
    if Route::Digests.open_to(me) {
        places.push(("/digests", tr!(digest.title)));
    }
    places
}

/// What belongs to the tasks without standing below their address.
const PLANNING: [&str; 3] = ["/templates", "/recurrences", "/events"];

fn current(path: &str, href: &str) -> Option<&'static str> {
    let inside = path == href
        || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))
        || (href == "/my-work" && path.starts_with("/assignments/"))
        || (href == "/tasks" && PLANNING.iter().any(|page| path.starts_with(page)));
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
    let count = move |href: &'static str, words: bool| {
        move || {
            let (n, test, what) = match href {
                "/my-work" => (unsent.get(), "unsent-count", tr!(nav.unsent)),
                _ if href.starts_with("/review") => {
                    (waiting.get() + asked.get(), "review-count", tr!(nav.waiting))
                }
                _ => return None,
            };
            let shown = words && href == "/my-work";
            (n > 0).then(|| {
                view! { <span class="count" data-testid=test>{n}<span class:visually-hidden=!shown>{what}</span></span> }
            })
        }
    };
    let side = shown(&me)
        .into_iter()
        .map(|e| {
            view! {
                <li><a href=e.href data-testid=e.test aria-current=move || path.with(|p| current(p, e.href))>
                    <Icon d=e.icon/>{e.name}{count(e.href, true)}
                </a></li>
            }
        })
        .collect_view();
    let bar = shown(&me)
        .into_iter()
        .filter(|e| e.href != "/directives" || !me.role.is_office())
        .take(4)
        .map(|e| {
            view! {
                <li><a href=e.href data-testid=format!("bar-{}", e.test) aria-current=move || path.with(|p| current(p, e.href))>
                    <Icon d=e.icon/>{e.short}{count(e.href, false)}
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
            <p class="acting" data-testid="acting">{tr!(lend.banner, powers = words::powers(&powers))}" "<a href="/profile">{tr!(lend.see)}</a></p>
        }
    });
    let focused = move || path.with(|p| p.ends_with("/report"));
    let skip = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        crate::dom::focus("main");
    };
    view! {
        <a class="skip" href="#main" on:click=skip>{tr!(nav.skip)}</a>
        <div class="frame" class:focused=focused>
            {me.demo.then(|| view! { <div class="demo-banner" data-testid="demo-banner" role="note">{tr!(nav.demo)}</div> })}
            <nav class="side" aria-label=tr!(nav.main)>
                <a class="brand" href="/"><BrandMark/><span><b>"Loa"</b><span>{me.commune_name.clone()}</span></span></a>
                <div class="finders">
                    <button type="button" class="search" data-testid="search-open" aria-keyshortcuts="Control+K" on:click=move |_| on_search.run(())>
                        <Icon d=shape::SEARCH/>{tr!(common.search)}<kbd aria-hidden="true">"Ctrl K"</kbd>
                    </button>
                    <BellLink test="bell"/>
                </div>
                <ul>{side}</ul>
                <div class="me"><a href="/profile" data-testid="nav-profile">
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
                <li><a href="/profile" data-testid="bar-nav-profile" aria-current=move || path.with(|p| current(p, "/profile"))>
                    <Icon d=shape::PERSON/>{tr!(nav.profile_short)}
                </a></li>
            </ul></nav>
        </div>
    }
    .into_any()
}
