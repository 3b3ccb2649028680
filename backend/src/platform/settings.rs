//! Settings as they are stored. What cannot be read is an error that names it: by a default in its
//! place a second factor that is required would not be asked for.

use serde_json::{Map, Value};
use shared::ErrorCode;
use shared::dto::organisation::settings::Settings;
use shared::office_hours::time_of_day;
use uuid::Uuid;

use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::repo::communes;

/// What a commune has decided.
///
/// # Errors
/// 404 for no commune, 500 where they cannot be read, or the database.
pub async fn of(db: &impl Connection, commune_id: Uuid) -> AppResult<Settings> {
    parse(&communes::get(db, commune_id).await?.settings)
}

/// What is stored, with the defaults for what was never decided: an older server may have written
/// it. What only a newer one knows is passed over.
///
/// # Errors
/// 500 `settings_unreadable`, with the key in its detail.
pub fn parse(stored: &str) -> AppResult<Settings> {
    // A list would be read as the values of the first keys.
    if !stored.trim_start().starts_with('{') {
        return Err(unreadable("settings"));
    }
    let settings: Settings =
        serde_json::from_str(stored).map_err(|_| unreadable(&unreadable_key(stored)))?;
    match invalid_time(&settings) {
        Some(key) => Err(unreadable(key)),
        None => Ok(settings),
    }
}

/// The first key whose value cannot be read, by itself; `settings` where it is none at all.
#[must_use]
pub fn unreadable_key(stored: &str) -> String {
    let whole = || "settings".to_owned();
    let Ok(all) = serde_json::from_str::<Map<String, Value>>(stored) else { return whole() };
    let alone = |(key, value): &(String, Value)| {
        let one = Map::from_iter([(key.clone(), value.clone())]);
        serde_json::from_value::<Settings>(Value::Object(one)).is_err()
    };
    all.into_iter().find(alone).map_or_else(whole, |(key, _)| key)
}

/// A time of the day that is none: nobody could have set it.
fn invalid_time(settings: &Settings) -> Option<&'static str> {
    let saturday =
        [("saturday_from", &settings.saturday_from), ("saturday_to", &settings.saturday_to)];
    let others = [
        ("work_from", &settings.work_from),
        ("work_to", &settings.work_to),
        ("digest_at", &settings.digest_at),
    ];
    let off = saturday.into_iter().filter(|(_, time)| !time.is_empty());
    let broken = |(_, time): &(&str, &String)| time_of_day(time).is_none();
    off.chain(others).find(broken).map(|(key, _)| key)
}

/// The error about a key that cannot be read.
#[must_use]
pub fn unreadable(key: &str) -> AppError {
    tracing::error!(key, "a stored setting cannot be read; see `loa settings reset`");
    AppError::Code(ErrorCode::SettingsUnreadable, Some(key.to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn setting_that_is_not_stored_has_its_default() {
        assert_eq!(parse("{}").unwrap(), Settings::default());
        assert_eq!(parse("{\"invitation_days\":3}").unwrap().invitation_days, 3);
        assert_eq!(parse("{\"of_tomorrow\":3}").unwrap(), Settings::default());
    }

    #[test]
    fn unreadable_setting_is_an_error_that_names_it() {
        let cases = [
            ("", "settings"),
            ("[]", "settings"),
            ("{\"invitation_days\":3", "settings"),
            ("{\"invitation_days\":3,\"second_factor_roles\":\"admin\"}", "second_factor_roles"),
            ("{\"second_factor_roles\":[\"emperor\"]}", "second_factor_roles"),
            ("{\"admin_idle_minutes\":null}", "admin_idle_minutes"),
            ("{\"work_from\":\"7 giờ\"}", "work_from"),
            ("{\"saturday_to\":\"x\"}", "saturday_to"),
        ];
        for (stored, key) in cases {
            let error = parse(stored).unwrap_err().problem();
            assert_eq!(error.code, ErrorCode::SettingsUnreadable, "{stored}");
            assert_eq!(error.detail.as_deref(), Some(key), "{stored}");
        }
    }
}
