//! One piece of work as a large card: how urgent, what, and the next thing to press.

use super::{
    badge::{Badge, DeadlineBadge, StateBadge, UnreadBadge},
    due::ExtendedBadge,
};
use crate::{drafts::LocalDraft, routes::Route, tr, words};
use leptos::prelude::*;
use shared::{
    deadline::Timeliness,
    dto::work::assignment::{AssignmentSummary, OpenExtension},
    id::AssignmentId,
    state::{AssignmentState, Priority},
    time::format_day,
};

/// The page of a piece of work, where more time is asked for.
fn more_time(id: AssignmentId) -> String {
    Route::Assignment(id).at("gia-han")
}

/// What has become of the wish for more time; an offer waits for an answer from here.
fn asked_for(id: AssignmentId, open: OpenExtension) -> AnyView {
    match open.offered_on {
        Some(day) => view! {
            <p class="notice amber small"><a href=more_time(id) data-testid=format!("answer-{id}")>{tr!(work.offered, day = format_day(day))}</a></p>
        }
        .into_any(),
        None => view! {
            <p class="small" data-testid=format!("asked-{id}")>{tr!(work.asked, day = format_day(open.wanted_on))}</p>
        }
        .into_any(),
    }
}

/// What keeps a draft on this machine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is being written.
    Draft,
    /// It waits for the network.
    Queued,
    /// The person has to choose between it and the server's.
    Choose,
    /// The server would not have it.
    Refused,
}

impl Kept {
    /// What keeps `draft`.
    #[must_use]
    pub fn of(draft: &LocalDraft) -> Self {
        if !draft.conflicts.is_empty() {
            Self::Choose
        } else if draft.submit {
            Self::Queued
        } else if draft.problem.is_some() {
            Self::Refused
        } else {
            Self::Draft
        }
    }
}

/// A card. Test ids: `draft-<assignment>` (the badge of a draft on this machine), `work-<assignment>`, `ack-<assignment>`, `write-<assignment>`,
/// `open-<assignment>`, `extend-<assignment>`, `asked-<assignment>`, `answer-<assignment>`.
#[component]
pub fn WorkCard(
    /// The assignment.
    item: AssignmentSummary,
    /// A draft on this machine: how many photos, and what keeps it here.
    local: Option<(usize, Kept)>,
    /// Being acknowledged now.
    #[prop(into)]
    busy: Signal<bool>,
    /// Tiếp nhận.
    on_acknowledge: Callback<()>,
) -> impl IntoView {
    let id = item.id;
    let late = item.timeliness == Timeliness::Overdue;
    let wait = item.state.waits_for_unit();
    let open = item.extension_open;
    let pressing = matches!(item.timeliness, Timeliness::Overdue | Timeliness::DueSoon);
    // A second extension is an exception: it is asked for on the page, which says how many there may be.
    let extend = wait && pressing && open.is_none() && item.extensions == 0;
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
    let report = Route::Report(id).path();
    let draft = local.map(|(photos, kept)| {
        let (tone, text) = match (kept, photos) {
            (Kept::Queued, _) => ("amber", tr!(work.queued).to_owned()),
            (Kept::Choose, _) => ("amber", tr!(work.choose).to_owned()),
            (Kept::Refused, _) => ("amber", tr!(work.refused).to_owned()),
            (Kept::Draft, 0) => ("blue", tr!(work.draft).to_owned()),
            (Kept::Draft, n) => ("blue", tr!(work.draft_photos, n = n)),
        };
        view! { <span data-testid=format!("draft-{id}")><Badge tone text/></span> }
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
                    _ if local.is_some_and(|(_, kept)| kept == Kept::Choose) => tr!(conflict.go),
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
            <h3><a href=Route::Assignment(id).path() data-testid=format!("open-{id}")>{item.task.name}</a></h3>
            <p class="meta">{meta}</p>
            {item.return_reason.map(|why| view! { <p class="notice amber small"><span><b>{tr!(work.returned)}</b>" "{why}</span></p> })}
            {open.map(|open| asked_for(id, open))}
            <div class="act">{act}
                {extend.then(|| view! { <a class="btn quiet" data-testid=format!("extend-{id}") href=more_time(id)>{tr!(extension.ask)}</a> })}
            </div>
        </li>
    }
}
