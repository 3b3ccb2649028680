//! What the fields of an activity may hold.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveTime};
use shared::catalogue::CatalogueKind;
use shared::dto::activity::ActivityInput;
use shared::time::day_of;
use shared::validate::{Checks, is_amount};
use uuid::Uuid;

use super::repo;
use crate::platform::access::actor::Person;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;

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
    report_id: Option<Uuid>,
    id: Uuid,
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
    let known: HashMap<_, _> =
        repo::catalogue(&work.tx, person.commune_id).await?.into_iter().collect();
    let units: HashSet<_> = repo::units(&work.tx, person.commune_id).await?.into_iter().collect();
    let is = |id: Uuid, kind: CatalogueKind| known.get(&id) == Some(&kind);
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
        let places = input.places_reached.iter().all(|id| units.contains(&id.0));
        checks.ensure(places, "places_reached", "unknown", "Không có đơn vị này.");
        for (at, value) in input.values.iter().enumerate() {
            let good = is(value.indicator_id.0, CatalogueKind::Indicators);
            checks.ensure(good, &format!("values[{at}].indicator_id"), "unknown", unknown);
        }
    }
    checks.at("");
    Ok(())
}
