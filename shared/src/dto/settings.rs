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
    /// All settings as they are to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Settings>,
}
