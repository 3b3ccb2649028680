//! The calendar by days: how much is on each and what stands first, and the whole of one by pages.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use shared::ErrorCode;
use shared::dto::notifications::calendar::{CalendarDay, CalendarDays, CalendarEntry};
use shared::dto::page::Page;
use uuid::Uuid;

use super::due::{Due, by_day};
use super::repo::{self, CalendarFilter};
use super::view::{DueEntries, activity};
use crate::platform::access::Scope;
use crate::platform::db::page::{Key, Paging, encode};
use crate::platform::db::read::ReadDb;
use crate::platform::error::AppResult;
use crate::work::activities::repo::{Shown, day_key};

/// The orders of the cursors of a day: deadlines stand before activities.
const DEADLINES: &str = "calendar_deadlines";
const ACTIVITIES: &str = "calendar_activities";

/// What one sees: the assignments of a scope, and the activities of another, where there is one.
pub type Scopes = (Scope, Option<Scope>);

/// The days on which something is, with the first `each` entries of each.
///
/// # Errors
/// The database.
pub async fn days(
    db: &ReadDb,
    (scope, activity_scope): Scopes,
    filter: &CalendarFilter,
    each: usize,
    now: DateTime<Utc>,
) -> AppResult<CalendarDays> {
    let due = by_day(&repo::due(db, &scope, filter).await?, now);
    let shown = shown(db, activity_scope, filter).await?;
    let held = match &shown {
        Some(shown) => held_by_day(db, shown, filter).await?,
        None => BTreeMap::new(),
    };
    let chosen: Vec<&Due> = due.values().flat_map(|day| day.iter().take(each)).collect();
    let mut entries = DueEntries::read(db, &scope, filter, &chosen, now).await?;
    let mut activities: HashMap<i64, Vec<CalendarEntry>> = HashMap::new();
    if let Some(shown) = &shown {
        let room = |day: &NaiveDate| each.saturating_sub(due.get(day).map_or(0, Vec::len));
        let wanted = held.keys().map(|day| (day_key(Some(*day)), room(day) as u64));
        let wanted = wanted.filter(|(_, room)| *room > 0).collect();
        for row in repo::first_held(db, shown, wanted).await? {
            activities.entry(row.row.day_key).or_default().push(activity(row));
        }
    }
    let mut all: BTreeMap<NaiveDate, CalendarDay> = BTreeMap::new();
    for (day, due) in &due {
        let of = day_of(&mut all, *day);
        of.deadlines = due.iter().map(|due| due.number).sum();
        of.overdue = due.iter().map(|due| due.overdue).sum();
        of.entries = due.len() as u64;
        of.first.extend(due.iter().take(each).filter_map(|due| entries.take(*day, due)));
    }
    for (day, number) in held {
        let of = day_of(&mut all, day);
        of.activities = number;
        of.entries += number;
        of.first.extend(activities.remove(&day_key(Some(day))).unwrap_or_default());
    }
    Ok(CalendarDays { days: all.into_values().collect() })
}

/// A page of the whole of one day, which is the filter's first: what falls due in the order in which
/// it presses, then activities by hour.
///
/// # Errors
/// A cursor of another list, or a failing database.
pub async fn day(
    db: &ReadDb,
    (scope, activity_scope): Scopes,
    filter: &CalendarFilter,
    paging: &Paging,
    now: DateTime<Utc>,
) -> AppResult<Page<CalendarEntry>> {
    let after = Place::of(paging)?;
    let size = usize::try_from(paging.size()).unwrap_or(usize::MAX);
    let due = by_day(&repo::due(db, &scope, filter).await?, now);
    let due = due.into_values().next().unwrap_or_default();
    let shown = shown(db, activity_scope, filter).await?;
    let total = match (paging.include_total, &shown) {
        (Some(true), Some(shown)) => {
            let held: u64 = held_by_day(db, shown, filter).await?.values().sum();
            Some(due.len() as u64 + held)
        }
        (Some(true), None) => Some(due.len() as u64),
        _ => None,
    };
    let next = match &after {
        Place::Start => 0,
        Place::Deadline(last) => due.partition_point(|due| due.place() <= *last),
        Place::Activity(..) => due.len(),
    };
    let chosen: Vec<&Due> = due[next..].iter().take(size).collect();
    let mut last = chosen.last().map(|due| (DEADLINES, place_of(due)));
    let mut more = next + chosen.len() < due.len();
    let mut entries = DueEntries::read(db, &scope, filter, &chosen, now).await?;
    let mut items: Vec<CalendarEntry> =
        chosen.iter().filter_map(|due| entries.take(filter.from, due)).collect();
    let room = size - chosen.len();
    if let Some(shown) = shown.filter(|_| !more) {
        let after = if let Place::Activity(hour, id) = after { Some((hour, id)) } else { None };
        // One more tells whether there is a page behind this one.
        let most = room as u64 + 1;
        let mut rows =
            repo::held_after(db, &shown, day_key(Some(filter.from)), after, most).await?;
        more = rows.len() > room;
        rows.truncate(room);
        let last_of = |row: &repo::HeldRow| (ACTIVITIES, (Key::Text(row.hour.clone()), row.id));
        last = rows.last().map(|row| last_of(&row.row)).or(last);
        items.extend(rows.into_iter().map(activity));
    }
    let next_cursor = match last {
        Some((order, place)) if more => Some(encode(order, place)?),
        _ => None,
    };
    Ok(Page { items, next_cursor, total })
}

/// Where a page of a day begins.
enum Place {
    /// At its beginning.
    Start,
    /// Behind something that falls due.
    Deadline((i64, Uuid)),
    /// Behind an activity of this hour.
    Activity(String, Uuid),
}

impl Place {
    fn of(paging: &Paging) -> AppResult<Self> {
        let Some((order, key, id)) = paging.after()? else { return Ok(Self::Start) };
        match (order.as_str(), key) {
            (DEADLINES, Key::Number(rank)) => Ok(Self::Deadline((rank, id))),
            // PostgreSQL knows no NUL in a text.
            (ACTIVITIES, Key::Text(hour)) if !hour.contains('\0') => Ok(Self::Activity(hour, id)),
            _ => Err(ErrorCode::InvalidCursor.into()),
        }
    }
}

fn place_of(due: &Due) -> (Key, Uuid) {
    let (rank, thing) = due.place();
    (Key::Number(rank), thing)
}

async fn shown(
    db: &ReadDb,
    scope: Option<Scope>,
    filter: &CalendarFilter,
) -> AppResult<Option<Shown>> {
    match scope {
        Some(scope) => Ok(Some(repo::activities_of(db, scope, filter).await?)),
        None => Ok(None),
    }
}

async fn held_by_day(
    db: &ReadDb,
    shown: &Shown,
    filter: &CalendarFilter,
) -> AppResult<BTreeMap<NaiveDate, u64>> {
    let rows = repo::held(db, shown, (filter.from, filter.to)).await?;
    let day = |key: i64| NaiveDate::from_num_days_from_ce_opt(i32::try_from(key).ok()?);
    Ok(rows.into_iter().filter_map(|(key, n)| Some((day(key)?, n.unsigned_abs()))).collect())
}

fn day_of(all: &mut BTreeMap<NaiveDate, CalendarDay>, day: NaiveDate) -> &mut CalendarDay {
    all.entry(day).or_insert_with(|| CalendarDay {
        day,
        deadlines: 0,
        overdue: 0,
        activities: 0,
        entries: 0,
        first: Vec::new(),
    })
}
