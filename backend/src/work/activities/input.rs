//! Activities as they are sent: checked, made into rows; and those of a report that is written whole,
//! compared with those that it has.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{Datelike, NaiveTime};
use shared::catalogue::CatalogueKind;
use shared::dto::work::activity::{ActivityInput, ActivityView, IndicatorValue};
use shared::id::{ActivityId, AttachmentId, ReportId, UnitId};
use shared::state::ActivityState;
use shared::text::clean;
use shared::time::day_of;
use shared::validate::{Checks, is_amount};
use uuid::Uuid;

use super::repo::{self, Activity};
use crate::platform::access::actor::Person;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;
use crate::work::attachments;

const PLACE: usize = 300;
const NOTE: usize = 5000;
const LINKS: usize = 10;
/// Files of an activity, and of all activities of a report together (docs/SECURITY.md, "Uploads").
pub const FILES: usize = 10;

/// Checks the fields of an activity by themselves; `complete` asks for what a submission needs.
pub fn check(checks: &mut Checks, prefix: &str, input: &ActivityInput, complete: bool) {
    checks.at(prefix);
    checks.optional("place", &input.place, PLACE);
    checks.optional("note", &input.note, NOTE);
    if complete {
        checks.ensure(input.held_on.is_some(), "held_on", "required", "Bắt buộc nhập.");
        checks.ensure(input.channel_id.is_some(), "channel_id", "required", "Bắt buộc chọn.");
    }
    if let Some(day) = input.held_on {
        let good = (2000..=2100).contains(&day.year());
        checks.ensure(good, "held_on", "invalid", "Ngày không hợp lệ.");
    }
    if let Some(hour) = input.held_at.as_deref().filter(|hour| !hour.is_empty()) {
        let good = hour.len() == 5 && NaiveTime::parse_from_str(hour, "%H:%M").is_ok();
        checks.ensure(good, "held_at", "invalid", "Giờ phải có dạng 19:30.");
    }
    checks.ensure(input.links.len() <= LINKS, "links", "too_many", "Tối đa 10 liên kết.");
    for (at, link) in input.links.iter().enumerate().take(LINKS) {
        checks.link(&format!("links[{at}]"), link.trim());
    }
    let files = input.attachments.len();
    checks.ensure(files <= FILES, "attachments", "too_many", "Tối đa 10 tệp.");
    let mut seen = HashSet::new();
    for (at, value) in input.values.iter().enumerate() {
        let good = is_amount(value.amount);
        let field = format!("values[{at}].amount");
        checks.ensure(good, &field, "invalid", "Nhập số nguyên từ 0 đến 999.999.999.");
        let field = format!("values[{at}].indicator_id");
        let first = seen.insert(value.indicator_id);
        checks.ensure(first, &field, "duplicate", "Chỉ tiêu này đã có số liệu.");
    }
    checks.at("");
}

/// Checks how many files the report of an activity would carry with `input` in its place.
///
/// # Errors
/// A field error `attachments`; the database.
pub async fn check_files(
    work: &UnitOfWork,
    report_id: Option<ReportId>,
    id: ActivityId,
    input: &ActivityInput,
) -> AppResult<()> {
    let Some(report_id) = report_id else { return Ok(()) };
    let others = repo::files_of_report(&work.tx, report_id, id).await?;
    let more: HashSet<_> = input.attachments.iter().collect();
    let mut checks = Checks::new();
    let words = "Tối đa 10 ảnh, tệp trong một báo cáo.";
    checks.ensure(others + more.len() <= FILES, "attachments", "too_many_files", words);
    Ok(checks.finish()?)
}

/// The units and the entries of catalogues that an activity names.
fn named_ids(input: &ActivityInput) -> impl Iterator<Item = Uuid> {
    (input.channel_id.iter().chain(&input.topics).chain(&input.audiences).map(|id| id.0))
        .chain(input.values.iter().map(|value| value.indicator_id.0))
        .chain(input.places_reached.iter().map(|id| id.0))
}

/// Checks activities by themselves, and against the calendar, the catalogues and the units; fields
/// are named `activities[0].…` in a report.
///
/// # Errors
/// The database.
pub async fn verify(
    work: &UnitOfWork,
    person: &Person,
    checks: &mut Checks,
    inputs: &[ActivityInput],
    in_report: bool,
) -> AppResult<()> {
    let named: BTreeSet<Uuid> = inputs.iter().flat_map(named_ids).collect();
    let named: Vec<Uuid> = named.into_iter().collect();
    let known = repo::Known::of(&work.tx, person.commune_id, &named).await?;
    let is = |id: Uuid, kind: CatalogueKind| known.is_item(id, kind);
    for (at, input) in inputs.iter().enumerate() {
        let prefix = if in_report { format!("activities[{at}].") } else { String::new() };
        check(checks, &prefix, input, false);
        checks.at(prefix);
        let past = input.held_on.is_none_or(|day| day <= day_of(work.now));
        checks.ensure(past, "held_on", "in_future", "Ngày tổ chức chưa tới.");
        let unknown = "Không có trong danh mục.";
        let channel = input.channel_id.is_none_or(|id| is(id.0, CatalogueKind::Channels));
        checks.ensure(channel, "channel_id", "unknown", unknown);
        let topics = input.topics.iter().all(|id| is(id.0, CatalogueKind::Topics));
        checks.ensure(topics, "topics", "unknown", unknown);
        let audiences = input.audiences.iter().all(|id| is(id.0, CatalogueKind::Audiences));
        checks.ensure(audiences, "audiences", "unknown", unknown);
        let places = input.places_reached.iter().all(|id| known.is_unit(id.0));
        checks.ensure(places, "places_reached", "unknown", "Không có đơn vị này.");
        for (at, value) in input.values.iter().enumerate() {
            let good = is(value.indicator_id.0, CatalogueKind::Indicators);
            checks.ensure(good, &format!("values[{at}].indicator_id"), "unknown", unknown);
        }
    }
    checks.at("");
    Ok(())
}

/// The input that would give `view`.
pub fn input_of(view: &ActivityView) -> ActivityInput {
    ActivityInput {
        id: Some(view.id),
        held_on: view.held_on,
        held_at: view.held_at.clone(),
        place: view.place.clone(),
        channel_id: view.channel.as_ref().map(|channel| channel.id),
        topics: view.topics.iter().map(|item| item.id).collect(),
        audiences: view.audiences.iter().map(|item| item.id).collect(),
        places_reached: view.places_reached.iter().map(|unit| unit.id).collect(),
        values: (view.values.iter())
            .map(|value| IndicatorValue { indicator_id: value.indicator_id, amount: value.amount })
            .collect(),
        attachments: view.attachments.iter().map(|file| file.id).collect(),
        links: view.links.clone(),
        note: view.note.clone(),
    }
}

/// A draft of the person's unit, with nothing in it yet.
pub fn new_draft(work: &UnitOfWork, person: &Person, id: ActivityId) -> Activity {
    Activity {
        id: id.0,
        commune_id: person.commune_id,
        unit_id: person.unit_id,
        report_id: None,
        position: 0,
        state: ActivityState::Draft.into(),
        held_on: None,
        held_at: None,
        place: String::new(),
        channel_id: None,
        note: String::new(),
        day_key: 0,
        deleted_at: None,
        created_by: person.user_id,
        created_at: work.now,
        version: 1,
        change_seq: work.seq,
    }
}

/// `row` with the fields of `input`.
pub fn with_input(row: Activity, input: &ActivityInput) -> Activity {
    Activity {
        held_on: input.held_on,
        held_at: input.held_at.clone().filter(|hour| !hour.is_empty()),
        place: clean(&input.place),
        channel_id: input.channel_id.map(Into::into),
        note: clean(&input.note),
        day_key: repo::day_key(input.held_on),
        ..row
    }
}

/// Attaches the files of `inputs`.
///
/// # Errors
/// Field errors of files that nobody may attach; the database.
pub async fn attach(work: &UnitOfWork, person: &Person, inputs: &[ActivityInput]) -> AppResult<()> {
    let ids: Vec<AttachmentId> =
        inputs.iter().flat_map(|input| &input.attachments).copied().collect();
    if ids.is_empty() {
        return Ok(());
    }
    attachments::service::attach(work, person, &ids).await
}

/// Attaches what was not there before: the files of another doing unit, or of the unit before
/// this one, stay as they are.
///
/// # Errors
/// Field errors of files that nobody may attach; the database.
pub async fn attach_new(
    work: &UnitOfWork,
    person: &Person,
    before: &[ActivityView],
    inputs: &[ActivityInput],
) -> AppResult<()> {
    let had: HashSet<AttachmentId> =
        before.iter().flat_map(|one| &one.attachments).map(|file| file.id).collect();
    let named = inputs.iter().flat_map(|input| &input.attachments);
    let added = named.filter(|file| !had.contains(file)).copied();
    let added = ActivityInput { attachments: added.collect(), ..ActivityInput::default() };
    attach(work, person, std::slice::from_ref(&added)).await
}

/// The activities that a report is to have, checked, beside those that it has.
#[derive(Debug)]
pub struct ReportActivities<'a> {
    inputs: &'a [ActivityInput],
    rows: HashMap<Uuid, Activity>,
    before: Vec<ActivityView>,
}

impl<'a> ReportActivities<'a> {
    /// Checks what a report is to have; `report_id` is none where the report is new.
    ///
    /// # Errors
    /// The database.
    pub async fn check(
        work: &UnitOfWork,
        person: &Person,
        checks: &mut Checks,
        report_id: Option<ReportId>,
        inputs: &'a [ActivityInput],
    ) -> AppResult<Self> {
        verify(work, person, checks, inputs, true).await?;
        let rows = match report_id {
            Some(id) => repo::rows_of_report(&work.tx, id).await?,
            None => Vec::new(),
        };
        let current = rows.iter().filter(|row| row.deleted_at.is_none()).cloned().collect();
        let before = repo::views(&work.tx, current).await?;
        let rows = rows.into_iter().map(|row| (row.id, row)).collect();
        check_ids(work, checks, &rows, inputs).await?;
        Ok(Self { inputs, rows, before })
    }

    /// Makes them the activities of the report: those listed are written under their ids where
    /// they are new or differ, those no longer listed are deleted.
    ///
    /// # Errors
    /// Field errors of files that nobody may attach; the database.
    pub async fn write(
        self,
        work: &UnitOfWork,
        person: &Person,
        report_id: ReportId,
    ) -> AppResult<()> {
        attach_new(work, person, &self.before, self.inputs).await?;
        let had: HashMap<ActivityId, &ActivityView> =
            self.before.iter().map(|view| (view.id, view)).collect();
        let mut rows = self.rows;
        for (position, input) in (0..).zip(self.inputs) {
            let id = input.id.unwrap_or_else(|| work.new_id().into());
            let old = rows.remove(&id.0);
            let new = old.is_none();
            let row = match old {
                Some(old)
                    if old.position == position
                        && had
                            .get(&id)
                            .is_some_and(|view| is_same(view, input, old.unit_id.into())) =>
                {
                    continue;
                }
                Some(old) => Activity { version: old.version + 1, ..old },
                None => new_draft(work, person, id),
            };
            let unit_id = row.unit_id.into();
            let row = Activity {
                report_id: Some(report_id.0),
                position,
                deleted_at: None,
                change_seq: work.seq,
                ..with_input(row, input)
            };
            repo::write_row(work, row, new).await?;
            repo::replace_children(work, id, unit_id, input, new).await?;
        }
        let removed = rows.into_values().filter(|row| row.deleted_at.is_none()).map(|row| row.id);
        repo::soft_delete(work, removed.collect()).await
    }
}

/// Whether an activity of `unit` would be stored as it is.
fn is_same(view: &ActivityView, input: &ActivityInput, unit: UnitId) -> bool {
    normalized(&input_of(view), unit) == normalized(input, unit)
}

/// An input as it is stored for an activity of `unit`: trimmed, its own unit where no place is
/// given, and without an order where that means nothing.
fn normalized(input: &ActivityInput, unit: UnitId) -> ActivityInput {
    fn sorted<T: Ord + Copy>(ids: &[T]) -> Vec<T> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
    let mut values = input.values.clone();
    values.sort_unstable_by_key(|value| value.indicator_id);
    ActivityInput {
        held_at: input.held_at.clone().filter(|hour| !hour.is_empty()),
        place: clean(&input.place),
        note: clean(&input.note),
        topics: sorted(&input.topics),
        audiences: sorted(&input.audiences),
        places_reached: match &*input.places_reached {
            [] => vec![unit],
            places => sorted(places),
        },
        links: input.links.iter().map(|link| link.trim().to_owned()).collect(),
        values,
        ..input.clone()
    }
}

/// An id that is given must be new or of this report, and given once.
async fn check_ids(
    work: &UnitOfWork,
    checks: &mut Checks,
    rows: &HashMap<Uuid, Activity>,
    inputs: &[ActivityInput],
) -> AppResult<()> {
    let given_ids = inputs.iter().filter_map(|input| input.id);
    let unknown_ids = given_ids.filter(|id| !rows.contains_key(&id.0)).collect();
    let taken: HashSet<ActivityId> =
        repo::existing_ids(&work.tx, unknown_ids).await?.into_iter().collect();
    let mut seen = HashSet::new();
    for (at, input) in inputs.iter().enumerate() {
        let Some(id) = input.id else { continue };
        checks.at(format!("activities[{at}]."));
        checks.ensure(!taken.contains(&id), "id", "taken", "Thuộc về báo cáo khác.");
        checks.ensure(seen.insert(id), "id", "duplicate", "Bị lặp lại.");
    }
    checks.at("");
    Ok(())
}
