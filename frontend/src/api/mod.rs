//! The only place that fetches: one file a resource, typed by what both sides share.

pub mod activities;
pub mod assignments;
pub mod attachments;
pub mod audit;
pub mod auth;
pub mod calendar;
pub mod catalogues;
pub mod chases;
pub mod client;
pub mod clients;
pub mod comments;
pub mod delegations;
pub mod digests;
pub mod directives;
pub mod events;
pub mod extensions;
pub mod groups;
pub mod jobs;
pub mod notices;
pub mod overview;
pub mod people;
pub mod recurrences;
pub mod reports;
pub mod search;
pub mod second_factor;
pub mod settings;
pub mod tasks;
pub mod templates;
pub mod units;

pub use client::{Answer, ApiError};

use shared::dto::page::Page;

/// A call whose answer does not matter.
pub type Nothing = serde::de::IgnoredAny;

/// How many items a list brings at a time.
pub const PAGE: u32 = 50;

/// The path of one page of a list. `query` holds the filters, already encoded.
#[must_use]
pub fn list_path(path: &str, query: &str, cursor: Option<&str>, total: bool) -> String {
    let mut full = format!("{path}?limit={PAGE}");
    if total {
        full.push_str("&include_total=true");
    }
    if !query.is_empty() {
        full.push('&');
        full.push_str(query);
    }
    if let Some(cursor) = cursor {
        full.push_str("&cursor=");
        full.push_str(&crate::dom::encode(cursor));
    }
    full
}

/// Where a list stands as a file, narrowed by `query` alike; the browser fetches it by itself, so
/// that a long one is not held in the page.
#[must_use]
pub fn export_url(path: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    client::url(&format!("{path}/export{mark}{query}"))
}

/// Reads a list to its end, for short lists that a page needs whole.
pub async fn all<T: serde::de::DeserializeOwned>(path: &str, query: &str) -> Answer<Vec<T>> {
    let mut items = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page: Page<T> =
            client::get(&list_path(path, query, cursor.as_deref(), false)).send().await?;
        items.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(items);
        }
    }
}
