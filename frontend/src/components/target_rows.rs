//! What is to be reached: indicator × amount, row by row.

use super::{
    field::{Errors, message},
    icon::{Icon, shape},
};
use crate::{form::Keeper, tr};
use leptos::prelude::*;
use shared::{
    dto::{organisation::catalogue::CatalogueView, work::task::Target},
    id::CatalogueId,
    validate::Checks,
};

/// One row as typed.
#[derive(Clone, Copy, PartialEq)]
pub struct TargetRow {
    key: u32,
    indicator: RwSignal<String>,
    amount: RwSignal<String>,
}

fn written_row(key: u32, (indicator, amount): (String, String)) -> TargetRow {
    TargetRow { key, indicator: RwSignal::new(indicator), amount: RwSignal::new(amount) }
}

/// The rows of a form as they were left, else one for each of `start`; one that is empty where
/// there is none. What `offered` does not know goes.
#[must_use]
pub fn kept(
    keeper: Keeper,
    start: impl Iterator<Item = (CatalogueId, i64)>,
    offered: impl Fn(CatalogueId) -> bool,
) -> RwSignal<Vec<TargetRow>> {
    let mut first: Vec<(String, String)> =
        start.map(|(indicator, amount)| (indicator.to_string(), amount.to_string())).collect();
    if first.is_empty() {
        first.push(Default::default());
    }
    let written = keeper.choice("targets", first);
    let known = |(indicator, _): &(String, String)| {
        indicator.is_empty() || indicator.parse().is_ok_and(&offered)
    };
    let left = written.get_untracked().into_iter().filter(known);
    let rows = RwSignal::new((0..).zip(left).map(|(key, row)| written_row(key, row)).collect());
    Effect::new(move |_| {
        let now = |all: &Vec<TargetRow>| {
            all.iter().map(|row| (row.indicator.get(), row.amount.get())).collect()
        };
        written.set(rows.with(now));
    });
    rows
}

/// The rows that say something.
#[must_use]
pub fn read(rows: &[TargetRow]) -> Vec<Target> {
    rows.iter()
        .filter_map(|row| {
            let indicator_id = row.indicator.with_untracked(|id| id.parse::<CatalogueId>().ok())?;
            let amount = row.amount.with_untracked(|n| n.trim().parse().ok())?;
            Some(Target { indicator_id, amount })
        })
        .collect()
}

/// Notes a row that is half written: silently it would be lost.
pub fn check(checks: &mut Checks, rows: &[TargetRow]) {
    for row in rows {
        let (indicator, amount) = (row.indicator.get_untracked(), row.amount.get_untracked());
        let amount = amount.trim();
        if indicator.is_empty() && amount.is_empty() {
            continue;
        }
        let number = amount.parse::<i64>().is_ok_and(|n| n > 0);
        checks.ensure(number, &format!("target-amount-{}", row.key), "refused", tr!(target.number));
        let field = format!("target-indicator-{}", row.key);
        checks.ensure(!indicator.is_empty(), &field, "refused", tr!(target.choose));
    }
}

/// The rows. Test ids: `target-indicator-<n>`, `target-amount-<n>`, `target-remove-<n>`, `target-add` (n from 0).
#[component]
pub fn TargetRows(
    /// The indicators.
    indicators: Vec<CatalogueView>,
    /// The rows.
    rows: RwSignal<Vec<TargetRow>>,
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    let indicators = StoredValue::new(indicators);
    let row = move |row: TargetRow| {
        let at = row.key;
        let options = indicators.with_value(|all| {
            all.iter()
                .map(|entry| {
                    let word = match &entry.unit_of_measure {
                        Some(unit) => format!("{} ({unit})", entry.name),
                        None => entry.name.clone(),
                    };
                    let id = entry.id.to_string();
                    let chosen = row.indicator.with_untracked(|now| *now == id);
                    view! { <option value=id selected=chosen>{word}</option> }
                })
                .collect_view()
        });
        let wrong = move |part: &'static str| message(errors, &format!("target-{part}-{at}"));
        view! {
            <div class="target-row">
                <div class="field" class:bad=move || !wrong("indicator").is_empty()>
                    <label for=format!("target-indicator-{at}")>{tr!(target.title)}</label>
                    <select id=format!("target-indicator-{at}") data-testid=format!("target-indicator-{at}")
                        on:change:target=move |e| row.indicator.set(e.target().value())>
                        <option value="">{tr!(target.choose)}</option>{options}
                    </select>
                    <p class="error" hidden=move || wrong("indicator").is_empty()>{move || wrong("indicator")}</p>
                </div>
                <div class="field" class:bad=move || !wrong("amount").is_empty()>
                    <label for=format!("target-amount-{at}")>{tr!(target.amount)}</label>
                    <input type="text" inputmode="numeric" id=format!("target-amount-{at}") data-testid=format!("target-amount-{at}")
                        prop:value=row.amount on:input:target=move |e| row.amount.set(e.target().value())/>
                    <p class="error" hidden=move || wrong("amount").is_empty() data-testid=format!("target-amount-{at}-error")>{move || wrong("amount")}</p>
                </div>
                <button type="button" class="btn quiet icon-only" data-testid=format!("target-remove-{at}") aria-label=tr!(target.remove)
                    on:click=move |_| rows.update(|all| all.retain(|other| other.key != at))><Icon d=shape::CLOSE/></button>
            </div>
        }
    };
    let add = move |_| {
        rows.update(|all| {
            let key = all.iter().map(|row| row.key + 1).max().unwrap_or(0);
            all.push(written_row(key, Default::default()));
        })
    };
    view! {
        <fieldset class="field"><legend>{tr!(target.legend)}</legend>
            <For each=move || rows.get() key=|row| row.key let(one)>{row(one)}</For>
            <div><button type="button" class="btn" data-testid="target-add" on:click=add><Icon d=shape::PLUS/>{tr!(target.add)}</button></div>
        </fieldset>
    }
}
