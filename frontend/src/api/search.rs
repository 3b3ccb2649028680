//! Finding things again.

use super::{Answer, client};
use crate::dom;
use shared::dto::work::search::{SearchKind, SearchResults};

/// What fits the words, `limit` of each kind.
pub async fn find(words: &str, kinds: &[SearchKind], limit: u32) -> Answer<SearchResults> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let query = format!("q={}&kinds={}&limit={limit}", dom::encode(words), kinds.join(","));
    client::get(&format!("/search?{query}")).send().await
}
