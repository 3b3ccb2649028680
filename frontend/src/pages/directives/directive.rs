//! One directive: its clauses with the tasks under each, and those that have none.

use super::list::DirectiveBadge;
use crate::{
    api,
    components::{
        badge::Badge,
        date::DateField,
        field::{ErrorSummary, TextField},
        icon::{Icon, shape},
        meter::Meter,
        page_head::PageHead,
        toast::use_toasts,
    },
    form::{self, use_form},
    load::Loader,
    routes::Route,
    session::{now, use_session},
    tr, words,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::work::{
        directive::{ClauseView, DirectiveIssue, DirectiveView},
        task::TaskSummary,
    },
    id::DirectiveId,
    state::DirectiveState,
    time,
    validate::Checks,
};

type PageData = (DirectiveView, Vec<TaskSummary>);

async fn read(id: DirectiveId) -> api::Answer<PageData> {
    let directive = api::directives::read(id).await?;
    let tasks = api::all("/tasks", &format!("directive={id}")).await.unwrap_or_default();
    Ok((directive, tasks))
}

/// The page. Test ids: `directive`, `clause-<number>`, `assign-clause-<number>`, `clause-without-task`,
/// `issue-number`, `issue-date`, `issue-submit`.
#[component]
pub fn DirectivePage(
    /// Which directive.
    id: DirectiveId,
) -> impl IntoView {
    let session = use_session();
    let data = Loader::new(move || id, read);
    let title = Signal::derive(move || {
        data.value().map_or_else(|| tr!(directive.one).to_owned(), |(d, _)| d.summary.subject)
    });
    let note = Signal::derive(move || {
        data.value()
            .map(|(d, _)| {
                words::dotted(&[
                    d.summary.number.unwrap_or_default(),
                    d.summary.signed_on.map(time::format_day).unwrap_or_default(),
                    d.summary.signer,
                ])
            })
            .unwrap_or_default()
    });
    let may_assign = session.may(Action::TaskWrite);
    let may_issue = session.may(Action::DirectiveWrite);
    let draw = move |(directive, tasks): PageData| {
        let draft = directive.summary.state == DirectiveState::Draft;
        let rest: Vec<TaskSummary> =
            tasks.iter().filter(|t| t.clause_number.is_none()).cloned().collect();
        let clauses = directive
            .clauses
            .iter()
            .map(|clause| {
                let under = tasks
                    .iter()
                    .filter(|t| t.clause_number == Some(clause.number))
                    .cloned()
                    .collect();
                view! { <Clause id clause=clause.clone() tasks=under may_assign/> }
            })
            .collect_view();
        let version = directive.summary.version;
        view! {
            <div class="stack-l">
                <div class="badges"><DirectiveBadge state=directive.summary.state/></div>
                {(draft && may_issue).then(|| view! { <Issue id version data/> })}
                {directive.attachment_id.map(|file| view! {
                    <p class="row"><Icon d=shape::SHEET/><a href=api::attachments::url(file) target="_blank" rel="noopener" data-testid="directive-letter">{tr!(directive.letter)}</a></p>
                })}
                {(!directive.preamble.is_empty()).then(|| view! { <p class="pre read">{directive.preamble.clone()}</p> })}
                <section class="card"><header><h2>{tr!(directive.clauses_n, n = directive.clauses.len())}</h2></header>{clauses}</section>
                {(!rest.is_empty()).then(|| view! { <section class="card"><header><h2>{tr!(directive.rest)}</h2></header><div class="body"><Tasks tasks=rest/></div></section> })}
                {(!directive.closing.is_empty()).then(|| view! { <p class="pre read">{directive.closing.clone()}</p> })}
            </div>
        }
    };
    view! {
        <PageHead title note back=(Route::Directives.path(), tr!(directive.title))>
            {may_assign.then(|| view! { <a class="btn primary" href=Route::NewTask.asking(&[("directive", &id)]) data-testid="assign-directive">{tr!(tasks.new)}</a> })}
        </PageHead>
        <div data-testid="directive">{data.draw(draw)}</div>
    }
}

#[component]
fn Tasks(tasks: Vec<TaskSummary>) -> impl IntoView {
    let lines = tasks.into_iter().map(|task| {
        let p = task.progress;
        #[allow(clippy::cast_precision_loss)]
        let (of, green, red) = (p.assigned as f64, p.approved as f64, p.overdue as f64);
        let label = tr!(overview.progress, done = p.approved, all = p.assigned, late = p.overdue);
        view! {
            <li class="row between">
                <a class="grow" href=Route::Task(task.id).path()>{task.title}</a>
                <span class="small muted">{words::due_day(task.due_at)}" · "{p.approved}"/"{p.assigned}</span>
                <span class="short"><Meter parts=vec![("green", green), ("red", red)] of label/></span>
            </li>
        }
    }).collect_view();
    view! { <ul class="tasks stack-s">{lines}</ul> }
}

#[component]
fn Clause(
    id: DirectiveId,
    clause: ClauseView,
    tasks: Vec<TaskSummary>,
    may_assign: bool,
) -> impl IntoView {
    let n = clause.number;
    let none = clause.task_count == 0 && tasks.is_empty();
    view! {
        <div class="clause" data-testid=format!("clause-{n}")>
            <div class="row between">
                <div class="badges">
                    <h3>{tr!(directive.clause_n, n = n)}</h3>
                    {none.then(|| view! { <span data-testid="clause-without-task"><Badge tone="amber" text=tr!(directive.no_task)/></span> })}
                </div>
                {may_assign.then(|| view! {
                    <a class="btn no-print" data-testid=format!("assign-clause-{n}") href=Route::NewTask.asking(&[("directive", &id), ("clause", &clause.id)])
                        aria-label=tr!(directive.assign_of, n = n)>{tr!(tasks.new)}</a>
                })}
            </div>
            <p class="pre read">{clause.text}</p>
            <Tasks tasks/>
        </div>
    }
}

#[component]
fn Issue(id: DirectiveId, version: i64, data: Loader<PageData>) -> impl IntoView {
    let toasts = use_toasts();
    let number = RwSignal::new(String::new());
    let day = RwSignal::new(time::day_of(now()).to_string());
    let form = use_form("issue-submit", |field| match field {
        "signed_on" => "issue-date",
        _ => "issue-number",
    });
    let errors = form.errors;
    let read = move |checks: &mut Checks| {
        form::required(checks, "issue-number", &number.get_untracked());
        let signed_on = day.with_untracked(|d| d.parse().ok());
        checks.ensure(signed_on.is_some(), "issue-date", "required", tr!(form.required));
        Some(DirectiveIssue { number: number.get_untracked(), signed_on: signed_on? })
    };
    let submit = form.submit(
        read,
        move |issue| async move { api::directives::issue(id, version, &issue).await },
        move |_| {
            toasts.say(tr!(directive.issued));
            data.reload();
        },
    );
    view! {
        <form class="card" on:submit=submit novalidate>
            <header><h2>{tr!(directive.issue)}</h2></header>
            <div class="body stack">
                <ErrorSummary errors/>
                <p class="muted">{tr!(directive.issue_hint)}</p>
                <div class="pair">
                    <TextField id="issue-number" label=tr!(directive.number) value=number errors/>
                    <DateField id="issue-date" label=tr!(directive.day) value=day errors/>
                </div>
                <div><button class="btn primary" id="issue-submit" data-testid="issue-submit">{tr!(directive.issue)}</button></div>
            </div>
        </form>
    }
}
