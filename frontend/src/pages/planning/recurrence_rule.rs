//! When a task comes back: the rule, its days, and the deadlines that come of it.

use super::recurrence_words::{KINDS, kind, kind_word, made, next_five, weekday};
use crate::{
    components::{
        date::DateField,
        field::{Errors, SelectField, TextField},
        tick_list::TickList,
    },
    form,
    session::now,
    tr, words,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::{
    dto::work::recurrence::{LONGEST_LEAD, RecurrenceView},
    recurrence::{Rule, WeekDay},
    time::day_of,
    validate::Checks,
};

/// What is chosen so far.
#[derive(Clone, Copy)]
pub(super) struct RuleFields {
    kind: RwSignal<String>,
    weekday: RwSignal<String>,
    day: RwSignal<String>,
    kinds: RwSignal<Vec<String>>,
    lead: RwSignal<String>,
    start: RwSignal<String>,
    end: RwSignal<String>,
}

fn weekday_word(day: WeekDay) -> String {
    serde_json::to_value(day)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}

impl RuleFields {
    /// The fields of a new one, or of one that is there.
    #[must_use]
    pub fn of(keeper: form::Keeper, one: Option<&RecurrenceView>) -> Self {
        let text = |field: &str, start: String| keeper.choice(field, start);
        let (mut kind, mut on, mut day) = ("weekly", WeekDay::Friday, 25);
        let mut kinds = Vec::new();
        match one.map(|one| &one.rule) {
            Some(Rule::Weekly { weekday }) => on = *weekday,
            Some(Rule::Monthly { day: n }) => (kind, day) = ("monthly", *n),
            Some(Rule::MonthlyLastWorkingDay) => kind = "monthly_last_working_day",
            Some(Rule::QuarterlyLastDay) => kind = "quarterly_last_day",
            Some(Rule::QuarterlyLastWorkingDay) => kind = "quarterly_last_working_day",
            Some(Rule::ReportingPeriods { kinds: all }) => {
                kind = "reporting_periods";
                kinds = all.iter().map(|one| kind_word(*one).to_owned()).collect();
            }
            None => {}
        }
        let start = one.map_or_else(|| day_of(now()), |one| one.starts_on);
        let end = one.and_then(|one| one.ends_on).map(|day| day.to_string());
        Self {
            kind: text("kind", kind.to_owned()),
            weekday: text("weekday", weekday_word(on)),
            day: text("day", day.to_string()),
            kinds: keeper.choice("kinds", kinds),
            lead: text("lead", one.map_or(7, |one| one.lead_days).to_string()),
            start: text("start", start.to_string()),
            end: text("end", end.unwrap_or_default()),
        }
    }

    /// The rule, where it says something. Tracks what it reads.
    #[must_use]
    pub fn rule(self) -> Option<Rule> {
        Some(match self.kind.get().as_str() {
            "monthly" => {
                let day: u32 = self.day.with(|n| n.trim().parse().ok())?;
                Rule::Monthly { day: Some(day).filter(|day| (1..=31).contains(day))? }
            }
            "monthly_last_working_day" => Rule::MonthlyLastWorkingDay,
            "quarterly_last_day" => Rule::QuarterlyLastDay,
            "quarterly_last_working_day" => Rule::QuarterlyLastWorkingDay,
            "reporting_periods" => {
                let on = self.kinds.get();
                let chosen = |one: &_| on.iter().any(|word| word == kind_word(*one));
                let kinds: Vec<_> = KINDS.into_iter().filter(chosen).collect();
                Some(Rule::ReportingPeriods { kinds: kinds.clone() })
                    .filter(|_| !kinds.is_empty())?
            }
            _ => {
                let word = self.weekday.get();
                let weekday = WeekDay::ALL.into_iter().find(|day| weekday_word(*day) == word)?;
                Rule::Weekly { weekday }
            }
        })
    }

    /// How many days before a deadline its task is made.
    #[must_use]
    pub fn lead(self) -> Option<u32> {
        self.lead.with(|n| n.trim().parse().ok()).filter(|n| *n <= LONGEST_LEAD)
    }

    /// The first and the last day.
    #[must_use]
    pub fn days(self) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let start = self.start.with(|day| day.parse().ok())?;
        Some((start, self.end.with(|day| day.parse().ok())))
    }

    /// Notes what is wrong.
    pub fn check(self, checks: &mut Checks) {
        untrack(|| {
            if self.rule().is_none() {
                if self.kind.get() == "monthly" {
                    checks.fail("recurrence-day", "refused", tr!(recurrence.day_wrong));
                } else {
                    checks.fail("recurrence-kinds", "refused", tr!(recurrence.kinds_some));
                }
            }
            let lead = self.lead().is_some();
            checks.ensure(lead, "recurrence-lead", "refused", tr!(recurrence.lead_wrong));
            form::day(checks, "recurrence-start", &self.start.get(), false);
            form::day(checks, "recurrence-end", &self.end.get(), true);
        });
    }
}

/// The fields, and the next five deadlines. Test ids: `recurrence-rule`, `recurrence-weekday`,
/// `recurrence-day`, `recurrence-kinds-<kind>`, `recurrence-lead`, `recurrence-start`,
/// `recurrence-end`, `recurrence-preview`.
#[component]
pub(super) fn RuleFieldset(
    /// What is chosen so far.
    fields: RuleFields,
    /// Days off.
    holidays: Vec<NaiveDate>,
    /// The period whose task was made last.
    made_last: Option<String>,
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    let named = |word: &str, text: &str| (word.to_owned(), text.to_owned());
    let kinds = vec![
        named("weekly", tr!(recurrence.weekly)),
        named("monthly", tr!(recurrence.monthly)),
        named("monthly_last_working_day", tr!(recurrence.monthly_last_working_day)),
        named("quarterly_last_day", tr!(recurrence.quarterly_last_day)),
        named("quarterly_last_working_day", tr!(recurrence.quarterly_last_working_day)),
        named("reporting_periods", tr!(recurrence.reporting_periods)),
    ];
    let weekdays: Vec<_> =
        WeekDay::ALL.map(|day| (weekday_word(day), weekday(day).to_owned())).to_vec();
    let periods = KINDS.map(|one| (kind_word(one), kind(one))).to_vec();
    let is = move |word: &'static str| Memo::new(move |_| fields.kind.with(|kind| kind == word));
    let (weekly, monthly, reporting) = (is("weekly"), is("monthly"), is("reporting_periods"));
    let today = day_of(now());
    let preview = move || {
        let (rule, lead, (from, to)) = (fields.rule()?, fields.lead()?, fields.days()?);
        let days = (from.max(today), to);
        Some(next_five(&rule, lead, days, &holidays, made_last.as_deref()))
    };
    let shown = move || match preview() {
        Some(all) if !all.is_empty() => {
            let line = |one: shared::recurrence::Occurrence| {
                view! {
                    <li><span class="strong">{words::sentence(&words::day_named(one.due_on))}</span>" "<span class="muted">"("{made(&one, today)}")"</span></li>
                }
            };
            view! { <ol class="steps">{all.into_iter().map(line).collect_view()}</ol> }.into_any()
        }
        _ => view! { <p class="muted">{tr!(recurrence.preview_none)}</p> }.into_any(),
    };
    view! {
        <div class="pair half">
            <SelectField id="recurrence-rule" label=tr!(recurrence.rule) value=fields.kind options=kinds errors/>
            {move || weekly.get().then(|| view! { <SelectField id="recurrence-weekday" label=tr!(recurrence.weekday) value=fields.weekday options=weekdays.clone() errors/> })}
            {move || monthly.get().then(|| view! { <TextField id="recurrence-day" label=tr!(recurrence.day) hint=tr!(recurrence.day_hint) value=fields.day mode="numeric" errors/> })}
        </div>
        {move || reporting.get().then(|| view! { <TickList id="recurrence-kinds" label=tr!(recurrence.kinds) options=periods.clone() chosen=fields.kinds errors/> })}
        <TextField id="recurrence-lead" label=tr!(recurrence.lead) hint=tr!(recurrence.lead_hint) value=fields.lead mode="numeric" errors/>
        <div class="pair half">
            <DateField id="recurrence-start" label=tr!(recurrence.start) value=fields.start errors/>
            <DateField id="recurrence-end" label=tr!(recurrence.end) value=fields.end optional=true errors/>
        </div>
        <section class="notice" aria-live="polite" data-testid="recurrence-preview"><div class="grow"><h3>{tr!(recurrence.preview)}</h3>{shown}</div></section>
    }
}
