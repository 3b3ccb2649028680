//! Reports: the draft, sending, review.

use super::{Answer, Nothing, client, list_path};
use shared::{
    dto::{
        page::Page,
        work::{
            report::{ReportDraft, ReportSummary, ReportView},
            task::Reason,
        },
    },
    id::{AssignmentId, ReportId},
};
use uuid::Uuid;

/// The report of an assignment.
pub async fn read(id: AssignmentId) -> Answer<ReportView> {
    client::get(&format!("/assignments/{id}/report")).send().await
}

/// The report of an id.
pub async fn of(id: ReportId) -> Answer<ReportView> {
    client::get(&format!("/reports/{id}")).send().await
}

/// Writes the draft whole: over the version that was read, or as the first. Under the same key the
/// same write is known again.
pub async fn write(
    id: AssignmentId,
    version: Option<i64>,
    key: Uuid,
    draft: &ReportDraft,
) -> Answer<ReportView> {
    let call = client::put(&format!("/assignments/{id}/report")).key(key);
    let call = match version {
        Some(version) => call.version(version),
        None => call.first(),
    };
    call.json(draft).await
}

/// Gửi báo cáo. The key is kept with the draft, so a send whose answer was lost is not a second one.
pub async fn submit(id: AssignmentId, version: i64, key: Uuid) -> Answer<Nothing> {
    client::post(&format!("/assignments/{id}/report/submit")).key(key).version(version).send().await
}

/// Thu hồi.
pub async fn withdraw(id: AssignmentId, version: i64) -> Answer<Nothing> {
    client::post(&format!("/assignments/{id}/report/withdraw")).version(version).send().await
}

/// What waits for my review; and `wanted`, when it waits for somebody else's.
pub async fn inbox(wanted: Option<ReportId>) -> Answer<Vec<ReportSummary>> {
    let mut mine: Vec<ReportSummary> = super::all("/reports", "state=submitted&mine=true").await?;
    if wanted.is_some_and(|id| mine.iter().all(|report| report.id != id)) {
        let all: Vec<ReportSummary> = super::all("/reports", "state=submitted").await?;
        mine.extend(all.into_iter().filter(|report| Some(report.id) == wanted));
    }
    Ok(mine)
}

/// How many wait.
pub async fn count_waiting() -> Answer<u64> {
    let page: Page<ReportSummary> =
        client::get(&list_path("/reports", "state=submitted&mine=true", None, true))
            .quiet()
            .send()
            .await?;
    Ok(page.total.unwrap_or(page.items.len() as u64))
}

/// Phê duyệt.
pub async fn approve(id: ReportId, version: i64) -> Answer<Nothing> {
    client::post(&format!("/reports/{id}/approve")).version(version).send().await
}

/// Trả lại.
pub async fn send_back(id: ReportId, version: i64, reason: String) -> Answer<Nothing> {
    client::post(&format!("/reports/{id}/return")).version(version).json(&Reason { reason }).await
}
