//! A deadline as rows show it: the working day, the original one beside it, how long is left.

use super::badge::{Badge, DeadlineBadge};
use crate::{tr, words};
use leptos::prelude::*;
use shared::dto::assignment::AssignmentSummary;

/// How often a deadline has been extended; nothing where it never was. Test id: `extended`.
#[component]
pub fn ExtendedBadge(
    /// How often.
    count: i64,
) -> impl IntoView {
    (count > 0).then(|| {
        view! { <span data-testid="extended"><Badge tone="" text=tr!(deadline.extended, n = count)/></span> }
    })
}

/// The deadline of a piece of work, for the cell of a table.
#[component]
pub fn DueCell(
    /// The work.
    item: AssignmentSummary,
) -> impl IntoView {
    let moved = item.original_due_at.filter(|_| item.original_due_at != item.due_at);
    view! {
        <span>{words::due_day(item.due_at)}
            {moved.map(|was| view! { <div class="small muted">{tr!(deadline.was, day = words::due_day(Some(was)))}</div> })}
            {item.state.waits_for_unit().then(|| view! { <div><DeadlineBadge due=item.due_at/></div> })}
            {(item.extensions > 0).then(|| view! { <div><ExtendedBadge count=item.extensions/></div> })}
        </span>
    }
}
