#![allow(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, Duration, Utc};
use migrations::{Migrate, Migrator};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use shared::deadline::{ResultBucket, Timeliness, is_after};
use shared::state::{AssignmentState, Part};
use shared::time::{day_of, end_of_day};
use uuid::Uuid;

use super::{UnitFigures, by_unit, yesterday};
use crate::platform::access::Scope;
use crate::platform::db::assignment_sum::AssignmentSum;
use crate::platform::sums::repo::assignments::{Changes, add};
use crate::work::assignments::repo::{Assignment, due_key, facts};

const COMMUNE: Uuid = Uuid::from_u128(1);

struct Random(u64);

impl Random {
    fn below(&mut self, most: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % most
    }

    /// The end of a day around `now`, or none.
    fn deadline(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        (self.below(6) > 0).then(|| end_of_day(day_of(now) + Duration::days(self.below(24) - 12)))
    }

    fn assignment(&mut self, number: u128, now: DateTime<Utc>) -> Assignment {
        let state = AssignmentState::ALL[usize::try_from(self.below(6)).unwrap()];
        let original = self.deadline(now);
        let sent = !matches!(state, AssignmentState::Assigned | AssignmentState::Acknowledged);
        // To the second before and after the deadline, too.
        let first = match self.below(3) {
            0 => original.unwrap_or(now) + Duration::milliseconds(self.below(3_001) - 1_500),
            _ => now - Duration::days(self.below(20)),
        };
        let returned = state == AssignmentState::Returned;
        let mut row = Assignment {
            id: Uuid::from_u128(number),
            commune_id: COMMUNE,
            task_id: Uuid::nil(),
            unit_id: Uuid::nil(),
            responsible_unit_id: Uuid::from_u128(u128::try_from(self.below(5)).unwrap()),
            parent_assignment_id: (self.below(9) == 0).then(Uuid::nil),
            part: Part::Alone.into(),
            state: state.into(),
            visible: self.below(9) > 0,
            reviewer_post_id: Uuid::nil(),
            original_due_at: original,
            due_at: original.map(|at| at + Duration::days(self.below(3))),
            due_key: 0,
            acknowledged_at: None,
            first_submitted_at: sent.then_some(first),
            last_submitted_at: None,
            resubmit_by: if returned { self.deadline(now) } else { None },
            resubmitted_late: sent && self.below(4) == 0,
            return_reason: None,
            cancel_reason: None,
            created_at: now,
            version: 1,
            change_seq: 1,
            extensions: 0,
            extension_limit: None,
            acknowledged_by: None,
            due_set_at: None,
        };
        row.due_key = due_key(facts(&row).working_due());
        row
    }
}

/// What the rules of `shared::deadline` say of a unit's assignments, one by one.
fn fold(rows: &[Assignment], unit_id: Uuid, now: DateTime<Utc>) -> UnitFigures {
    let mut figures = UnitFigures { unit_id, ..UnitFigures::default() };
    let counted = rows.iter().filter(|row| {
        row.responsible_unit_id == unit_id
            && row.visible
            && row.parent_assignment_id.is_none()
            && row.state != AssignmentState::Cancelled
    });
    for row in counted {
        let (facts, state) = (facts(row), row.state.0);
        figures.assigned += 1;
        figures.acknowledged += i64::from(state != AssignmentState::Assigned);
        figures.submitted += i64::from(state == AssignmentState::Submitted);
        figures.approved += i64::from(state == AssignmentState::Approved);
        match facts.bucket(now).unwrap() {
            ResultBucket::DoneOnTime => figures.done_on_time += 1,
            ResultBucket::OverdueNotDone => figures.overdue_not_done += 1,
            ResultBucket::DoneLate | ResultBucket::InProgress => {}
        }
        let Some(due) = facts.working_due().filter(|_| state.waits_for_unit()) else { continue };
        if facts.timeliness(now) == Timeliness::Overdue {
            figures.overdue += 1;
            figures.became_overdue += i64::from(due >= yesterday(now));
            let due = due.timestamp_millis();
            figures.overdue_since = Some(figures.overdue_since.map_or(due, |at| at.min(due)));
        } else if !is_after(due, now) && due <= end_of_day(day_of(now) + Duration::days(7)) {
            figures.due_in_7_days += 1;
        }
    }
    figures
}

/// Random assignments, counted at the seconds around the end of a day: what the sums say is what the
/// rules say.
#[tokio::test]
async fn figures_from_sums_of_random_assignments_are_what_the_rules_say() {
    let now: DateTime<Utc> = "2026-11-18T16:59:59Z".parse().unwrap();
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1);
    let db = Database::connect(options).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    db.execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
    let mut random = Random(20_261_130);
    let mut rows: Vec<Assignment> = (1..=4_000).map(|n| random.assignment(n, now)).collect();
    let mut changes = Changes::new();
    for sum in rows.iter().filter_map(AssignmentSum::of) {
        *changes.entry(sum).or_default() += 1;
    }
    add(&db, COMMUNE, &changes).await.unwrap();
    // Some of them change.
    let mut changes = Changes::new();
    for (row, number) in rows.iter_mut().zip(1..=1_000) {
        let after = random.assignment(number, now);
        for (one, by) in [(&*row, -1), (&after, 1)] {
            if let Some(sum) = AssignmentSum::of(one) {
                *changes.entry(sum).or_default() += by;
            }
        }
        *row = after;
    }
    add(&db, COMMUNE, &changes).await.unwrap();

    let scope = |unit_id| {
        let mut scope = Scope::of_commune(COMMUNE);
        scope.unit_id = unit_id;
        scope
    };
    for now in [-1_000, 0, 999, 1_000, 1_001, 86_400_000].map(|ms| now + Duration::milliseconds(ms))
    {
        let found = by_unit(&db, scope(None), now).await.unwrap();
        assert_eq!(found.len(), 5);
        for figures in found {
            assert_eq!(figures, fold(&rows, figures.unit_id, now), "{now}");
            let own = by_unit(&db, scope(Some(figures.unit_id)), now).await.unwrap();
            assert_eq!(own, [figures]);
        }
    }
}
