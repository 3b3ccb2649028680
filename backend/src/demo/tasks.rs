//! The directive, its tasks, and their assignments.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use shared::catalogue::CatalogueKind;
use shared::state::{DirectiveState, TaskState};
use shared::text::{fold, sort_key};
use shared::time::{end_of_day, start_of_day};
use uuid::Uuid;

use super::Error;
use super::data::DemoData;
use super::history::{self, NewAssignment};
use super::letter::letter;
use super::work::{Due, SAMPLE_TASKS, SampleTask};
use crate::platform::db::entity::{clause, directive, task, task_item, task_target};
use crate::work::assignments::repo::due_key;

/// How many days ago the directive was signed; its tasks followed the day after.
const SIGNED: i64 = 42;
const SUBJECT: &str = "Tăng cường công tác tuyên truyền cải cách hành chính trên địa bàn";
const NUMBER: &str = "05/UBND-VX (minh họa)";

/// Adds the directive and all work that follows from it.
pub(super) fn add(demo: &mut DemoData) -> Result<(), Error> {
    let (directive, clauses) = add_directive(demo);
    let first = start_of_day(demo.day(1 - SIGNED)) + Duration::hours(8);
    for (number, work) in (0..).zip(SAMPLE_TASKS) {
        let created = first + Duration::minutes(number * 6);
        let clause = work.clause.and_then(|clause| clauses.get(clause - 1)).copied();
        let due = due(demo, work.due);
        let id = add_task(demo, work, (directive, clause), due, created);
        for &(code, part, steps) in work.units {
            let unit = demo.organisation.unit(code);
            let new = NewAssignment { task: id, unit, part, due, created, samples: work.samples };
            history::add(demo, &new, steps)?;
        }
    }
    Ok(())
}

pub(super) fn due(demo: &DemoData, due: Due) -> Option<DateTime<Utc>> {
    match due {
        Due::Never => None,
        Due::In(days) => Some(end_of_day(demo.day(days))),
        Due::UnityDay => {
            let today = demo.day(0);
            let day = NaiveDate::from_ymd_opt(today.year(), 11, 18).unwrap_or(today);
            // Away from November the work stands as it does two days before the feast.
            let near = (-8..=14).contains(&(day - today).num_days());
            Some(end_of_day(if near { day } else { demo.day(2) }))
        }
    }
}

fn add_directive(demo: &mut DemoData) -> (Uuid, Vec<Uuid>) {
    let letter = letter();
    let signed_on = demo.day(-SIGNED);
    let created = start_of_day(signed_on) + Duration::hours(9);
    let id = demo.random.id(created);
    let signer = "Phó Chủ tịch (minh họa)";
    demo.rows.directives.push(directive::Model {
        id,
        commune_id: demo.organisation.commune,
        number: Some(NUMBER.to_owned()),
        year: Some(signed_on.year().into()),
        signed_on: Some(signed_on),
        subject: SUBJECT.to_owned(),
        signer: signer.to_owned(),
        preamble: letter.preamble,
        closing: letter.closing,
        state: DirectiveState::Issued.into(),
        attachment_id: None,
        issued_at: Some(created + Duration::hours(2)),
        fold: fold(&format!("{NUMBER} {SUBJECT} {signer}")),
        created_at: created,
        version: 2,
        change_seq: 0,
    });
    let mut clauses = Vec::new();
    for (number, words) in (1..).zip(letter.clauses) {
        let clause_id = demo.random.id(created);
        clauses.push(clause_id);
        demo.rows.clauses.push(clause::Model {
            id: clause_id,
            directive_id: id,
            number,
            words: words.to_owned(),
        });
    }
    (id, clauses)
}

fn add_task(
    demo: &mut DemoData,
    work: &SampleTask,
    (directive, clause): (Uuid, Option<Uuid>),
    due: Option<DateTime<Utc>>,
    created: DateTime<Utc>,
) -> Uuid {
    let id = demo.random.id(created);
    let leader = demo.organisation.unit("ubnd");
    demo.rows.tasks.push(task::Model {
        id,
        commune_id: demo.organisation.commune,
        directive_id: Some(directive),
        clause_id: clause,
        title: work.title.to_owned(),
        description: work.description.to_owned(),
        state: TaskState::Open.into(),
        priority: work.priority.into(),
        due_at: due,
        due_key: due_key(due),
        reviewer_post_id: leader.post,
        ended_reason: None,
        fold: fold(&format!("{} {}", work.title, work.description)),
        sort_key: sort_key(work.title),
        created_by: leader.user,
        created_at: created,
        version: 1,
        change_seq: 0,
    });
    items(demo, work, id);
    for (position, &(code, amount)) in (0..).zip(work.targets) {
        let indicator_id = demo.catalogue.id(CatalogueKind::Indicators, code);
        let target = task_target::Model { task_id: id, indicator_id, amount, position };
        demo.rows.task_targets.push(target);
    }
    id
}

/// Topics, channels and audiences: those of what is to be done.
fn items(demo: &mut DemoData, work: &SampleTask, task_id: Uuid) {
    let mut words: Vec<(CatalogueKind, &str)> = Vec::new();
    for sample in work.samples {
        words.extend(sample.topics.iter().map(|code| (CatalogueKind::Topics, *code)));
        words.push((CatalogueKind::Channels, sample.channel));
        words.extend(sample.audiences.iter().map(|code| (CatalogueKind::Audiences, *code)));
    }
    words.sort_by_key(|(kind, code)| (kind.as_str(), *code));
    words.dedup();
    for (kind, code) in words {
        let item_id = demo.catalogue.id(kind, code);
        let kind = kind.into();
        demo.rows.task_items.push(task_item::Model { task_id, item_id, kind });
    }
}
