//! Settings of a commune.

use serde::{Deserialize, Serialize};

use crate::Role;

/// What an office decides for itself. Every field has a default; see [`Settings::default`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Settings {
    /// Working days that a returned report has (domain §5).
    pub resubmit_working_days: u32,
    /// Days for which an invitation is good.
    pub invitation_days: i64,
    /// Minutes without a request after which an office login ends (NĐ 331/2026).
    pub office_idle_minutes: i64,
    /// Hours after which an office login ends in any case.
    pub office_longest_hours: i64,
    /// Minutes without a request after which an administrator's login ends.
    pub admin_idle_minutes: i64,
    /// Days without a request after which a village head's login ends.
    pub village_idle_days: i64,
    /// Days after which a village head's login ends in any case.
    pub village_longest_days: i64,
    /// Roles that have to use a second factor.
    pub second_factor_roles: Vec<Role>,
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
pub struct SettingsPatch {
    /// The name as it is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The place in the line of a letter's date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Cẩm Nhượng"))]
    pub place_name: Option<String>,
    /// The province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "tỉnh Hà Tĩnh"))]
    pub province: Option<String>,
    /// Settings as they are to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<SettingsChange>,
}

/// Settings that are to change (JSON Merge Patch): what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SettingsChange {
    /// Working days that a returned report has (domain §5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resubmit_working_days: Option<u32>,
    /// Days for which an invitation is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_days: Option<i64>,
    /// Minutes without a request after which an office login ends (NĐ 331/2026).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_idle_minutes: Option<i64>,
    /// Hours after which an office login ends in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_longest_hours: Option<i64>,
    /// Minutes without a request after which an administrator's login ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_idle_minutes: Option<i64>,
    /// Days without a request after which a village head's login ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub village_idle_days: Option<i64>,
    /// Days after which a village head's login ends in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub village_longest_days: Option<i64>,
    /// Roles that have to use a second factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_factor_roles: Option<Vec<Role>>,
}

impl SettingsChange {
    /// The settings with what is named here in place of what was.
    #[must_use]
    pub fn over(self, kept: Settings) -> Settings {
        Settings {
            resubmit_working_days: self.resubmit_working_days.unwrap_or(kept.resubmit_working_days),
            invitation_days: self.invitation_days.unwrap_or(kept.invitation_days),
            office_idle_minutes: self.office_idle_minutes.unwrap_or(kept.office_idle_minutes),
            office_longest_hours: self.office_longest_hours.unwrap_or(kept.office_longest_hours),
            admin_idle_minutes: self.admin_idle_minutes.unwrap_or(kept.admin_idle_minutes),
            village_idle_days: self.village_idle_days.unwrap_or(kept.village_idle_days),
            village_longest_days: self.village_longest_days.unwrap_or(kept.village_longest_days),
            second_factor_roles: self.second_factor_roles.unwrap_or(kept.second_factor_roles),
        }
    }
}

impl From<Settings> for SettingsChange {
    fn from(all: Settings) -> Self {
        Self {
            resubmit_working_days: Some(all.resubmit_working_days),
            invitation_days: Some(all.invitation_days),
            office_idle_minutes: Some(all.office_idle_minutes),
            office_longest_hours: Some(all.office_longest_hours),
            admin_idle_minutes: Some(all.admin_idle_minutes),
            village_idle_days: Some(all.village_idle_days),
            village_longest_days: Some(all.village_longest_days),
            second_factor_roles: Some(all.second_factor_roles),
        }
    }
}
