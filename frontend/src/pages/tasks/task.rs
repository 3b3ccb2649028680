//! One task: what is asked, and one row a unit.

use super::task_units::TaskUnits;
use crate::{
    api,
    components::{
        badge::{Badge, TaskStateBadge},
        dialog::{ConfirmDialog, Given},
        fact::{fact, names},
        feedback::Notice,
        icon::{Icon, shape},
        page_head::PageHead,
        prompt::Prompt,
        targets::TargetTable,
        toast::use_toasts,
    },
    load::Loader,
    routes::Route,
    session::use_session,
    tr, words,
    words::planning::{anchor_words, period_words},
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::work::{
        assignment::AssignmentSummary, recurrence::TaskRecurrence, task::TaskView,
        template::TemplateView,
    },
    id::TaskId,
    state::{Priority, TaskState},
};

/// A task with its assignments.
pub(super) type PageData = (TaskView, Vec<AssignmentSummary>);

async fn read(id: TaskId) -> api::Answer<PageData> {
    let task = api::tasks::read(id).await?;
    let mut units = api::assignments::all(&format!("task={id}")).await?;
    // As the office lists its units, village after village.
    let known = api::catalogues::units().await?;
    units.sort_by_key(|row| known.iter().position(|unit| unit.id == row.unit.id));
    Ok((task, units))
}

/// The page. Test ids: `task`, `task-open`, `task-close`, `task-cancel`, `task-print`, `task-add-units`,
/// `close-reason`, `close-confirm`, `cancel-reason`, `cancel-confirm`, and those of `TaskUnits`.
#[component]
pub fn TaskPage(
    /// Which task.
    id: TaskId,
) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let data = Loader::new(move || id, read);
    let (closing, cancelling) = (RwSignal::new(false), RwSignal::new(false));
    let title = Signal::derive(move || {
        data.value()
            .map_or_else(|| tr!(assignment.title).to_owned(), |(task, _)| task.summary.title)
    });
    let state = Memo::new(move |_| data.value().map(|(task, _)| task.summary.state));
    let given = Given::of(&format!("end-task.{id}"));
    let write = use_write().always(move || {
        closing.try_set(false);
        cancelling.try_set(false);
        data.reload();
    });
    let change =
        Callback::new(move |(verb, reason, said): (&'static str, String, &'static str)| {
            let Some((task, _)) = untrack(|| data.value()) else { return };
            let answer = api::tasks::change(id, verb, task.summary.version, reason);
            let done = move |_| {
                given.taken();
                toasts.say(said);
            };
            match verb {
                "open" => write.send(answer, done),
                _ => write.give(given, answer, done),
            }
        });
    let may_write = session.may(Action::TaskWrite);
    let may_close = session.may(Action::TaskClose);
    let live = move || matches!(state.get(), Some(TaskState::Open | TaskState::Draft));
    view! {
        <PageHead title back=(Route::Tasks.path(), tr!(nav.tasks))>
            <button type="button" class="btn" data-testid="task-print" on:click=|_| crate::dom::print()><Icon d=shape::PRINT/>{tr!(common.print)}</button>
            {may_write.then(|| view! { <SaveTemplate id data/> })}
            {move || (may_close && live()).then(|| view! {
                <button type="button" class="btn" data-testid="task-cancel" on:click=move |_| cancelling.set(true)>{tr!(task.cancel)}</button>
            })}
            {move || (may_close && state.get() == Some(TaskState::Open)).then(|| view! {
                <button type="button" class="btn" data-testid="task-close" on:click=move |_| closing.set(true)>{tr!(task.close)}</button>
            })}
            {move || (may_write && state.get() == Some(TaskState::Draft)).then(|| view! {
                <button type="button" class="btn primary" data-testid="task-open" on:click=move |_| change.run(("open", String::new(), tr!(task.opened)))>{tr!(task.open)}</button>
            })}
        </PageHead>
        <div data-testid="task">{data.draw(move |(task, units)| view! {
            <div class="stack-l">
                <Brief task=task.clone()/>
                <TaskUnits task units data/>
            </div>
        })}</div>
        <ConfirmDialog id="close" open=closing title=tr!(task.close_title).to_owned() text=tr!(task.close_text).to_owned()
            confirm=tr!(task.close) reason=tr!(task.reason) given
            on_confirm=Callback::new(move |why| change.run(("close", why, tr!(task.closed))))/>
        <ConfirmDialog id="cancel" open=cancelling title=tr!(task.cancel_title).to_owned() text=tr!(task.cancel_text).to_owned()
            confirm=tr!(task.cancel) reason=tr!(task.reason) given danger=true
            on_confirm=Callback::new(move |why| change.run(("cancel", why, tr!(task.cancelled))))/>
    }
}

/// Saves what the task says as a template. Test ids: `task-template`, `task-template-name`.
#[component]
fn SaveTemplate(id: TaskId, data: Loader<PageData>) -> impl IntoView {
    let toasts = use_toasts();
    let asked = RwSignal::new(None::<String>);
    let ask = move |_| {
        let title = data.value().map(|(task, _)| task.summary.title).unwrap_or_default();
        asked.set(Some(title.chars().take(120).collect()));
    };
    let saved = move |saved: TemplateView| {
        asked.try_set(None);
        toasts.say(tr!(template.saved, name = saved.name));
    };
    view! {
        <button type="button" class="btn" data-testid="task-template" on:click=ask>{tr!(template.save)}</button>
        <Prompt id="task-template-name" title=tr!(template.save) label=tr!(template.name) open=asked send=move |name| Some(api::templates::save(id, name)) done=saved/>
    }
}

/// What made the task of itself. Test id: `task-recurrence`.
#[component]
fn MadeBy(from: TaskRecurrence) -> impl IntoView {
    let may = use_session().may(Action::TaskWrite);
    let name = if may {
        view! { <a href=Route::Recurrence(from.id).path()>{from.name}</a> }.into_any()
    } else {
        from.name.into_any()
    };
    view! {
        <dt>{tr!(recurrence.title)}</dt>
        <dd data-testid="task-recurrence">{name}", "{period_words(&from.period_key)}" "
            {from.made_late.then(|| view! { <Badge tone="amber" text=tr!(recurrence.late)/> })}</dd>
    }
}

#[component]
fn Brief(task: TaskView) -> impl IntoView {
    let item = task.summary.clone();
    view! {
        <section class="card">
            <div class="body stack">
                <div class="badges">
                    <TaskStateBadge state=item.state/>
                    {(item.priority == Priority::High).then(|| view! { <Badge tone="amber" text=tr!(work.urgent)/> })}
                </div>
                {task.ended_reason.clone().map(|why| view! { <Notice><b>{tr!(task.reason)}</b>": "{why}</Notice> })}
                <dl class="facts">
                    {fact(tr!(task.due), words::due_day(item.due_at))}
                    {fact(tr!(event.anchor), task.anchor.as_ref().map(anchor_words).unwrap_or_default())}
                    {task.recurrence.clone().map(|from| view! { <MadeBy from/> })}
                    {fact(tr!(task.how), task.description.clone())}
                    {item.directive.clone().map(|d| view! {
                        <dt>{tr!(task.directive)}</dt>
                        <dd><a href=Route::Directive(d.id).path()>{d.name}</a>{item.clause_number.map(|n| format!(", {}", tr!(task.clause_n, n = n)))}</dd>
                    })}
                    {fact(tr!(task.clause), task.clause.clone().map(|c| c.name).unwrap_or_default())}
                    {fact(tr!(task.topics), names(&task.topics))}
                    {fact(tr!(task.channels), names(&task.channels))}
                    {fact(tr!(task.audiences), names(&task.audiences))}
                    {fact(tr!(task.reviewer), task.reviewer.name.clone())}
                </dl>
            </div>
            {(!task.targets.is_empty()).then(|| view! { <TargetTable targets=task.targets.clone()/> })}
        </section>
    }
}
