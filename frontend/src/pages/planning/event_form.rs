//! An event: its common day, and the own days of the units that differ.

use crate::{
    api,
    components::{
        date::DateField,
        field::{ErrorSummary, SelectField, TextField, nth},
        icon::{Icon, shape},
        toast::use_toasts,
        unit_picker::offered,
    },
    dom,
    form::{self, use_form},
    tr,
};
use leptos::prelude::*;
use shared::{
    dto::{
        organisation::unit::UnitView,
        work::event::{EventCreate, EventDay, EventPatch, EventView},
    },
    validate::Checks,
};

/// A unit's own day as it is written.
#[derive(Clone, Copy, PartialEq)]
struct Own {
    key: usize,
    unit: RwSignal<String>,
    day: RwSignal<String>,
}

impl Own {
    fn new(key: usize, unit: String, day: String) -> Self {
        Self { key, unit: RwSignal::new(unit), day: RwSignal::new(day) }
    }

    fn read(self) -> Option<EventDay> {
        let unit_id = self.unit.with_untracked(|id| id.parse().ok())?;
        Some(EventDay { unit_id, day: self.day.with_untracked(|day| day.parse().ok())? })
    }
}

fn check(checks: &mut Checks, own: &[Own]) {
    for one in own {
        form::required(checks, nth("event-unit", one.key), &one.unit.get_untracked());
        form::day(checks, nth("event-own-day", one.key), &one.day.get_untracked(), false);
    }
}

/// The form's own id for a field that the server names: "days[1].unit_id" is of the second row.
fn place(own: &[Own], field: &str) -> &'static str {
    let row = field.strip_prefix("days[").and_then(|rest| {
        let (at, part) = rest.split_once(']')?;
        Some((own.get(at.parse::<usize>().ok()?)?.key, part == ".day"))
    });
    match (row, field) {
        (Some((key, true)), _) => nth("event-own-day", key),
        (Some((key, false)), _) => nth("event-unit", key),
        (None, "day") => "event-day",
        _ => "event-name",
    }
}

/// The form. Test ids: `event-form`, `event-name`, `event-day`, `event-unit` and `event-own-day`
/// (`-2`, `-3`, … from the second row on), `event-day-add`, `event-day-remove-<n>` (n from 0),
/// `event-submit`, `event-cancel`.
#[component]
pub(super) fn EventForm(
    /// The event that is changed; none for a new one.
    start: Option<EventView>,
    /// The units.
    units: Vec<UnitView>,
    /// It has been saved, or is not to be.
    done: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let begin = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
    let name = begin(start.as_ref().map(|one| one.name.clone()));
    let day = begin(start.as_ref().map(|one| one.day.to_string()));
    let days = start.as_ref().map(|one| one.days.clone()).unwrap_or_default();
    // A unit that has ended keeps the day it had.
    let offered = offered(&units);
    let kept: Vec<_> = days.iter().map(|own| own.unit.id).collect();
    let options: Vec<(String, String)> = units
        .into_iter()
        .filter(|unit| offered.contains(&unit.id) || kept.contains(&unit.id))
        .map(|unit| (unit.id.to_string(), unit.name))
        .collect();
    let own: Vec<Own> = (0..)
        .zip(days)
        .map(|(key, own)| Own::new(key, own.unit.id.to_string(), own.day.to_string()))
        .collect();
    let own = RwSignal::new(own);
    // The rows that were sent: the server counts these.
    let sent = StoredValue::new(Vec::<Own>::new());
    let form =
        use_form("event-name", move |field: &str| sent.with_value(|rows| place(rows, field)));
    let (errors, busy) = (form.errors, form.busy);
    let changes = start.is_some();
    let was = StoredValue::new(start);
    let read = move |checks: &mut Checks| {
        let rows = own.get_untracked();
        form::required(checks, "event-name", &name.get_untracked());
        form::day(checks, "event-day", &day.get_untracked(), false);
        check(checks, &rows);
        sent.set_value(rows.clone());
        Some(EventCreate {
            id: None,
            name: name.get_untracked(),
            day: day.with_untracked(|day| day.parse().ok())?,
            days: rows.iter().filter_map(|one| one.read()).collect(),
        })
    };
    let send = move |written: EventCreate| async move {
        match was.get_value() {
            Some(one) => {
                let EventCreate { name, day, days, .. } = written;
                let patch = EventPatch { name: Some(name), day: Some(day), days: Some(days) };
                api::events::change(&one, &patch).await
            }
            None => api::events::create(&written).await,
        }
    };
    let submit = form.submit(read, send, move |saved: EventView| {
        toasts.say(if changes {
            tr!(event.changed, name = saved.name)
        } else {
            tr!(event.added, name = saved.name)
        });
        done.try_run(());
    });
    let add = move |_| {
        let key = own.with_untracked(|all| all.iter().map(|one| one.key + 1).max().unwrap_or(0));
        let common = day.get_untracked();
        own.update(|all| all.push(Own::new(key, String::new(), common)));
        request_animation_frame(move || dom::focus(nth("event-unit", key)));
    };
    let row = move |one: Own| {
        let options = options.clone();
        view! {
            <div class="own-day">
                <SelectField id=nth("event-unit", one.key) label=tr!(event.unit) value=one.unit options empty=tr!(event.choose_unit) errors/>
                <DateField id=nth("event-own-day", one.key) label=tr!(event.own_day) value=one.day errors/>
                <button type="button" class="btn quiet icon-only" data-testid=format!("event-day-remove-{}", one.key) aria-label=tr!(event.remove_day)
                    on:click=move |_| own.update(|all| all.retain(|other| other.key != one.key))><Icon d=shape::CLOSE/></button>
            </div>
        }
    };
    Effect::new(|_| dom::focus("event-name"));
    view! {
        <form class="card" data-testid="event-form" on:submit=submit novalidate>
            <header><h2>{if changes { tr!(event.change) } else { tr!(event.new) }}</h2></header>
            <div class="body stack read">
                {changes.then(|| view! { <p class="muted">{tr!(event.moved_hint)}</p> })}
                <ErrorSummary errors/>
                <TextField id="event-name" label=tr!(event.name) value=name errors/>
                <DateField id="event-day" label=tr!(event.day) value=day errors/>
                <fieldset class="field"><legend>{tr!(event.own)}</legend>
                    <p class="hint">{tr!(event.own_hint)}</p>
                    <For each=move || own.get() key=|one| one.key let(one)>{row(one)}</For>
                    <div><button type="button" class="btn" data-testid="event-day-add" on:click=add><Icon d=shape::PLUS/>{tr!(event.add_day)}</button></div>
                </fieldset>
                <div class="row">
                    <button class="btn primary" data-testid="event-submit" disabled=busy>{tr!(event.save)}</button>
                    <button type="button" class="btn" data-testid="event-cancel" on:click=move |_| done.run(())>{tr!(common.cancel)}</button>
                </div>
            </div>
        </form>
    }
}
