//! One piece of work as a large card: how urgent, what, and the next thing to press.

use super::{
    badge::{Badge, DeadlineBadge, StateBadge, UnreadBadge},
    due::ExtendedBadge,
};
use crate::{tr, words};
use leptos::prelude::*;
use shared::{
    deadline::Timeliness,
    dto::assignment::AssignmentSummary,
    state::{AssignmentState, Priority},
};

/// A card. Test ids: `work-<assignment>`, `ack-<assignment>`, `write-<assignment>`, `open-<assignment>`.
#[component]
pub fn WorkCard(
    /// The assignment.
    item: AssignmentSummary,
    /// A draft on this machine: how many photos, and whether its sending is queued.
    local: Option<(usize, bool)>,
    /// Being acknowledged now.
    #[prop(into)]
    busy: Signal<bool>,
    /// Tiếp nhận.
    on_acknowledge: Callback<()>,
) -> impl IntoView {
    let id = item.id;
    let late = item.timeliness == Timeliness::Overdue;
    let wait = item.state.waits_for_unit();
    let meta = words::dotted(&[
        item.due_at
            .map(|due| tr!(work.due, day = words::day_named(shared::time::day_of(due))))
            .map(|due| match item.original_due_at.filter(|_| item.original_due_at != item.due_at) {
                Some(was) => tr!(deadline.both, day = due, was = words::due_day(Some(was))),
                None => due,
            })
            .unwrap_or_default(),
        if item.targets.is_empty() {
            String::new()
        } else {
            tr!(work.targets, targets = words::targets(&item.targets))
        },
        item.directive
            .as_ref()
            .map(|d| match item.clause_number {
                Some(n) => tr!(work.clause, name = d.name, n = n),
                None => d.name.clone(),
            })
            .unwrap_or_default(),
    ]);
    let report = format!("/assignments/{id}/report");
    let draft = local.map(|(photos, queued)| {
        let text = match (queued, photos) {
            (true, _) => tr!(work.queued).to_owned(),
            (false, 0) => tr!(work.draft).to_owned(),
            (false, n) => tr!(work.draft_photos, n = n),
        };
        view! { <Badge tone="blue" text/> }
    });
    let has_draft = local.is_some() || item.report_id.is_some();
    let act = match item.state {
        AssignmentState::Assigned => view! {
            <button class="btn primary" data-testid=format!("ack-{id}") disabled=busy on:click=move |_| on_acknowledge.run(())>
                {tr!(work.acknowledge)}
            </button>
        }.into_any(),
        AssignmentState::Acknowledged | AssignmentState::Returned => view! {
            <a class="btn primary" data-testid=format!("write-{id}") href=report>
                {match item.state {
                    AssignmentState::Returned => tr!(work.mend),
                    _ if has_draft => tr!(work.go_on),
                    _ => tr!(work.write),
                }}
            </a>
        }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <li class="card work" class:late=late data-testid=format!("work-{id}") data-state=item.state.as_str()>
            <div class="badges">
                {wait.then(|| view! { <DeadlineBadge due=item.due_at/> })}
                {(item.state != AssignmentState::Acknowledged).then(|| view! { <StateBadge state=item.state/> })}
                {(item.priority == Priority::High).then(|| view! { <Badge tone="amber" text=tr!(work.urgent)/> })}
                <ExtendedBadge count=item.extensions/>
                {draft}
                <UnreadBadge id count=item.unread_comments/>
            </div>
            <h3><a href=format!("/assignments/{id}") data-testid=format!("open-{id}")>{item.task.name}</a></h3>
            <p class="meta">{meta}</p>
            {item.return_reason.map(|why| view! { <p class="notice amber small"><span><b>{tr!(work.returned)}</b>" "{why}</span></p> })}
            <div class="act">{act}</div>
        </li>
    }
}
