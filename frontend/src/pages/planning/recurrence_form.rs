//! A recurrence, new or changed: when, and what each task says.

use super::recurrence_rule::{RuleFields, RuleFieldset};
use crate::{
    api,
    components::{
        feedback::Notice,
        field::{ErrorSummary, TextField},
        page_head::PageHead,
        toast::use_toasts,
    },
    form::{self, use_form},
    load::Loader,
    pages::common::{
        task_fields::{Hint, TaskChoices, TaskFields, TaskFieldset, choices, field_id},
        template_choice::TemplateChoice,
    },
    routes::Route,
    tr,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::{
    dto::work::{
        recurrence::{RecurrenceCreate, RecurrencePatch, RecurrenceView},
        template::{TaskPlan, TaskPlanPatch, TaskPlanView},
    },
    id::{RecurrenceId, TemplateId},
    recurrence::Rule,
    validate::Checks,
};

#[derive(Clone, PartialEq)]
struct Words {
    choices: TaskChoices,
    holidays: Vec<NaiveDate>,
    one: Option<RecurrenceView>,
    start: Option<TaskPlanView>,
}

async fn read((id, template): (Option<RecurrenceId>, Option<TemplateId>)) -> api::Answer<Words> {
    let (choices, days) = futures_util::try_join!(choices(), api::catalogues::holidays())?;
    let one = match id {
        Some(id) => Some(api::recurrences::read(id).await?),
        None => None,
    };
    let start = match (&one, template) {
        (Some(one), _) => Some(one.task.clone()),
        (None, Some(template)) => Some(api::templates::read(template).await?.task),
        (None, None) => None,
    };
    Ok(Words { choices, holidays: days.into_iter().map(|one| one.day).collect(), one, start })
}

/// The page of a new one (`?template=` fills what its tasks say) or of one that is changed. Test
/// ids: see [`Form`].
#[component]
pub fn RecurrencePage(
    /// Which, where one is changed.
    #[prop(optional)]
    id: Option<RecurrenceId>,
) -> impl IntoView {
    let query = use_query_map();
    let template = move || query.with(|q| q.get("template").and_then(|id| id.parse().ok()));
    let words = Loader::new(move || (id, template()), read);
    let title = if id.is_some() { tr!(recurrence.change_title) } else { tr!(recurrence.new) };
    view! {
        <PageHead title=title.to_owned() back=(Route::Recurrences.path(), tr!(recurrence.title))>
            {id.is_none().then(|| view! { <TemplateChoice/> })}
        </PageHead>
        {words.draw(|words| view! { <Form words/> })}
    }
}

fn place(field: &str) -> &'static str {
    match field {
        "name" => "recurrence-name",
        "rule.day" => "recurrence-day",
        "rule.kinds" => "recurrence-kinds",
        "lead_days" => "recurrence-lead",
        "starts_on" => "recurrence-start",
        "ends_on" => "recurrence-end",
        other => field_id(other).unwrap_or("recurrence-submit"),
    }
}

/// All of a plan, in place of what was.
fn whole(plan: TaskPlan) -> TaskPlanPatch {
    TaskPlanPatch {
        title: Some(plan.title),
        description: Some(plan.description),
        directive_id: Some(plan.directive_id),
        clause_id: Some(plan.clause_id),
        topics: Some(plan.topics),
        channels: Some(plan.channels),
        audiences: Some(plan.audiences),
        targets: Some(plan.targets),
        priority: plan.priority,
        reviewer_post_id: Some(plan.reviewer_post_id),
        units: Some(plan.units),
    }
}

/// What of a rule and its days is new: what stays is not named, since a change counts from today.
fn changed(
    was: &RecurrenceView,
    (rule, lead): (Rule, u32),
    (start, end): (NaiveDate, Option<NaiveDate>),
) -> RecurrencePatch {
    RecurrencePatch {
        rule: Some(rule).filter(|rule| *rule != was.rule),
        lead_days: Some(lead).filter(|lead| *lead != was.lead_days),
        starts_on: Some(start).filter(|start| *start != was.starts_on),
        ends_on: Some(end).filter(|end| *end != was.ends_on),
        ..RecurrencePatch::default()
    }
}

/// The form. Test ids: `recurrence-form`, `recurrence-name`, `recurrence-submit`, `error-summary`,
/// and those of [`RuleFieldset`] and [`TaskFieldset`].
#[component]
fn Form(words: Words) -> impl IntoView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let was = StoredValue::new(words.one.clone());
    let name = match &words.one {
        Some(one) => format!("recurrence.{}.{}", one.id, one.version),
        None => "recurrence".to_owned(),
    };
    let keeper = form::Keeper::of(&name);
    let name = keeper.text_from("name", words.one.as_ref().map_or("", |one| &one.name));
    let fields = TaskFields::of(keeper, &words.choices, words.start.as_ref(), Hint::default());
    let rule = RuleFields::of(keeper, words.one.as_ref());
    let form = use_form("recurrence-submit", place).kept(keeper);
    let (errors, busy) = (form.errors, form.busy);
    let read = move |checks: &mut Checks| {
        form::required(checks, "recurrence-name", &name.get_untracked());
        rule.check(checks);
        fields.check(checks, true, |_| ());
        let (rule, lead_days, (starts_on, ends_on)) =
            untrack(|| Some((rule.rule()?, rule.lead()?, rule.days()?)))?;
        Some(RecurrenceCreate {
            id: None,
            name: name.get_untracked(),
            rule,
            lead_days,
            starts_on,
            ends_on,
            task: fields.plan(),
        })
    };
    let send = move |written: RecurrenceCreate| async move {
        match was.get_value() {
            Some(one) => {
                let RecurrenceCreate { name, rule, lead_days, starts_on, ends_on, task, .. } =
                    written;
                let patch = RecurrencePatch {
                    name: Some(name),
                    task: Some(whole(task)),
                    ..changed(&one, (rule, lead_days), (starts_on, ends_on))
                };
                api::recurrences::change(one.id, one.version, &patch).await
            }
            None => api::recurrences::create(&written).await,
        }
    };
    let submit = form.submit(read, send, move |made: RecurrenceView| {
        let new = was.try_with_value(Option::is_none) == Some(true);
        toasts.say(if new {
            tr!(recurrence.added, name = made.name)
        } else {
            tr!(recurrence.changed).to_owned()
        });
        navigate(&Route::Recurrences.path(), Default::default());
    });
    let made_last =
        words.one.as_ref().and_then(|one| one.last.as_ref()).map(|last| last.period_key.clone());
    let failed = words.one.as_ref().and_then(|one| one.last_error.clone());
    view! {
        <form class="form" on:submit=submit novalidate data-testid="recurrence-form">
            {words.one.is_some().then(|| view! { <p class="muted">{tr!(recurrence.change_hint)}</p> })}
            {failed.map(|why| view! { <Notice tone="amber"><b>{tr!(recurrence.failed)}</b>" "{why}</Notice> })}
            <ErrorSummary errors/>
            <TextField id="recurrence-name" label=tr!(recurrence.name) hint=tr!(recurrence.name_hint) value=name errors/>
            <RuleFieldset fields=rule holidays=words.holidays made_last errors/>
            <h2>{tr!(recurrence.task)}</h2>
            <TaskFieldset fields choices=words.choices errors/>
            <div><button class="btn primary" id="recurrence-submit" data-testid="recurrence-submit" disabled=busy>{tr!(recurrence.submit)}</button></div>
        </form>
    }
}
