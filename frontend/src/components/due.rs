//! A deadline as rows show it: the working day, the original one beside it, how long is left.

use super::badge::{Badge, DeadlineBadge};
use crate::{tr, words};
use leptos::prelude::*;
use shared::{
    dto::work::assignment::{AssignmentSummary, OpenExtension},
    time::format_day,
};

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

/// The request for a later deadline that waits, as the office reads it. Test id: `extension-waits`.
#[component]
pub fn ExtensionWaits(
    /// The request.
    open: Option<OpenExtension>,
) -> impl IntoView {
    open.map(|open| {
        let (tone, text) = match open.offered_on {
            Some(day) => ("amber", tr!(deadline.offered, day = format_day(day))),
            None => ("blue", tr!(deadline.asked, day = format_day(open.wanted_on))),
        };
        view! { <span data-testid="extension-waits"><Badge tone text/></span> }
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
            {item.extension_open.is_some().then(|| view! { <div><ExtensionWaits open=item.extension_open/></div> })}
            {(item.extensions > 0).then(|| view! { <div><ExtendedBadge count=item.extensions/></div> })}
        </span>
    }
}
