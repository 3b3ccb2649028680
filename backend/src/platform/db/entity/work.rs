//! Directives, tasks, assignments, reports, activities, evidence.

entities! {
    /// Files.
    attachment = "attachments" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid,
        uploader_id: Uuid, unit_id: Uuid, file_name: String, media_type: String, size: i64,
        source_sha256: String, sha256: String, thumbnail_sha256: Option<String>,
        width: Option<i64>, height: Option<i64>, captured_on: Option<Date>, attached: bool,
        created_at: DateTimeUtc, sent: bool,
    }
    /// Directives.
    directive = "directives" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid,
        number: Option<String>, year: Option<i64>, signed_on: Option<Date>, subject: String,
        signer: String, preamble: String, closing: String, state: Stored<DirectiveState>,
        attachment_id: Option<Uuid>, issued_at: Option<DateTimeUtc>, fold: String,
        created_at: DateTimeUtc, version: i64, change_seq: i64,
    }
    /// Clauses of directives.
    clause = "clauses" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, directive_id: Uuid, number: i64,
        words: String,
    }
    /// Tasks.
    task = "tasks" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid,
        directive_id: Option<Uuid>, clause_id: Option<Uuid>, title: String, description: String,
        state: Stored<TaskState>, priority: Stored<Priority>, due_at: Option<DateTimeUtc>, due_key: i64,
        reviewer_post_id: Uuid, ended_reason: Option<String>, fold: String, sort_key: String,
        created_by: Uuid, created_at: DateTimeUtc, version: i64, change_seq: i64,
    } => {
        Directive: DirectiveId = directive::Id, Clause: ClauseId = clause::Id,
    }
    /// Topics, channels and audiences of tasks.
    task_item = "task_items" {
        #[sea_orm(primary_key, auto_increment = false)] task_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] item_id: Uuid, kind: Stored<CatalogueKind>,
    } => {
        Item: ItemId = catalogue_item::Id,
    }
    /// Targets of tasks.
    task_target = "task_targets" {
        #[sea_orm(primary_key, auto_increment = false)] task_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] indicator_id: Uuid, amount: i64,
        position: i64,
    } => {
        Indicator: IndicatorId = catalogue_item::Id,
    }
    /// Assignments.
    assignment = "assignments" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, task_id: Uuid,
        unit_id: Uuid, responsible_unit_id: Uuid, parent_assignment_id: Option<Uuid>,
        part: Stored<Part>, state: Stored<AssignmentState>, visible: bool, reviewer_post_id: Uuid,
        original_due_at: Option<DateTimeUtc>, due_at: Option<DateTimeUtc>, due_key: i64,
        acknowledged_at: Option<DateTimeUtc>, first_submitted_at: Option<DateTimeUtc>,
        last_submitted_at: Option<DateTimeUtc>, resubmit_by: Option<DateTimeUtc>,
        resubmitted_late: bool, return_reason: Option<String>, cancel_reason: Option<String>,
        created_at: DateTimeUtc, version: i64, change_seq: i64, extensions: i64,
        extension_limit: Option<i64>, acknowledged_by: Option<Uuid>,
        due_set_at: Option<DateTimeUtc>,
    } => {
        Task: TaskId = task::Id, ResponsibleUnit: ResponsibleUnitId = unit::Id,
        ReviewerPost: ReviewerPostId = post::Id,
    }
    /// Requests for later deadlines.
    extension = "extensions" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid,
        assignment_id: Uuid, state: Stored<ExtensionState>, reason: String, due_at: DateTimeUtc, wanted_on: Date,
        offered_on: Option<Date>, asked_by_user: Uuid, asked_by_post: Uuid, asked_at: DateTimeUtc,
        decided_by_post: Option<Uuid>, on_behalf_of: Option<Uuid>,
        decided_at: Option<DateTimeUtc>, decision_note: Option<String>, version: i64,
        change_seq: i64,
    } => {
        Assignment: AssignmentId = assignment::Id,
    }
    /// What happened to assignments.
    assignment_event = "assignment_events" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, assignment_id: Uuid,
        commune_id: Uuid, kind: Stored<TimelineKind>, at: DateTimeUtc, user_id: Uuid, post_id: Uuid,
        note: Option<String>, revision: Option<i64>, on_behalf_of: Option<Uuid>,
    }
    /// Reports, in their current revision.
    report = "reports" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid,
        assignment_id: Uuid, state: Stored<ReportState>, revision: i64, narrative: String,
        shortcomings: String, proposals: String, nil_reason: Option<String>,
        late_explanation: Option<String>, submitted_at: Option<DateTimeUtc>,
        submitted_by: Option<Uuid>, reviewer_post_id: Uuid, waiting_key: i64, late: bool,
        version: i64, change_seq: i64, written_by: Option<Uuid>, written_at: Option<DateTimeUtc>,
    } => {
        Assignment: AssignmentId = assignment::Id,
    }
    /// What was submitted, frozen.
    report_revision = "report_revisions" {
        #[sea_orm(primary_key, auto_increment = false)] report_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] change_seq: i64,
        revision: i64, submitted_at: DateTimeUtc, snapshot: String,
    }
    /// Activities.
    activity = "activities" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, unit_id: Uuid,
        report_id: Option<Uuid>, position: i64, state: Stored<ActivityState>, held_on: Option<Date>,
        held_at: Option<String>, place: String, channel_id: Option<Uuid>, note: String,
        day_key: i64, deleted_at: Option<DateTimeUtc>, created_by: Uuid, created_at: DateTimeUtc,
        version: i64, change_seq: i64,
    }
    /// Doing units of activities, each with the activity's day for the order of its list.
    activity_unit = "activity_units" {
        #[sea_orm(primary_key, auto_increment = false)] activity_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] unit_id: Uuid, day_key: i64,
    } => {
        Unit: UnitId = unit::Id, Activity: ActivityId = activity::Id,
    }
    /// Villages reached by activities.
    activity_place = "activity_places" {
        #[sea_orm(primary_key, auto_increment = false)] activity_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] unit_id: Uuid,
    }
    /// Topics and audiences of activities.
    activity_item = "activity_items" {
        #[sea_orm(primary_key, auto_increment = false)] activity_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] item_id: Uuid, kind: Stored<CatalogueKind>,
    }
    /// Figures of activities.
    activity_value = "activity_values" {
        #[sea_orm(primary_key, auto_increment = false)] activity_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] indicator_id: Uuid, amount: i64,
    }
    /// Links of activities.
    activity_link = "activity_links" {
        #[sea_orm(primary_key, auto_increment = false)] activity_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] position: i64, link: String,
    }
    /// Files of activities.
    activity_attachment = "activity_attachments" {
        #[sea_orm(primary_key, auto_increment = false)] activity_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] attachment_id: Uuid, position: i64,
    } => {
        Activity: ActivityId = activity::Id,
    }
}
