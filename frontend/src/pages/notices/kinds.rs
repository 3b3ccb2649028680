//! The kinds of notices by name, and who can get which.

use crate::{session::Session, tr};
use shared::{Action, state::NoticeKind};

/// A kind of notice, as a choice.
#[must_use]
pub(super) fn name(kind: NoticeKind) -> &'static str {
    use NoticeKind as K;
    match kind {
        K::Assigned => tr!(choice.assigned),
        K::DueSoon => tr!(choice.due_soon),
        K::Overdue => tr!(choice.overdue),
        K::Chased => tr!(choice.chased),
        K::Submitted => tr!(choice.submitted),
        K::Waiting => tr!(choice.waiting),
        K::ExtensionWaiting => tr!(choice.extension_waiting),
        K::Returned => tr!(choice.returned),
        K::Approved => tr!(choice.approved),
        K::Cancelled => tr!(choice.cancelled),
        K::PassedOn => tr!(choice.passed_on),
        K::Commented => tr!(choice.commented),
        K::Mentioned => tr!(choice.mentioned),
        K::ExtensionAsked => tr!(choice.extension_asked),
        K::ExtensionOffered => tr!(choice.extension_offered),
        K::ExtensionGranted => tr!(choice.extension_granted),
        K::ExtensionRefused => tr!(choice.extension_refused),
        K::ExtensionAnswered => tr!(choice.extension_answered),
        K::Digest => tr!(choice.morning),
        K::RecurrenceFailed => tr!(choice.recurrence_failed),
    }
}

/// Whether this person can get it at all: a choice of what never comes is none.
#[must_use]
pub(super) fn comes_to(kind: NoticeKind, session: Session) -> bool {
    use NoticeKind as K;
    let office = session.role().is_some_and(shared::Role::is_office);
    match kind {
        K::Commented | K::Mentioned | K::Overdue => session.may(Action::CommentWrite),
        K::Submitted
        | K::Waiting
        | K::ExtensionAsked
        | K::ExtensionWaiting
        | K::ExtensionAnswered => {
            office || session.may(Action::ReportReview) || session.may(Action::ExtensionDecide)
        }
        K::Digest | K::RecurrenceFailed => office,
        _ => session.may(Action::AssignmentDo),
    }
}
