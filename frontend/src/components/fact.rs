//! The facts of a description list.

use leptos::prelude::*;
use shared::{dto::page::Named, id::CatalogueId};

/// Names of catalogue entries in a row.
#[must_use]
pub fn names(entries: &[Named<CatalogueId>]) -> String {
    let all: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    all.join(", ")
}

/// A fact of a description list, when there is one.
pub fn fact(name: &'static str, text: String) -> Option<impl IntoView> {
    (!text.is_empty()).then(|| view! { <dt>{name}</dt><dd class="pre">{text}</dd> })
}
