use shared::time::{end_of_day, start_of_day};

use super::*;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")
}

fn row(thing: u128, due_key: i64, [number, submitted, approved]: [i64; 3]) -> DueRow {
    DueRow { due_key, thing: Uuid::from_u128(thing), number, submitted, approved }
}

#[test]
fn what_is_late_stands_first_and_what_is_done_last() {
    let due = end_of_day(day(18)).timestamp_millis();
    let rows = [
        row(1, due, [2, 0, 2]),
        row(2, due, [3, 3, 0]),
        row(3, due, [12, 4, 5]),
        row(4, end_of_day(day(25)).timestamp_millis(), [1, 0, 0]),
    ];
    let days = by_day(&rows, start_of_day(day(19)));
    let of = |day: &NaiveDate| days[day].iter().map(|due| due.thing.as_u128()).collect::<Vec<_>>();
    assert_eq!(days.len(), 2);
    assert_eq!(of(&day(18)), [3, 2, 1]);
    assert_eq!((days[&day(18)][0].number, days[&day(18)][0].overdue), (12, 3));
    assert_eq!(days[&day(25)][0].timeliness, Timeliness::OnTrack);
}

#[test]
fn deadlines_of_a_task_at_two_hours_of_a_day_are_one() {
    let (morning, evening) =
        (start_of_day(day(18)).timestamp_millis(), end_of_day(day(18)).timestamp_millis());
    let rows = [row(1, morning, [1, 0, 0]), row(1, evening, [2, 0, 2])];
    let days = by_day(&rows, start_of_day(day(18)) + chrono::Duration::hours(9));
    let due = &days[&day(18)];
    assert_eq!((due.len(), due[0].number, due[0].overdue), (1, 3, 1));
    assert_eq!(due[0].timeliness, Timeliness::Overdue);
}
