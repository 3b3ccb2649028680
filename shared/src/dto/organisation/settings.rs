//! Settings of a commune.

use serde::{Deserialize, Serialize};

use crate::Role;

/// What an office decides for itself. Every field has a default; see [`Settings::default`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Settings {
    /// Working days within which a returned report is to be sent again.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 30))]
    pub resubmit_working_days: u32,
    /// Days for which an invitation is good.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 30))]
    pub invitation_days: i64,
    /// Minutes without a request after which an office login ends (NĐ 331/2026).
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 480))]
    pub office_idle_minutes: i64,
    /// Hours after which an office login ends in any case.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 24))]
    pub office_longest_hours: i64,
    /// Minutes without a request after which an administrator's login ends.
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 480))]
    pub admin_idle_minutes: i64,
    /// Days without a request after which a village head's login ends.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 30))]
    pub village_idle_days: i64,
    /// Days after which a village head's login ends in any case.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 90))]
    pub village_longest_days: i64,
    /// Roles that have to use a second factor.
    pub second_factor_roles: Vec<Role>,
    /// Days before a working deadline on which the doer is reminded.
    #[cfg_attr(feature = "openapi", schema(max_items = 5))]
    pub remind_days_before: Vec<u32>,
    /// Every so many days overdue the doer and the unit's head are told again.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 30))]
    pub overdue_every_days: u32,
    /// After so many days overdue it stands in the leaders' digest.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 90))]
    pub escalate_after_days: u32,
    /// After so many hours a report or request that waits reminds who decides on it.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 720))]
    pub review_remind_hours: u32,
    /// After so many hours it is told to whoever assigned the work.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 720))]
    pub review_tell_hours: u32,
    /// When the office opens, Monday to Friday ("07:00").
    #[cfg_attr(feature = "openapi", schema(example = "07:00"))]
    pub work_from: String,
    /// When it closes.
    #[cfg_attr(feature = "openapi", schema(example = "17:00"))]
    pub work_to: String,
    /// When it opens on Saturday; empty where it does not.
    #[cfg_attr(feature = "openapi", schema(example = "07:00"))]
    pub saturday_from: String,
    /// When it closes on Saturday.
    #[cfg_attr(feature = "openapi", schema(example = "11:30"))]
    pub saturday_to: String,
    /// When the morning's mail and the leaders' digest are made.
    #[cfg_attr(feature = "openapi", schema(example = "07:00"))]
    pub digest_at: String,
    /// How many extensions an assignment may have unless a leader allows more.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 10))]
    pub extension_limit: u32,
    /// Megabytes that a unit may keep in files.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1000000))]
    pub unit_quota_mb: i64,
    /// Megabytes that all units together may keep in files.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10000000))]
    pub commune_quota_mb: i64,
    /// Months for which the audit log is kept.
    #[cfg_attr(feature = "openapi", schema(minimum = 12, maximum = 120))]
    pub audit_months: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            resubmit_working_days: 2,
            invitation_days: 7,
            office_idle_minutes: 30,
            office_longest_hours: 8,
            admin_idle_minutes: 30,
            village_idle_days: 7,
            village_longest_days: 30,
            second_factor_roles: Vec::new(),
            remind_days_before: vec![3, 1],
            overdue_every_days: 3,
            escalate_after_days: 7,
            review_remind_hours: 48,
            review_tell_hours: 96,
            work_from: "07:00".into(),
            work_to: "17:00".into(),
            saturday_from: "07:00".into(),
            saturday_to: "11:30".into(),
            digest_at: "07:00".into(),
            extension_limit: 1,
            // Ten years of a village that sends four reports of ten photos a week.
            unit_quota_mb: 5_000,
            commune_quota_mb: 50_000,
            audit_months: 24,
        }
    }
}

/// The commune as it is printed, and its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsView {
    /// The name as it is printed, e.g. "xã Cẩm Nhượng".
    pub name: String,
    /// The place in the line of a letter's date.
    #[cfg_attr(feature = "openapi", schema(example = "Cẩm Nhượng"))]
    pub place_name: String,
    /// The province.
    #[cfg_attr(feature = "openapi", schema(example = "tỉnh Hà Tĩnh"))]
    pub province: String,
    /// What is in force.
    pub values: Settings,
    /// What holds where nobody has decided.
    pub defaults: Settings,
    /// The row's version.
    pub version: i64,
}

/// A change of the settings (JSON Merge Patch): what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SettingsPatch {
    /// The name as it is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 120))]
    pub name: Option<String>,
    /// The place in the line of a letter's date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Cẩm Nhượng")
    )]
    pub place_name: Option<String>,
    /// The province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "tỉnh Hà Tĩnh")
    )]
    pub province: Option<String>,
    /// Settings as they are to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<SettingsChange>,
}

/// Settings that are to change (JSON Merge Patch): what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SettingsChange {
    /// Working days within which a returned report is to be sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 30))]
    pub resubmit_working_days: Option<u32>,
    /// Days for which an invitation is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 30))]
    pub invitation_days: Option<i64>,
    /// Minutes without a request after which an office login ends (NĐ 331/2026).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 480))]
    pub office_idle_minutes: Option<i64>,
    /// Hours after which an office login ends in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 24))]
    pub office_longest_hours: Option<i64>,
    /// Minutes without a request after which an administrator's login ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 480))]
    pub admin_idle_minutes: Option<i64>,
    /// Days without a request after which a village head's login ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 30))]
    pub village_idle_days: Option<i64>,
    /// Days after which a village head's login ends in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 90))]
    pub village_longest_days: Option<i64>,
    /// Roles that have to use a second factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_factor_roles: Option<Vec<Role>>,
    /// Days before a working deadline on which the doer is reminded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 5))]
    pub remind_days_before: Option<Vec<u32>>,
    /// Every so many days overdue the doer and the unit's head are told again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 30))]
    pub overdue_every_days: Option<u32>,
    /// After so many days overdue it stands in the leaders' digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 90))]
    pub escalate_after_days: Option<u32>,
    /// After so many hours a report or request that waits reminds who decides on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 720))]
    pub review_remind_hours: Option<u32>,
    /// After so many hours it is told to whoever assigned the work.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 720))]
    pub review_tell_hours: Option<u32>,
    /// When the office opens, Monday to Friday ("07:00").
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "07:00"))]
    pub work_from: Option<String>,
    /// When it closes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "17:00"))]
    pub work_to: Option<String>,
    /// When it opens on Saturday; empty where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "07:00"))]
    pub saturday_from: Option<String>,
    /// When it closes on Saturday.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "11:30"))]
    pub saturday_to: Option<String>,
    /// When the morning's mail and the leaders' digest are made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "07:00"))]
    pub digest_at: Option<String>,
    /// How many extensions an assignment may have unless a leader allows more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 10))]
    pub extension_limit: Option<u32>,
    /// Megabytes that a unit may keep in files.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1000000))]
    pub unit_quota_mb: Option<i64>,
    /// Megabytes that all units together may keep in files.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10000000))]
    pub commune_quota_mb: Option<i64>,
    /// Months for which the audit log is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 12, maximum = 120))]
    pub audit_months: Option<u32>,
}

/// Writes both ways between the settings and a change of them, one line a setting.
macro_rules! settings_fields {
    ($($field:ident),* $(,)?) => {
        impl SettingsChange {
            /// The settings with what is named here in place of what was.
            #[must_use]
            pub fn over(self, kept: Settings) -> Settings {
                Settings { $($field: self.$field.unwrap_or(kept.$field)),* }
            }
        }

        impl From<Settings> for SettingsChange {
            fn from(all: Settings) -> Self {
                Self { $($field: Some(all.$field)),* }
            }
        }
    };
}

settings_fields!(
    resubmit_working_days,
    invitation_days,
    office_idle_minutes,
    office_longest_hours,
    admin_idle_minutes,
    village_idle_days,
    village_longest_days,
    second_factor_roles,
    remind_days_before,
    overdue_every_days,
    escalate_after_days,
    review_remind_hours,
    review_tell_hours,
    work_from,
    work_to,
    saturday_from,
    saturday_to,
    digest_at,
    extension_limit,
    unit_quota_mb,
    commune_quota_mb,
    audit_months,
);
