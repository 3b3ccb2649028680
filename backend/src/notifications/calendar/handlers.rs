//! HTTP of the calendar.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::dto::notifications::calendar::{CalendarDays, CalendarEntry};
use shared::dto::page::Page;
use shared::{Action, ErrorCode};
use uuid::Uuid;

use super::days;
use super::repo::CalendarFilter;
use crate::platform::access::{Permit, can};
use crate::platform::app::App;
use crate::platform::db::page::Paging;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::{Path, Query, list};

/// The most days that are told of at once: two months.
const MAX_DAYS: i64 = 62;
/// The most entries of each day that stand beside its counts.
const MAX_EACH: u8 = 20;
/// How many do where it is not said: what fits into the cell of a month.
const DEFAULT_EACH: u8 = 3;

/// Which days, and of whom.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// The first day.
    pub from: NaiveDate,
    /// The last day: 62 days in all at most.
    pub to: NaiveDate,
    /// Only what this unit answers for or does.
    pub unit: Option<Uuid>,
    /// Only what this channel is asked or used for.
    pub channel: Option<Uuid>,
    /// How many entries of each day are told: 0 to 20, 3 if left out.
    #[param(maximum = 20)]
    pub each: Option<u8>,
}

/// Of whom.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarDayQuery {
    /// Only what this unit answers for or does.
    pub unit: Option<Uuid>,
    /// Only what this channel is asked or used for.
    pub channel: Option<Uuid>,
}

/// Reads deadlines and activities by day.
///
/// How many there are on each day of at most 62, and the first of each. Parts of an assignment show
/// to those who do them; to whoever reads the whole commune, units that share a task are one entry.
/// A machine sees activities only with `activities:read` too. 400 for a span that is longer or
/// turned round.
///
/// For every role but the administrator.
#[utoipa::path(tag = "calendar", operation_id = "read_calendar", params(CalendarQuery),
    responses((status = 200, description = "The days on which something is", body = CalendarDays)))]
#[get("/api/v1/calendar")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    query: Query<CalendarQuery>,
) -> AppResult<HttpResponse> {
    let CalendarQuery { from, to, unit, channel, each } = query.0;
    if to < from || (to - from).num_days() >= MAX_DAYS {
        return Err(malformed(format!("to: from `from` on, {MAX_DAYS} days at most")));
    }
    let each = each.unwrap_or(DEFAULT_EACH);
    if each > MAX_EACH {
        return Err(malformed(format!("each: {MAX_EACH} at most")));
    }
    let filter = CalendarFilter { from, to, unit, channel };
    let (scopes, now) = (scopes(permit), app.clock.now());
    Ok(list(&days::days(&app.db.read, scopes, &filter, usize::from(each), now).await?))
}

/// Reads the whole of one day, by pages.
///
/// What falls due, what is late first, then the activities by hour. The order goes by how deadlines
/// press now: whoever reads page by page while reports come in may meet an entry twice or miss it.
///
/// For every role but the administrator.
#[utoipa::path(tag = "calendar", operation_id = "read_calendar_day",
    params(("day" = String, Path, format = "date", description = "The day"), CalendarDayQuery, Paging),
    responses((status = 200, description = "A page of what is on the day",
        body = Page<CalendarEntry>)))]
#[get("/api/v1/calendar/{day}")]
pub async fn read_day(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    day: Path<NaiveDate>,
    query: Query<CalendarDayQuery>,
    paging: Query<Paging>,
) -> AppResult<HttpResponse> {
    let CalendarDayQuery { unit, channel } = query.0;
    let filter = CalendarFilter { from: day.0, to: day.0, unit, channel };
    let (scopes, now) = (scopes(permit), app.clock.now());
    Ok(list(&days::day(&app.db.read, scopes, &filter, &paging.0, now).await?))
}

/// What is seen of assignments and of activities: a machine may have been let see the one without the
/// other.
fn scopes(permit: Permit<can::AssignmentRead>) -> days::Scopes {
    let activities = permit.actor.scope(Action::ActivityRead);
    (permit.scope, activities)
}

fn malformed(words: String) -> AppError {
    AppError::Code(ErrorCode::MalformedQuery, Some(words))
}
