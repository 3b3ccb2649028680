//! Duyệt báo cáo: inbox on the left, the report on the right.

use super::pane::ReviewPane;
use crate::{
    api,
    components::{feedback::Empty, page_head::PageHead, review_tabs::ReviewTabs},
    load::Loader,
    routes::Route,
    session::{now, use_session},
    tr, words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::{dto::work::report::ReportSummary, id::ReportId};

/// The line at the right of an inbox entry.
fn when(report: &ReportSummary) -> String {
    if report.revision > 1 {
        return tr!(review.revision, n = report.revision);
    }
    report.submitted_at.map(|at| words::moment(at, now())).unwrap_or_default()
}

/// The review. Test ids: `review`, `inbox-<report>`, and those of [`ReviewPane`].
#[component]
pub fn ReviewPage(
    /// The address, which holds the chosen report.
    route: Memo<Route>,
) -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let wanted = Memo::new(move |_| match route.get() {
        Route::Review(id) => Some(id),
        _ => None,
    });
    let inbox = Loader::new(|| (), move |()| api::reports::inbox(wanted.get_untracked()));
    let list = Memo::new(move |_| inbox.value().unwrap_or_default());
    let to = Callback::new(move |id: Option<ReportId>| {
        let path = id.map_or(Route::Inbox, Route::Review).path();
        navigate(
            &path,
            leptos_router::NavigateOptions { replace: true, scroll: false, ..Default::default() },
        );
    });
    // On a wide screen the first report is open at once.
    Effect::new(move |_| {
        let wide = crate::dom::window().inner_width().ok().and_then(|w| w.as_f64()).unwrap_or(0.0)
            >= 1024.0;
        let open = wide && route.get() == Route::Inbox;
        if open && let Some(first) = list.with(|all| all.first().map(|r| r.id)) {
            to.run(Some(first));
        }
    });
    let step = move |by: isize| {
        let next = list.with_untracked(|all| {
            let at = all.iter().position(|r| Some(r.id) == wanted.get_untracked());
            let goal = at.map_or(Some(0), |at| at.checked_add_signed(by))?;
            all.get(goal).map(|r| r.id)
        });
        if next.is_some() {
            to.run(next);
        }
    };
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || crate::dom::typing() {
            return;
        }
        match event.key().as_str() {
            "j" | "J" => step(1),
            "k" | "K" => step(-1),
            _ => {}
        }
    });
    on_cleanup(move || keys.remove());
    let decided = Callback::new(move |id: ReportId| {
        let next = list.with_untracked(|all| {
            let at = all.iter().position(|r| r.id == id)?;
            all.get(at + 1).or_else(|| at.checked_sub(1).and_then(|at| all.get(at))).map(|r| r.id)
        });
        inbox.put(list.with_untracked(|all| all.iter().filter(|r| r.id != id).cloned().collect()));
        session.count_waiting();
        to.run(next);
    });
    let note = Signal::derive(move || tr!(review.note, n = list.with(Vec::len)));
    let chosen = Memo::new(move |_| {
        wanted.get().and_then(|id| list.with(|all| all.iter().find(|r| r.id == id).cloned()))
    });
    let entries = move || {
        list.get().into_iter().map(|report| {
        let id = report.id;
        view! {
            <li><a href=Route::Review(id).path() data-testid=format!("inbox-{id}")
                aria-current=move || (wanted.get() == Some(id)).then_some("true")>
                <span class="strong">{report.assignment.task.name.clone()}</span>
                <span class="sub"><span>{report.assignment.unit.name.clone()}</span><span>{when(&report)}</span></span>
            </a></li>
        }
    }).collect_view()
    };
    let pane = move || {
        match (chosen.get(), wanted.get()) {
        (Some(report), _) => view! { <ReviewPane report decided/> }.into_any(),
        (None, Some(_)) => view! { <div class="card"><Empty title=tr!(review.gone) hint=tr!(review.gone_hint)/></div> }.into_any(),
        _ => ().into_any(),
    }
    };
    let whole = move |items: Vec<ReportSummary>| {
        if items.is_empty() {
            return view! { <div class="card"><Empty title=tr!(review.none) hint=tr!(review.none_hint)/></div> }.into_any();
        }
        view! {
            <div class="review" class:has-report=move || wanted.get().is_some()>
                <nav class="card inbox" aria-label=tr!(review.inbox)><ul>{entries}</ul></nav>
                <div class="report-pane">{pane}</div>
            </div>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr!(nav.review).to_owned() note/>
        <ReviewTabs/>
        <div data-testid="review">{inbox.draw(whole)}</div>
    }
}
