//! One assignment, told step by step: the rows follow from what happened, so they agree.

use chrono::{DateTime, Duration, Utc};
use shared::deadline::{Facts, is_after, resubmit_by};
use shared::dto::work::activity::ActivityView;
use shared::dto::work::assignment::TimelineKind;
use shared::dto::work::report::ReportView;
use shared::id::{AssignmentId, ReportId};
use shared::state::{ActivityState, AssignmentState, ExtensionState, Part, ReportState};
use shared::time::{day_of, end_of_day, format_day};
use uuid::Uuid;

use super::Error;
use super::data::{DemoData, NewActivity};
use super::organisation::Member;
use super::samples::SampleActivity;
use super::work::Step;
use crate::platform::db::entity::{
    assignment, assignment_event, extension, report, report_revision,
};
use crate::work::assignments::repo::due_key;

const EXPLANATION: &str = "Biển động kéo dài, phải dời buổi sinh hoạt sang tuần sau.";
const SHORTCOMINGS: &str = "Một số hộ đi biển dài ngày chưa tham gia được.";
const PROPOSALS: &str = "Đề nghị xã cấp thêm tờ rơi hướng dẫn.";

/// What a unit was given.
pub(super) struct NewAssignment {
    pub task: Uuid,
    pub unit: Member,
    pub part: Part,
    pub due: Option<DateTime<Utc>>,
    pub created: DateTime<Utc>,
    pub samples: &'static [SampleActivity],
}

/// The rows while the steps are told.
struct History<'a> {
    new: &'a NewAssignment,
    assignment: assignment::Model,
    report: Option<report::Model>,
    extension: Option<extension::Model>,
    submissions: Vec<Submission>,
}

/// A submission as it was.
struct Submission {
    revision: i64,
    at: DateTime<Utc>,
    late: bool,
    /// Why the one before it came back.
    return_reason: Option<String>,
}

/// Tells an assignment's history and adds its rows.
pub(super) fn add(demo: &mut DemoData, new: &NewAssignment, steps: &[Step]) -> Result<(), Error> {
    let assignment = assignment_row(demo, new);
    let mut history =
        History { new, assignment, report: None, extension: None, submissions: Vec::new() };
    history.event(demo, TimelineKind::Assigned, new.created, None, None);
    for step in steps {
        history.apply(demo, *step);
    }
    history.finish(demo)
}

fn assignment_row(demo: &mut DemoData, new: &NewAssignment) -> assignment::Model {
    assignment::Model {
        id: demo.random.id(new.created),
        commune_id: demo.organisation.commune,
        task_id: new.task,
        unit_id: new.unit.id,
        responsible_unit_id: new.unit.id,
        parent_assignment_id: None,
        part: new.part.into(),
        state: AssignmentState::Assigned.into(),
        visible: true,
        reviewer_post_id: demo.organisation.unit("ubnd").post,
        original_due_at: new.due,
        due_at: new.due,
        due_key: due_key(new.due),
        acknowledged_at: None,
        first_submitted_at: None,
        last_submitted_at: None,
        resubmit_by: None,
        resubmitted_late: false,
        return_reason: None,
        cancel_reason: None,
        created_at: new.created,
        version: 1,
        change_seq: 0,
        extensions: 0,
        extension_limit: None,
        acknowledged_by: None,
        due_set_at: None,
    }
}

impl History<'_> {
    fn apply(&mut self, demo: &mut DemoData, step: Step) {
        self.assignment.version += 1;
        match step {
            Step::Acknowledge(days) => {
                let at = demo.ago(days, 8);
                self.assignment.acknowledged_at = Some(at);
                self.state(AssignmentState::Acknowledged);
                self.event(demo, TimelineKind::Acknowledged, at, None, None);
            }
            Step::Draft => {
                let at = demo.ago(1, 20);
                self.open_report(demo, at);
            }
            Step::Submit(days) => self.submit(demo, days, None),
            Step::SubmitNil(days, reason) => self.submit(demo, days, Some(reason)),
            Step::Return(days, reason) => {
                let at = demo.ago(days, 9);
                let until = resubmit_by(at, self.assignment.due_at, 2, &[]);
                self.assignment.resubmit_by = Some(until);
                self.assignment.return_reason = Some(reason.to_owned());
                self.assignment.due_key = due_key(Some(until));
                self.state(AssignmentState::Returned);
                let revision = self.reviewed(ReportState::Returned);
                self.event(demo, TimelineKind::Returned, at, Some(reason), revision);
                // Each return opens the next revision.
                if let Some(report) = &mut self.report {
                    report.revision += 1;
                }
            }
            Step::Approve(days) => {
                let at = demo.ago(days, 10);
                self.state(AssignmentState::Approved);
                let revision = self.reviewed(ReportState::Approved);
                self.event(demo, TimelineKind::Approved, at, None, revision);
            }
            Step::AskExtension(days, wanted, reason) => {
                self.ask_extension(demo, days, wanted, reason)
            }
            Step::GrantExtension(days) => self.grant_extension(demo, days),
            Step::Cancel(days, reason) => {
                let at = demo.ago(days, 14);
                self.assignment.cancel_reason = Some(reason.to_owned());
                self.state(AssignmentState::Cancelled);
                self.event(demo, TimelineKind::Cancelled, at, Some(reason), None);
            }
        }
    }

    fn state(&mut self, state: AssignmentState) {
        self.assignment.state = state.into();
    }

    fn reviewed(&mut self, state: ReportState) -> Option<i64> {
        let report = self.report.as_mut()?;
        report.state = state.into();
        report.version += 1;
        Some(report.revision)
    }

    fn open_report(&mut self, demo: &mut DemoData, at: DateTime<Utc>) {
        if self.report.is_some() {
            return;
        }
        let thin = demo.random.chance(30);
        let say = |words: &str| if thin { String::new() } else { words.to_owned() };
        self.report = Some(report::Model {
            id: demo.random.id(at),
            commune_id: self.assignment.commune_id,
            assignment_id: self.assignment.id,
            state: ReportState::Draft.into(),
            revision: 1,
            narrative: if thin {
                "Đã thực hiện.".to_owned()
            } else {
                format!("{} đã tổ chức thực hiện theo yêu cầu.", self.new.unit.name)
            },
            shortcomings: say(SHORTCOMINGS),
            proposals: say(PROPOSALS),
            nil_reason: None,
            late_explanation: None,
            submitted_at: None,
            submitted_by: None,
            reviewer_post_id: self.assignment.reviewer_post_id,
            waiting_key: 0,
            late: false,
            version: 1,
            change_seq: 0,
            written_by: None,
            written_at: None,
        });
    }

    fn submit(&mut self, demo: &mut DemoData, days: i64, nothing: Option<&str>) {
        let at = demo.ago(days, if self.new.unit.village { 20 } else { 16 });
        self.open_report(demo, at - Duration::minutes(25));
        let row = &mut self.assignment;
        if row.first_submitted_at.is_some() && row.resubmit_by.is_some_and(|by| is_after(by, at)) {
            row.resubmitted_late = true;
        }
        row.first_submitted_at.get_or_insert(at);
        row.last_submitted_at = Some(at);
        row.due_key = due_key(row.due_at);
        self.state(AssignmentState::Submitted);
        let late = !self.submitted_in_time();
        let by = self.new.unit.post;
        let Some(report) = &mut self.report else {
            return;
        };
        report.state = ReportState::Submitted.into();
        report.version += 1;
        report.submitted_at = Some(at);
        report.submitted_by = Some(by);
        report.waiting_key = at.timestamp_millis();
        report.late = late;
        report.late_explanation = late.then(|| EXPLANATION.to_owned());
        if let Some(reason) = nothing {
            report.nil_reason = Some(reason.to_owned());
            report.narrative = String::new();
        }
        let revision = report.revision;
        let return_reason = self.assignment.return_reason.clone();
        self.submissions.push(Submission { revision, at, late, return_reason });
        let note = late.then_some(EXPLANATION);
        self.event(demo, TimelineKind::Submitted, at, note, Some(revision));
    }

    fn ask_extension(&mut self, demo: &mut DemoData, days: i64, wanted: i64, reason: &str) {
        let (at, wanted_on) = (demo.ago(days, 8), demo.day(wanted));
        let Some(due_at) = self.assignment.due_at else { return };
        let unit = &self.new.unit;
        self.extension = Some(extension::Model {
            id: demo.random.id(at),
            commune_id: self.assignment.commune_id,
            assignment_id: self.assignment.id,
            state: ExtensionState::Asked.into(),
            reason: reason.to_owned(),
            due_at,
            wanted_on,
            offered_on: None,
            asked_by_user: unit.user,
            asked_by_post: unit.post,
            asked_at: at,
            decided_by_post: None,
            on_behalf_of: None,
            decided_at: None,
            decision_note: None,
            version: 1,
            change_seq: 0,
        });
        let note = format!("Xin đến {}. {reason}", format_day(wanted_on));
        self.event(demo, TimelineKind::ExtensionAsked, at, Some(&note), None);
    }

    fn grant_extension(&mut self, demo: &mut DemoData, days: i64) {
        let (at, leader) = (demo.ago(days, 9), demo.organisation.unit("ubnd"));
        let Some(extension) = &mut self.extension else { return };
        extension.state = ExtensionState::Granted.into();
        extension.decided_by_post = Some(leader.post);
        extension.decided_at = Some(at);
        extension.version += 1;
        let note = format!("Hạn mới {}.", format_day(extension.wanted_on));
        let due = Some(end_of_day(extension.wanted_on));
        self.assignment.due_at = due;
        self.assignment.due_key = due_key(due);
        self.assignment.due_set_at = Some(at);
        self.assignment.extensions += 1;
        self.event(demo, TimelineKind::ExtensionGranted, at, Some(&note), None);
    }

    fn submitted_in_time(&self) -> bool {
        let facts = Facts {
            state: AssignmentState::Submitted,
            original_due_at: self.assignment.original_due_at,
            due_at: self.assignment.due_at,
            first_submitted_at: self.assignment.first_submitted_at,
            resubmitted_late: self.assignment.resubmitted_late,
            resubmit_by: self.assignment.resubmit_by,
        };
        facts.submitted_in_time()
    }

    fn event(
        &self,
        demo: &mut DemoData,
        kind: TimelineKind,
        at: DateTime<Utc>,
        note: Option<&str>,
        revision: Option<i64>,
    ) {
        let by_unit = matches!(
            kind,
            TimelineKind::Acknowledged | TimelineKind::Submitted | TimelineKind::ExtensionAsked
        );
        let leader = demo.organisation.unit("ubnd");
        let who = if by_unit { &self.new.unit } else { &leader };
        let event = assignment_event::Model {
            id: demo.random.id(at),
            assignment_id: self.assignment.id,
            commune_id: self.assignment.commune_id,
            kind: kind.into(),
            at,
            user_id: who.user,
            post_id: who.post,
            note: note.map(str::to_owned),
            revision,
            on_behalf_of: None,
        };
        demo.rows.assignment_events.push(event);
    }

    /// Adds the rows, the report's activities and what was submitted each time.
    fn finish(self, demo: &mut DemoData) -> Result<(), Error> {
        if let Some(report) = &self.report {
            let activities = if report.nil_reason.is_some() {
                Vec::new()
            } else {
                self.activities(demo, report)
            };
            // Below every number of the audit chain, and in order.
            let first = -(self.submissions.len() as i64);
            for (change_seq, submission) in (first..).zip(&self.submissions) {
                let view = self.snapshot(report, &activities, submission);
                demo.rows.report_revisions.push(report_revision::Model {
                    report_id: report.id,
                    revision: submission.revision,
                    submitted_at: submission.at,
                    snapshot: serde_json::to_string(&view)?,
                    change_seq,
                });
            }
        }
        demo.rows.assignments.push(self.assignment);
        demo.rows.reports.extend(self.report);
        demo.rows.extensions.extend(self.extension);
        Ok(())
    }

    fn activities(&self, demo: &mut DemoData, report: &report::Model) -> Vec<ActivityView> {
        let state = ActivityState::from(report.state.0);
        // They were held before the first submission, a draft's before today.
        let first = self.submissions.first().map_or_else(|| demo.ago(1, 20), |one| one.at);
        let thin = report.shortcomings.is_empty();
        let revisions = self.submissions.len() as i64;
        let count = if thin { 1 } else { demo.random.between(1, 2).max(revisions) };
        let samples = self.new.samples.iter().cycle();
        let mut views = Vec::new();
        for (position, sample) in (0..count).zip(samples) {
            // The last line of a draft is often still without its day.
            let open = state == ActivityState::Draft && position == 1;
            let written = first - Duration::minutes(20 - position);
            let held = day_of(first - Duration::days((count - position) * 2 - 1));
            views.push(demo.activity(&NewActivity {
                unit: &self.new.unit,
                sample: *sample,
                held_on: (!open).then_some(held),
                state,
                report: Some(report.id),
                position,
                thin,
                written,
            }));
        }
        views
    }

    fn snapshot(
        &self,
        report: &report::Model,
        activities: &[ActivityView],
        submission: &Submission,
    ) -> ReportView {
        // What was returned held one activity; the rest came with the resubmission.
        let last = self.submissions.last().is_some_and(|last| last.revision == submission.revision);
        let shown = if last { activities.len() } else { activities.len().min(1) };
        let activities = activities
            .iter()
            .take(shown)
            .cloned()
            .map(|activity| ActivityView { state: ActivityState::Submitted, ..activity });
        ReportView {
            id: ReportId(report.id),
            assignment_id: AssignmentId(self.assignment.id),
            state: ReportState::Submitted,
            revision: submission.revision,
            narrative: report.narrative.clone(),
            shortcomings: report.shortcomings.clone(),
            proposals: report.proposals.clone(),
            nil_reason: report.nil_reason.clone(),
            late_explanation: submission.late.then(|| EXPLANATION.to_owned()),
            parts: Vec::new(),
            activities: activities.collect(),
            submitted_at: Some(submission.at),
            submitted_by: Some(self.new.unit.person.clone()),
            late: submission.late,
            return_reason: submission.return_reason.clone(),
            written_at: None,
            written_by: None,
            version: submission.revision + 1,
        }
    }
}
