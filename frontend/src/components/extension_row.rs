//! What an extension says: who asks for which day and why, and what was decided.

use super::badge::Badge;
use crate::{session::now, tr, words};
use leptos::prelude::*;
use shared::{
    dto::work::extension::ExtensionView,
    state::ExtensionState,
    time::{day_of, format_instant},
};

/// The state as a badge.
#[component]
pub fn ExtensionBadge(
    /// The state.
    state: ExtensionState,
) -> impl IntoView {
    use ExtensionState as S;
    let tone = match state {
        S::Asked => "blue",
        S::Offered => "amber",
        S::Granted => "green",
        S::Refused | S::Declined | S::Withdrawn | S::Lapsed => "",
    };
    view! { <Badge tone text=words::extension_state(state)/> }
}

/// Two days side by side; the one to be noticed second. Test id: `extension-days`.
#[component]
pub fn TwoDays(
    /// The request.
    one: ExtensionView,
) -> impl IntoView {
    let day = |name: &'static str, day| {
        view! { <div><dt>{name}</dt><dd><b>{words::sentence(&words::day_named(day))}</b></dd></div> }
    };
    view! {
        <dl class="days" data-testid="extension-days">
            {day(tr!(extension.day_now), day_of(one.due_at))}
            {day(tr!(extension.day_wanted), one.wanted_on)}
            {one.offered_on.map(|offered| day(tr!(extension.day_offered), offered))}
        </dl>
    }
}

/// Who asked and why, and what was answered. Test id: `extension-said`.
#[component]
pub fn ExtensionSaid(
    /// The request.
    one: ExtensionView,
) -> impl IntoView {
    let at = |at| words::moment(at, now());
    let decided = one.decided_by.map(|who| {
        let who = match one.on_behalf_of {
            Some(whom) => format!("{who}, {}", tr!(extension.in_stead, whom = whom)),
            None => who,
        };
        tr!(
            extension.decided,
            who = who,
            at = one.decided_at.map(format_instant).unwrap_or_default()
        )
    });
    view! {
        <div class="stack-s" data-testid="extension-said">
            <p class="pre">{one.reason}</p>
            <p class="small muted">{tr!(extension.by, who = one.asked_by, at = at(one.asked_at))}</p>
            {decided.map(|text| view! { <p class="small muted">{words::sentence(&text)}</p> })}
            {one.decision_note.filter(|note| !note.is_empty()).map(|note| view! { <p class="pre said">{note}</p> })}
        </div>
    }
}
