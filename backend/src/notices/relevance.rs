//! What is still to be told when a mail goes out, some time after its notice.

use sea_orm::ConnectionTrait;
use shared::state::{AssignmentState, NoticeKind};
use uuid::Uuid;

use super::directory::Directory;
use super::subject::{self, Subject};
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
    let ids: Vec<Uuid> = notices.iter().filter_map(|row| row.assignment_id).collect();
    let subjects = subject::load(db, &ids).await?;
    let stands = |row: &notice::Model| match row.assignment_id {
        None => true,
        Some(id) => subjects.get(&id).is_some_and(|subject| is_true(directory, row, subject)),
    };
    Ok(notices.into_iter().filter(stands).collect())
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
