//! What units did over the past months without being asked: approved activities of their own.

use chrono::Duration;
use shared::state::ActivityState;
use shared::time::start_of_day;

use super::deeds::{self, Deed};
use super::stage::{Doing, Stage};

/// How far back it goes, in days.
const DAYS: i64 = 150;

/// Unit, what it does, and every how many days. Some villages do little, one nothing.
const HABITS: &[(&str, Deed, i64)] = &[
    ("daitruyenthanh", deeds::BROADCAST, 9),
    ("vhxh", deeds::ARTICLE, 12),
    ("doantn", deeds::SOCIAL, 14),
    ("ttpvhcc", deeds::GUIDANCE, 16),
    ("tuphap", deeds::LAW, 47),
    ("phunu", deeds::STAGE, 70),
    ("vanphong", deeds::COMPLAINTS, 52),
    ("xuanbac", deeds::EVENING, 33),
    ("xuannam", deeds::EVENING, 41),
    ("lamhoan", deeds::EVENING, 38),
    ("haibac", deeds::HARBOUR, 44),
    ("hainam", deeds::LEAFLETS, 49),
    ("phuchai", deeds::EVENING, 62),
    ("trunghai", deeds::POSTERS, 71),
    ("donghai", deeds::EVENING, 58),
    ("tanhai", deeds::LEAFLETS, 90),
];

/// Adds them.
pub(super) fn add(stage: &mut Stage) {
    for &(code, deed, every) in HABITS {
        let unit = stage.organisation.unit(code);
        let mut ago = DAYS - stage.dice.between(0, every - 1);
        while ago > 2 {
            let day = stage.day(-ago);
            let written = start_of_day(day) + Duration::hours(21);
            let thin = stage.dice.chance(15);
            stage.activity(&Doing {
                unit: &unit,
                deed,
                held_on: Some(day),
                state: ActivityState::Approved,
                report: None,
                position: 0,
                thin,
                written,
            });
            ago -= every - stage.dice.between(0, 3);
        }
    }
}
