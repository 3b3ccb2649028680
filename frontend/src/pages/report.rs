//! Báo cáo kết quả: loads the brief and the draft, then hands them to the form.

use super::report_form::ReportForm;
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Empty, Notice},
        icon::shape,
        page_head::PageHead,
        toast::use_toasts,
    },
    drafts::{LocalDraft, use_outbox},
    load::Loader,
    session::{now, use_session},
    tr, words,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    dto::{assignment::AssignmentView, report::ReportView},
    id::AssignmentId,
};

type Found = Option<(AssignmentView, Option<ReportView>)>;

async fn read(id: AssignmentId, kept: bool) -> api::Answer<Found> {
    let answer = async {
        let brief = api::assignments::read(id).await?;
        let report = match brief.summary.report_id {
            Some(_) => Some(api::reports::read(id).await?),
            None => None,
        };
        Ok(Some((brief, report)))
    };
    match answer.await {
        // Without a network, what this machine keeps is enough to go on writing.
        Err(ApiError::Offline) if kept => Ok(None),
        other => other,
    }
}

/// The report page. Test ids: see [`ReportForm`]; `report-sent` once it has gone.
#[component]
pub fn ReportPage(
    /// Which assignment.
    id: AssignmentId,
) -> impl IntoView {
    let outbox = use_outbox();
    let session = use_session();
    outbox.sent.set(None);
    let found = Loader::new(
        move || outbox.ready.get(),
        move |ready| {
            let kept = untrack(|| outbox.get(id)).is_some();
            async move { if ready { read(id, kept).await.map(Some) } else { Ok(None) } }
        },
    );
    let gone = Memo::new(move |_| outbox.sent.get() == Some(id));
    let toasts = use_toasts();
    let withdraw = move || {
        spawn_local(async move {
            let answer = async {
                let report = api::reports::read(id).await?;
                api::reports::withdraw(id, report.version).await
            };
            match answer.await {
                Ok(_) => {
                    toasts.say(tr!(toast.withdrawn));
                    outbox.sent.set(None);
                    found.reload();
                }
                Err(error) => toasts.say(error.message()),
            }
        });
    };
    Effect::new(move |_| {
        if gone.get() {
            toasts.say_undo(tr!(report.sent), tr!(toast.withdraw), withdraw);
        }
    });
    let part = move || {
        let found = untrack(|| found.value()).flatten().flatten();
        found.is_some_and(|(brief, _)| brief.parent_id.is_some())
    };
    let begin = move |found: Found| -> AnyView {
        let kept = untrack(|| outbox.get(id));
        if let Some((brief, report)) = found {
            if !brief.summary.state.is_writable() && !kept.as_ref().is_some_and(|d| d.submit) {
                return view! { <NotNow brief/> }.into_any();
            }
            match kept {
                // What is only here is newer than what the server has.
                Some(mut draft) if draft.unsent() || draft.submit => {
                    draft.brief = brief;
                    draft.version = report.map(|report| report.version);
                    outbox.put(draft);
                }
                _ => {
                    if let Some(user) =
                        session.me.with_untracked(|me| me.as_ref().map(|me| me.user_id))
                    {
                        outbox.put(LocalDraft::new(user, brief, report, now()));
                    }
                }
            }
        }
        match untrack(|| outbox.get(id)) {
            Some(draft) => view! { <ReportForm draft/> }.into_any(),
            None => ().into_any(),
        }
    };
    let note = Signal::derive(move || {
        outbox.get(id).map(|d| d.brief.summary.task.name).unwrap_or_default()
    });
    view! {
        <PageHead title=tr!(report.title).to_owned() note back=(format!("/assignments/{id}"), tr!(assignment.title))/>
        {move || if gone.get() {
            view! { <Sent part=part()/> }.into_any()
        } else {
            found.draw(move |found| found.map(begin)).into_any()
        }}
    }
}

/// It has gone.
#[component]
fn Sent(
    /// It is one village's part: the unit that gave it reviews.
    part: bool,
) -> impl IntoView {
    let next = if part { tr!(split.sent_next) } else { tr!(report.sent_next) };
    view! {
        <div class="card" data-testid="report-sent" role="status">
            <div class="body stack">
                <Notice tone="green" icon=shape::TICK><b>{tr!(report.sent)}</b>" "{next}</Notice>
                <a class="btn primary" href="/my-work">{tr!(report.back)}</a>
            </div>
        </div>
    }
}

/// It cannot be written now, and why.
#[component]
fn NotNow(
    /// The assignment.
    brief: AssignmentView,
) -> impl IntoView {
    let id = brief.summary.id;
    view! {
        <div class="card"><Empty title=words::assignment_state(brief.summary.state) hint=tr!(report.not_now)>
            <a class="btn primary" href=format!("/assignments/{id}")>{tr!(report.see)}</a>
        </Empty></div>
    }
}
