//! Who may do what: one row an operation, written by hand so that a change of the product's own
//! table is a decision that shows here.

/// One operation.
pub struct Row {
    /// `operationId`.
    pub operation: &'static str,
    /// Which roles may: `A`dmin, `C`hairman, c`O`ordinator, co`M`mittee, `V`illage head;
    /// `*` is everybody, logged in or not.
    pub roles: &'static str,
    /// The scope by which a machine may.
    pub scope: Option<&'static str>,
}

const fn row(operation: &'static str, roles: &'static str, scope: Option<&'static str>) -> Row {
    Row { operation, roles, scope }
}

const EVERYBODY: &str = "*";
const ALL_ROLES: &str = "ACOMV";
const ALL_WORK: &str = "COMV";
const OFFICE: &str = "CO";
const DOERS: &str = "OMV";

/// The table.
pub const ROWS: &[Row] = &[
    row("health_live", EVERYBODY, None),
    row("health_ready", EVERYBODY, None),
    row("demo_info", EVERYBODY, None),
    row("auth_login", EVERYBODY, None),
    row("auth_token", EVERYBODY, None),
    row("setup_check", EVERYBODY, None),
    row("setup", EVERYBODY, None),
    row("auth_invitation", EVERYBODY, None),
    row("auth_accept", EVERYBODY, None),
    row("auth_post", ALL_ROLES, None),
    row("auth_sessions", ALL_ROLES, None),
    row("auth_sessions_end", ALL_ROLES, None),
    row("auth_logout", ALL_ROLES, None),
    row("auth_me", ALL_ROLES, None),
    row("auth_me_update", ALL_ROLES, None),
    row("auth_password", ALL_ROLES, None),
    row("second_factor_start", ALL_ROLES, None),
    row("second_factor_confirm", ALL_ROLES, None),
    row("second_factor_codes", ALL_ROLES, None),
    row("second_factor_remove", ALL_ROLES, None),
    row("user_second_factor_reset", "A", None),
    row("settings_read", "AC", None),
    row("settings_update", "A", None),
    row("client_list", "A", None),
    row("client_create", "A", None),
    row("client_update", "A", None),
    row("client_rotate", "A", None),
    row("client_revoke", "A", None),
    row("unit_group_list", ALL_ROLES, Some("units:read")),
    row("unit_group_create", OFFICE, None),
    row("unit_group_update", OFFICE, None),
    row("unit_group_delete", OFFICE, None),
    row("comment_list", ALL_WORK, Some("assignments:read")),
    row("comment_create", ALL_WORK, None),
    row("comment_people", ALL_WORK, None),
    row("comment_seen", ALL_WORK, None),
    row("comment_update", ALL_WORK, None),
    row("comment_delete", ALL_WORK, None),
    row("unit_list", ALL_ROLES, Some("units:read")),
    row("unit_read", ALL_ROLES, Some("units:read")),
    row("unit_create", "A", None),
    row("unit_update", "A", None),
    row("unit_end", "A", None),
    row("user_list", "ACO", None),
    row("user_read", "ACO", None),
    row("user_create", "A", None),
    row("user_update", "A", None),
    row("user_duties", "A", None),
    row("user_post_create", "A", None),
    row("user_post_update", "A", None),
    row("user_invite", "A", None),
    row("catalogue_list", ALL_ROLES, Some("catalogues:read")),
    row("catalogue_read", ALL_ROLES, Some("catalogues:read")),
    row("catalogue_create", "A", None),
    row("catalogue_update", "A", None),
    row("holiday_list", ALL_ROLES, Some("catalogues:read")),
    row("holiday_create", "A", None),
    row("holiday_delete", "A", None),
    row("audit_list", "AC", None),
    row("directive_list", ALL_WORK, Some("directives:read")),
    row("directive_read", ALL_WORK, Some("directives:read")),
    row("directive_create", OFFICE, None),
    row("directive_update", OFFICE, None),
    row("directive_issue", OFFICE, None),
    row("task_list", ALL_WORK, Some("tasks:read")),
    row("task_read", ALL_WORK, Some("tasks:read")),
    row("task_create", OFFICE, None),
    row("task_update", OFFICE, None),
    row("task_open", OFFICE, None),
    row("task_assign", OFFICE, None),
    row("task_close", "C", None),
    row("task_cancel", "C", None),
    row("assignment_list", ALL_WORK, Some("assignments:read")),
    row("assignment_read", ALL_WORK, Some("assignments:read")),
    row("assignment_timeline", ALL_WORK, Some("assignments:read")),
    row("assignment_acknowledge", DOERS, None),
    row("assignment_cancel", "C", None),
    row("report_list", ALL_WORK, Some("assignments:read")),
    row("report_of_assignment", ALL_WORK, Some("assignments:read")),
    row("report_read", ALL_WORK, Some("assignments:read")),
    row("report_write", DOERS, None),
    row("report_submit", DOERS, None),
    row("report_withdraw", DOERS, None),
    row("report_approve", "C", None),
    row("report_return", "C", None),
    row("activity_list", ALL_WORK, Some("activities:read")),
    row("activity_read", ALL_WORK, Some("activities:read")),
    row("activity_create", DOERS, None),
    row("activity_update", DOERS, None),
    row("activity_delete", DOERS, None),
    row("attachment_upload", ALL_WORK, None),
    row("attachment_read", ALL_WORK, Some("attachments:read")),
    row("attachment_thumbnail", ALL_WORK, Some("attachments:read")),
    row("dashboard_read", ALL_WORK, Some("statistics:read")),
    row("statistics_timeliness", ALL_WORK, Some("statistics:read")),
    row("statistics_coverage", ALL_WORK, Some("statistics:read")),
    row("statistics_indicators", ALL_WORK, Some("statistics:read")),
];
