//! What a person sees while waiting, when nothing is there, and when something failed.

use super::icon::{Icon, shape};
use crate::{api::ApiError, drafts::use_outbox, routes::Route, tr};
use leptos::prelude::*;
use shared::ErrorCode;
use std::time::Duration;

/// After which a read is repeated that did not reach the server.
const ASK_AGAIN: Duration = Duration::from_secs(8);

/// Grey lines in the place of what is coming.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 5)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status" data-testid="loading">
            <span class="visually-hidden">{tr!(common.loading)}</span>
            {(0..lines).map(|_| view! { <i></i> }).collect_view()}
        </div>
    }
}

/// Why a list is empty and what to do next. Test id: `empty`.
#[component]
pub fn Empty(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// What next.
    #[prop(into, optional)]
    hint: String,
    /// A button, perhaps.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" data-testid="empty">
            <Icon d=shape::EMPTY/>
            <h2>{title}</h2>
            <p>{hint}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// Runs `retry` when the network is back, and now and then: a server that was down does not say when
/// it is up again. Ends with the part of the page that calls it.
pub fn retry_when_back(retry: impl Fn() + Clone + Send + Sync + 'static) {
    let reachable = use_outbox().reachable;
    let again = retry.clone();
    Effect::new(move |before: Option<()>| {
        if reachable.get() && before.is_some() {
            again();
        }
    });
    let asked = set_interval_with_handle(retry, ASK_AGAIN).ok();
    on_cleanup(move || {
        if let Some(asked) = asked {
            asked.clear();
        }
    });
}

/// A failed read, with a way on; one that did not reach the server is repeated by itself. Test ids: `failure`, `failure-retry`.
#[component]
pub fn Failure(
    /// What failed.
    error: ApiError,
    /// Tries again.
    retry: Callback<()>,
) -> impl IntoView {
    if error == ApiError::Offline {
        retry_when_back(move || retry.run(()));
    }
    let (icon, title) = match error.code() {
        Some(ErrorCode::NotFound) => (shape::EMPTY, tr!(error.not_found_title)),
        Some(ErrorCode::Forbidden) => (shape::LOCK, tr!(error.forbidden_title)),
        _ if error == ApiError::Offline => (shape::OFFLINE, tr!(error.offline_title)),
        _ => (shape::WARN, tr!(error.failed_title)),
    };
    // Trying again helps against neither: what is not there, and what is not for one.
    let closed = matches!(error.code(), Some(ErrorCode::NotFound | ErrorCode::Forbidden));
    let words = match error.code() {
        Some(ErrorCode::NotFound) => tr!(error.not_found_hint).to_owned(),
        _ => error.message(),
    };
    view! {
        <div class="empty" role="alert" data-testid="failure">
            <Icon d=icon/>
            <h2>{title}</h2>
            <p>{words}</p>
            {if closed {
                view! { <a class="btn" href=Route::Home.path()>{tr!(error.go_home)}</a> }.into_any()
            } else {
                view! { <button class="btn" data-testid="failure-retry" on:click=move |_| retry.run(())>{tr!(common.retry)}</button> }.into_any()
            }}
        </div>
    }
}

/// A line of advice in a box.
#[component]
pub fn Notice(
    /// `amber`, `green`, `red` or nothing (blue).
    #[prop(optional)]
    tone: &'static str,
    /// The icon.
    #[prop(default = shape::WARN)]
    icon: &'static str,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! { <div class=format!("notice {tone}")><Icon d=icon/><div class="grow">{children()}</div></div> }
}
