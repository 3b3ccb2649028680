//! Events, templates, recurrences, calendar feeds.

entities! {
    /// Events that deadlines are counted from.
    event = "events" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, name: String,
        sort_key: String, day: Date, version: i64, change_seq: i64,
    }
    /// Own days of units.
    event_day = "event_days" {
        #[sea_orm(primary_key, auto_increment = false)] event_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] unit_id: Uuid, day: Date,
    } => {
        Unit: UnitId = unit::Id,
    }
    /// Tasks whose deadlines were counted from an event.
    task_anchor = "task_anchors" {
        #[sea_orm(primary_key, auto_increment = false)] task_id: Uuid, event_id: Uuid, days: i64,
    }
    /// Templates of tasks.
    task_template = "task_templates" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, name: String,
        sort_key: String, plan: String, due_in_days: Option<i64>, anchor_event_id: Option<Uuid>,
        anchor_days: Option<i64>, version: i64, change_seq: i64,
    }
    /// What makes tasks by itself.
    recurrence = "recurrences" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, name: String,
        sort_key: String, state: Stored<RecurrenceState>, rule: String, lead_days: i64, starts_on: Date,
        ends_on: Option<Date>, counts_from: Date, paused_on: Option<Date>, plan: String,
        created_by: Uuid, last_error: Option<String>, failed_at: Option<DateTimeUtc>,
        created_at: DateTimeUtc, version: i64, change_seq: i64,
    }
    /// Periods that are made, or that were skipped where there is no task.
    recurrence_task = "recurrence_tasks" {
        #[sea_orm(primary_key, auto_increment = false)] recurrence_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] period_key: String,
        task_id: Option<Uuid>, made_at: DateTimeUtc, late: bool,
    }
    /// Calendar feeds.
    calendar_feed = "calendar_feeds" {
        #[sea_orm(primary_key, auto_increment = false)] user_id: Uuid,
        #[serde(skip)] secret_hash: String, made_at: DateTimeUtc,
        last_read_at: Option<DateTimeUtc>,
    }
}
