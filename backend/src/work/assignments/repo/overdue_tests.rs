#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ConnectionTrait, Database, EntityTrait, QueryFilter, QuerySelect, Select, sea_query::Expr,
};
use shared::deadline::{Facts, Timeliness, is_after};
use shared::state::AssignmentState;
use shared::time::{day_of, end_of_day};

use super::{is_due_by, is_overdue};
use crate::platform::db::entity::assignment;
use crate::work::assignments::repo::due_key;

/// Ten thousand rows around `now`, to the millisecond: what SQL finds is what the rules say.
#[tokio::test]
async fn sql_of_overdue_and_due_by_on_random_rows_finds_what_facts_say() {
    let now: DateTime<Utc> = "2026-11-18T17:00:00Z".parse().unwrap();
    let week = day_of(now) + Duration::days(7);
    let mut seed = 20_261_130_u64;
    let mut random = |most: i64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(seed >> 33).unwrap() % most
    };
    let day = |random: &mut dyn FnMut(i64) -> i64| match random(6) {
        0 => None,
        1 => Some(end_of_day(day_of(now) + Duration::days(random(20) - 10))),
        2 => Some(now + Duration::milliseconds(random(4_001) - 2_000)),
        3 => Some(end_of_day(week) + Duration::milliseconds(random(2_001) - 1_000)),
        _ => Some(now + Duration::seconds(random(1_728_000) - 864_000)),
    };
    let db = Database::connect("sqlite::memory:").await.unwrap();
    db.execute_unprepared("CREATE TABLE assignments (id integer, state text, due_key integer)")
        .await
        .unwrap();
    let (mut overdue, mut due) = (BTreeSet::new(), BTreeSet::new());
    let mut values = Vec::new();
    for id in 0..10_000_i64 {
        let state = AssignmentState::ALL[usize::try_from(random(6)).unwrap()];
        let facts = Facts {
            state,
            original_due_at: day(&mut random),
            due_at: day(&mut random),
            first_submitted_at: None,
            resubmitted_late: false,
            resubmit_by: day(&mut random),
        };
        let until = facts.working_due();
        if facts.timeliness(now) == Timeliness::Overdue {
            overdue.insert(id);
        }
        if state.waits_for_unit()
            && until.is_some_and(|at| !is_after(at, now) && at <= end_of_day(week))
        {
            due.insert(id);
        }
        values.push(format!("({id}, '{}', {})", state.as_str(), due_key(until)));
    }
    for some in values.chunks(1_000) {
        let insert = format!("INSERT INTO assignments VALUES {}", some.join(", "));
        db.execute_unprepared(&insert).await.unwrap();
    }
    let found = async |select: Select<assignment::Entity>| -> BTreeSet<i64> {
        let ids = select.select_only().expr(Expr::cust("id")).into_tuple::<i64>();
        ids.all(&db).await.unwrap().into_iter().collect()
    };
    let all = assignment::Entity::find;
    assert!(overdue.len() > 1_000 && due.len() > 1_000, "{} {}", overdue.len(), due.len());
    assert_eq!(found(all().filter(is_overdue(now))).await, overdue);
    assert_eq!(found(all().filter(is_due_by(week, now))).await, due);
}
