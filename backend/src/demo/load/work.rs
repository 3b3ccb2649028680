//! Tasks, assignments, reports and activities under load.

use chrono::{DateTime, Duration, Utc};
use sea_orm::DbErr;
use shared::catalogue::CatalogueKind;
use shared::deadline::{is_after, resubmit_by};
use shared::dto::work::assignment::TimelineKind;
use shared::state::{ActivityState, AssignmentState, Part, Priority, ReportState, TaskState};
use shared::text::{fold, sort_key};
use shared::time::{day_of, end_of_day};
use uuid::Uuid;

use super::{BATCH, Load, Unit};
use crate::identity::start::catalogue::{AUDIENCES, CHANNELS, TOPICS};
use crate::platform::db::Db;
use crate::platform::db::entity as e;
use crate::work::activities::repo::day_key;
use crate::work::assignments::repo::due_key;

const TITLES: &[&str] = &[
    "Tuyên truyền dịch vụ công trực tuyến",
    "Phát thanh vào khung giờ phù hợp",
    "Hướng dẫn tra cứu tình trạng hồ sơ",
    "Phát tờ rơi tại chợ, cảng cá",
    "Giới thiệu văn bản pháp luật mới",
    "Nhân rộng gương điển hình",
];

impl Load {
    /// Makes the work task by task, so that memory stays level.
    pub(super) async fn work(
        &mut self,
        db: &Db,
        progress: &impl Fn(&str, u64, u64),
    ) -> Result<(), DbErr> {
        let plan = self.plan;
        let tasks = plan.tasks.max(plan.assignments.div_ceil(plan.units)).max(1);
        let (mut assignments, mut flushed) = (0, 0);
        for number in 0..tasks {
            let (task, due, created) = self.task(number, tasks);
            // The share of this task, in such a way that all shares make the whole.
            let until = plan.assignments * (number + 1) / tasks;
            for turn in 0..until - assignments {
                let index = usize::try_from((number + turn) % plan.units).unwrap_or_default();
                let unit = self.units.get(index).copied().unwrap_or(self.leader);
                self.assignment(assignments, task, unit, due, created);
                assignments += 1;
            }
            if assignments - flushed >= BATCH || number + 1 == tasks {
                self.write(db).await?;
                flushed = assignments;
                progress("assignments", assignments, plan.assignments);
            }
        }
        Ok(())
    }

    /// A task: made over the past eleven months, due ten to forty days later.
    fn task(&mut self, number: u64, of: u64) -> (Uuid, DateTime<Utc>, DateTime<Utc>) {
        let hours = i64::try_from(330 * 24 * (of - number) / of).unwrap_or_default();
        let created = self.now - Duration::hours(hours.max(1));
        let due = end_of_day(day_of(created + Duration::days(self.random.between(10, 40))));
        let title = format!("{} {}", self.random.pick(TITLES, TITLES[0]), number + 1);
        let id = self.random.id(created);
        let high = self.random.chance(10);
        self.rows.tasks.push(e::task::Model {
            id,
            commune_id: self.commune,
            directive_id: None,
            clause_id: None,
            description: "Thực hiện và báo cáo số liệu.".to_owned(),
            state: TaskState::Open.into(),
            priority: if high { Priority::High } else { Priority::Normal }.into(),
            due_at: Some(due),
            due_key: due_key(Some(due)),
            reviewer_post_id: self.leader.post,
            ended_reason: None,
            fold: fold(&format!("{title} Thực hiện và báo cáo số liệu.")),
            sort_key: sort_key(&title),
            title,
            created_by: self.leader.user,
            created_at: created,
            version: 1,
            change_seq: 0,
        });
        let indicator_id = self.catalogue.id(CatalogueKind::Indicators, "nguoi_tham_du");
        let target = e::task_target::Model { task_id: id, indicator_id, amount: 60, position: 0 };
        self.rows.task_targets.push(target);
        (id, due, created)
    }

    /// The state in which an assignment with a report is, and one without.
    fn state(&mut self, reported: bool, overdue: bool) -> AssignmentState {
        match (reported, self.random.between(0, 99)) {
            (true, 0..8) => AssignmentState::Returned,
            (true, 8..25) if !overdue => AssignmentState::Submitted,
            (true, 8..12) => AssignmentState::Submitted,
            (true, _) => AssignmentState::Approved,
            (false, 0..40) => AssignmentState::Assigned,
            (false, 40..95) => AssignmentState::Acknowledged,
            (false, _) => AssignmentState::Cancelled,
        }
    }

    fn assignment(
        &mut self,
        number: u64,
        task: Uuid,
        unit: Unit,
        due: DateTime<Utc>,
        created: DateTime<Utc>,
    ) {
        let share = |whole: u64, n: u64| {
            u64::try_from(
                u128::from(whole) * u128::from(n) / u128::from(self.plan.assignments.max(1)),
            )
            .unwrap_or_default()
        };
        let reports = self.plan.reports.min(self.plan.assignments);
        let reported = share(reports, number + 1) > share(reports, number);
        // Activities follow the reports, so that none is left over.
        let nth = share(reports, number);
        let of = |n: u64| self.plan.activities * n / reports.max(1);
        let activities = if reported { of(nth + 1) - of(nth) } else { 0 };

        let state = self.state(reported, is_after(due, self.now));
        let id = self.random.id(created);
        let span = (due - created).num_minutes();
        // Nine in ten send before the deadline; nothing happens after now.
        let latest = if self.random.chance(90) { span } else { span + 4 * 24 * 60 };
        let wait = self.random.between(span / 4, latest);
        let sent = (created + Duration::minutes(wait)).min(self.now - Duration::minutes(20));
        let seen = created + (sent - created) / 4;
        let reviewed = (sent + Duration::hours(self.random.between(2, 60)))
            .min(self.now - Duration::minutes(5));
        let until =
            (state == AssignmentState::Returned).then(|| resubmit_by(reviewed, Some(due), 2, &[]));
        let cancelled = state == AssignmentState::Cancelled;
        let acknowledged = state != AssignmentState::Assigned && !cancelled;
        let reason = until.map(|_| "Thiếu ảnh minh chứng.".to_owned());
        self.rows.assignments.push(e::assignment::Model {
            id,
            commune_id: self.commune,
            task_id: task,
            unit_id: unit.id,
            responsible_unit_id: unit.id,
            parent_assignment_id: None,
            part: Part::Alone.into(),
            state: state.into(),
            visible: true,
            reviewer_post_id: self.leader.post,
            original_due_at: Some(due),
            due_at: Some(due),
            due_key: due_key(until.or(Some(due))),
            acknowledged_at: acknowledged.then_some(seen),
            first_submitted_at: reported.then_some(sent),
            last_submitted_at: reported.then_some(sent),
            resubmit_by: until,
            resubmitted_late: false,
            return_reason: reason.clone(),
            cancel_reason: cancelled.then(|| "Không còn cần thiết.".to_owned()),
            created_at: created,
            version: 1,
            change_seq: 0,
            extensions: 0,
            extension_limit: None,
            acknowledged_by: None,
            due_set_at: None,
        });
        self.event(id, TimelineKind::Assigned, created, self.leader, None);
        if acknowledged {
            self.event(id, TimelineKind::Acknowledged, seen, unit, None);
        }
        if cancelled {
            let note = Some("Không còn cần thiết.".to_owned());
            self.event(id, TimelineKind::Cancelled, reviewed, self.leader, note);
        }
        if reported {
            self.event(id, TimelineKind::Submitted, sent, unit, None);
            let word = match state {
                AssignmentState::Returned => Some(TimelineKind::Returned),
                AssignmentState::Approved => Some(TimelineKind::Approved),
                _ => None,
            };
            if let Some(kind) = word {
                self.event(id, kind, reviewed, self.leader, reason);
            }
            let report = self.report(id, unit, state, sent, is_after(due, sent));
            for position in 0..i64::try_from(activities).unwrap_or_default() {
                self.activity(report, position, unit, state, sent);
            }
        }
    }

    fn event(
        &mut self,
        assignment_id: Uuid,
        kind: TimelineKind,
        at: DateTime<Utc>,
        who: Unit,
        note: Option<String>,
    ) {
        let about_report = !matches!(
            kind,
            TimelineKind::Assigned | TimelineKind::Acknowledged | TimelineKind::Cancelled
        );
        self.rows.assignment_events.push(e::assignment_event::Model {
            id: self.random.id(at),
            assignment_id,
            commune_id: self.commune,
            kind: kind.into(),
            at,
            user_id: who.user,
            post_id: who.post,
            note,
            revision: about_report.then_some(1),
            on_behalf_of: None,
        });
    }

    fn report(
        &mut self,
        assignment_id: Uuid,
        unit: Unit,
        state: AssignmentState,
        sent: DateTime<Utc>,
        late: bool,
    ) -> Uuid {
        let id = self.random.id(sent);
        let (state, revision) = match state {
            AssignmentState::Returned => (ReportState::Returned, 2),
            AssignmentState::Approved => (ReportState::Approved, 1),
            _ => (ReportState::Submitted, 1),
        };
        self.rows.reports.push(e::report::Model {
            id,
            commune_id: self.commune,
            assignment_id,
            state: state.into(),
            revision,
            narrative: "Đã tổ chức thực hiện theo yêu cầu; nhân dân tham gia đông đủ.".to_owned(),
            shortcomings: String::new(),
            proposals: String::new(),
            nil_reason: (self.plan.activities == 0).then(|| "Không phát sinh.".to_owned()),
            late_explanation: late.then(|| "Do mưa bão.".to_owned()),
            submitted_at: Some(sent),
            submitted_by: Some(unit.post),
            reviewer_post_id: self.leader.post,
            waiting_key: sent.timestamp_millis(),
            late,
            version: 1,
            change_seq: 0,
            written_by: None,
            written_at: None,
        });
        id
    }

    fn activity(
        &mut self,
        report: Uuid,
        position: i64,
        unit: Unit,
        state: AssignmentState,
        sent: DateTime<Utc>,
    ) {
        let activity_id = self.random.id(sent);
        let day = day_of(sent - Duration::days(self.random.between(1, 8)));
        let channel = self.random.pick(CHANNELS, CHANNELS[0]).0;
        self.rows.activities.push(e::activity::Model {
            id: activity_id,
            commune_id: self.commune,
            unit_id: unit.id,
            report_id: Some(report),
            position,
            state: match state {
                AssignmentState::Returned => ActivityState::Returned,
                AssignmentState::Approved => ActivityState::Approved,
                _ => ActivityState::Submitted,
            }
            .into(),
            held_on: Some(day),
            held_at: Some("19:30".to_owned()),
            place: "Nhà văn hóa thôn".to_owned(),
            channel_id: Some(self.catalogue.id(CatalogueKind::Channels, channel)),
            note: String::new(),
            day_key: day_key(Some(day)),
            deleted_at: None,
            created_by: unit.user,
            created_at: sent,
            version: 1,
            change_seq: 0,
        });
        let unit_id = unit.id;
        let day_key = day_key(Some(day));
        self.rows.activity_units.push(e::activity_unit::Model { activity_id, unit_id, day_key });
        self.rows.activity_places.push(e::activity_place::Model { activity_id, unit_id });
        let topic = self.random.pick(TOPICS, TOPICS[0]).0;
        let audience = self.random.pick(AUDIENCES, AUDIENCES[0]).0;
        for (kind, code) in [(CatalogueKind::Topics, topic), (CatalogueKind::Audiences, audience)] {
            let item_id = self.catalogue.id(kind, code);
            let kind = kind.into();
            self.rows.activity_items.push(e::activity_item::Model { activity_id, item_id, kind });
        }
        for (code, low, high) in [("nguoi_tham_du", 15, 120), ("cuoc", 1, 2)] {
            let indicator_id = self.catalogue.id(CatalogueKind::Indicators, code);
            let amount = self.random.between(low, high);
            let value = e::activity_value::Model { activity_id, indicator_id, amount };
            self.rows.activity_values.push(value);
        }
    }
}
