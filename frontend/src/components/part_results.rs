//! What villages have brought of a split assignment.

use super::badge::StateBadge;
use crate::{routes::Route, tr, words};
use leptos::prelude::*;
use shared::{
    dto::work::{activity::ValueView, split::PartView},
    state::AssignmentState,
};

/// "2 hoạt động · Người tham dự: 62 người".
#[must_use]
pub fn brought(part: &PartView) -> String {
    if part.activities == 0 {
        return String::new();
    }
    let figure = |value: &ValueView| {
        format!("{}: {} {}", value.name, words::number(value.amount), value.unit_of_measure)
    };
    let mut all = vec![tr!(split.activities, n = part.activities)];
    all.extend(part.values.iter().map(figure));
    words::dotted(&all)
}

/// Village by village: how far, how much, what was said. Test ids: `part-results`,
/// `part-result-<assignment>`.
#[component]
pub fn PartResults(
    /// The parts.
    parts: Vec<PartView>,
) -> impl IntoView {
    let all = parts.len();
    let done = parts.iter().filter(|part| part.state == AssignmentState::Approved).count();
    let rows = parts.into_iter().map(|part| {
        let figures = brought(&part);
        let said = [part.narrative, part.shortcomings, part.proposals]
            .into_iter()
            .filter(|text| !text.is_empty())
            .map(|text| view! { <p class="pre">{text}</p> })
            .collect_view();
        view! {
            <li data-testid=format!("part-result-{}", part.assignment_id)>
                <div class="row between">
                    <a href=Route::Assignment(part.assignment_id).path()>{part.unit.name}</a><StateBadge state=part.state/>
                </div>
                <p class="muted small">{figures}</p>
                {said}
            </li>
        }
    }).collect_view();
    view! {
        <section class="stack-s" data-testid="part-results">
            <h3>{tr!(split.results)}</h3>
            <p class="muted small">{tr!(split.approved, n = done, all = all)}" "{(done > 0).then(|| tr!(split.counted))}</p>
            <ul class="part-list">{rows}</ul>
        </section>
    }
}
