//! What is still to be told when a mail goes out, some time after its notice.

use sea_orm::ConnectionTrait;
use shared::state::{AssignmentState, NoticeKind};
use uuid::Uuid;

use super::directory::Directory;
use super::subject::{self, Facts, Subject};
use crate::assignments::view::state;
use crate::db::entity::notice;
use crate::error::AppResult;

/// Those of `notices` that still stand: their assignment is one that the person sees, and what they
/// tell of is not settled.
///
/// # Errors
/// The database.
pub async fn still(
    db: &impl ConnectionTrait,
    directory: &Directory,
    notices: Vec<notice::Model>,
) -> AppResult<Vec<notice::Model>> {
    let notices: Vec<(notice::Model, Vec<Uuid>)> = notices
        .into_iter()
        .map(|row| {
            let about = about(&row);
            (row, about)
        })
        .collect();
    let ids: Vec<Uuid> = notices.iter().flat_map(|(_, about)| about.iter().copied()).collect();
    let subjects = subject::load(db, &ids).await?;
    let stands = |(row, about): &(notice::Model, Vec<Uuid>)| {
        let mut subjects = about.iter().filter_map(|id| subjects.get(id));
        about.is_empty() || subjects.any(|subject| is_true(directory, row, subject))
    };
    Ok(notices.into_iter().filter(stands).map(|(row, _)| row).collect())
}

/// The assignments that a notice tells of.
fn about(row: &notice::Model) -> Vec<Uuid> {
    match row.assignment_id {
        Some(id) => vec![id],
        None => {
            let facts: Facts = serde_json::from_str(&row.facts).unwrap_or_default();
            facts.about
        }
    }
}

fn is_true(directory: &Directory, row: &notice::Model, subject: &Subject) -> bool {
    let work = &subject.found.row;
    let now = state(work);
    let stands = match NoticeKind::parse(&row.kind) {
        Some(NoticeKind::DueSoon | NoticeKind::Overdue | NoticeKind::Chased) => {
            now.waits_for_unit()
        }
        Some(NoticeKind::Waiting) => now == AssignmentState::Submitted,
        _ => true,
    };
    stands && directory.sees(row.user_id, work, subject.whole_unit)
}
