//! Trao đổi: the conversation on an assignment.

use super::{Answer, Nothing, client};
use shared::{
    dto::{
        page::Named,
        work::comment::{CommentCreate, CommentPatch, CommentView},
    },
    id::{AssignmentId, UserId},
};

/// All of it, oldest first.
pub async fn all(id: AssignmentId) -> Answer<Vec<CommentView>> {
    super::all(&format!("/assignments/{id}/comments"), "").await
}

/// One more. Its id is made here, so a repeated send makes no second one.
pub async fn create(id: AssignmentId, comment: &CommentCreate) -> Answer<CommentView> {
    client::post(&format!("/assignments/{id}/comments")).json(comment).await
}

/// Other words in its place.
pub async fn change(comment: &CommentView, change: &CommentPatch) -> Answer<CommentView> {
    client::patch(&format!("/comments/{}", comment.id), comment.version).json(change).await
}

/// Takes it back.
pub async fn remove(comment: &CommentView) -> Answer<Nothing> {
    client::delete(&format!("/comments/{}", comment.id), comment.version).send().await
}

/// Who can be addressed.
pub async fn people(id: AssignmentId) -> Answer<Vec<Named<UserId>>> {
    client::get(&format!("/assignments/{id}/comments/people")).send().await
}

/// All of it has been seen.
pub async fn seen(id: AssignmentId) -> Answer<Nothing> {
    client::post(&format!("/assignments/{id}/comments/read")).send().await
}
