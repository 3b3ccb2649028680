//! By when a new task is to be done: one day for all, or counted from an event, each unit's from
//! its own day of it.

use crate::{
    components::{
        date::DateField,
        field::{Errors, SelectField, TextField},
        unit_picker::Chosen,
    },
    form::{self, Keeper},
    session::now,
    tr, words,
};
use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use shared::{
    dto::{
        organisation::unit::UnitView,
        work::{
            event::{Anchor, EventView},
            template::TemplateView,
        },
    },
    id::UnitId,
    time::day_of,
    validate::Checks,
};

/// What is chosen so far.
#[derive(Clone, Copy)]
pub(super) struct DueFields {
    by_event: RwSignal<bool>,
    due: RwSignal<String>,
    event: RwSignal<String>,
    days: RwSignal<String>,
    side: RwSignal<String>,
}

impl DueFields {
    /// The fields as they were left; else as a template says.
    #[must_use]
    pub fn of(keeper: Keeper, template: Option<&TemplateView>) -> Self {
        let anchor = template.and_then(|one| one.anchor.as_ref());
        let counted = template.and_then(|one| one.due_in_days);
        let counted = counted.and_then(|n| day_of(now()).checked_add_days(Days::new(n.into())));
        let days = anchor.map_or(7, |anchor| anchor.days.unsigned_abs());
        let after = anchor.is_some_and(|anchor| anchor.days > 0);
        let event = anchor.map(|anchor| anchor.event.id.to_string());
        Self {
            by_event: keeper.choice("by-event", anchor.is_some()),
            due: keeper.text_from("due", &counted.map(|day| day.to_string()).unwrap_or_default()),
            event: keeper.choice("event", event.unwrap_or_default()),
            days: keeper.choice("days", days.to_string()),
            side: keeper.choice("side", if after { "after" } else { "before" }.to_owned()),
        }
    }

    /// How far from the event: negative before it. Tracks what it reads.
    fn offset(self) -> Option<i32> {
        let days: i32 = self.days.with(|n| n.trim().parse().ok())?;
        let days = Some(days).filter(|days| (0..=Anchor::FARTHEST).contains(days))?;
        Some(if self.side.with(|side| side == "after") { days } else { -days })
    }

    /// Notes what is wrong.
    pub fn check(self, checks: &mut Checks) {
        if !self.by_event.get_untracked() {
            form::day(checks, "new-task-due", &self.due.get_untracked(), true);
            return;
        }
        form::required(checks, "due-event", &self.event.get_untracked());
        let good = untrack(|| self.offset()).is_some();
        checks.ensure(good, "due-days", "refused", tr!(event.days_wrong));
    }

    /// The day, or what it is counted from.
    #[must_use]
    pub fn read(self) -> (Option<NaiveDate>, Option<Anchor>) {
        if !self.by_event.get_untracked() {
            return (self.due.with_untracked(|day| day.parse().ok()), None);
        }
        let event_id = self.event.with_untracked(|id| id.parse().ok());
        let anchor = event_id.zip(untrack(|| self.offset()));
        (None, anchor.map(|(event_id, days)| Anchor { event_id, days }))
    }
}

/// The form's own id for a field that the server names; none for what is no field of these.
#[must_use]
pub(super) fn field_id(field: &str) -> Option<&'static str> {
    Some(match field {
        "due_on" => "new-task-due",
        "anchor.event_id" => "due-event",
        "anchor.days" => "due-days",
        _ => return None,
    })
}

fn moved(day: NaiveDate, days: i32) -> NaiveDate {
    let by = Days::new(days.unsigned_abs().into());
    let moved = if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) };
    moved.unwrap_or(day)
}

/// The fields. Test ids: `new-task-due`, `due-by-day`, `due-by-event`, `due-event`, `due-days`,
/// `due-side`, `due-counted`.
#[component]
pub(super) fn TaskDue(
    /// What is chosen so far.
    fields: DueFields,
    /// The events; without any, days alone are asked.
    events: Vec<EventView>,
    /// The units, for their names.
    units: Vec<UnitView>,
    /// Those that are chosen.
    chosen: Chosen,
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    let DueFields { by_event, due, event, days, side } = fields;
    let some = !events.is_empty();
    let options: Vec<_> = events
        .iter()
        .map(|one| {
            let day = shared::time::format_day(one.day);
            (one.id.to_string(), format!("{} ({day})", one.name))
        })
        .collect();
    let sides = vec![
        ("before".to_owned(), tr!(event.is_before).to_owned()),
        ("after".to_owned(), tr!(event.is_after).to_owned()),
    ];
    let today = day_of(now());
    let line = move |name: String, day: NaiveDate| {
        let past =
            (day < today).then(|| view! { <span class="late">" ("{tr!(event.past)}")"</span> });
        view! { <li>{name}": "<span class="strong">{words::day_named(day)}</span>{past}</li> }
    };
    let counted = move || {
        let one = event.with(|id| events.iter().find(|one| one.id.to_string() == *id).cloned())?;
        let offset = fields.offset()?;
        let own = |id: UnitId| one.days.iter().find(|own| own.unit.id == id).map(|own| own.day);
        let (mut differs, mut common) = (Vec::new(), chosen.with(Vec::is_empty));
        for (id, _) in chosen.get() {
            let name = units.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone());
            match own(id) {
                Some(day) => differs.push((name.unwrap_or_default(), moved(day, offset))),
                None => common = true,
            }
        }
        let lines = differs.into_iter().map(|(name, day)| line(name, day)).collect_view();
        let rest = common.then(|| line(tr!(event.common).to_owned(), moved(one.day, offset)));
        Some(view! {
            <section class="notice" aria-live="polite" data-testid="due-counted"><div class="grow"><h3>{tr!(event.counted)}</h3><ul>{lines}{rest}</ul></div></section>
        })
    };
    let way = move |to: bool, test: &'static str, word: &'static str| {
        view! {
            <label class="check"><input type="radio" name="due-way" data-testid=test prop:checked=move || by_event.get() == to on:change=move |_| by_event.set(to)/><span>{word}</span></label>
        }
    };
    let counted = StoredValue::new_local(counted);
    let shown = move || counted.with_value(|counted| counted());
    let (options, sides) = (StoredValue::new(options), StoredValue::new(sides));
    view! {
        {some.then(|| view! {
            <fieldset class="field"><legend>{tr!(event.how)}</legend><div class="row">
                {way(false, "due-by-day", tr!(event.by_day))}{way(true, "due-by-event", tr!(event.by_event))}
            </div></fieldset>
        })}
        {move || if by_event.get() { view! {
            <div class="stack">
                <SelectField id="due-event" label=tr!(event.which) value=event options=options.get_value() empty=tr!(event.choose) errors/>
                <div class="pair even">
                    <TextField id="due-days" label=tr!(event.days) value=days mode="numeric" errors/>
                    <SelectField id="due-side" label=tr!(event.side) value=side options=sides.get_value() errors/>
                </div>
                {shown}
            </div>
        }.into_any() } else { view! { <DateField id="new-task-due" label=tr!(task.due) value=due optional=true errors/> }.into_any() }}
    }
}
