//! The settings one by one: what each is called, does, counts in, and how it is read and written.

use crate::tr;
use shared::{dto::organisation::settings::Settings, time::parse_hour};
use std::str::FromStr;

/// One of the settings.
pub(super) struct Setting {
    /// Id of its field.
    pub id: &'static str,
    /// What the server calls it.
    pub name: &'static str,
    /// The label.
    pub label: &'static str,
    /// What it does.
    pub hint: &'static str,
    /// What it counts in.
    pub of: &'static str,
    /// As it is written in the field.
    pub get: fn(&Settings) -> String,
    /// Takes what is written; nothing when it cannot be read.
    pub set: fn(&mut Settings, &str) -> Option<()>,
    /// What is said then.
    pub wrong: &'static str,
}

/// A whole number from 1.
fn positive<T: FromStr + PartialOrd + From<u8>>(text: &str) -> Option<T> {
    text.trim().parse().ok().filter(|n| *n >= T::from(1))
}

/// A whole number from nought.
fn number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

/// An hour, or none.
fn hour_or_none(text: &str) -> Option<String> {
    if text.trim().is_empty() { Some(String::new()) } else { parse_hour(text) }
}

/// "3, 1", "3;1", "3 1": whole numbers from 1; none at all is a list as well.
fn days(text: &str) -> Option<Vec<u32>> {
    let parts = text.split([',', ';', ' ']).filter(|part| !part.is_empty());
    parts.map(positive).collect()
}

macro_rules! setting {
    ($id:literal, $field:ident, $label:ident, $hint:ident, $of:expr, $wrong:ident, $read:expr) => {
        Setting {
            id: $id,
            name: stringify!($field),
            label: tr!(settings.$label),
            hint: tr!(settings.$hint),
            of: $of,
            get: |all| all.$field.to_string(),
            set: |all, text| {
                all.$field = $read(text)?;
                Some(())
            },
            wrong: tr!(settings.$wrong),
        }
    };
}

/// Deadlines and codes.
#[must_use]
pub(super) fn terms() -> Vec<Setting> {
    let working = tr!(settings.working_days);
    vec![
        setting!(
            "setting-resubmit",
            resubmit_working_days,
            resubmit,
            resubmit_hint,
            working,
            number,
            positive
        ),
        setting!(
            "setting-invitation",
            invitation_days,
            invitation,
            invitation_hint,
            tr!(settings.days),
            number,
            positive
        ),
    ]
}

/// How long a login lasts.
#[must_use]
pub(super) fn logins() -> Vec<Setting> {
    let (minutes, hours, days) = (tr!(settings.minutes), tr!(settings.hours), tr!(settings.days));
    vec![
        setting!(
            "setting-office-idle",
            office_idle_minutes,
            office_idle,
            office_idle_hint,
            minutes,
            number,
            positive
        ),
        setting!(
            "setting-office-longest",
            office_longest_hours,
            office_longest,
            office_longest_hint,
            hours,
            number,
            positive
        ),
        setting!(
            "setting-admin-idle",
            admin_idle_minutes,
            admin_idle,
            admin_idle_hint,
            minutes,
            number,
            positive
        ),
        setting!(
            "setting-village-idle",
            village_idle_days,
            village_idle,
            village_idle_hint,
            days,
            number,
            positive
        ),
        setting!(
            "setting-village-longest",
            village_longest_days,
            village_longest,
            village_longest_hint,
            days,
            number,
            positive
        ),
    ]
}

/// When who is reminded.
#[must_use]
pub(super) fn reminders() -> Vec<Setting> {
    let (in_days, hours) = (tr!(settings.days), tr!(settings.hours));
    let before = Setting {
        id: "setting-remind",
        name: "remind_days_before",
        label: tr!(settings.remind),
        hint: tr!(settings.remind_hint),
        of: in_days,
        get: |all| {
            let all: Vec<_> = all.remind_days_before.iter().map(u32::to_string).collect();
            all.join(", ")
        },
        set: |all, text| {
            all.remind_days_before = days(text)?;
            Some(())
        },
        wrong: tr!(settings.list_wrong),
    };
    vec![
        before,
        setting!(
            "setting-overdue-every",
            overdue_every_days,
            overdue_every,
            overdue_every_hint,
            in_days,
            number,
            positive
        ),
        setting!(
            "setting-escalate",
            escalate_after_days,
            escalate,
            escalate_hint,
            in_days,
            number,
            positive
        ),
        setting!(
            "setting-review-remind",
            review_remind_hours,
            review_remind,
            review_remind_hint,
            hours,
            number,
            positive
        ),
        setting!(
            "setting-review-tell",
            review_tell_hours,
            review_tell,
            review_tell_hint,
            hours,
            number,
            positive
        ),
        setting!(
            "setting-digest-at",
            digest_at,
            digest_at,
            digest_at_hint,
            "",
            hour_wrong,
            parse_hour
        ),
    ]
}

/// When the office is open.
#[must_use]
pub(super) fn hours() -> Vec<Setting> {
    vec![
        setting!("setting-work-from", work_from, work_from, hour_form, "", hour_wrong, parse_hour),
        setting!("setting-work-to", work_to, work_to, hour_form_to, "", hour_wrong, parse_hour),
        setting!(
            "setting-saturday-from",
            saturday_from,
            saturday_from,
            saturday_hint,
            "",
            hour_wrong,
            hour_or_none
        ),
        setting!(
            "setting-saturday-to",
            saturday_to,
            saturday_to,
            saturday_to_hint,
            "",
            hour_wrong,
            hour_or_none
        ),
    ]
}

/// How often a deadline may be extended.
#[must_use]
pub(super) fn extensions() -> Vec<Setting> {
    let times = tr!(settings.times);
    vec![setting!(
        "setting-extension-limit",
        extension_limit,
        extension_limit,
        extension_limit_hint,
        times,
        number_or_none,
        number
    )]
}

/// What may be kept in files.
#[must_use]
pub(super) fn files() -> Vec<Setting> {
    let megabytes = tr!(settings.megabytes);
    vec![
        setting!(
            "setting-unit-quota",
            unit_quota_mb,
            unit_quota,
            unit_quota_hint,
            megabytes,
            number,
            positive
        ),
        setting!(
            "setting-commune-quota",
            commune_quota_mb,
            commune_quota,
            commune_quota_hint,
            megabytes,
            number,
            positive
        ),
    ]
}

/// What is kept, and for how long.
#[must_use]
pub(super) fn records() -> Vec<Setting> {
    let months = tr!(settings.months);
    vec![setting!(
        "setting-audit-months",
        audit_months,
        audit_months,
        audit_months_hint,
        months,
        number,
        positive
    )]
}

/// Every setting that is written in a line.
#[must_use]
pub(super) fn all() -> Vec<Setting> {
    [terms(), logins(), reminders(), hours(), extensions(), files(), records()]
        .into_iter()
        .flatten()
        .collect()
}
