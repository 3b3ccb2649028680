//! Tổng quan điều hành: what is late, what waits, who is behind. Every figure is a link.

use super::overdue::OverdueCard;
use crate::{
    api,
    components::{
        badge::Badge,
        feedback::Empty,
        icon::{Icon, shape},
        meter::Meter,
        page_head::PageHead,
    },
    load::Loader,
    routes::Route,
    session::{now, use_session},
    tr, words,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::{
        figures::overview::{Dashboard, SinceYesterday, UnitRow},
        work::report::ReportSummary,
    },
    time,
};
use std::fmt::Display;

/// The overview. Test ids: `overview`, `overview-overdue`, `overview-awaiting`, `overview-due-soon`,
/// `overview-on-time`, `overview-unit` (each row), `overview-inbox`, `overview-since`, `overview-assign`.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let session = use_session();
    let board = Loader::new(|| (), |()| api::overview::dashboard());
    let note = Signal::derive(move || {
        board.value().map_or_else(String::new, |b| {
            tr!(
                overview.at,
                day = words::sentence(&words::day_named(time::day_of(b.now))),
                at = words::clock(b.now)
            )
        })
    });
    let may_assign = session.may(Action::TaskWrite);
    let may_review = session.may(Action::ReportReview);
    view! {
        <PageHead title=tr!(overview.title).to_owned() note>
            {may_assign.then(|| view! {
                <a class="btn primary" href=Route::NewTask.path() data-testid="overview-assign"><Icon d=shape::PLUS/>{tr!(tasks.new)}</a>
            })}
        </PageHead>
        <div data-testid="overview">{board.draw(move |board| view! { <Board board may_review/> })}</div>
    }
}

/// The ledger by unit, narrowed by one filter.
pub(super) fn of_units(filter: &str, value: &dyn Display) -> String {
    Route::Tasks.asking(&[("view", &"units"), (filter, value)])
}

#[component]
fn Board(board: Dashboard, may_review: bool) -> impl IntoView {
    let awaiting = if may_review { Route::Inbox.path() } else { of_units("state", &"submitted") };
    let percent = board.on_time_percent.map_or_else(|| "–".to_owned(), |n| format!("{n}%"));
    let overdue_note = if board.overdue == 0 {
        tr!(overview.no_overdue).to_owned()
    } else {
        tr!(overview.overdue_note, units = board.overdue_units, days = board.overdue_longest_days)
    };
    let digests = use_session().may(Action::TaskWrite);
    let chases = board.overdue > 0 && use_session().may(Action::Chase);
    let done = board.results.done_on_time + board.results.done_late;
    let figure = |test, href: String, tone, value: String, label: &'static str, note: String| {
        view! {
            <a href=href data-testid=test>
                <span class=format!("figure {tone}")>{value}</span>
                <span class="label">{label}</span><span class="note">{note}</span>
            </a>
        }
    };
    view! {
        <div class="card figures">
            {figure("overview-overdue", of_units("timeliness", &"overdue"), if board.overdue > 0 { "red" } else { "" }, board.overdue.to_string(), tr!(overview.overdue), overdue_note)}
            {figure("overview-awaiting", awaiting, "blue", board.awaiting_review.to_string(),
                if may_review { tr!(overview.awaiting) } else { tr!(overview.awaiting_all) }, tr!(overview.awaiting_note, n = board.awaiting_over_48h))}
            {figure("overview-due-soon", of_units("timeliness", &"due_in_7_days"), "amber", board.due_in_7_days.to_string(), tr!(overview.due_soon), tr!(overview.not_acknowledged, n = board.not_acknowledged))}
            {figure("overview-on-time", of_units("state", &"approved"), "", percent, tr!(overview.on_time), tr!(overview.done, n = done))}
        </div>
        <div class="two">
            <div class="stack-l">
                {chases.then(|| view! { <OverdueCard/> })}
                <Units rows=board.units/>
            </div>
            <div class="stack-l">
                {may_review.then(|| view! { <Inbox items=board.inbox/> })}
                <Since since=board.since_yesterday digests/>
            </div>
        </div>
    }
}

#[component]
fn Units(rows: Vec<UnitRow>) -> impl IntoView {
    let rows: Vec<UnitRow> = rows.into_iter().filter(|row| row.assigned > 0).collect();
    if rows.is_empty() {
        return view! {
            <section class="card" data-testid="overview-nothing">
                <header><h2>{tr!(overview.by_unit)}</h2></header>
                <Empty title=tr!(overview.nothing) hint=tr!(overview.nothing_hint)/>
            </section>
        }
        .into_any();
    }
    let body = rows.into_iter().map(|row| {
        #[allow(clippy::cast_precision_loss)]
        let (of, green, red) = (row.assigned as f64, row.approved as f64, row.overdue as f64);
        let label = tr!(overview.progress, done = row.approved, all = row.assigned, late = row.overdue);
        let href = of_units("unit", &row.unit.id);
        let late = row.overdue > 0;
        view! {
            <tr data-testid="overview-unit">
                <td class="lead"><a class="title" href=href>{row.unit.name}</a></td>
                <td class="num" data-label=tr!(overview.assigned)>{row.assigned}</td>
                <td class="num" data-label=tr!(overview.acknowledged)>{row.acknowledged}</td>
                <td class="num" data-label=tr!(overview.approved)>{row.approved}</td>
                <td class="num" data-label=tr!(overview.overdue)><span class:late=late class:strong=late class:muted=!late>{row.overdue}</span></td>
                <td class="full"><Meter parts=vec![("green", green), ("red", red)] of label/></td>
            </tr>
        }
    }).collect_view();
    view! {
        <section class="card">
            <header><h2>{tr!(overview.by_unit)}</h2><a href=Route::Tasks.asking(&[("view", &"units")])>{tr!(overview.all_units)}</a></header>
            <table class="ledger cards compact">
                <thead><tr>
                    <th scope="col">{tr!(overview.unit)}</th><th scope="col" class="num">{tr!(overview.assigned)}</th>
                    <th scope="col" class="num">{tr!(overview.acknowledged)}</th><th scope="col" class="num">{tr!(overview.approved)}</th>
                    <th scope="col" class="num">{tr!(overview.overdue)}</th><th scope="col">{tr!(overview.bar)}</th>
                </tr></thead>
                <tbody>{body}</tbody>
            </table>
        </section>
    }
    .into_any()
}

#[component]
fn Inbox(items: Vec<ReportSummary>) -> impl IntoView {
    let empty = items.is_empty();
    let asked = use_session().asked;
    let lines = items.into_iter().map(|report| {
        let sub = words::dotted(&[
            report.assignment.unit.name.clone(),
            report.submitted_at.map(|at| tr!(overview.sent_at, at = words::moment(at, now()))).unwrap_or_default(),
            if report.revision > 1 { tr!(review.revision, n = report.revision) } else { String::new() },
        ]);
        view! {
            <li><a class="line" href=Route::Review(report.id).path()>
                <span class="row between"><span class="strong grow">{report.assignment.task.name}</span><Badge tone="blue" text=tr!(state.submitted)/></span>
                <span class="small muted">{sub}</span>
            </a></li>
        }
    }).collect_view();
    view! {
        <section class="card" data-testid="overview-inbox">
            <header><h2>{tr!(overview.inbox)}</h2><a href=Route::Inbox.path()>{tr!(common.all)}</a></header>
            {move || Some(asked.get()).filter(|n| *n > 0).map(|n| view! {
                <ul class="lines"><li><a class="line" href=Route::Extensions.path() data-testid="overview-extensions">
                    <span class="row between"><span class="strong grow">{tr!(extension.waiting_n, n = n)}</span><Badge tone="blue" text=tr!(extension.state_asked)/></span>
                </a></li></ul>
            })}
            {if empty { view! { <Empty title=tr!(review.none) hint=tr!(review.none_hint)/> }.into_any() } else { view! { <ul class="lines">{lines}</ul> }.into_any() }}
        </section>
    }
}

/// What changed. Test ids: `overview-since`, `overview-digests`.
#[component]
pub(super) fn Since(
    /// How much of each.
    since: SinceYesterday,
    /// Since when.
    #[prop(default = tr!(overview.since))]
    title: &'static str,
    /// Leads to the digests.
    #[prop(optional)]
    digests: bool,
) -> impl IntoView {
    let lines = [
        (since.submitted, tr!(overview.since_submitted, n = since.submitted)),
        (since.approved, tr!(overview.since_approved, n = since.approved)),
        (since.returned, tr!(overview.since_returned, n = since.returned)),
        (since.became_overdue, tr!(overview.since_overdue, n = since.became_overdue)),
    ];
    let quiet = lines.iter().all(|(n, _)| *n == 0);
    let lines = lines
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(_, text)| view! { <li class="strong">{text}</li> })
        .collect_view();
    view! {
        <section class="card" data-testid="overview-since">
            <header><h2>{title}</h2>{digests.then(|| view! { <a href=Route::Digests.path() data-testid="overview-digests">{tr!(digest.title)}</a> })}</header>
            <ul class="lines">{lines}{quiet.then(|| view! { <li class="muted">{tr!(overview.since_none)}</li> })}</ul>
        </section>
    }
}
