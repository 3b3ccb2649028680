//! What stands on one day of the calendar: what is late first, activities last, and the units that
//! share a task as one entry where they are many.

use crate::{
    components::icon::{Icon, shape},
    routes::Route,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    deadline::Timeliness,
    dto::notifications::calendar::{CalendarActivity, CalendarDeadline, CalendarEntry},
};

/// One thing on a day.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    /// A unit's share of a task.
    One(CalendarDeadline),
    /// The shares of several units in one task.
    Many(Vec<CalendarDeadline>),
    /// An activity.
    Held(CalendarActivity),
}

/// How pressing it is: what is late, then what is due, then what waits or is done.
const fn rank(timeliness: Timeliness) -> u8 {
    match timeliness {
        Timeliness::Overdue => 0,
        Timeliness::DueSoon => 1,
        Timeliness::OnTrack | Timeliness::Undated => 2,
        Timeliness::AwaitingReview => 3,
        Timeliness::Done => 4,
    }
}

/// The most pressing of some.
fn worst(shares: &[CalendarDeadline]) -> Timeliness {
    let each = shares.iter().map(|one| one.timeliness);
    each.min_by_key(|one| rank(*one)).unwrap_or(Timeliness::Done)
}

/// The entries of one day in the order in which they press. `by_task` makes one of the units that
/// share a task: for whoever reads the whole of it.
#[must_use]
pub(super) fn arranged(
    entries: impl IntoIterator<Item = CalendarEntry>,
    by_task: bool,
) -> Vec<Happening> {
    let (mut shares, mut held) = (Vec::<Vec<CalendarDeadline>>::new(), Vec::new());
    for entry in entries {
        match entry {
            CalendarEntry::Activity(one) => held.push(Happening::Held(one)),
            CalendarEntry::Deadline(one) => {
                let same = |some: &&mut Vec<CalendarDeadline>| some[0].task.id == one.task.id;
                match shares.iter_mut().find(same).filter(|_| by_task) {
                    Some(some) => some.push(one),
                    None => shares.push(vec![one]),
                }
            }
        }
    }
    shares.sort_by_key(|some| rank(worst(some)));
    let due = shares.into_iter().map(|mut some| match some.pop() {
        Some(one) if some.is_empty() => Happening::One(one),
        last => Happening::Many(some.into_iter().chain(last).collect()),
    });
    due.chain(held).collect()
}

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
pub(super) fn entry(entry: Happening) -> AnyView {
    match entry {
        Happening::One(due) => deadline(due).into_any(),
        Happening::Many(shares) => of_task(&shares).into_any(),
        Happening::Held(held) => activity(held).into_any(),
    }
}

fn of_task(shares: &[CalendarDeadline]) -> impl IntoView + use<> {
    let (task, count) = (shares[0].task.clone(), shares.len());
    let late = shares.iter().filter(|one| one.timeliness == Timeliness::Overdue).count();
    let (tone, word) = standing(worst(shares));
    let word = if late > 0 { tr!(calendar.late_of, n = late) } else { word().to_owned() };
    let units = tr!(calendar.units, n = count);
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
