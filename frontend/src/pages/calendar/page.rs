//! Lịch: deadlines and activities by month, week and day. What is shown lives in the address.

use super::{
    day_list::DayList,
    feed::FeedCard,
    grid::{Grid, room_of},
    span::{Span, address, month, month_title, months_around, question},
};
use crate::{
    api,
    components::{
        feedback::Empty,
        icon::{Icon, shape},
        page_head::PageHead,
    },
    dom,
    load::Loader,
    query::Filters,
    session::{now, use_session},
    tr,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use shared::{
    Role,
    catalogue::CatalogueKind,
    dto::notifications::calendar::{CalendarDay, CalendarDays},
    time::day_of,
};

/// The page. Test ids: `calendar`, `view-month`, `view-week`, `calendar-previous`, `calendar-next`,
/// `calendar-today`, `calendar-month`, `calendar-title`, `calendar-count`, `filter-unit`,
/// `filter-channel`, `calendar-print`, and those of [`Grid`], [`DayList`] and [`FeedCard`].
#[component]
pub fn CalendarPage() -> impl IntoView {
    let filters = Filters::here();
    let span = Memo::new(move |_| Span::of(&filters.get("view")));
    let day = Memo::new(move |_| filters.get("day").parse().unwrap_or_else(|_| day_of(now())));
    let kept = Memo::new(move |_| filters.query(&["unit", "channel"]));
    let asked =
        Memo::new(move |_| question(&kept.get(), span.get().range(day.get()), room_of(span.get())));
    let list =
        Loader::new(move || asked.get(), |query| async move { api::calendar::read(&query).await });
    let navigate = use_navigate();
    let go = Callback::new(move |(span, day): (Span, NaiveDate)| {
        let quiet = NavigateOptions { replace: true, scroll: false, ..Default::default() };
        navigate(&address(&kept.get_untracked(), span, day), quiet);
    });
    let step = Callback::new(move |on: bool| {
        let span = span.get_untracked();
        go.run((span, span.step(day.get_untracked(), on)));
    });
    let today = Callback::new(move |()| {
        go.run((span.get_untracked(), day_of(now())));
        // On a phone the days before it may fill the window.
        request_animation_frame(|| dom::focus("today"));
    });
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        let other = event.ctrl_key() || event.meta_key() || event.alt_key();
        if other || dom::typing() || dom::asking() {
            return;
        }
        match event.key().as_str() {
            "ArrowLeft" => step.run(false),
            "ArrowRight" => step.run(true),
            "t" | "T" => today.run(()),
            _ => {}
        }
    });
    on_cleanup(move || keys.remove());
    let draw = move |found: CalendarDays| {
        let (span, around) = (span.get_untracked(), day.get_untracked());
        if within(&found, span, around).next().is_none() {
            return view! { <Empty title=tr!(calendar.none) hint=tr!(calendar.none_hint)/> }
                .into_any();
        }
        let kept = kept.get_untracked();
        if span == Span::Day {
            return view! { <DayList day=around kept/> }.into_any();
        }
        view! { <Grid span around found=found.days kept/> }.into_any()
    };
    let count = move || {
        let Some(found) = list.value() else { return String::new() };
        let sum = |of: fn(&CalendarDay) -> u64| -> u64 {
            within(&found, span.get(), day.get()).map(of).sum()
        };
        tr!(calendar.counts, due = sum(|day| day.deadlines), held = sum(|day| day.activities))
    };
    let title = move || span.get().title(day.get());
    let view_chip = move |of: Span, test: &'static str, word: &'static str| {
        view! {
            <a class="chip" data-testid=test href=move || address(&kept.get(), of, day.get()) aria-current=move || (span.get() == of).to_string()>{word}</a>
        }
    };
    view! {
        <PageHead title=tr!(calendar.title).to_owned() note=tr!(calendar.note).to_owned()>
            <button type="button" class="btn wide-only" data-testid="calendar-print" on:click=|_| dom::print()><Icon d=shape::PRINT/>{tr!(common.print)}</button>
        </PageHead>
        <div class="stack-l" data-testid="calendar">
            <div>
                <Choices filters/>
                <section class="card calendar" aria-labelledby="calendar-title">
                    <header>
                        <div><h2 id="calendar-title" data-testid="calendar-title">{title}</h2><p class="muted small" role="status" data-testid="calendar-count">{count}</p></div>
                        <div class="steer no-print">
                            <div class="chips" role="group" aria-label=tr!(calendar.view)>
                                {view_chip(Span::Month, "view-month", tr!(calendar.month))}
                                {view_chip(Span::Week, "view-week", tr!(calendar.week))}
                            </div>
                            <Months day span go/>
                            <div class="row" role="group" title=tr!(calendar.keys)>
                                <button type="button" class="btn icon-only" data-testid="calendar-previous" aria-keyshortcuts="ArrowLeft" aria-label=tr!(calendar.previous) on:click=move |_| step.run(false)><Icon d=shape::BACK/></button>
                                <button type="button" class="btn" data-testid="calendar-today" aria-keyshortcuts="T" on:click=move |_| today.run(())>{tr!(calendar.today)}</button>
                                <button type="button" class="btn icon-only on" data-testid="calendar-next" aria-keyshortcuts="ArrowRight" aria-label=tr!(calendar.next) on:click=move |_| step.run(true)><Icon d=shape::BACK/></button>
                            </div>
                        </div>
                    </header>
                    {list.draw(draw)}
                </section>
            </div>
            <FeedCard/>
        </div>
    }
}

/// The days of a span on which something happens: a month without the days of its neighbours that
/// stand beside it.
fn within(
    found: &CalendarDays,
    span: Span,
    around: NaiveDate,
) -> impl Iterator<Item = &CalendarDay> {
    let (first, last) = match span {
        Span::Month => month(around),
        other => other.range(around),
    };
    found.days.iter().filter(move |one| (first..=last).contains(&one.day))
}

#[component]
fn Months(
    day: Memo<NaiveDate>,
    span: Memo<Span>,
    go: Callback<(Span, NaiveDate)>,
) -> impl IntoView {
    let options = move || {
        let here = month(day.get()).0;
        let mut all = months_around(day_of(now()));
        if !all.contains(&here) {
            all.push(here);
            all.sort();
        }
        let option = |first: NaiveDate| view! { <option value=first.to_string() selected={first == here}>{month_title(first)}</option> };
        all.into_iter().map(option).collect_view()
    };
    let choose = move |word: String| {
        if let Ok(first) = word.parse() {
            go.run((span.get_untracked(), first));
        }
    };
    view! {
        <select data-testid="calendar-month" aria-label=tr!(calendar.go_month) on:change:target=move |e| choose(e.target().value())>{options}</select>
    }
}

#[component]
fn Choices(filters: Filters) -> impl IntoView {
    let office = use_session().role().is_some_and(Role::is_office);
    let units = Loader::new(
        || (),
        move |()| async move { if office { api::catalogues::units().await } else { Ok(Vec::new()) } },
    );
    let channels = Loader::new(|| (), |()| api::catalogues::entries(CatalogueKind::Channels));
    let option = move |name: &'static str, id: String, word: String| {
        let chosen = untrack(|| filters.get(name)) == id;
        view! { <option value=id selected=chosen>{word}</option> }
    };
    view! {
        <div class="filters few no-print">
            {office.then(|| view! {
                <div class="field"><label for="filter-unit">{tr!(calendar.unit)}</label>
                    <select id="filter-unit" data-testid="filter-unit" on:change:target=move |e| filters.set("unit", e.target().value())>
                        <option value="">{tr!(common.all)}</option>
                        {move || units.value().unwrap_or_default().into_iter().map(|unit| option("unit", unit.id.to_string(), unit.name)).collect_view()}
                    </select></div>
            })}
            <div class="field"><label for="filter-channel">{tr!(calendar.channel)}</label>
                <select id="filter-channel" data-testid="filter-channel" on:change:target=move |e| filters.set("channel", e.target().value())>
                    <option value="">{tr!(common.all)}</option>
                    {move || channels.value().unwrap_or_default().into_iter().map(|entry| option("channel", entry.id.to_string(), entry.name)).collect_view()}
                </select></div>
        </div>
    }
}
