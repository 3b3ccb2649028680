//! The leader's digests.

use super::{Answer, client, list_path};
use chrono::NaiveDate;
use shared::dto::{notifications::digest::DigestView, page::Page};

/// One page of days, the newest first.
pub async fn list(cursor: Option<&str>) -> Answer<Page<DigestView>> {
    client::get(&list_path("/digests", "", cursor, false)).send().await
}

/// That of a day.
pub async fn read(day: NaiveDate) -> Answer<DigestView> {
    client::get(&format!("/digests/{day}")).send().await
}
