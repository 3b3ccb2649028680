//! The assignments that notices are about, with all that recipients and words need of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::repo::subjects;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::work::assignments::repo::{self, AssignmentRow, facts};

/// An assignment as notices need it.
#[derive(Debug)]
pub struct Subject {
    /// The row and its names.
    pub found: AssignmentRow,
    /// The post that gave it last.
    pub assigned_by: Option<Uuid>,
    /// Of a part: the unit that answers for the whole.
    pub whole_unit: Option<Uuid>,
}

/// The facts of a notice, as they were when it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticePayload {
    /// The task.
    pub task_id: Option<Uuid>,
    /// Its title.
    pub task: String,
    /// The titles of the further works that it tells of.
    pub other_tasks: Vec<String>,
    /// The unit.
    pub unit_id: Option<Uuid>,
    /// Its name.
    pub unit: String,
    /// Whether it is the own unit of whoever is told.
    pub own: bool,
    /// The names of the further units of the task that it tells of.
    pub others: Vec<String>,
    /// The assignments that it tells of, where they are more than one.
    pub about: Vec<Uuid>,
    /// The working deadline.
    pub due_at: Option<DateTime<Utc>>,
    /// The original one, where that was another day.
    pub moved_from: Option<DateTime<Utc>>,
    /// Days or hours.
    pub number: Option<i64>,
    /// Who did it.
    pub by: Option<String>,
    /// The reason or message.
    pub note: Option<String>,
    /// In whose stead this person is told.
    pub for_post: Option<String>,
    /// The page it leads to.
    pub path: String,
}

impl Subject {
    /// What a notice tells of it.
    #[must_use]
    pub fn facts(&self) -> NoticePayload {
        let row = &self.found.row;
        NoticePayload {
            task_id: Some(row.task_id),
            task: self.found.task_title.clone(),
            unit_id: Some(row.responsible_unit_id),
            unit: self.found.unit_name.clone(),
            due_at: facts(row).working_due(),
            moved_from: facts(row).moved_from(),
            path: format!("/assignments/{}", row.id),
            ..NoticePayload::default()
        }
    }
}

/// The subjects of these ids.
///
/// # Errors
/// The database.
pub async fn load(db: &impl Connection, ids: &[Uuid]) -> AppResult<HashMap<Uuid, Subject>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = repo::by_ids(db, ids.iter().copied()).await?;
    let assigned_by = subjects::assigning_posts(db, ids).await?;
    let assigned_by: HashMap<Uuid, Uuid> = assigned_by.into_iter().collect();
    let whole_units = found.iter().filter_map(|one| one.row.parent_assignment_id);
    let whole_units = subjects::responsible_units(db, whole_units).await?;
    let whole_units: HashMap<Uuid, Uuid> = whole_units.into_iter().collect();
    Ok(found
        .into_iter()
        .map(|found| {
            let whole = found.row.parent_assignment_id;
            let subject = Subject {
                assigned_by: assigned_by.get(&found.row.id).copied(),
                whole_unit: whole.and_then(|id| whole_units.get(&id).copied()),
                found,
            };
            (subject.found.row.id, subject)
        })
        .collect())
}
