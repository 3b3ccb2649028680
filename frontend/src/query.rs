//! Filters that live in the address.

use crate::dom;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};

/// The query of the address, read and changed by name.
#[derive(Clone, Copy)]
pub struct Filters {
    map: Memo<leptos_router::params::ParamsMap>,
    change: Callback<(&'static str, String)>,
}

impl Filters {
    /// The filters of this page.
    #[must_use]
    pub fn here() -> Self {
        let map = use_query_map();
        let path = use_location().pathname;
        let navigate = use_navigate();
        let change = Callback::new(move |(name, value): (&'static str, String)| {
            let mut pairs: Vec<String> = map.with_untracked(|map| {
                map.clone()
                    .into_iter()
                    .filter(|(key, _)| key.as_ref() as &str != name)
                    .map(|(key, value)| format!("{}={}", dom::encode(&key), dom::encode(&value)))
                    .collect()
            });
            if !value.is_empty() {
                pairs.push(format!("{name}={}", dom::encode(&value)));
            }
            let goal = format!("{}?{}", path.get_untracked(), pairs.join("&"));
            navigate(&goal, NavigateOptions { replace: true, scroll: false, ..Default::default() });
        });
        Self { map, change }
    }

    /// One filter; empty when it is not set.
    #[must_use]
    pub fn get(self, name: &str) -> String {
        self.map.with(|map| map.get(name).unwrap_or_default())
    }

    /// Sets or, with an empty value, removes one.
    pub fn set(self, name: &'static str, value: impl Into<String>) {
        self.change.run((name, value.into()));
    }

    /// The named filters as a query string, those that are set.
    #[must_use]
    pub fn query(self, names: &[&str]) -> String {
        let all: Vec<String> = names
            .iter()
            .map(|name| (name, self.get(name)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", dom::encode(&value)))
            .collect();
        all.join("&")
    }
}
