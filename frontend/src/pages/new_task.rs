//! Giao nhiệm vụ: one form, many units in one act.

use super::unit_groups::UnitGroups;
use crate::{
    api,
    components::{
        date::DateField,
        feedback::Notice,
        field::{ErrorSummary, LongField, TextField, message},
        icon::shape,
        page_head::PageHead,
        target_rows::{self, TargetRows, empty_row},
        tick_chips::TickChips,
        toast::use_toasts,
        unit_picker::{UnitPicker, offered},
    },
    form,
    load::Loader,
    tr,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::{
    FieldError,
    catalogue::CatalogueKind,
    dto::{
        catalogue::CatalogueView,
        directive::{ClauseView, DirectiveView},
        task::{AssignUnit, TaskCreate},
        unit::UnitView,
    },
    id::{CatalogueId, ClauseId, DirectiveId, TaskId, UnitId},
    state::{Part, Priority},
    validate::Checks,
};
use uuid::Uuid;

#[derive(Clone, PartialEq)]
struct Words {
    units: Vec<UnitView>,
    topics: Vec<CatalogueView>,
    channels: Vec<CatalogueView>,
    audiences: Vec<CatalogueView>,
    indicators: Vec<CatalogueView>,
    directive: Option<DirectiveView>,
}

async fn read(directive: Option<DirectiveId>) -> api::Answer<Words> {
    use CatalogueKind as K;
    let (units, topics, channels, audiences, indicators) = futures_util::try_join!(
        api::catalogues::units(),
        api::catalogues::entries(K::Topics),
        api::catalogues::entries(K::Channels),
        api::catalogues::entries(K::Audiences),
        api::catalogues::entries(K::Indicators),
    )?;
    let directive = match directive {
        Some(id) => Some(api::directives::read(id).await?),
        None => None,
    };
    Ok(Words { units, topics, channels, audiences, indicators, directive })
}

/// The page. `?directive=&clause=` (clause: its id or number) cites where the task comes from;
/// `?topic=&unit=` pre-fill. Test ids: see [`Form`].
#[component]
pub fn NewTaskPage() -> impl IntoView {
    let query = use_query_map();
    let directive = query.with_untracked(|q| q.get("directive")).and_then(|id| id.parse().ok());
    let words = Loader::new(move || directive, read);
    view! {
        <PageHead title=tr!(tasks.new).to_owned() back=(String::from("/tasks"), tr!(nav.tasks))/>
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

/// The form. Test ids: `new-task-title`, `new-task-description`, `new-task-due`, `new-task-priority`,
/// `new-task-topic-<code>`, `new-task-channel-<code>`, `new-task-audience-<code>`, `target-…`,
/// `unit-picker-…`, `unit-<code>`, `part-<code>`, `new-task-submit`, `new-task-draft`, `error-summary`.
#[component]
fn Form(words: Words) -> impl IntoView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let query = use_query_map().get_untracked();
    let clause = cited(words.directive.as_ref(), query.get("clause").as_deref());
    let directive_id = words.directive.as_ref().map(|d| d.summary.id);
    let clause_id = clause.as_ref().map(|c| c.id);
    let keeper = form::Keeper::of("task");
    let title = keeper.text("title");
    let description = keeper.text("description");
    let due = keeper.text("due");
    let urgent = RwSignal::new(false);
    let begin = |name: &str| {
        RwSignal::new(
            query
                .get(name)
                .and_then(|id| id.parse::<CatalogueId>().ok())
                .into_iter()
                .collect::<Vec<_>>(),
        )
    };
    let (topics, channels, audiences) = (begin("topic"), begin("channel"), begin("audience"));
    let rows = RwSignal::new(vec![empty_row(0)]);
    let unit: Option<UnitId> = query.get("unit").and_then(|id| id.parse().ok());
    let chosen = RwSignal::new(unit.map(|id| (id, Part::Alone)).into_iter().collect::<Vec<_>>());
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let busy = RwSignal::new(false);
    let id = TaskId(Uuid::now_v7());
    let send = Callback::new(move |open: bool| {
        let mut checks = Checks::new();
        form::required(&mut checks, "new-task-title", &title.get_untracked());
        form::day(&mut checks, "new-task-due", &due.get_untracked(), true);
        target_rows::check(&mut checks, &rows.get_untracked());
        if open && chosen.with_untracked(Vec::is_empty) {
            checks.fail("units", "no_units", tr!(tasks.choose_units));
        }
        let wrong = checks.finish().err().unwrap_or_default();
        let good = wrong.is_empty();
        errors.set(wrong);
        if !good {
            return;
        }
        let task = TaskCreate {
            anchor: None,
            id: Some(id),
            title: title.get_untracked(),
            description: description.get_untracked(),
            directive_id,
            clause_id,
            topics: topics.get_untracked(),
            channels: channels.get_untracked(),
            audiences: audiences.get_untracked(),
            targets: target_rows::read(&rows.get_untracked()),
            priority: Some(if urgent.get_untracked() { Priority::High } else { Priority::Normal }),
            due_on: due.with_untracked(|day| day.parse().ok()),
            reviewer_post_id: None,
            units: chosen
                .get_untracked()
                .into_iter()
                .map(|(unit_id, part)| AssignUnit { unit_id, part, due_on: None })
                .collect(),
            open,
        };
        busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            match api::tasks::create(&task).await {
                Ok(made) => {
                    keeper.forget();
                    toasts.say(if open {
                        tr!(tasks.assigned, n = task.units.len())
                    } else {
                        tr!(tasks.kept).to_owned()
                    });
                    navigate(&format!("/tasks/{}", made.summary.id), Default::default());
                }
                Err(error) => {
                    busy.try_set(false);
                    errors.try_set(error.fields("new-task-submit", field_id));
                }
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.run(true);
    };
    let source = words.directive.map(|d| {
        let name = d.summary.number.unwrap_or(d.summary.subject);
        view! {
            <Notice icon=shape::SHEET>
                <p class="strong">{match &clause { Some(c) => tr!(work.clause, name = name, n = c.number), None => name }}</p>
                {clause.map(|c| view! { <p class="pre">{c.text}</p> })}
            </Notice>
        }
    });
    let offered = offered(&words.units);
    view! {
        <form class="form" on:submit=submit novalidate data-testid="new-task-form">
            <ErrorSummary errors/>
            {source}
            <TextField id="new-task-title" label=tr!(tasks.title) value=title errors/>
            <LongField id="new-task-description" label=tr!(task.how) value=description optional=true errors/>
            <div class="pair">
                <DateField id="new-task-due" label=tr!(task.due) value=due optional=true errors/>
                <label class="check"><input type="checkbox" data-testid="new-task-priority" prop:checked=urgent on:change:target=move |e| urgent.set(e.target().checked())/><span>{tr!(tasks.urgent)}</span></label>
            </div>
            <TargetRows indicators=words.indicators rows errors/>
            <TickChips id="new-task-topic" label=tr!(task.topics) options=words.topics chosen=topics/>
            <TickChips id="new-task-channel" label=tr!(task.channels) options=words.channels chosen=channels/>
            <TickChips id="new-task-audience" label=tr!(task.audiences) options=words.audiences chosen=audiences/>
            <fieldset class="field" class:bad=move || !message(errors, "units").is_empty()><legend>{tr!(picker.title)}</legend>
                <p class="error" hidden=move || message(errors, "units").is_empty() data-testid="units-error">{move || message(errors, "units")}</p>
                <UnitPicker units=words.units chosen><UnitGroups offered chosen/></UnitPicker></fieldset>
            <div class="row">
                <button class="btn primary" id="new-task-submit" data-testid="new-task-submit" disabled=busy>{tr!(tasks.new)}</button>
                <button type="button" class="btn" data-testid="new-task-draft" disabled=busy on:click=move |_| send.run(false)>{tr!(tasks.keep)}</button>
            </div>
        </form>
    }
}

fn field_id(field: &str) -> &'static str {
    match field.split(['[', '.']).next().unwrap_or(field) {
        "title" => "new-task-title",
        "description" => "new-task-description",
        "due_on" => "new-task-due",
        "targets" => "target-amount-0",
        _ => "units",
    }
}
