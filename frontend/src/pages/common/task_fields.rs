//! What a task says, as a form asks it: for a new task and for one that comes back.

use super::unit_groups::UnitGroups;
use crate::{
    api,
    components::{
        feedback::Notice,
        field::{Errors, LongField, TextField, message},
        icon::shape,
        target_rows::{self, TargetRow, TargetRows},
        tick_chips::TickChips,
        unit_picker::{Chosen, UnitPicker, offered},
    },
    form::{self, Keeper},
    tr,
};
use leptos::prelude::*;
use shared::{
    catalogue::CatalogueKind,
    dto::{
        organisation::{catalogue::CatalogueView, unit::UnitView},
        page::Named,
        work::template::{PlanUnit, TaskPlan, TaskPlanView},
    },
    id::{CatalogueId, ClauseId, DirectiveId, PostId, UnitId},
    state::{Part, Priority},
    validate::Checks,
};

/// What there is to choose from.
#[derive(Clone, PartialEq)]
pub struct TaskChoices {
    /// The units.
    pub units: Vec<UnitView>,
    topics: Vec<CatalogueView>,
    channels: Vec<CatalogueView>,
    audiences: Vec<CatalogueView>,
    indicators: Vec<CatalogueView>,
}

/// Reads what there is to choose from.
pub async fn choices() -> api::Answer<TaskChoices> {
    use CatalogueKind as K;
    let (units, topics, channels, audiences, indicators) = futures_util::try_join!(
        api::catalogues::units(),
        api::catalogues::entries(K::Topics),
        api::catalogues::entries(K::Channels),
        api::catalogues::entries(K::Audiences),
        api::catalogues::entries(K::Indicators),
    )?;
    Ok(TaskChoices { units, topics, channels, audiences, indicators })
}

/// The directive that a task comes from, and the clause it cites.
#[derive(Clone, PartialEq)]
pub struct Source {
    /// Which directive.
    pub directive: Named<DirectiveId>,
    /// Which clause: id, number, words.
    pub clause: Option<(ClauseId, i64, String)>,
}

/// What the address asks for beside a template.
#[derive(Clone, Copy, Default)]
pub struct Hint {
    /// Nội dung.
    pub topic: Option<CatalogueId>,
    /// Who is to do it.
    pub unit: Option<UnitId>,
}

/// What is written so far.
#[derive(Clone, Copy)]
pub struct TaskFields {
    title: RwSignal<String>,
    description: RwSignal<String>,
    urgent: RwSignal<bool>,
    topics: RwSignal<Vec<CatalogueId>>,
    channels: RwSignal<Vec<CatalogueId>>,
    audiences: RwSignal<Vec<CatalogueId>>,
    rows: RwSignal<Vec<TargetRow>>,
    /// The units.
    pub chosen: Chosen,
    /// Where it comes from.
    pub source: RwSignal<Option<Source>>,
    reviewer: RwSignal<Option<Named<PostId>>>,
    gone: RwSignal<Vec<String>>,
}

impl TaskFields {
    /// The fields as they were left; else as `start` and then `hint` say, without what is no longer
    /// offered.
    #[must_use]
    pub fn of(
        keeper: Keeper,
        choices: &TaskChoices,
        start: Option<&TaskPlanView>,
        hint: Hint,
    ) -> Self {
        let word = |of: fn(&TaskPlanView) -> &String| start.map(of).cloned().unwrap_or_default();
        let ids = |of: fn(&TaskPlanView) -> &Vec<Named<CatalogueId>>| -> Vec<CatalogueId> {
            start.map(of).into_iter().flatten().map(|one| one.id).collect()
        };
        let ticked = |field: &str, first: Vec<CatalogueId>, there: &[CatalogueView]| {
            let chosen = keeper.choice(field, first);
            chosen.update(|all| all.retain(|id| there.iter().any(|entry| entry.id == *id)));
            chosen
        };
        let topics = hint.topic.map_or_else(|| ids(|plan| &plan.topics), |topic| vec![topic]);
        let targets = start.map(|plan| plan.targets.iter()).into_iter().flatten();
        let rows = target_rows::kept(
            keeper,
            targets.map(|target| (target.indicator_id, target.amount)),
            |id| choices.indicators.iter().any(|entry| entry.id == id),
        );
        let units = start.map(|plan| plan.units.clone()).unwrap_or_default();
        let (gone, there): (Vec<_>, Vec<_>) = units.into_iter().partition(|one| one.ended);
        let there = there.into_iter().map(|one| (one.unit.id, one.part)).collect();
        let chosen =
            keeper.choice("units", hint.unit.map_or(there, |unit| vec![(unit, Part::Alone)]));
        let offered = offered(&choices.units);
        chosen.update(|all| all.retain(|(id, _)| offered.contains(id)));
        let source = start.and_then(|plan| {
            let clause = plan.clause.clone().zip(plan.clause_number);
            Some(Source {
                directive: plan.directive.clone()?,
                clause: clause.map(|(clause, number)| (clause.id, number, clause.name)),
            })
        });
        Self {
            title: keeper.text_from("title", &word(|plan| &plan.title)),
            description: keeper.text_from("description", &word(|plan| &plan.description)),
            urgent: keeper.choice("urgent", start.is_some_and(|p| p.priority == Priority::High)),
            topics: ticked("topics", topics, &choices.topics),
            channels: ticked("channels", ids(|plan| &plan.channels), &choices.channels),
            audiences: ticked("audiences", ids(|plan| &plan.audiences), &choices.audiences),
            rows,
            chosen,
            source: RwSignal::new(source),
            reviewer: RwSignal::new(start.and_then(|plan| plan.reviewer.clone())),
            gone: RwSignal::new(gone.into_iter().map(|one| one.unit.name).collect()),
        }
    }

    /// Notes what is wrong, in the order of the fields: `due` with the deadline, where one is
    /// asked for; `units` asks for one unit at least.
    pub fn check(self, checks: &mut Checks, units: bool, due: impl FnOnce(&mut Checks)) {
        form::required(checks, "new-task-title", &self.title.get_untracked());
        due(checks);
        target_rows::check(checks, &self.rows.get_untracked());
        if units && self.chosen.with_untracked(Vec::is_empty) {
            checks.fail("units", "refused", tr!(tasks.choose_units));
        }
    }

    /// What is written.
    #[must_use]
    pub fn plan(self) -> TaskPlan {
        let source = self.source.get_untracked();
        let units = self.chosen.get_untracked().into_iter();
        TaskPlan {
            title: self.title.get_untracked(),
            description: self.description.get_untracked(),
            directive_id: source.as_ref().map(|source| source.directive.id),
            clause_id: source.and_then(|source| source.clause).map(|(id, ..)| id),
            topics: self.topics.get_untracked(),
            channels: self.channels.get_untracked(),
            audiences: self.audiences.get_untracked(),
            targets: target_rows::read(&self.rows.get_untracked()),
            priority: Some(if self.urgent.get_untracked() {
                Priority::High
            } else {
                Priority::Normal
            }),
            reviewer_post_id: self.reviewer.get_untracked().map(|reviewer| reviewer.id),
            units: units.map(|(unit_id, part)| PlanUnit { unit_id, part }).collect(),
        }
    }
}

/// The form's own id for a field that the server names; none for what is no field of these.
#[must_use]
pub fn field_id(field: &str) -> Option<&'static str> {
    let field = field.strip_prefix("task.").unwrap_or(field);
    Some(match field.split(['[', '.']).next().unwrap_or(field) {
        "title" => "new-task-title",
        "description" => "new-task-description",
        "targets" => "target-amount-0",
        "units" => "units",
        _ => return None,
    })
}

/// The fields. Test ids: `new-task-title`, `new-task-description`, `new-task-priority`,
/// `new-task-topic-<code>`, `new-task-channel-<code>`, `new-task-audience-<code>`, `target-…`,
/// `unit-picker-…`, `unit-<code>`, `part-<code>`, `units-error`, `task-source`.
#[component]
pub fn TaskFieldset(
    /// What is written so far.
    fields: TaskFields,
    /// What there is to choose from.
    choices: TaskChoices,
    /// The form's errors.
    errors: Errors,
    /// The deadline, where one is asked for.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let TaskFields {
        title, description, urgent, topics, channels, audiences, rows, chosen, ..
    } = fields;
    let offered = offered(&choices.units);
    let source = move || {
        let Source { directive, clause } = fields.source.get()?;
        let name = match &clause {
            Some((_, n, _)) => tr!(work.clause, name = directive.name, n = n),
            None => directive.name,
        };
        Some(view! {
            <div data-testid="task-source"><Notice icon=shape::SHEET>
                <p class="strong">{name}</p>
                {clause.map(|(.., text)| view! { <p class="pre">{text}</p> })}
            </Notice></div>
        })
    };
    let reviewer = move || {
        let one = fields.reviewer.get()?;
        Some(view! { <p class="muted">{tr!(task.reviewer)}": "{one.name}</p> })
    };
    let gone = move || {
        let names = fields.gone.with(|names| names.join(", "));
        (!names.is_empty())
            .then(|| view! { <Notice tone="amber">{tr!(template.gone, names = names)}</Notice> })
    };
    view! {
        {source}
        <TextField id="new-task-title" label=tr!(tasks.title) value=title errors/>
        <LongField id="new-task-description" label=tr!(task.how) value=description optional=true errors/>
        {children.map(|children| children())}
        <label class="check"><input type="checkbox" data-testid="new-task-priority" prop:checked=urgent on:change:target=move |e| urgent.set(e.target().checked())/><span>{tr!(tasks.urgent)}</span></label>
        <TargetRows indicators=choices.indicators rows errors/>
        <TickChips id="new-task-topic" label=tr!(task.topics) options=choices.topics chosen=topics/>
        <TickChips id="new-task-channel" label=tr!(task.channels) options=choices.channels chosen=channels/>
        <TickChips id="new-task-audience" label=tr!(task.audiences) options=choices.audiences chosen=audiences/>
        <fieldset class="field" class:bad=move || !message(errors, "units").is_empty()><legend>{tr!(picker.title)}</legend>
            <p class="error" hidden=move || message(errors, "units").is_empty() data-testid="units-error">{move || message(errors, "units")}</p>
            {gone}
            <UnitPicker units=choices.units chosen><UnitGroups offered chosen/></UnitPicker></fieldset>
        {reviewer}
    }
}
