//! State and deadline, each as word + shape + colour.

use crate::{routes::Route, session::now, tr, words};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::{
    id::AssignmentId,
    state::{ActivityState, AssignmentState, TaskState},
};

/// A badge in one of the tones of `style/components/badge.css`.
#[component]
pub fn Badge(
    /// `red`, `amber`, `green`, `blue`, `hollow` or nothing.
    #[prop(into)]
    tone: String,
    /// The word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class=format!("badge {tone}")>{text}</span> }
}

/// The state of an assignment. Test id: `state-badge`, the state itself in `data-state`.
#[component]
pub fn StateBadge(
    /// The state.
    state: AssignmentState,
) -> impl IntoView {
    use AssignmentState as S;
    let tone = match state {
        S::Assigned => "hollow",
        S::Acknowledged | S::Cancelled => "",
        S::Submitted => "blue",
        S::Returned => "amber",
        S::Approved => "green",
    };
    view! {
        <span class=format!("badge {tone}") data-testid="state-badge" data-state=state.as_str()>
            {words::assignment_state(state)}
        </span>
    }
}

/// The state of a task.
#[component]
pub fn TaskStateBadge(
    /// The state.
    state: TaskState,
) -> impl IntoView {
    let tone = match state {
        TaskState::Draft => "hollow",
        TaskState::Open => "blue",
        TaskState::Closed => "green",
        TaskState::Cancelled => "",
    };
    view! { <Badge tone text=words::task_state(state)/> }
}

/// How long is left: "còn 3 ngày", "quá hạn 2 ngày". Test id: `deadline-badge`.
#[component]
pub fn DeadlineBadge(
    /// The working deadline.
    due: Option<DateTime<Utc>>,
) -> impl IntoView {
    let (tone, text) = match due {
        None => ("", tr!(deadline.none).to_owned()),
        Some(due) => (words::deadline_tone(due, now()), words::deadline(due, now())),
    };
    view! { <span class=format!("badge {tone}") data-testid="deadline-badge">{text}</span> }
}

/// How many comments are new, leading to them. Test id: `unread`.
#[component]
pub fn UnreadBadge(
    /// On which assignment.
    id: AssignmentId,
    /// How many.
    count: i64,
) -> impl IntoView {
    (count > 0).then(|| {
        view! {
            <a class="badge blue" data-testid="unread" href=Route::Assignment(id).at("trao-doi")>{tr!(comment.new, n = count)}</a>
        }
    })
}

/// The state of an activity.
#[component]
pub fn ActivityStateBadge(
    /// The state.
    state: ActivityState,
) -> impl IntoView {
    let tone = match state {
        ActivityState::Approved => "green",
        ActivityState::Submitted => "blue",
        ActivityState::Returned => "amber",
        ActivityState::Draft => "hollow",
    };
    view! { <Badge tone text=words::activity_state(state)/> }
}
