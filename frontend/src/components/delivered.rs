//! Says that a queued report has gone, or that a choice is owed before it can, wherever the person
//! is by then.

use super::toast::use_toasts;
use crate::{
    api, dom,
    drafts::{LocalDraft, Sent, use_outbox},
    routes::Route,
    tr,
    write::use_write,
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use shared::id::AssignmentId;

/// Between two looks whether the tab is looked at again, in milliseconds.
const LOOK_EVERY: u32 = 500;

/// Hears of reports that have gone and says so in a message, with the way to take them back. A tab
/// that nobody looks at says it when it is looked at again.
#[component]
pub fn Delivered() -> impl IntoView {
    let outbox = use_outbox();
    let toasts = use_toasts();
    let write = use_write().several();
    let withdraw = move |id: AssignmentId| {
        let answer = async move {
            let report = api::reports::read(id).await?;
            api::reports::withdraw(id, report.version).await
        };
        write.send(answer, move |_| {
            toasts.say(tr!(toast.withdrawn));
            outbox.sent.set(None);
        });
    };
    Effect::new(move |_| {
        let Some(Sent { id, title, here: true }) = outbox.sent.get() else { return };
        spawn_local(async move {
            while dom::document().hidden() {
                TimeoutFuture::new(LOOK_EVERY).await;
            }
            let said = tr!(report.delivered, title = title);
            toasts.say_undo(said, tr!(toast.withdraw), move || withdraw(id));
        });
    });
    let navigate = use_navigate();
    Effect::new(move |before: Option<Option<Vec<AssignmentId>>>| {
        let mut torn = outbox.mine();
        torn.retain(|draft| !draft.conflicts.is_empty());
        // What was so at the start is on its card.
        if let Some(Some(known)) = before {
            for draft in torn.iter().filter(|draft| !known.contains(&draft.id())) {
                let goal = Route::Report(draft.id()).path();
                if dom::path() != goal {
                    let said = tr!(conflict.found, title = draft.brief.summary.task.name);
                    let navigate = navigate.clone();
                    let go = move || navigate(&goal, NavigateOptions::default());
                    toasts.say_undo(said, tr!(conflict.go), go);
                }
            }
        }
        outbox.ready.get().then(|| torn.iter().map(LocalDraft::id).collect())
    });
}
