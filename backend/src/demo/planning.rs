//! What the office has planned: the feast with the villages' own days, templates, and what repeats.

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, Utc};
use shared::catalogue::CatalogueKind;
use shared::dto::work::recurrence::RecurrenceState;
use shared::dto::work::task::Target;
use shared::dto::work::template::{PlanUnit, TaskPlan};
use shared::id::{CatalogueId, DirectiveId, UnitId};
use shared::recurrence::{Rule, WeekDay};
use shared::state::Part;
use shared::text::sort_key;
use shared::time::{day_of, start_of_day};
use uuid::Uuid;

use super::Error;
use super::stage::Stage;
use super::tasks::due;
use super::work::{Due, PlannedWork, WORKS};
use crate::platform::db::entity::{event, event_day, recurrence, recurrence_task, task_template};

const FEAST: &str = "Ngày hội đại đoàn kết toàn dân tộc";
/// Villages that hold it a day earlier, so that the leaders can come to each.
const EARLIER: &[&str] = &["lienthanh", "tandinh"];
const AT_THE_FEAST: &str = "Lồng ghép tuyên truyền tại Ngày hội đại đoàn kết toàn dân tộc";
const IN_THE_EVENING: &str = "Buổi tối tuyên truyền cho người dân lao động tại thôn, bến cá";
const MONTHLY: &str = "Duy trì chuyên mục tin, bài cải cách hành chính hằng tháng";
const WEEKLY: &str = "Lịch phát thanh vào khung giờ phù hợp";

/// Adds events, templates and recurrences.
pub(super) fn add(stage: &mut Stage) -> Result<(), Error> {
    let at = start_of_day(stage.day(-41)) + Duration::hours(9);
    let feast = add_feast(stage, at);
    template(stage, at, AT_THE_FEAST, (None, Some((feast, 0))))?;
    template(stage, at, IN_THE_EVENING, (Some(14), None))?;
    add_monthly(stage, at)?;
    add_weekly(stage, at)
}

fn add_feast(stage: &mut Stage, at: DateTime<Utc>) -> Uuid {
    let day = due(stage, Due::UnityDay).map_or(stage.day(2), day_of);
    let id = stage.dice.id(at);
    stage.rows.events.push(event::Model {
        id,
        commune_id: stage.organisation.commune,
        name: FEAST.to_owned(),
        sort_key: sort_key(FEAST),
        day,
        version: 1,
        change_seq: 0,
    });
    for code in EARLIER {
        let unit_id = stage.organisation.unit(code).id;
        let day = day - Duration::days(1);
        stage.rows.event_days.push(event_day::Model { event_id: id, unit_id, day });
    }
    id
}

/// What a task of the demo says, without its days.
fn plan(stage: &Stage, title: &str) -> TaskPlan {
    let Some(work) = WORKS.iter().find(|work| work.title == title) else {
        return TaskPlan::default();
    };
    let items = |kind: CatalogueKind| {
        let mut ids: Vec<CatalogueId> = work
            .deeds
            .iter()
            .flat_map(|deed| match kind {
                CatalogueKind::Topics => deed.topics.to_vec(),
                CatalogueKind::Audiences => deed.audiences.to_vec(),
                _ => vec![deed.channel],
            })
            .map(|code| CatalogueId(stage.catalogue.id(kind, code)))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    TaskPlan {
        title: work.title.to_owned(),
        description: work.description.to_owned(),
        directive_id: stage.rows.directives.first().map(|row| DirectiveId(row.id)),
        topics: items(CatalogueKind::Topics),
        channels: items(CatalogueKind::Channels),
        audiences: items(CatalogueKind::Audiences),
        targets: targets(stage, work),
        priority: Some(work.priority),
        units: units(stage, work),
        ..TaskPlan::default()
    }
}

fn targets(stage: &Stage, work: &PlannedWork) -> Vec<Target> {
    let target = |&(code, amount): &(&str, i64)| Target {
        indicator_id: CatalogueId(stage.catalogue.id(CatalogueKind::Indicators, code)),
        amount,
    };
    work.targets.iter().map(target).collect()
}

fn units(stage: &Stage, work: &PlannedWork) -> Vec<PlanUnit> {
    let unit = |&(code, part, _): &(&str, Part, _)| PlanUnit {
        unit_id: UnitId(stage.organisation.unit(code).id),
        part,
    };
    work.units.iter().map(unit).collect()
}

fn template(
    stage: &mut Stage,
    at: DateTime<Utc>,
    title: &str,
    (due_in_days, anchor): (Option<i64>, Option<(Uuid, i64)>),
) -> Result<(), Error> {
    let plan = serde_json::to_string(&plan(stage, title))?;
    stage.rows.templates.push(task_template::Model {
        id: stage.dice.id(at),
        commune_id: stage.organisation.commune,
        name: title.to_owned(),
        sort_key: sort_key(title),
        plan,
        due_in_days,
        anchor_event_id: anchor.map(|(event, _)| event),
        anchor_days: anchor.map(|(_, days)| days),
        version: 1,
        change_seq: 0,
    });
    Ok(())
}

/// Articles at the end of each month, from the next on; this month's task is there.
fn add_monthly(stage: &mut Stage, at: DateTime<Utc>) -> Result<(), Error> {
    let plan = plan(stage, MONTHLY);
    let today = stage.day(0);
    let first = today.with_day(1).unwrap_or(today);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(today);
    let name = "Tin, bài cải cách hành chính hằng tháng";
    let id = repeat(stage, at, name, &Rule::MonthlyLastWorkingDay, (first, next), &plan)?;
    let made = stage.rows.tasks.iter().find(|task| task.title == MONTHLY).map(|task| task.id);
    stage.rows.recurrence_tasks.push(recurrence_task::Model {
        recurrence_id: id,
        period_key: format!("{}-{:02}", first.year(), first.month()),
        task_id: made,
        made_at: at,
        late: false,
    });
    Ok(())
}

/// The loudspeaker's week: paused while it is being repaired.
fn add_weekly(stage: &mut Stage, at: DateTime<Utc>) -> Result<(), Error> {
    let plan = plan(stage, WEEKLY);
    let (paused, today) = (stage.day(-10), stage.day(0));
    let rule = Rule::Weekly { weekday: WeekDay::Friday };
    let starts = stage.day(-41);
    repeat(stage, at, "Lịch phát thanh hằng tuần", &rule, (starts, today), &plan)?;
    if let Some(row) = stage.rows.recurrences.last_mut() {
        row.state = RecurrenceState::Paused.into();
        row.paused_on = Some(paused);
        row.version = 2;
    }
    Ok(())
}

fn repeat(
    stage: &mut Stage,
    at: DateTime<Utc>,
    name: &str,
    rule: &Rule,
    (starts_on, counts_from): (NaiveDate, NaiveDate),
    plan: &TaskPlan,
) -> Result<Uuid, Error> {
    let id = stage.dice.id(at);
    stage.rows.recurrences.push(recurrence::Model {
        id,
        commune_id: stage.organisation.commune,
        name: name.to_owned(),
        sort_key: sort_key(name),
        state: RecurrenceState::Active.into(),
        rule: serde_json::to_string(rule)?,
        lead_days: 10,
        starts_on,
        ends_on: None,
        counts_from,
        paused_on: None,
        plan: serde_json::to_string(plan)?,
        created_by: stage.organisation.unit("ubnd").post,
        last_error: None,
        failed_at: None,
        created_at: at,
        version: 1,
        change_seq: 0,
    });
    Ok(id)
}
