//! Tasks.

use super::{Answer, Nothing, client, list_path};
use shared::{
    dto::{
        page::Page,
        work::task::{AssignRequest, AssignUnit, Reason, TaskCreate, TaskSummary, TaskView},
    },
    id::TaskId,
};

/// One page of the ledger.
pub async fn list(query: &str, cursor: Option<&str>) -> Answer<Page<TaskSummary>> {
    client::get(&list_path("/tasks", query, cursor, cursor.is_none())).send().await
}

/// One task.
pub async fn read(id: TaskId) -> Answer<TaskView> {
    client::get(&format!("/tasks/{id}")).send().await
}

/// A new task. Its id is made here, so a repeated send makes no second one.
pub async fn create(task: &TaskCreate) -> Answer<TaskView> {
    client::post("/tasks").json(task).await
}

/// Opens, closes or cancels: `verb` is the last part of the path.
pub async fn change(id: TaskId, verb: &str, version: i64, reason: String) -> Answer<Nothing> {
    client::post(&format!("/tasks/{id}/{verb}")).version(version).json(&Reason { reason }).await
}

/// Adds units.
pub async fn assign(id: TaskId, version: i64, units: Vec<AssignUnit>) -> Answer<Nothing> {
    client::post(&format!("/tasks/{id}/assignments"))
        .version(version)
        .json(&AssignRequest { units, anchor: None })
        .await
}
