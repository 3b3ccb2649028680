//! Giao nhiệm vụ: one form, many units in one act.

use super::task_due::{self, DueFields, TaskDue};
use crate::{
    api,
    components::{field::ErrorSummary, page_head::PageHead, toast::use_toasts},
    form::{self, use_form},
    load::Loader,
    pages::common::{
        task_fields::{Hint, Source, TaskChoices, TaskFields, TaskFieldset, choices, field_id},
        template_choice::TemplateChoice,
    },
    routes::Route,
    tr,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::{
    dto::{
        page::Named,
        work::{
            directive::{ClauseView, DirectiveView},
            event::EventView,
            task::{AssignUnit, TaskCreate},
            template::TemplateView,
        },
    },
    id::{ClauseId, DirectiveId, TaskId, TemplateId},
    validate::Checks,
};
use uuid::Uuid;

#[derive(Clone, PartialEq)]
struct Words {
    choices: TaskChoices,
    events: Vec<EventView>,
    directive: Option<DirectiveView>,
    template: Option<TemplateView>,
}

async fn read(
    (directive, template): (Option<DirectiveId>, Option<TemplateId>),
) -> api::Answer<Words> {
    let (choices, events) = futures_util::try_join!(choices(), api::events::all())?;
    let directive = match directive {
        Some(id) => Some(api::directives::read(id).await?),
        None => None,
    };
    let template = match template {
        Some(id) => Some(api::templates::read(id).await?),
        None => None,
    };
    Ok(Words { choices, events, directive, template })
}

/// The page. `?directive=&clause=` (clause: its id or number) cites where the task comes from;
/// `?template=` fills the form by a template, `?topic=&unit=` one field each. Test ids: see
/// [`Form`] and [`TemplateChoice`].
#[component]
pub fn NewTaskPage() -> impl IntoView {
    let query = use_query_map();
    let named = move || {
        query.with(|q| {
            let directive = q.get("directive").and_then(|id| id.parse().ok());
            (directive, q.get("template").and_then(|id| id.parse().ok()))
        })
    };
    let words = Loader::new(named, read);
    view! {
        <PageHead title=tr!(tasks.new).to_owned() back=(Route::Tasks.path(), tr!(nav.tasks))><TemplateChoice/></PageHead>
        {words.draw(|words| view! { <Form words/> })}
    }
}

/// The clause that the address names, by id or by number.
fn cited(directive: Option<&DirectiveView>, wanted: Option<&str>) -> Option<ClauseView> {
    let wanted = wanted?;
    let id: Option<ClauseId> = wanted.parse().ok();
    let number: Option<i64> = wanted.parse().ok();
    directive?.clauses.iter().find(|c| Some(c.id) == id || Some(c.number) == number).cloned()
}

/// The form. Test ids: those of [`TaskFieldset`] and [`TaskDue`], `new-task-submit`,
/// `new-task-draft`, `new-task-template`, `error-summary`.
#[component]
fn Form(words: Words) -> impl IntoView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let query = use_query_map().get_untracked();
    let keeper = form::Keeper::of("task");
    let template = words.template;
    let hint = Hint {
        topic: query.get("topic").and_then(|id| id.parse().ok()),
        unit: query.get("unit").and_then(|id| id.parse().ok()),
    };
    let start = template.as_ref().map(|one| &one.task);
    let fields = TaskFields::of(keeper, &words.choices, start, hint);
    let clause = cited(words.directive.as_ref(), query.get("clause").as_deref());
    if let Some(one) = words.directive {
        let (id, name) = (one.summary.id, one.summary.number.unwrap_or(one.summary.subject));
        let clause = clause.map(|clause| (clause.id, clause.number, clause.text));
        fields.source.set(Some(Source { directive: Named { id, name }, clause }));
    }
    let units = words.choices.units.clone();
    let due = DueFields::of(keeper, template.as_ref());
    let form = use_form("new-task-submit", place).kept(keeper);
    let (errors, busy) = (form.errors, form.busy);
    let id = TaskId(Uuid::now_v7());
    let read = move |checks: &mut Checks, open: bool| {
        fields.check(checks, open, |checks| due.check(checks));
        let (plan, (due_on, anchor)) = (fields.plan(), due.read());
        let units = plan.units.into_iter();
        TaskCreate {
            id: Some(id),
            title: plan.title,
            description: plan.description,
            directive_id: plan.directive_id,
            clause_id: plan.clause_id,
            topics: plan.topics,
            channels: plan.channels,
            audiences: plan.audiences,
            targets: plan.targets,
            priority: plan.priority,
            due_on,
            anchor,
            reviewer_post_id: plan.reviewer_post_id,
            units: units
                .map(|one| AssignUnit { unit_id: one.unit_id, part: one.part, due_on: None })
                .collect(),
            open,
        }
    };
    let send = Callback::new(move |open: bool| {
        let Some(task) = form.read(|checks| Some(read(checks, open))) else { return };
        let (navigate, n) = (navigate.clone(), task.units.len());
        form.send(async move { api::tasks::create(&task).await }, move |made| {
            toasts.say(if open { tr!(tasks.assigned, n = n) } else { tr!(tasks.kept).to_owned() });
            navigate(&Route::Task(made.summary.id).path(), Default::default());
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.run(true);
    };
    view! {
        <form class="form" on:submit=submit novalidate data-testid="new-task-form">
            <ErrorSummary errors/>
            {template.map(|one| view! { <p class="muted" data-testid="new-task-template">{tr!(template.filled, name = one.name)}</p> })}
            <TaskFieldset fields choices=words.choices errors>
                <TaskDue fields=due events=words.events units chosen=fields.chosen errors/>
            </TaskFieldset>
            <div class="row">
                <button class="btn primary" id="new-task-submit" data-testid="new-task-submit" disabled=busy>{tr!(tasks.new)}</button>
                <button type="button" class="btn" data-testid="new-task-draft" disabled=busy on:click=move |_| send.run(false)>{tr!(tasks.keep)}</button>
            </div>
        </form>
    }
}

fn place(field: &str) -> &'static str {
    field_id(field).or_else(|| task_due::field_id(field)).unwrap_or("units")
}
