//! Báo cáo kết quả: loads the brief and the draft, then hands them to the form.

use super::report_form::ReportForm;
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Empty, Notice},
        icon::shape,
        page_head::PageHead,
    },
    drafts::{LocalDraft, convert::draft_of, use_outbox},
    load::Loader,
    routes::Route,
    session::{now, use_session},
    tr, words,
};
use leptos::prelude::*;
use shared::{
    dto::work::{
        assignment::AssignmentView,
        report::{ReportDraft, ReportView},
    },
    id::AssignmentId,
};

type PageData = Option<(AssignmentView, Option<ReportView>)>;

async fn read(id: AssignmentId, kept: bool) -> api::Answer<PageData> {
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

/// The report page. Test ids: see [`ReportForm`]; `report-sent` once it has gone; `report-left`,
/// `report-discard` where it cannot be written and something is left on this machine.
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
    let gone =
        Memo::new(move |_| outbox.sent.with(|sent| sent.as_ref().is_some_and(|s| s.id == id)));
    // Taken back: it is written on.
    Effect::new(move |before: Option<bool>| {
        let now = gone.get();
        if before == Some(true) && !now {
            found.reload();
        }
        now
    });
    let part = move || {
        let found = untrack(|| found.value()).flatten().flatten();
        found.is_some_and(|(brief, _)| brief.parent_id.is_some())
    };
    let begin = move |found: PageData| -> AnyView {
        let kept = untrack(|| outbox.get(id));
        if let Some((brief, report)) = found {
            if !brief.summary.state.is_writable() && !kept.as_ref().is_some_and(|d| d.submit) {
                let left = kept.is_some_and(|draft| draft.unsent());
                return view! { <NotNow brief left/> }.into_any();
            }
            match kept {
                // What is only here stays; what the server has besides comes in. A write whose answer
                // is not known is asked for first: it may be the server's newer version itself.
                Some(mut draft) if draft.unsent() || draft.submit || draft.waits() => {
                    let version = report.as_ref().map(|report| report.version);
                    if draft.base.is_none() && draft.version == version {
                        draft.base =
                            Some(report.clone().map_or_else(ReportDraft::default, draft_of));
                    }
                    draft.brief = brief;
                    let behind = draft.version != version && draft.in_flight.is_none();
                    outbox.renew_brief(draft);
                    if let Some(report) = report.filter(|_| behind) {
                        outbox.meet(id, report);
                    }
                    outbox.kick(0);
                }
                _ => {
                    if let Some(user) =
                        session.me.with_untracked(|me| me.as_ref().map(|me| me.user_id))
                    {
                        outbox.renew(LocalDraft::new(user, brief, report, now()));
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
        <PageHead title=tr!(report.title).to_owned() note back=(Route::Assignment(id).path(), tr!(assignment.title))/>
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
                <a class="btn primary" href=Route::MyWork.path()>{tr!(report.back)}</a>
            </div>
        </div>
    }
}

/// It cannot be written now, and why.
#[component]
fn NotNow(
    /// The assignment.
    brief: AssignmentView,
    /// Something written here has not gone.
    left: bool,
) -> impl IntoView {
    let outbox = use_outbox();
    let id = brief.summary.id;
    let left = RwSignal::new(left);
    let discard = move |_| {
        outbox.discard(id);
        left.set(false);
    };
    view! {
        <div class="card"><Empty title=words::assignment_state(brief.summary.state) hint=tr!(report.not_now)>
            <a class="btn primary" href=Route::Assignment(id).path()>{tr!(report.see)}</a>
            {move || left.get().then(|| view! {
                <p data-testid="report-left">{tr!(report.left)}</p>
                <button type="button" class="btn" data-testid="report-discard" on:click=discard>{tr!(report.discard)}</button>
            })}
        </Empty></div>
    }
}
