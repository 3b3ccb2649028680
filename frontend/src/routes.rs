//! The addresses of the screens, read and written in one place.

use crate::session::may;
use chrono::NaiveDate;
use shared::{
    Action, Role,
    dto::auth::Me,
    id::{ActivityId, AssignmentId, DirectiveId, RecurrenceId, ReportId, TaskId, UserId},
};

/// A screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// `/login`
    Login,
    /// `/`: whatever the role begins with.
    Home,
    /// `/overview`
    Overview,
    /// `/digests`
    Digests,
    /// `/digests/{day}`
    Digest(NaiveDate),
    /// `/jobs`
    Jobs,
    /// `/tasks`
    Tasks,
    /// `/tasks/new`
    NewTask,
    /// `/tasks/{id}`
    Task(TaskId),
    /// `/my-work`
    MyWork,
    /// `/assignments/{id}`
    Assignment(AssignmentId),
    /// `/assignments/{id}/report`
    Report(AssignmentId),
    /// `/review`
    Review(Option<ReportId>),
    /// `/review/extensions`
    Extensions,
    /// `/directives`
    Directives,
    /// `/directives/new`
    NewDirective,
    /// `/directives/{id}`
    Directive(DirectiveId),
    /// `/activities`
    Activities,
    /// `/activities/{id}`
    Activity(ActivityId),
    /// `/calendar`
    Calendar,
    /// `/templates`
    Templates,
    /// `/recurrences`
    Recurrences,
    /// `/recurrences/new`
    NewRecurrence,
    /// `/recurrences/{id}`
    Recurrence(RecurrenceId),
    /// `/events`
    Events,
    /// `/units`
    Units,
    /// `/people`
    People,
    /// `/people/new`
    NewPerson,
    /// `/people/{id}`
    Person(UserId),
    /// `/roles`
    Roles,
    /// `/catalogues`
    Catalogues,
    /// `/settings`
    Settings,
    /// `/api-clients`
    ApiClients,
    /// `/audit`
    Audit,
    /// `/setup`
    Setup,
    /// `/welcome`
    Welcome,
    /// `/unsubscribe`
    Unsubscribe,
    /// `/notices`
    Notices,
    /// `/profile`
    Profile,
    /// Anything else.
    Unknown,
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

    /// The screen of a path.
    #[must_use]
    pub fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Home,
            ["login"] => Self::Login,
            ["overview"] => Self::Overview,
            ["digests"] => Self::Digests,
            ["digests", day] => day.parse().map_or(Self::Unknown, Self::Digest),
            ["jobs"] => Self::Jobs,
            ["tasks"] => Self::Tasks,
            ["tasks", "new"] => Self::NewTask,
            ["tasks", id] => id.parse().map_or(Self::Unknown, Self::Task),
            ["my-work"] => Self::MyWork,
            ["assignments", id] => id.parse().map_or(Self::Unknown, Self::Assignment),
            ["assignments", id, "report"] => id.parse().map_or(Self::Unknown, Self::Report),
            ["review"] => Self::Review(None),
            ["review", "extensions"] => Self::Extensions,
            ["review", id] => id.parse().map_or(Self::Unknown, |id| Self::Review(Some(id))),
            ["directives"] => Self::Directives,
            ["directives", "new"] => Self::NewDirective,
            ["directives", id] => id.parse().map_or(Self::Unknown, Self::Directive),
            ["activities"] => Self::Activities,
            ["activities", id] => id.parse().map_or(Self::Unknown, Self::Activity),
            ["calendar"] => Self::Calendar,
            ["templates"] => Self::Templates,
            ["recurrences"] => Self::Recurrences,
            ["recurrences", "new"] => Self::NewRecurrence,
            ["recurrences", id] => id.parse().map_or(Self::Unknown, Self::Recurrence),
            ["events"] => Self::Events,
            ["units"] => Self::Units,
            ["people"] => Self::People,
            ["people", "new"] => Self::NewPerson,
            ["people", id] => id.parse().map_or(Self::Unknown, Self::Person),
            ["roles"] => Self::Roles,
            ["catalogues"] => Self::Catalogues,
            ["settings"] => Self::Settings,
            ["api-clients"] => Self::ApiClients,
            ["audit"] => Self::Audit,
            ["setup"] => Self::Setup,
            ["welcome"] => Self::Welcome,
            ["unsubscribe"] => Self::Unsubscribe,
            ["notices"] => Self::Notices,
            ["profile"] => Self::Profile,
            _ => Self::Unknown,
        }
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
            Self::Review(_) | Self::Extensions => Area::Review,
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
            Self::Review(_) => Some(Action::ReportReview),
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
pub const fn home(role: Role) -> &'static str {
    match role {
        Role::Chairman | Role::Coordinator => "/overview",
        Role::Committee | Role::VillageHead => "/my-work",
        Role::Admin => "/people",
    }
}

/// A path inside the app that is safe to go to after login; a foreign address is not.
#[must_use]
pub fn safe_next(next: Option<String>) -> Option<String> {
    next.filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\"))
        .filter(|path| path != "/login" && !path.starts_with("/login?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses() {
        assert_eq!(Route::parse("/"), Route::Home);
        assert_eq!(Route::parse("/tasks/new"), Route::NewTask);
        assert_eq!(Route::parse("/tasks/not-an-id"), Route::Unknown);
        assert_eq!(Route::parse("/review"), Route::Review(None));
    }

    #[test]
    fn goes_nowhere_foreign() {
        assert_eq!(safe_next(Some("//evil.example".into())), None);
        assert_eq!(safe_next(Some("/tasks?a=b".into())), Some("/tasks?a=b".into()));
    }
}
