//! Templates of tasks.

use super::{Answer, Nothing, client};
use shared::{
    dto::work::template::{TemplateOfTask, TemplatePatch, TemplateView},
    id::{TaskId, TemplateId},
};

/// All of them, by name.
pub async fn all() -> Answer<Vec<TemplateView>> {
    super::all("/task-templates", "").await
}

/// One, as what it names stands today.
pub async fn read(id: TemplateId) -> Answer<TemplateView> {
    client::get(&format!("/task-templates/{id}")).send().await
}

/// Saves a task as one.
pub async fn save(task: TaskId, name: String) -> Answer<TemplateView> {
    let body = TemplateOfTask { id: None, name };
    client::post(&format!("/tasks/{task}/template")).json(&body).await
}

/// Changes one.
pub async fn change(one: &TemplateView, patch: &TemplatePatch) -> Answer<TemplateView> {
    client::patch(&format!("/task-templates/{}", one.id), one.version).json(patch).await
}

/// Forgets one; tasks that were made from it stay.
pub async fn remove(one: &TemplateView) -> Answer<Nothing> {
    client::delete(&format!("/task-templates/{}", one.id), one.version).send().await
}
