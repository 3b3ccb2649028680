//! Directives.

use super::{Answer, Nothing, client};
use shared::{
    dto::work::directive::{DirectiveCreate, DirectiveIssue, DirectiveSummary, DirectiveView},
    id::DirectiveId,
};

/// Every directive.
pub async fn all() -> Answer<Vec<DirectiveSummary>> {
    super::all("/directives", "").await
}

/// One directive.
pub async fn read(id: DirectiveId) -> Answer<DirectiveView> {
    client::get(&format!("/directives/{id}")).send().await
}

/// A new draft.
pub async fn create(directive: &DirectiveCreate) -> Answer<DirectiveView> {
    client::post("/directives").json(directive).await
}

/// Ban hành.
pub async fn issue(id: DirectiveId, version: i64, issue: &DirectiveIssue) -> Answer<Nothing> {
    client::post(&format!("/directives/{id}/issue")).version(version).json(issue).await
}
