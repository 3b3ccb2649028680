//! People, posts, invitations.

use super::{Answer, client};
use shared::{
    dto::identity::{
        auth::{InvitationAccept, InvitationCode, Invited, Me, PostChoice},
        user::{InvitationView, PostInput, PostPatch, UserCreate, UserDuties, UserPatch, UserView},
    },
    id::{PostId, UserId},
};

/// Everybody of the commune.
pub async fn all() -> Answer<Vec<UserView>> {
    super::all("/users", "").await
}

/// One person.
pub async fn read(id: UserId) -> Answer<UserView> {
    client::get(&format!("/users/{id}")).send().await
}

/// A new person, without a password yet.
pub async fn create(person: &UserCreate) -> Answer<UserView> {
    client::post("/users").json(person).await
}

/// Changes the name or bars the login.
pub async fn change(id: UserId, version: i64, change: &UserPatch) -> Answer<UserView> {
    client::patch(&format!("/users/{id}"), version).json(change).await
}

/// One more post.
pub async fn add_post(id: UserId, version: i64, post: &PostInput) -> Answer<UserView> {
    client::post(&format!("/users/{id}/posts")).version(version).json(post).await
}

/// Changes or ends a post.
pub async fn change_post(
    id: UserId,
    version: i64,
    post: PostId,
    change: &PostPatch,
) -> Answer<UserView> {
    client::patch(&format!("/users/{id}/posts/{post}"), version).json(change).await
}

/// What hangs on a person.
pub async fn duties(id: UserId) -> Answer<UserDuties> {
    client::get(&format!("/users/{id}/duties")).send().await
}

/// A one-time code.
pub async fn invite(id: UserId) -> Answer<InvitationView> {
    client::post(&format!("/users/{id}/invitation")).send().await
}

/// Whom a code is for.
pub async fn invited(code: String) -> Answer<Invited> {
    client::post("/auth/invitation").quiet().json(&InvitationCode { code }).await
}

/// Sets the password that a code allows.
pub async fn accept(code: String, password: String, second_code: Option<String>) -> Answer<Me> {
    let body = InvitationAccept { code, password, second_code };
    client::post("/auth/accept").quiet().json(&body).await
}

/// Acts by another of one's posts.
pub async fn act_as(post_id: PostId) -> Answer<Me> {
    client::post("/auth/post").json(&PostChoice { post_id }).await
}
