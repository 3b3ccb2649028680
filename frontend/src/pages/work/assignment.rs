//! One assignment: the brief, the targets, what happened, and what to do.

use super::extension_card::Settled;
use crate::{
    api, areas,
    components::{
        badge::{Badge, DeadlineBadge, StateBadge},
        dialog::ConfirmDialog,
        due::ExtendedBadge,
        fact::{fact, names},
        feedback::Notice,
        icon::shape,
        page_head::PageHead,
        report_body::ReportBody,
        selection::Row,
        targets::TargetTable,
        timeline::Timeline,
        toast::use_toasts,
    },
    drafts::use_outbox,
    load::Loader,
    routes::Route,
    session::use_session,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::work::{
        assignment::{AssignmentView, TimelineEntry, TimelineKind},
        report::ReportView,
    },
    id::AssignmentId,
    state::AssignmentState,
};

type PageData = (AssignmentView, Vec<TimelineEntry>, Option<ReportView>);

async fn read(id: AssignmentId) -> api::Answer<PageData> {
    let view = api::assignments::read(id).await?;
    let timeline = api::assignments::timeline(id).await?;
    let report = match view.summary.report_id {
        Some(_) => api::reports::read(id).await.ok(),
        None => None,
    };
    Ok((view, timeline, report))
}

/// The page. Test ids: `assignment`, `ack-<assignment>`, `report-write`, `report-withdraw`,
/// `withdraw-confirm`, `timeline`, `targets`, `report-body`, `part-of`, and those of `Comments` and
/// of `Split`.
#[component]
pub fn AssignmentPage(
    /// Which assignment.
    id: AssignmentId,
) -> impl IntoView {
    let data = Loader::new(move || id, read);
    let news = (RwSignal::new(String::new()), StoredValue::new(Settled::Arriving));
    let title = Signal::derive(move || {
        data.value()
            .map_or_else(|| tr!(assignment.title).to_owned(), |(view, ..)| view.summary.task.name)
    });
    let note = Signal::derive(move || {
        data.value()
            .map(|(view, ..)| {
                words::dotted(&[view.summary.unit.name, words::part(view.summary.part).to_owned()])
            })
            .unwrap_or_default()
    });
    let office = use_session().role().is_some_and(shared::Role::is_office);
    let back = if office {
        (Route::Tasks.asking(&[("view", &"units")]), tr!(nav.tasks))
    } else {
        (Route::MyWork.path(), tr!(nav.my_work))
    };
    view! {
        <PageHead title note back/>
        <div data-testid="assignment">{data.draw(move |(view, timeline, report)| view! { <Sheet view timeline report data news/> })}</div>
    }
}

#[component]
fn Sheet(
    view: AssignmentView,
    timeline: Vec<TimelineEntry>,
    report: Option<ReportView>,
    data: Loader<PageData>,
    /// What is to be said of an extension.
    news: (RwSignal<String>, StoredValue<Settled>),
) -> impl IntoView {
    let item = view.summary.clone();
    let id = item.id;
    // What was said has a card of its own here.
    let timeline: Vec<_> =
        timeline.into_iter().filter(|entry| entry.kind != TimelineKind::Commented).collect();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let changed = Callback::new(move |()| data.reload());
    let asking = RwSignal::new(false);
    let version = item.version;
    let write = use_write().always(move || data.reload());
    let acknowledge = move |_| {
        busy.set(true);
        write.send(api::assignments::acknowledge(id, version), |_| ());
    };
    let report_version = report.as_ref().map(|report| report.version);
    let withdraw = Callback::new(move |_: String| {
        let Some(version) = report_version else { return };
        asking.set(false);
        write.send(api::reports::withdraw(id, version), move |_| {
            toasts.say(tr!(assignment.withdrawn))
        });
    });
    let act = match (view.may_do, item.state) {
        (true, AssignmentState::Assigned) => view! {
            <button class="btn primary" data-testid=format!("ack-{id}") disabled=busy on:click=acknowledge>{tr!(work.acknowledge)}</button>
        }.into_any(),
        (true, state) if state.is_writable() => view! {
            <a class="btn primary" data-testid="report-write" href=Route::Report(id).path()>
                {if state == AssignmentState::Returned { tr!(work.mend) } else { tr!(work.write) }}
            </a>
        }.into_any(),
        (true, AssignmentState::Submitted) => view! {
            <button class="btn" data-testid="report-withdraw" on:click=move |_| asking.set(true)>{tr!(assignment.withdraw)}</button>
        }.into_any(),
        (_, AssignmentState::Submitted) if view.may_review => view! {
            <a class="btn primary" href=item.report_id.map(|r| Route::Review(r).path()).unwrap_or_default()>{tr!(nav.review)}</a>
        }.into_any(),
        _ => ().into_any(),
    };
    let outbox = use_outbox();
    let torn = move || outbox.get(id).is_some_and(|draft| !draft.conflicts.is_empty());
    let session = use_session();
    // The whole is not the village's to see.
    let given = tr!(split.of, whom = view.reviewer.name);
    let leads =
        session.may(Action::AssignmentSplit) || session.role().is_some_and(shared::Role::is_office);
    let deadline =
        view.extension.may_ask || view.extension.may_allow || view.extension.open.is_some();
    let extends = deadline || item.extensions > 0;
    let sent =
        report.filter(|_| !item.state.is_writable() && item.state != AssignmentState::Assigned);
    // A unit is chased by others.
    let office = session.role().is_some_and(shared::Role::is_office);
    let chases = session.may(Action::Chase)
        && !view.may_do
        && (office || view.may_review)
        && item.state.waits_for_unit()
        && item.due_at.is_some();
    let row =
        Row { id: item.id.0, version, name: format!("{} – {}", item.unit.name, item.task.name) };
    view! {
        <div class="two">
            <div class="stack-l">
                <section class="card">
                    <header>
                        <div class="badges">
                            {item.state.waits_for_unit().then(|| view! { <DeadlineBadge due=item.due_at/> })}
                            <StateBadge state=item.state/>
                            <ExtendedBadge count=item.extensions/>
                            {(item.priority == shared::state::Priority::High).then(|| view! { <Badge tone="amber" text=tr!(work.urgent)/> })}
                        </div>
                        <div class="row">{chases.then(|| areas::chase_of(vec![row], changed))}{act}</div>
                    </header>
                    <div class="body stack">
                        {move || torn().then(|| view! {
                            <Notice tone="amber" icon=shape::WARN>{tr!(conflict.title)}" "<a href=Route::Report(id).path()>{tr!(conflict.go)}</a></Notice>
                        })}
                        {view.parent_id.map(|parent| view! {
                            <Notice icon=shape::TASKS><span data-testid="part-of">{given}
                                {leads.then(|| view! { " "<a href=Route::Assignment(parent).path()>{tr!(split.whole)}</a> })}</span></Notice>
                        })}
                        {item.return_reason.clone().map(|why| view! { <Notice tone="amber"><b>{tr!(work.returned)}</b>" "{why}</Notice> })}
                        {view.cancel_reason.clone().map(|why| view! { <Notice><b>{tr!(assignment.cancelled)}</b>" "{why}</Notice> })}
                        <dl class="facts">
                            {fact(tr!(task.due), words::due_both(item.due_at, item.original_due_at))}
                            {fact(tr!(task.how), view.description.clone())}
                            {item.directive.clone().map(|d| view! {
                                <dt>{tr!(task.directive)}</dt>
                                <dd><a href=Route::Directive(d.id).path()>{d.name}</a>{item.clause_number.map(|n| format!(", {}", tr!(task.clause_n, n = n)))}</dd>
                            })}
                            {fact(tr!(task.clause), view.clause_text.clone().unwrap_or_default())}
                            {fact(tr!(task.topics), names(&view.topics))}
                            {fact(tr!(task.channels), names(&view.channels))}
                            {fact(tr!(task.audiences), names(&view.audiences))}
                            {fact(tr!(task.reviewer), view.reviewer.name.clone())}
                        </dl>
                    </div>
                </section>
                {extends.then(|| areas::extension_of(view.clone(), news, changed))}
                {(sent.is_none() && !item.targets.is_empty()).then(|| view! {
                    <section class="card"><TargetTable targets=item.targets.clone()/></section>
                })}
                {sent.map(|report| view! {
                    <section class="card"><header><h2>{tr!(report.title)}</h2></header>
                        <div class="body"><ReportBody report targets=item.targets.clone()/></div></section>
                })}
                {(view.may_split || !view.parts.is_empty()).then(|| areas::split_of(view.clone(), changed))}
                {areas::conversation_on(id)}
            </div>
            <section class="card"><header><h2>{tr!(assignment.timeline)}</h2></header>
                <div class="body"><Timeline entries=timeline targets=item.targets/></div></section>
        </div>
        <ConfirmDialog id="withdraw" open=asking title=tr!(assignment.withdraw_title).to_owned() text=tr!(assignment.withdraw_text).to_owned()
            confirm=tr!(assignment.withdraw) on_confirm=withdraw/>
    }
}
