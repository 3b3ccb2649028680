//! Targets beside what was reported.

use super::meter::Meter;
use crate::{tr, words};
use leptos::prelude::*;
use shared::{
    dto::work::{activity::ActivityView, split::PartView, task::TargetView},
    id::CatalogueId,
};

/// One line: what, asked, reported.
struct Line {
    id: CatalogueId,
    name: String,
    unit: String,
    asked: Option<i64>,
    told: Option<i64>,
}

fn lines(targets: Vec<TargetView>, activities: &[ActivityView], parts: &[PartView]) -> Vec<Line> {
    let mut lines: Vec<Line> = targets
        .into_iter()
        .map(|t| Line {
            id: t.indicator_id,
            name: t.name,
            unit: t.unit_of_measure,
            asked: Some(t.amount),
            told: None,
        })
        .collect();
    let own = activities.iter().flat_map(|activity| &activity.values);
    for value in own.chain(parts.iter().flat_map(|part| &part.values)) {
        match lines.iter_mut().find(|line| line.id == value.indicator_id) {
            Some(line) => line.told = Some(line.told.unwrap_or(0) + value.amount),
            None => lines.push(Line {
                id: value.indicator_id,
                name: value.name.clone(),
                unit: value.unit_of_measure.clone(),
                asked: None,
                told: Some(value.amount),
            }),
        }
    }
    lines
}

/// The table of targets. Test id: `targets`.
#[component]
pub fn TargetTable(
    /// What is asked.
    targets: Vec<TargetView>,
    /// What was done; nothing before a report.
    #[prop(optional)]
    activities: Vec<ActivityView>,
    /// What villages have brought of it.
    #[prop(optional)]
    parts: Vec<PartView>,
    /// Whether the reported columns are shown.
    #[prop(optional)]
    reported: bool,
) -> impl IntoView {
    let rows = lines(targets, &activities, &parts)
        .into_iter()
        .map(|line| {
            let amount = |n: Option<i64>| {
                n.map_or_else(|| "–".to_owned(), |n| format!("{} {}", words::number(n), line.unit))
            };
            let (asked, told) = (amount(line.asked), amount(line.told));
            #[allow(clippy::cast_precision_loss)]
        let bar = line.asked.map(|asked| {
            let told = line.told.unwrap_or(0) as f64;
            let label = tr!(target.reached, n = ((told / (asked.max(1)) as f64) * 100.0).round());
            view! { <Meter parts=vec![("blue", told.min(asked as f64))] of=asked as f64 label/> }
        });
            view! {
                <tr>
                    <td class="lead">{line.name}</td>
                    <td class="num" data-label=tr!(target.asked)>{asked}</td>
                    {reported.then(|| view! {
                        <td class="num strong" data-label=tr!(target.told)>{told}</td>
                        <td data-label=tr!(target.done)>{bar}</td>
                    })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="ledger" data-testid="targets">
            <thead><tr>
                <th scope="col">{tr!(target.title)}</th>
                <th scope="col" class="num">{tr!(target.asked)}</th>
                {reported.then(|| view! { <th scope="col" class="num">{tr!(target.told)}</th><th scope="col">{tr!(target.done)}</th> })}
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
