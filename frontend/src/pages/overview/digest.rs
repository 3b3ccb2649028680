//! Tổng hợp đầu ngày: what stood at the opening of a working day, and the days there are.

use super::board::{Since, of_units};
use crate::{
    api,
    components::{
        feedback::Empty,
        icon::{Icon, shape},
        more::Paged,
        page_head::PageHead,
    },
    load::Loader,
    routes::Route,
    session::use_session,
    tr, words,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::{
    Action,
    dto::notifications::digest::{DigestList, DigestRow, DigestView},
    time::format_day,
};

/// The days. Test ids: `digests`, `digest-<day>`, `list-more`.
#[component]
pub fn DigestsPage() -> impl IntoView {
    let list = Paged::new(Signal::derive(String::new), |_, cursor| async move {
        api::digests::list(cursor.as_deref()).await
    });
    let row = |one: DigestView| {
        let line = tr!(
            digest.line,
            overdue = one.overdue.count,
            awaiting = one.awaiting_me.count,
            extensions = one.extensions.count,
            due = one.due_this_week.count
        );
        view! {
            <li><a class="line" href=Route::Digest(one.day).path() data-testid=format!("digest-{}", one.day)>
                <span class="strong">{words::sentence(&words::day_named(one.day))}</span>
                <span class="block small muted">{line}</span>
            </a></li>
        }
    };
    let rows = move |items: Vec<DigestView>| {
        view! { <ul class="lines">{items.into_iter().map(row).collect_view()}</ul> }
    };
    let runs = use_session().may(Action::SettingsRead);
    view! {
        <PageHead title=tr!(digest.title).to_owned() back=(Route::Overview.path(), tr!(nav.overview))/>
        <div class="stack read">
            <div class="card" data-testid="digests">{list.draw(rows, || view! { <Empty title=tr!(digest.none) hint=tr!(digest.none_hint)/> })}</div>
            {runs.then(|| view! { <p class="small"><a href=Route::Jobs.path()>{tr!(jobs.title)}</a></p> })}
        </div>
    }
}

/// One day. Test ids: `digest`, `digest-before`, `digest-after`, `digest-overdue`,
/// `digest-escalated`, `digest-awaiting`, `digest-extensions`, `digest-due`.
#[component]
pub fn DigestPage(
    /// Which.
    day: NaiveDate,
) -> impl IntoView {
    let whole = Loader::new(move || day, api::digests::read);
    // The days around it; without them one goes by the list.
    let days = Loader::new(
        || (),
        |()| async {
            let page = api::digests::list(None).await?;
            Ok(page.items.into_iter().map(|one| one.day).collect::<Vec<_>>())
        },
    );
    let note = Signal::derive(move || {
        let named = words::sentence(&words::day_named(day));
        whole
            .value()
            .map_or(named.clone(), |one| tr!(digest.note, day = named, at = words::clock(one.at)))
    });
    let around = move || {
        let all = days.value().unwrap_or_default();
        let before = all.iter().copied().filter(|other| *other < day).max();
        let after = all.iter().copied().filter(|other| *other > day).min();
        let link = |to: NaiveDate, test: &'static str, text: String| {
            view! { <a class="btn" href=Route::Digest(to).path() data-testid=test>{text}</a> }
        };
        let any = before.is_some() || after.is_some();
        any.then(|| view! {
            <nav class="row filters-block no-print" aria-label=tr!(digest.days)>
            {before.map(|to| link(to, "digest-before", tr!(digest.before, day = format_day(to))))}
            {after.map(|to| link(to, "digest-after", tr!(digest.after, day = format_day(to))))}
            </nav>
        })
    };
    view! {
        <PageHead title=tr!(digest.title).to_owned() note back=(Route::Digests.path(), tr!(digest.all))>
            <button type="button" class="btn" on:click=|_| crate::dom::print()><Icon d=shape::PRINT/>{tr!(common.print)}</button>
        </PageHead>
        {around}
        <div data-testid="digest">{whole.draw(|one| view! { <Body one/> })}</div>
    }
}

/// Days as the row of a list says them.
#[derive(Clone, Copy)]
enum Says {
    Late,
    Waits,
    Due,
}

#[component]
fn Body(one: DigestView) -> impl IntoView {
    let late = || of_units("timeliness", &"overdue");
    view! {
        <p class="muted small filters-block">{tr!(digest.then)}</p>
        <div class="two">
            <div class="stack-l">
                <List test="digest-escalated" title=tr!(digest.escalated) list=one.escalated says=Says::Late more=late()/>
                <List test="digest-overdue" title=tr!(digest.overdue) list=one.overdue says=Says::Late more=late()/>
                <List test="digest-due" title=tr!(digest.due) list=one.due_this_week says=Says::Due more=of_units("timeliness", &"due_in_7_days")/>
            </div>
            <div class="stack-l">
                <List test="digest-awaiting" title=tr!(digest.awaiting) list=one.awaiting_me says=Says::Waits more=Route::Inbox.path()/>
                <List test="digest-extensions" title=tr!(digest.extensions) list=one.extensions says=Says::Waits more=Route::Extensions.path()/>
                <Since since=one.changes title=tr!(digest.since)/>
            </div>
        </div>
    }
}

/// One list.
#[component]
fn List(
    test: &'static str,
    title: &'static str,
    list: DigestList,
    says: Says,
    more: String,
) -> impl IntoView {
    let count = list.count;
    let left = count > i64::try_from(list.rows.len()).unwrap_or(i64::MAX);
    let empty = list.rows.is_empty();
    let row = move |row: DigestRow| {
        let days = match (says, row.days) {
            (Says::Late, ..=0) => tr!(digest.late_today).to_owned(),
            (Says::Late, n) => tr!(digest.late_n, n = n),
            (Says::Waits, ..=0) => tr!(digest.waits_today).to_owned(),
            (Says::Waits, n) => tr!(digest.waits_n, n = n),
            (Says::Due, _) => String::new(),
        };
        let due =
            row.due_at.map(|due| tr!(work.due, day = words::due_both(Some(due), row.moved_from)));
        let late = matches!(says, Says::Late);
        let sub = words::dotted(&[row.unit.name, due.unwrap_or_default()]);
        view! {
            <li><a class="line" href=Route::Assignment(row.assignment_id).path()>
                <span class="row between"><span class="strong grow">{row.task.name}</span><span class="small" class:late=late>{words::sentence(&days)}</span></span>
                <span class="block small muted">{sub}</span>
            </a></li>
        }
    };
    view! {
        <section class="card" data-testid=test>
            <header><h2>{title}" · "{count}</h2>{left.then(|| view! { <a class="no-print" href=more>{tr!(digest.more, n = count)}</a> })}</header>
            <ul class="lines">{list.rows.into_iter().map(row).collect_view()}
                {empty.then(|| {
                    // Those that are not shown here stand among the long overdue.
                    let words = if count > 0 { tr!(digest.all_above) } else { tr!(digest.nothing) };
                    view! { <li class="muted">{words}</li> }
                })}</ul>
        </section>
    }
}
