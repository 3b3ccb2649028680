//! The permission table: one pure function from role and action to reach.
//!
//! The server enforces it; the user interface only hides by it.

use crate::Role;

/// What a request wants to do. Each API operation names exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read and change one's own account, session and preferences.
    OwnAccount,
    /// Look for what one may read.
    Search,
    /// Read unit names and the tree.
    UnitRead,
    /// Add and change units.
    UnitWrite,
    /// Read people and their posts.
    UserRead,
    /// Add and change people and posts, invite them.
    UserWrite,
    /// Read the catalogues.
    CatalogueRead,
    /// Add, change and retire entries of the catalogues.
    CatalogueWrite,
    /// Read the audit log.
    AuditRead,
    /// Lend one's powers for a time.
    DelegationWrite,
    /// Read the settings of the commune.
    SettingsRead,
    /// Change the settings of the commune.
    SettingsWrite,
    /// Add, change and revoke API clients.
    ClientWrite,
    /// Read directives.
    DirectiveRead,
    /// Draft, change and issue directives.
    DirectiveWrite,
    /// Read tasks.
    TaskRead,
    /// Make, change and open tasks, and assign units.
    TaskWrite,
    /// Close and cancel tasks, cancel assignments.
    TaskClose,
    /// Read assignments, their timelines and reports.
    AssignmentRead,
    /// Acknowledge an assignment and write, submit or withdraw its report.
    AssignmentDo,
    /// Give parts of an assignment that one's unit leads to villages, and take them back.
    AssignmentSplit,
    /// Chase those who are late.
    Chase,
    /// Grant, refuse or offer extensions, and allow more of them.
    ExtensionDecide,
    /// Say something on an assignment.
    CommentWrite,
    /// Approve or return reports.
    ReportReview,
    /// Read activities.
    ActivityRead,
    /// Log and change activities.
    ActivityWrite,
    /// Upload files.
    AttachmentWrite,
    /// Read files.
    AttachmentRead,
    /// Read the dashboard and statistics.
    StatisticsRead,
}

impl Action {
    /// Every action, in the order in which a table shows them.
    pub const ALL: [Self; 30] = [
        Self::OwnAccount,
        Self::Search,
        Self::UnitRead,
        Self::UnitWrite,
        Self::UserRead,
        Self::UserWrite,
        Self::CatalogueRead,
        Self::CatalogueWrite,
        Self::AuditRead,
        Self::DelegationWrite,
        Self::SettingsRead,
        Self::SettingsWrite,
        Self::ClientWrite,
        Self::DirectiveRead,
        Self::DirectiveWrite,
        Self::TaskRead,
        Self::TaskWrite,
        Self::TaskClose,
        Self::AssignmentRead,
        Self::AssignmentDo,
        Self::AssignmentSplit,
        Self::Chase,
        Self::ExtensionDecide,
        Self::CommentWrite,
        Self::ReportReview,
        Self::ActivityRead,
        Self::ActivityWrite,
        Self::AttachmentWrite,
        Self::AttachmentRead,
        Self::StatisticsRead,
    ];
}

/// How far a permitted action goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Everything of the commune.
    Commune,
    /// What concerns the post's own unit.
    OwnUnit,
}

/// What `role` may do, and how far; `None` where it may not.
#[must_use]
pub const fn reach(role: Role, action: Action) -> Option<Reach> {
    use Action as A;
    use Reach::{Commune, OwnUnit};
    use Role as R;
    match (action, role) {
        (A::OwnAccount | A::Search | A::UnitRead | A::CatalogueRead, _) => Some(Commune),
        (
            A::UnitWrite | A::UserWrite | A::CatalogueWrite | A::SettingsWrite | A::ClientWrite,
            R::Admin,
        ) => Some(Commune),
        (A::AuditRead | A::SettingsRead, R::Admin | R::Chairman) => Some(Commune),
        (A::UserRead, R::Admin | R::Chairman | R::Coordinator) => Some(Commune),
        // The admin keeps the organisation, not the work (docs/DOMAIN.md §12).
        (_, R::Admin) => None,
        (A::TaskClose | A::ReportReview | A::ExtensionDecide, R::Chairman) => Some(Commune),
        // A leader lends powers; everybody names who receives the notices meanwhile.
        (A::DelegationWrite, R::Chairman | R::Coordinator) => Some(Commune),
        (A::DelegationWrite, R::Committee | R::VillageHead) => Some(OwnUnit),
        (A::DirectiveWrite | A::TaskWrite | A::Chase, R::Chairman | R::Coordinator) => {
            Some(Commune)
        }
        (
            A::DirectiveRead
            | A::TaskRead
            | A::AssignmentRead
            | A::CommentWrite
            | A::ActivityRead
            | A::AttachmentRead
            | A::StatisticsRead,
            R::Chairman | R::Coordinator,
        ) => Some(Commune),
        (A::AttachmentWrite, _) => Some(OwnUnit),
        // A committee reviews the parts that it has given, and chases them.
        (A::AssignmentSplit | A::ReportReview | A::ExtensionDecide | A::Chase, R::Committee) => {
            Some(OwnUnit)
        }
        (A::AssignmentDo | A::ActivityWrite, R::Committee | R::VillageHead | R::Coordinator) => {
            Some(OwnUnit)
        }
        (
            A::DirectiveRead
            | A::TaskRead
            | A::AssignmentRead
            | A::CommentWrite
            | A::ActivityRead
            | A::AttachmentRead
            | A::StatisticsRead,
            R::Committee | R::VillageHead,
        ) => Some(OwnUnit),
        (
            A::UnitWrite
            | A::UserRead
            | A::UserWrite
            | A::CatalogueWrite
            | A::AuditRead
            | A::SettingsRead
            | A::SettingsWrite
            | A::ClientWrite
            | A::DirectiveWrite
            | A::TaskWrite
            | A::TaskClose
            | A::ReportReview
            | A::ExtensionDecide
            | A::Chase
            | A::AssignmentDo
            | A::AssignmentSplit
            | A::ActivityWrite,
            _,
        ) => None,
    }
}

/// Whether `role` may do `action` at all.
#[must_use]
pub const fn permits(role: Role, action: Action) -> bool {
    reach(role, action).is_some()
}

/// The OAuth2 scope by which an API client may do `action`; `None` where machines may not.
#[must_use]
pub const fn client_scope(action: Action) -> Option<&'static str> {
    match action {
        Action::UnitRead => Some("units:read"),
        Action::CatalogueRead => Some("catalogues:read"),
        Action::DirectiveRead => Some("directives:read"),
        Action::TaskRead => Some("tasks:read"),
        Action::AssignmentRead => Some("assignments:read"),
        Action::ActivityRead => Some("activities:read"),
        Action::AttachmentRead => Some("attachments:read"),
        Action::StatisticsRead => Some("statistics:read"),
        _ => None,
    }
}

/// Every scope an API client can hold.
pub const CLIENT_SCOPES: [&str; 8] = [
    "units:read",
    "catalogues:read",
    "directives:read",
    "tasks:read",
    "assignments:read",
    "activities:read",
    "attachments:read",
    "statistics:read",
];

/// What a scope opens, for whoever decides on it.
#[must_use]
pub fn scope_meaning(scope: &str) -> &'static str {
    match scope {
        "units:read" => "Units with their names, households and successors, and saved groups",
        "catalogues:read" => "Topics, channels, audiences, indicators and days off",
        "directives:read" => "Issued directives with their clauses",
        "tasks:read" => "Tasks that were opened, with what they ask for",
        "assignments:read" => {
            "Assignments with their deadlines and timelines, reports that were sent, extensions, and \
             deadlines in the calendar"
        }
        "activities:read" => "Activities with their figures, also in the calendar",
        "attachments:read" => "Files of reports that were sent, and their thumbnails",
        "statistics:read" => "The overview and the statistics",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_says_what_it_opens() {
        for scope in CLIENT_SCOPES {
            assert!(!scope_meaning(scope).is_empty(), "{scope}");
        }
    }

    #[test]
    fn a_chairman_reviews_everything_and_a_committee_its_parts() {
        for role in Role::ALL {
            let reach = reach(role, Action::ReportReview);
            let expected = match role {
                Role::Chairman => Some(Reach::Commune),
                Role::Committee => Some(Reach::OwnUnit),
                _ => None,
            };
            assert_eq!(reach, expected);
        }
    }

    #[test]
    fn the_admin_reads_no_work() {
        for action in [Action::TaskRead, Action::AssignmentRead, Action::StatisticsRead] {
            assert!(!permits(Role::Admin, action));
        }
    }

    #[test]
    fn a_village_head_reaches_the_own_unit_only() {
        assert_eq!(reach(Role::VillageHead, Action::AssignmentDo), Some(Reach::OwnUnit));
        assert_eq!(reach(Role::VillageHead, Action::TaskWrite), None);
    }
}
