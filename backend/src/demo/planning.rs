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
use super::data::DemoData;
use super::tasks::due;
use super::work::{Due, SAMPLE_TASKS, SampleTask};
use crate::platform::db::entity::{event, event_day, recurrence, recurrence_task, task_template};

const UNITY_DAY: &str = "Ngày hội đại đoàn kết toàn dân tộc";
/// Villages that hold it a day earlier, so that the leaders can come to each.
const VILLAGES_A_DAY_EARLIER: &[&str] = &["lienthanh", "tandinh"];
const AT_UNITY_DAY: &str = "Lồng ghép tuyên truyền tại Ngày hội đại đoàn kết toàn dân tộc";
const IN_THE_EVENING: &str = "Buổi tối tuyên truyền cho người dân lao động tại thôn, bến cá";
const MONTHLY: &str = "Duy trì chuyên mục tin, bài cải cách hành chính hằng tháng";
const WEEKLY: &str = "Lịch phát thanh vào khung giờ phù hợp";

/// Adds events, templates and recurrences.
pub(super) fn add(demo: &mut DemoData) -> Result<(), Error> {
    let at = start_of_day(demo.day(-41)) + Duration::hours(9);
    let unity_day = add_unity_day(demo, at);
    template(demo, at, AT_UNITY_DAY, (None, Some((unity_day, 0))))?;
    template(demo, at, IN_THE_EVENING, (Some(14), None))?;
    add_monthly(demo, at)?;
    add_weekly(demo, at)
}

fn add_unity_day(demo: &mut DemoData, at: DateTime<Utc>) -> Uuid {
    let day = due(demo, Due::UnityDay).map_or(demo.day(2), day_of);
    let id = demo.random.id(at);
    demo.rows.events.push(event::Model {
        id,
        commune_id: demo.organisation.commune,
        name: UNITY_DAY.to_owned(),
        sort_key: sort_key(UNITY_DAY),
        day,
        version: 1,
        change_seq: 0,
    });
    for code in VILLAGES_A_DAY_EARLIER {
        let unit_id = demo.organisation.unit(code).id;
        let day = day - Duration::days(1);
        demo.rows.event_days.push(event_day::Model { event_id: id, unit_id, day });
    }
    id
}

/// What a task of the demo says, without its days.
fn plan(demo: &DemoData, title: &str) -> TaskPlan {
    let Some(work) = SAMPLE_TASKS.iter().find(|work| work.title == title) else {
        return TaskPlan::default();
    };
    let items = |kind: CatalogueKind| {
        let mut ids: Vec<CatalogueId> = work
            .samples
            .iter()
            .flat_map(|sample| match kind {
                CatalogueKind::Topics => sample.topics.to_vec(),
                CatalogueKind::Audiences => sample.audiences.to_vec(),
                _ => vec![sample.channel],
            })
            .map(|code| CatalogueId(demo.catalogue.id(kind, code)))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    TaskPlan {
        title: work.title.to_owned(),
        description: work.description.to_owned(),
        directive_id: demo.rows.directives.first().map(|row| DirectiveId(row.id)),
        topics: items(CatalogueKind::Topics),
        channels: items(CatalogueKind::Channels),
        audiences: items(CatalogueKind::Audiences),
        targets: targets(demo, work),
        priority: Some(work.priority),
        units: units(demo, work),
        ..TaskPlan::default()
    }
}

fn targets(demo: &DemoData, work: &SampleTask) -> Vec<Target> {
    let target = |&(code, amount): &(&str, i64)| Target {
        indicator_id: CatalogueId(demo.catalogue.id(CatalogueKind::Indicators, code)),
        amount,
    };
    work.targets.iter().map(target).collect()
}

fn units(demo: &DemoData, work: &SampleTask) -> Vec<PlanUnit> {
    let unit = |&(code, part, _): &(&str, Part, _)| PlanUnit {
        unit_id: UnitId(demo.organisation.unit(code).id),
        part,
    };
    work.units.iter().map(unit).collect()
}

fn template(
    demo: &mut DemoData,
    at: DateTime<Utc>,
    title: &str,
    (due_in_days, anchor): (Option<i64>, Option<(Uuid, i64)>),
) -> Result<(), Error> {
    let plan = serde_json::to_string(&plan(demo, title))?;
    demo.rows.templates.push(task_template::Model {
        id: demo.random.id(at),
        commune_id: demo.organisation.commune,
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
fn add_monthly(demo: &mut DemoData, at: DateTime<Utc>) -> Result<(), Error> {
    let plan = plan(demo, MONTHLY);
    let today = demo.day(0);
    let first = today.with_day(1).unwrap_or(today);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(today);
    let name = "Tin, bài cải cách hành chính hằng tháng";
    let id = add_recurrence(demo, at, name, &Rule::MonthlyLastWorkingDay, (first, next), &plan)?;
    let made = demo.rows.tasks.iter().find(|task| task.title == MONTHLY).map(|task| task.id);
    demo.rows.recurrence_tasks.push(recurrence_task::Model {
        recurrence_id: id,
        period_key: format!("{}-{:02}", first.year(), first.month()),
        task_id: made,
        made_at: at,
        late: false,
    });
    Ok(())
}

/// The loudspeaker's week: paused while it is being repaired.
fn add_weekly(demo: &mut DemoData, at: DateTime<Utc>) -> Result<(), Error> {
    let plan = plan(demo, WEEKLY);
    let (paused, today) = (demo.day(-10), demo.day(0));
    let rule = Rule::Weekly { weekday: WeekDay::Friday };
    let starts = demo.day(-41);
    add_recurrence(demo, at, "Lịch phát thanh hằng tuần", &rule, (starts, today), &plan)?;
    if let Some(row) = demo.rows.recurrences.last_mut() {
        row.state = RecurrenceState::Paused.into();
        row.paused_on = Some(paused);
        row.version = 2;
    }
    Ok(())
}

fn add_recurrence(
    demo: &mut DemoData,
    at: DateTime<Utc>,
    name: &str,
    rule: &Rule,
    (starts_on, counts_from): (NaiveDate, NaiveDate),
    plan: &TaskPlan,
) -> Result<Uuid, Error> {
    let id = demo.random.id(at);
    demo.rows.recurrences.push(recurrence::Model {
        id,
        commune_id: demo.organisation.commune,
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
        created_by: demo.organisation.unit("ubnd").post,
        last_error: None,
        failed_at: None,
        created_at: at,
        version: 1,
        change_seq: 0,
    });
    Ok(id)
}
