//! The addresses of the screens, read and written in one place.

use crate::{dom, session::may};
use chrono::NaiveDate;
use shared::{
    Action, Role,
    dto::identity::auth::Me,
    id::{ActivityId, AssignmentId, DirectiveId, RecurrenceId, ReportId, TaskId, UserId},
};
use std::fmt::{Display, Write as _};

/// Makes `Route` of a table: each screen with its path, which is read from it and written by it. Of
/// two paths that fit, the first is meant.
macro_rules! screens {
    ($($(#[$about:meta])* $screen:ident $(($key:ident: $of:ty))? = $first:literal $(/ $part:tt)*;)*) => {
        /// A screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Route {
            /// `/`: whatever the role begins with.
            Home,
            $($(#[$about])* $screen $(($of))?,)*
            /// Anything else.
            Unknown,
        }

        impl Route {
            /// The screen of a path.
            #[must_use]
            pub fn parse(path: &str) -> Self {
                let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
                match parts.as_slice() {
                    [] => Self::Home,
                    $([$first $(, $part)*] => screens!(@read $screen $($key)?),)*
                    _ => Self::Unknown,
                }
            }

            /// The path of a screen; of none, the beginning.
            #[must_use]
            pub fn path(self) -> String {
                let fixed = match self {
                    Self::Home | Self::Unknown => "/",
                    $(Self::$screen $(($key))? => screens!(@write [$first $(, $part)*] $($key)?),)*
                };
                fixed.to_owned()
            }
        }
    };
    (@read $screen:ident) => { Self::$screen };
    (@read $screen:ident $key:ident) => { $key.parse().map_or(Self::Unknown, Self::$screen) };
    (@write [$($part:tt),*] $key:ident) => { return joined(&[$(&$part),*]) };
    (@write [$($part:literal),*]) => { concat!($("/", $part),*) };
}

screens! {
    /// Đăng nhập.
    Login = "login";
    /// Tổng quan điều hành.
    Overview = "overview";
    /// The digests there are.
    Digests = "digests";
    /// The digest of a day.
    Digest(day: NaiveDate) = "digests" / day;
    /// Background jobs.
    Jobs = "jobs";
    /// The ledger.
    Tasks = "tasks";
    /// The form for a task.
    NewTask = "tasks" / "new";
    /// One task.
    Task(id: TaskId) = "tasks" / id;
    /// Việc của tôi.
    MyWork = "my-work";
    /// One assignment.
    Assignment(id: AssignmentId) = "assignments" / id;
    /// The report on an assignment, being written.
    Report(id: AssignmentId) = "assignments" / id / "report";
    /// The reports that wait for review, none chosen.
    Inbox = "review";
    /// The requests for later deadlines.
    Extensions = "review" / "extensions";
    /// One report under review.
    Review(id: ReportId) = "review" / id;
    /// The directives.
    Directives = "directives";
    /// The form for a directive.
    NewDirective = "directives" / "new";
    /// One directive.
    Directive(id: DirectiveId) = "directives" / id;
    /// The activities.
    Activities = "activities";
    /// One activity.
    Activity(id: ActivityId) = "activities" / id;
    /// The calendar.
    Calendar = "calendar";
    /// The templates of tasks.
    Templates = "templates";
    /// The recurrences.
    Recurrences = "recurrences";
    /// The form for a recurrence.
    NewRecurrence = "recurrences" / "new";
    /// One recurrence, being changed.
    Recurrence(id: RecurrenceId) = "recurrences" / id;
    /// The events that deadlines are counted from.
    Events = "events";
    /// The units.
    Units = "units";
    /// The people.
    People = "people";
    /// The forms for one person and for many.
    NewPerson = "people" / "new";
    /// One person.
    Person(id: UserId) = "people" / id;
    /// Who may do what.
    Roles = "roles";
    /// The catalogues.
    Catalogues = "catalogues";
    /// The settings of the commune.
    Settings = "settings";
    /// Machines that read.
    ApiClients = "api-clients";
    /// The audit log.
    Audit = "audit";
    /// The first start.
    Setup = "setup";
    /// The first visit of an invited person.
    Welcome = "welcome";
    /// The end of mails.
    Unsubscribe = "unsubscribe";
    /// The notices.
    Notices = "notices";
    /// One's own account.
    Profile = "profile";
}

fn joined(parts: &[&dyn Display]) -> String {
    let mut path = String::new();
    for part in parts {
        let _ = write!(path, "/{part}");
    }
    path
}

/// Which file a screen's code is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// With the first load.
    First,
    /// Tổng quan điều hành.
    Overview,
    /// Nhiệm vụ.
    Tasks,
    /// Văn bản.
    Directives,
    /// Duyệt báo cáo.
    Review,
    /// Hoạt động.
    Activities,
    /// Thông báo.
    Notices,
    /// Lịch.
    Calendar,
    /// Mẫu, việc định kỳ, ngày sự kiện.
    Planning,
    /// Tài khoản của tôi.
    Account,
    /// Units, people and settings.
    Admin,
}

impl Route {
    /// Whether it is for those who are not logged in.
    #[must_use]
    pub const fn is_outside(self) -> bool {
        matches!(self, Self::Login | Self::Welcome | Self::Setup | Self::Unsubscribe)
    }

    /// The path, with what the screen is asked for: `/tasks?view=units`.
    #[must_use]
    pub fn asking(self, wishes: &[(&str, &dyn Display)]) -> String {
        let mut address = self.path();
        for (n, (name, value)) in wishes.iter().enumerate() {
            let mark = if n == 0 { '?' } else { '&' };
            let _ = write!(address, "{mark}{name}={}", dom::encode(&value.to_string()));
        }
        address
    }

    /// The path, and a place on the screen: `/profile#thong-bao`.
    #[must_use]
    pub fn at(self, place: &str) -> String {
        format!("{}#{place}", self.path())
    }

    /// Which file its code is in.
    #[must_use]
    pub const fn area(self) -> Area {
        match self {
            Self::Setup
            | Self::Units
            | Self::Catalogues
            | Self::Roles
            | Self::Settings
            | Self::ApiClients
            | Self::Audit
            | Self::Jobs
            | Self::People
            | Self::NewPerson
            | Self::Person(_) => Area::Admin,
            Self::Notices | Self::Unsubscribe => Area::Notices,
            Self::Calendar => Area::Calendar,
            Self::Profile => Area::Account,
            Self::Templates
            | Self::Recurrences
            | Self::NewRecurrence
            | Self::Recurrence(_)
            | Self::Events => Area::Planning,
            Self::Overview | Self::Digests | Self::Digest(_) => Area::Overview,
            Self::Tasks | Self::NewTask | Self::Task(_) => Area::Tasks,
            Self::Directives | Self::NewDirective | Self::Directive(_) => Area::Directives,
            Self::Inbox | Self::Review(_) | Self::Extensions => Area::Review,
            Self::Activities | Self::Activity(_) => Area::Activities,
            Self::Login
            | Self::Welcome
            | Self::Home
            | Self::MyWork
            | Self::Assignment(_)
            | Self::Report(_)
            | Self::Unknown => Area::First,
        }
    }

    /// What a role must be allowed to see this screen at all.
    #[must_use]
    pub const fn needs(self) -> Option<Action> {
        match self {
            Self::Overview => Some(Action::StatisticsRead),
            Self::Tasks | Self::Task(_) => Some(Action::TaskRead),
            // A digest is made for the office.
            Self::NewTask
            | Self::Digests
            | Self::Digest(_)
            | Self::Templates
            | Self::Recurrences
            | Self::NewRecurrence
            | Self::Recurrence(_)
            | Self::Events => Some(Action::TaskWrite),
            Self::Jobs => Some(Action::SettingsRead),
            Self::MyWork | Self::Report(_) => Some(Action::AssignmentDo),
            Self::Assignment(_) | Self::Calendar => Some(Action::AssignmentRead),
            Self::Inbox | Self::Review(_) => Some(Action::ReportReview),
            Self::Extensions => Some(Action::ExtensionDecide),
            Self::Directives | Self::Directive(_) => Some(Action::DirectiveRead),
            Self::NewDirective => Some(Action::DirectiveWrite),
            Self::Activities | Self::Activity(_) => Some(Action::ActivityRead),
            Self::Units => Some(Action::UnitRead),
            Self::People | Self::NewPerson | Self::Person(_) | Self::Roles => {
                Some(Action::UserWrite)
            }
            Self::Settings => Some(Action::SettingsWrite),
            Self::ApiClients => Some(Action::ClientWrite),
            Self::Catalogues => Some(Action::CatalogueWrite),
            Self::Audit => Some(Action::AuditRead),
            Self::Login
            | Self::Welcome
            | Self::Setup
            | Self::Home
            | Self::Notices
            | Self::Unsubscribe
            | Self::Profile
            | Self::Unknown => None,
        }
    }

    /// Whether somebody may see this screen.
    #[must_use]
    pub fn open_to(self, me: &Me) -> bool {
        self.needs().is_none_or(|action| may(me, action))
    }
}

/// Where a role begins.
#[must_use]
pub const fn home(role: Role) -> Route {
    match role {
        Role::Chairman | Role::Coordinator => Route::Overview,
        Role::Committee | Role::VillageHead => Route::MyWork,
        Role::Admin => Route::People,
    }
}

/// A path inside the app that is safe to go to after login; a foreign address is not.
#[must_use]
pub fn safe_next(next: Option<String>) -> Option<String> {
    next.filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\"))
        .filter(|path| {
            let login = Route::Login.path();
            *path != login && !path.starts_with(&format!("{login}?"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses() {
        assert_eq!(Route::parse("/"), Route::Home);
        assert_eq!(Route::parse("/tasks/new"), Route::NewTask);
        assert_eq!(Route::parse("/tasks/not-an-id"), Route::Unknown);
        assert_eq!(Route::parse("/review"), Route::Inbox);
        assert_eq!(Route::parse("/review/extensions"), Route::Extensions);
    }

    #[test]
    fn reads_what_it_writes() {
        let id = uuid::Uuid::from_u128(7);
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        for (route, path) in [
            (Route::Home, "/".to_owned()),
            (Route::Digest(day), "/digests/2026-11-20".to_owned()),
            (Route::NewTask, "/tasks/new".to_owned()),
            (Route::Task(TaskId(id)), format!("/tasks/{id}")),
            (Route::Report(AssignmentId(id)), format!("/assignments/{id}/report")),
            (Route::ApiClients, "/api-clients".to_owned()),
        ] {
            assert_eq!(route.path(), path);
            assert_eq!(Route::parse(&path), route);
        }
        assert_eq!(Route::Profile.at("thong-bao"), "/profile#thong-bao");
    }

    #[test]
    fn goes_nowhere_foreign() {
        assert_eq!(safe_next(Some("//evil.example".into())), None);
        assert_eq!(safe_next(Some("/tasks?a=b".into())), Some("/tasks?a=b".into()));
    }
}
