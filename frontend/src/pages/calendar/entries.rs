//! What stands on one day of the calendar, entry by entry.

use crate::{
    components::icon::{Icon, shape},
    routes::Route,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    deadline::Timeliness,
    dto::notifications::calendar::{
        CalendarActivity, CalendarDeadline, CalendarEntry, CalendarTask,
    },
};

/// How a deadline stands: tone and word.
const fn standing(timeliness: Timeliness) -> (&'static str, fn() -> &'static str) {
    match timeliness {
        Timeliness::Overdue => ("red", || tr!(calendar.overdue)),
        Timeliness::DueSoon => ("amber", || tr!(calendar.due_soon)),
        Timeliness::OnTrack | Timeliness::Undated => ("", || tr!(calendar.on_track)),
        Timeliness::AwaitingReview => ("blue", || tr!(calendar.waiting)),
        Timeliness::Done => ("green", || tr!(calendar.done)),
    }
}

/// One entry. Test ids: `due-<assignment>`, `due-task-<task>`, `held-<activity>`.
pub(super) fn entry(entry: CalendarEntry) -> AnyView {
    match entry {
        CalendarEntry::Deadline(due) => deadline(due).into_any(),
        CalendarEntry::Task(shares) => of_task(shares).into_any(),
        CalendarEntry::Activity(held) => activity(held).into_any(),
    }
}

fn of_task(CalendarTask { task, units, overdue, timeliness, .. }: CalendarTask) -> impl IntoView {
    let (tone, word) = standing(timeliness);
    let word = if overdue > 0 { tr!(calendar.late_of, n = overdue) } else { word().to_owned() };
    let units = tr!(calendar.units, n = units);
    let title = format!("{} – {units}, {word}", task.name);
    view! {
        <a class="happening many" href=Route::Task(task.id).path() title=title data-testid=format!("due-task-{}", task.id)>
            <span class="what">{task.name}</span>
            <span class="who"><span class=format!("badge {tone}")>{word}</span><span>{units}</span></span>
        </a>
    }
}

fn deadline(due: CalendarDeadline) -> impl IntoView {
    let (tone, word) = standing(due.timeliness);
    let title = format!("{} – {} – {}", due.task.name, due.unit.name, word());
    view! {
        <a class="happening" href=Route::Assignment(due.assignment_id).path() title=title data-testid=format!("due-{}", due.assignment_id)>
            <span class="what">{due.task.name}</span>
            <span class="who"><span class=format!("badge {tone}")>{word()}</span><span>{due.unit.name}</span></span>
        </a>
    }
}

fn activity(held: CalendarActivity) -> impl IntoView {
    let place = if held.place.is_empty() { tr!(calendar.no_place).to_owned() } else { held.place };
    let what = held.hour.map_or_else(|| place.clone(), |hour| format!("{hour} {place}"));
    let units = held.units.into_iter().map(|unit| unit.name).collect::<Vec<_>>().join(", ");
    let channel = held.channel.map(|channel| channel.name).unwrap_or_default();
    let who = words::dotted(&[channel, units]);
    let title = format!("{} – {what} – {who}", tr!(calendar.activity));
    view! {
        <a class="happening held" href=Route::Activity(held.activity_id).path() title=title data-testid=format!("held-{}", held.activity_id)>
            <span class="what"><Icon d=shape::SPEAKER/><span class="visually-hidden">{tr!(calendar.activity)}": "</span>{what}</span>
            <span class="who"><span>{who}</span></span>
        </a>
    }
}
