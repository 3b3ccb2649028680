//! HTTP of the calendar.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::dto::notifications::calendar::CalendarView;
use shared::{Action, ErrorCode};
use uuid::Uuid;

use super::repo::CalendarFilter;
use super::view;
use crate::platform::access::{Permit, can};
use crate::platform::app::App;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::{Query, list};

/// The most days that are told of at once: two months.
const MAX_DAYS: i64 = 62;
/// The most things that are told of at once.
const MAX_ENTRIES: usize = 2000;

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
}

/// Deadlines and activities within some days. Parts of an assignment show to those who do them.
#[utoipa::path(tag = "calendar", operation_id = "calendar_read", params(CalendarQuery),
    responses((status = 200, description = "What happens on these days", body = CalendarView)))]
#[get("/api/v1/calendar")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::AssignmentRead>,
    query: Query<CalendarQuery>,
) -> AppResult<HttpResponse> {
    let CalendarQuery { from, to, unit, channel } = query.0;
    if to < from || (to - from).num_days() >= MAX_DAYS {
        let words = format!("to: from `from` on, {MAX_DAYS} days at most");
        return Err(AppError::Code(ErrorCode::MalformedQuery, Some(words)));
    }
    let filter = CalendarFilter { from, to, unit, channel, most: MAX_ENTRIES };
    // A machine may have been let see the one without the other.
    let activity_scope = permit.actor.scope(Action::ActivityRead);
    let now = app.clock.now();
    Ok(list(&view::read(app.db.read.pool(), (permit.scope, activity_scope), &filter, now).await?))
}
