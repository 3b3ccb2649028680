//! What a commune may decide, within which bounds.

use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};
use shared::ErrorCode;
use shared::dto::organisation::settings::{Settings, SettingsPatch, SettingsView};
use shared::office_hours::time_of_day;
use shared::validate::Checks;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::repo::communes::{self, Commune};
use crate::platform::settings;
use crate::platform::unit_of_work::write_as_system;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// The longest name, in characters.
const NAME_LENGTH: usize = 120;

/// The settings of the asker's commune.
///
/// # Errors
/// The database.
pub async fn read(db: &impl Connection, scope: Scope) -> AppResult<SettingsView> {
    view(communes::get(db, scope.commune_id).await?)
}

/// A patch as it was sent. A setting that there is none of is not passed over: whoever mistypes it
/// would believe that it holds.
///
/// # Errors
/// 422 for keys that are not known, 400 where the shape is another.
pub fn patch_of(sent: Value) -> AppResult<SettingsPatch> {
    let mut checks = Checks::new();
    let mut unknown = |prefix: &str, sent: &Value, known: &Value| {
        let keys = sent.as_object().into_iter().flat_map(|sent| sent.keys());
        for key in keys.filter(|key| known.get(key.as_str()).is_none()) {
            checks.fail(&format!("{prefix}{key}"), "unknown", "Không có thiết lập này.");
        }
    };
    let known = json!({ "name": "", "place_name": "", "province": "", "values": {} });
    unknown("", &sent, &known);
    if let Some(values) = sent.get("values") {
        unknown("values.", values, &serde_json::to_value(Settings::default())?);
    }
    checks.finish()?;
    serde_json::from_value(sent)
        .map_err(|error| AppError::Code(ErrorCode::MalformedBody, Some(error.to_string())))
}

/// Changes settings.
///
/// # Errors
/// Field errors; 428 or 412.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::SettingsWrite>,
    context: &WriteContext,
    patch: SettingsPatch,
) -> AppResult<Outcome<SettingsView>> {
    let scope = permit.scope;
    let row = communes::get(&work.tx, scope.commune_id).await?;
    context.matches(row.version)?;
    let mut checks = Checks::new();
    let mut changed = row.clone();
    if let Some(name) = patch.name {
        changed.name = checks.required("name", &name, NAME_LENGTH);
    }
    if let Some(place) = patch.place_name {
        changed.place_name = checks.required("place_name", &place, NAME_LENGTH);
    }
    if let Some(province) = patch.province {
        changed.province = checks.required("province", &province, NAME_LENGTH);
    }
    if let Some(change) = patch.values {
        let values = change.over(settings::parse(&row.settings)?);
        check(&mut checks, &values);
        check_hours(&mut checks, &values);
        changed.settings = serde_json::to_string(&values)?;
    }
    checks.finish()?;
    let after = work.save(&row, &changed).await?;
    let id = after.id;
    let view = view(after)?;
    Ok(Outcome {
        status: 200,
        version: Some(view.version),
        body: Some(view),
        object: ("commune", id),
    })
}

/// Takes a stored setting back to its default, for whoever sits at the server: while it cannot be
/// read nobody logs in. `settings` takes back all of them.
///
/// # Errors
/// A field error for a key that is none; the database.
pub async fn reset(app: &App, commune_id: Uuid, key: &str) -> AppResult<()> {
    let all = key == "settings";
    if !all && serde_json::to_value(Settings::default())?.get(key).is_none() {
        return Err(AppError::field(key, "unknown", "Không có thiết lập này."));
    }
    write_as_system(app, commune_id, "console", "settings.update", async |work| {
        let row = communes::get(&work.tx, commune_id).await?;
        let mut stored: Map<String, Value> = match serde_json::from_str(&row.settings) {
            Ok(stored) if !all => stored,
            Err(_) if !all => return Err(settings::unreadable("settings")),
            _ => Map::new(),
        };
        stored.remove(key);
        let mut changed = row.clone();
        changed.settings = Value::Object(stored).to_string();
        let _after = work.save(&row, &changed).await?;
        Ok(((), ("commune", commune_id)))
    })
    .await
}

fn check(checks: &mut Checks, values: &Settings) {
    let bounds: [(&str, i64, RangeInclusive<i64>); 15] = [
        ("resubmit_working_days", i64::from(values.resubmit_working_days), 1..=30),
        ("invitation_days", values.invitation_days, 1..=30),
        ("office_idle_minutes", values.office_idle_minutes, 5..=480),
        ("office_longest_hours", values.office_longest_hours, 1..=24),
        ("admin_idle_minutes", values.admin_idle_minutes, 5..=480),
        ("village_idle_days", values.village_idle_days, 1..=30),
        ("village_longest_days", values.village_longest_days, 1..=90),
        ("overdue_every_days", i64::from(values.overdue_every_days), 0..=30),
        ("escalate_after_days", i64::from(values.escalate_after_days), 1..=90),
        ("review_remind_hours", i64::from(values.review_remind_hours), 1..=720),
        ("review_tell_hours", i64::from(values.review_tell_hours), 1..=720),
        ("extension_limit", i64::from(values.extension_limit), 0..=10),
        // A yearly review finds its whole year.
        ("audit_months", i64::from(values.audit_months), 12..=120),
        ("unit_quota_mb", values.unit_quota_mb, 1..=1_000_000),
        ("commune_quota_mb", values.commune_quota_mb, 1..=10_000_000),
    ];
    for (field, value, good) in bounds {
        if !good.contains(&value) {
            let words = format!("Từ {} đến {}.", good.start(), good.end());
            checks.fail(&format!("values.{field}"), "out_of_range", words);
        }
    }
    checks.ensure(
        values.village_idle_days <= values.village_longest_days,
        "values.village_idle_days",
        "out_of_range",
        "Không dài hơn thời hạn đăng nhập của trưởng thôn.",
    );
}

/// The escalation's days and the office's hours.
fn check_hours(checks: &mut Checks, values: &Settings) {
    let days = &values.remind_days_before;
    let good = days.len() <= 5 && days.iter().all(|day| (1..=60).contains(day));
    let words = "Tối đa 5 mốc, mỗi mốc từ 1 đến 60 ngày.";
    checks.ensure(good, "values.remind_days_before", "out_of_range", words);
    let later = values.review_tell_hours >= values.review_remind_hours;
    let words = "Không sớm hơn mốc nhắc người duyệt.";
    checks.ensure(later, "values.review_tell_hours", "out_of_range", words);
    let (from, to) = (time_of_day(&values.work_from), time_of_day(&values.work_to));
    let words = "Nhập giờ dạng 07:00.";
    checks.ensure(from.is_some(), "values.work_from", "invalid", words);
    checks.ensure(to.is_some(), "values.work_to", "invalid", words);
    checks.ensure(from < to, "values.work_to", "before_start", "Sau giờ mở cửa.");
    if !values.saturday_from.is_empty() || !values.saturday_to.is_empty() {
        let (from, to) = (time_of_day(&values.saturday_from), time_of_day(&values.saturday_to));
        checks.ensure(from.is_some(), "values.saturday_from", "invalid", words);
        checks.ensure(to.is_some(), "values.saturday_to", "invalid", words);
        checks.ensure(from < to, "values.saturday_to", "before_start", "Sau giờ mở cửa.");
    }
    let digest = time_of_day(&values.digest_at);
    checks.ensure(digest.is_some(), "values.digest_at", "invalid", words);
    checks.ensure(digest < to, "values.digest_at", "after_close", "Trước giờ đóng cửa.");
}

fn view(row: Commune) -> AppResult<SettingsView> {
    Ok(SettingsView {
        values: settings::parse(&row.settings)?,
        defaults: Settings::default(),
        name: row.name,
        place_name: row.place_name,
        province: row.province,
        version: row.version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_settings_pass_the_checks() {
        let mut checks = Checks::new();
        check(&mut checks, &Settings::default());
        check_hours(&mut checks, &Settings::default());
        assert!(checks.finish().is_ok());
    }
}
