//! What units did over the past months without being asked: approved activities of their own.

use chrono::Duration;
use shared::state::ActivityState;
use shared::time::start_of_day;

use super::data::{DemoData, NewActivity};
use super::samples::{self, SampleActivity};

/// How far back it goes, in days.
const DAYS: i64 = 150;

/// Unit, what it does, and every how many days. Some villages do little, one nothing.
const REGULAR_ACTIVITIES: &[(&str, SampleActivity, i64)] = &[
    ("daitruyenthanh", samples::BROADCAST, 9),
    ("vhxh", samples::ARTICLE, 12),
    ("doantn", samples::SOCIAL, 14),
    ("ttpvhcc", samples::GUIDANCE, 16),
    ("tuphap", samples::LAW, 47),
    ("phunu", samples::STAGE, 70),
    ("vanphong", samples::COMPLAINTS, 52),
    ("xuanbac", samples::EVENING, 33),
    ("xuannam", samples::EVENING, 41),
    ("lamhoan", samples::EVENING, 38),
    ("haibac", samples::HARBOUR, 44),
    ("hainam", samples::LEAFLETS, 49),
    ("phuchai", samples::EVENING, 62),
    ("trunghai", samples::POSTERS, 71),
    ("donghai", samples::EVENING, 58),
    ("tanhai", samples::LEAFLETS, 90),
];

/// Adds them.
pub(super) fn add(demo: &mut DemoData) {
    for &(code, sample, every) in REGULAR_ACTIVITIES {
        let unit = demo.organisation.unit(code);
        let mut ago = DAYS - demo.random.between(0, every - 1);
        while ago > 2 {
            let day = demo.day(-ago);
            let written = start_of_day(day) + Duration::hours(21);
            let thin = demo.random.chance(15);
            demo.activity(&NewActivity {
                unit: &unit,
                sample,
                held_on: Some(day),
                state: ActivityState::Approved,
                report: None,
                position: 0,
                thin,
                written,
            });
            ago -= every - demo.random.between(0, 3);
        }
    }
}
