//! One report under review: evidence beside targets, and the decision.

use crate::{
    api,
    components::{
        badge::Badge,
        dialog::{ConfirmDialog, Given},
        due::ExtendedBadge,
        icon::{Icon, shape},
        report_body::ReportBody,
        toast::use_toasts,
    },
    load::Loader,
    routes::Route,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{dto::work::report::ReportSummary, id::ReportId, time};

/// The report and what to do with it. Test ids: `review-pane`, `review-approve`, `review-return`,
/// `return-dialog`, `return-reason`, `return-confirm`.
#[component]
pub(super) fn ReviewPane(
    /// The report as the inbox has it.
    report: ReportSummary,
    /// It has been decided.
    decided: Callback<ReportId>,
) -> impl IntoView {
    let toasts = use_toasts();
    let id = report.id;
    let item = report.assignment.clone();
    let assignment = item.id;
    let body = Loader::new(move || assignment, api::reports::read);
    let write = use_write();
    let busy = write.busy;
    let asking = RwSignal::new(false);
    let given = Given::of(&format!("return.{id}"));
    // The version that was looked at: a report changed meanwhile is not decided unseen.
    let version = move || body.value().map(|r| r.version);
    let unit = StoredValue::new(item.unit.name.clone());
    let finish = move |answer: api::Answer<api::Nothing>, said: String| match answer {
        Ok(_) => {
            toasts.say(said);
            decided.run(id);
        }
        Err(error) => {
            toasts.say(error.message());
            body.reload();
        }
    };
    let approve = move |_| {
        let Some(version) = untrack(version) else { return };
        let said = tr!(review.approved, unit = unit.get_value());
        write.settle(api::reports::approve(id, version), move |answer| finish(answer, said));
    };
    let return_report = Callback::new(move |reason: String| {
        let Some(version) = untrack(version) else { return };
        let said = tr!(review.returned, unit = unit.get_value());
        write.settle(api::reports::send_back(id, version, reason), move |answer| {
            match &answer {
                Ok(_) => given.taken(),
                Err(error) if !given.refused(error) => return,
                Err(_) => {}
            }
            asking.try_set(false);
            finish(answer, said);
        });
    });
    let sub = words::dotted(&[
        item.unit.name.clone(),
        report
            .submitted_at
            .map(|at| tr!(overview.sent_at, at = time::format_instant(at)))
            .unwrap_or_default(),
        item.due_at
            .map(|_| tr!(work.due, day = words::due_both(item.due_at, item.original_due_at)))
            .unwrap_or_default(),
        item.directive
            .as_ref()
            .map(|d| match item.clause_number {
                Some(n) => tr!(work.clause, name = d.name, n = n),
                None => d.name.clone(),
            })
            .unwrap_or_default(),
    ]);
    let targets = StoredValue::new(item.targets.clone());
    view! {
        <article class="card" data-testid="review-pane">
            <div class="body stack">
                <a class="back row narrow-only" href=Route::Inbox.path()><Icon d=shape::BACK/>{tr!(review.inbox)}</a>
                <div>
                    <div class="row between">
                        <h2 class="grow"><a href=Route::Assignment(assignment).path()>{item.task.name}</a></h2>
                        <ExtendedBadge count=item.extensions/>
                        {if report.late { view! { <Badge tone="red" text=tr!(review.late)/> } } else { view! { <Badge tone="green" text=tr!(review.in_time)/> } }}
                    </div>
                    <p class="muted small">{sub}</p>
                </div>
                {body.draw(move |report| view! { <ReportBody report targets=targets.get_value()/> })}
            </div>
            <footer class="decide">
                <button class="btn primary" data-testid="review-approve" disabled=busy on:click=approve>{tr!(review.approve)}</button>
                <button class="btn" data-testid="review-return" disabled=busy on:click=move |_| asking.set(true)>{tr!(review.give_back)}</button>
                <span class="keys">{tr!(review.keys)}</span>
            </footer>
        </article>
        <ConfirmDialog id="return" open=asking title=tr!(review.return_title).to_owned()
            text=tr!(review.return_text, unit = unit.get_value()) confirm=tr!(review.return_confirm)
            reason=tr!(review.reason) given on_confirm=return_report busy/>
    }
}
