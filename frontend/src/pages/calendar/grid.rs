//! A month or a week of the calendar: a grid at a desk, on a phone the days that have something.

use super::{
    entries::entry,
    span::{Span, address, month},
};
use crate::{
    components::icon::{Icon, shape},
    dom,
    session::now,
    tr, words,
};
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use shared::{dto::notifications::calendar::CalendarDay, time::day_of};

/// How much of a day the grid of a month shows, at a desk and on a phone.
const ROOM: [usize; 2] = [3, 6];
/// How much of a day the grid of a week shows; a day has the whole of it.
const WEEK_ROOM: usize = 20;

/// How much of each day is asked for.
#[must_use]
pub(super) fn room_of(span: Span) -> usize {
    match span {
        Span::Month => ROOM[usize::from(is_slim())],
        Span::Week => WEEK_ROOM,
        // The list of a day reads for itself.
        Span::Day => 0,
    }
}

/// Whether days stand below one another, as on a phone: the width of `calendar.css`.
fn is_slim() -> bool {
    let asked = dom::window().match_media("(max-width: 47.99rem)");
    asked.ok().flatten().is_some_and(|answer| answer.matches())
}

/// What lies before today, which a phone folds away so that what comes stands first.
#[derive(Clone, Copy)]
struct Past {
    /// Days on which something was.
    days: usize,
    /// Work of theirs that is overdue.
    late: u64,
}

impl Past {
    fn of(found: &[CalendarDay], from: NaiveDate, today: NaiveDate) -> Self {
        let over = || found.iter().filter(|one| (from..today).contains(&one.day));
        Self { days: over().count(), late: over().map(|one| one.overdue).sum() }
    }

    fn words(self) -> String {
        match self.late {
            0 => tr!(calendar.past, n = self.days),
            late => tr!(calendar.past_late, n = self.days, late = late),
        }
    }
}

/// The days of a span with what happens on them. Test ids: `calendar-grid`, `day-<yyyy-mm-dd>`,
/// `day-open-<yyyy-mm-dd>`, `more-wide-<yyyy-mm-dd>` and `more-slim-<yyyy-mm-dd>`, on a phone `calendar-past`, and those of the entries.
#[component]
pub(super) fn Grid(
    /// How many days.
    span: Span,
    /// Around which one.
    around: NaiveDate,
    /// Those on which something happens.
    found: Vec<CalendarDay>,
    /// The filters, for the addresses of days.
    kept: String,
) -> impl IntoView {
    let (from, to) = span.range(around);
    let today = day_of(now());
    let (first_day, last_day) = month(around);
    let (from_day, to_day) = if span == Span::Month { (first_day, last_day) } else { (from, to) };
    // What is over stands above what comes only where both are in sight.
    let folds = (from_day..=to_day).contains(&today);
    let past = Past::of(&found, from_day, today);
    let unfolded = RwSignal::new(false);
    let found = StoredValue::new(found);
    let cell = move |day: NaiveDate| {
        let mine = found.with_value(|all| all.iter().find(|one| one.day == day).cloned());
        let (count, first) = mine.map_or_else(Default::default, |mine| (mine.entries, mine.first));
        let outside = span == Span::Month && !(first_day..=last_day).contains(&day);
        // No more can be shown than was told.
        let room = if span == Span::Month { ROOM } else { [usize::MAX; 2] };
        let room = room.map(|room| room.min(first.len()));
        let rows = first.into_iter().take(room[1]).enumerate().map(|(at, one)| {
            view! { <li class:extra={at >= room[0]}>{entry(one)}</li> }
        });
        let named = words::sentence(&words::day_named(day));
        let open = address(&kept, Span::Day, day);
        let more = ["wide", "slim"].into_iter().zip(room).filter_map(|(class, room)| {
            let n = count.checked_sub(room as u64).filter(|n| *n > 0)?;
            Some(view! {
                <a class=format!("rest {class}") href=open.clone() data-testid=format!("more-{class}-{day}") aria-label=tr!(calendar.more_of, n = n, day = shared::time::format_day(day))>{tr!(calendar.more, n = n)}</a>
            })
        }).collect_view();
        view! {
            <td class:outside=outside class:today={day == today} class:bare={count == 0} class:past={folds && day < today} data-testid=format!("day-{day}")>
                <a class="date" id=(day == today).then_some("today") href=open.clone() data-testid=format!("day-open-{day}") aria-label=named.clone() aria-current=(day == today).then_some("date")>
                    <span class="slim">{named.clone()}</span><span class="wide">{day.day()}</span>
                    {(day == today).then(|| view! { <span class="now">{tr!(calendar.today)}</span> })}
                </a>
                <ul>{rows.collect_view()}</ul>{more}
            </td>
        }
    };
    let days: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= to).collect();
    let heads = [
        tr!(weekday.mon),
        tr!(weekday.tue),
        tr!(weekday.wed),
        tr!(weekday.thu),
        tr!(weekday.fri),
        tr!(weekday.sat),
        tr!(weekday.sun),
    ];
    view! {
        {(folds && past.days > 0).then(|| view! {
            <button type="button" class="btn quiet past-days no-print" data-testid="calendar-past" aria-expanded=move || unfolded.get().to_string()
                on:click=move |_| unfolded.update(|open| *open = !*open)>
                <Icon d=shape::DOWN/>{move || if unfolded.get() { tr!(calendar.past_hide, n = past.days) } else { past.words() }}
            </button>
        })}
        <table class="month" class:week={span == Span::Week} class:unfolded=move || unfolded.get() data-testid="calendar-grid">
            <caption class="visually-hidden">{span.title(around)}</caption>
            <thead><tr>{heads.map(|name| view! { <th scope="col">{name}</th> })}</tr></thead>
            <tbody>{days.chunks(7).map(|week| view! { <tr>{week.iter().map(|day| cell(*day)).collect_view()}</tr> }).collect_view()}</tbody>
        </table>
    }
}
