//! What a person is told, and how.

use super::{Answer, Nothing, client, list_path};
use shared::{
    dto::{
        identity::auth::{EmailChange, EmailCode},
        notifications::notice::{
            NoticeChoices, NoticeChoicesPatch, NoticeCount, NoticeView, NoticesRead, Unsubscribe,
            Unsubscribed,
        },
        page::Page,
    },
    id::NoticeId,
};

/// One page, the newest first.
pub async fn list(query: &str, cursor: Option<&str>) -> Answer<Page<NoticeView>> {
    client::get(&list_path("/notices", query, cursor, false)).send().await
}

/// How many are unread. Nobody is sent away by it: nobody asked for it.
pub async fn count() -> Answer<NoticeCount> {
    client::get("/notices/count").quiet().send().await
}

/// One is read.
pub async fn read(id: NoticeId) -> Answer<Nothing> {
    client::post(&format!("/notices/{id}/read")).send().await
}

/// All are read, up to this one.
pub async fn read_all(up_to: Option<NoticeId>) -> Answer<Nothing> {
    client::post("/notices/read").json(&NoticesRead { up_to }).await
}

/// How this person wants to be told.
pub async fn choices() -> Answer<NoticeChoices> {
    client::get("/notices/choices").send().await
}

/// Changes that.
pub async fn choose(version: i64, change: &NoticeChoicesPatch) -> Answer<NoticeChoices> {
    client::patch("/notices/choices", version).json(change).await
}

/// Has a code sent to a new address of e-mail, or takes the old one out.
pub async fn ask_email(change: &EmailChange) -> Answer<NoticeChoices> {
    client::post("/auth/email").quiet().json(change).await
}

/// Takes the new address into use by its code.
pub async fn confirm_email(code: String) -> Answer<NoticeChoices> {
    client::post("/auth/email/confirm").quiet().json(&EmailCode { code }).await
}

/// Does without a kind of mail, by the secret of a mail.
pub async fn unsubscribe(token: String) -> Answer<Unsubscribed> {
    client::post("/notices/unsubscribe").quiet().json(&Unsubscribe { token }).await
}
