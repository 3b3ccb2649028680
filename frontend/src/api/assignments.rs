//! Assignments.

use super::{Answer, Nothing, client, list_path};
use shared::{
    dto::{
        page::Page,
        work::{
            assignment::{AssignmentSummary, AssignmentView, TimelineEntry},
            split::SplitRequest,
            task::Reason,
        },
    },
    id::AssignmentId,
};

/// One page of assignments.
pub async fn list(query: &str, cursor: Option<&str>) -> Answer<Page<AssignmentSummary>> {
    client::get(&list_path("/assignments", query, cursor, cursor.is_none())).send().await
}

/// All assignments of a short list.
pub async fn all(query: &str) -> Answer<Vec<AssignmentSummary>> {
    super::all("/assignments", query).await
}

/// One assignment.
pub async fn read(id: AssignmentId) -> Answer<AssignmentView> {
    client::get(&format!("/assignments/{id}")).send().await
}

/// What happened to it.
pub async fn timeline(id: AssignmentId) -> Answer<Vec<TimelineEntry>> {
    super::all(&format!("/assignments/{id}/timeline"), "").await
}

/// Tiếp nhận.
pub async fn acknowledge(id: AssignmentId, version: i64) -> Answer<Nothing> {
    client::post(&format!("/assignments/{id}/acknowledge")).version(version).send().await
}

/// Chia việc cho thôn.
pub async fn split(id: AssignmentId, version: i64, split: &SplitRequest) -> Answer<AssignmentView> {
    client::post(&format!("/assignments/{id}/split")).version(version).json(split).await
}

/// The parts of an assignment, those that were taken back too.
pub async fn parts(id: AssignmentId) -> Answer<Vec<AssignmentSummary>> {
    all(&format!("parent={id}")).await
}

/// Takes a part back.
pub async fn take_back(id: AssignmentId, version: i64, reason: String) -> Answer<Nothing> {
    client::post(&format!("/assignments/{id}/take-back"))
        .version(version)
        .json(&Reason { reason })
        .await
}

/// Hủy giao.
pub async fn cancel(id: AssignmentId, version: i64, reason: String) -> Answer<Nothing> {
    client::post(&format!("/assignments/{id}/cancel"))
        .version(version)
        .json(&Reason { reason })
        .await
}
