//! Filter chips, a search box and sortable heads, all kept in the address.

use crate::{query::Filters, tr};
use leptos::prelude::*;
use std::time::Duration;

/// A row of chips of which one holds. Test ids: `filter-<name>-<value>` (`all` for none).
#[component]
pub fn FilterChips(
    /// The page's filters.
    filters: Filters,
    /// The query's name.
    name: &'static str,
    /// What the row filters by, for screen readers.
    label: &'static str,
    /// (value, word); an empty value is "all".
    options: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let chips = options
        .into_iter()
        .map(|(value, word)| {
            let test = if value.is_empty() { "all" } else { value };
            view! {
                <button type="button" class="chip" data-testid=format!("filter-{name}-{test}")
                    aria-pressed=move || (filters.get(name) == value).to_string()
                    on:click=move |_| filters.set(name, value)>{word}</button>
            }
        })
        .collect_view();
    view! { <div class="chips" role="group" aria-label=label>{chips}</div> }
}

/// A search that waits for a pause in typing. Test id: `filter-q`.
#[component]
pub fn SearchBox(
    /// The page's filters.
    filters: Filters,
) -> impl IntoView {
    let search =
        leptos::leptos_dom::helpers::debounce(Duration::from_millis(300), move |text: String| {
            filters.set("q", text)
        });
    let mut search = search;
    view! {
        <div class="field">
            <label for="filter-q">{tr!(common.search)}</label>
            <input type="search" id="filter-q" data-testid="filter-q" prop:value=untrack(|| filters.get("q"))
                on:input:target=move |e| search(e.target().value())/>
        </div>
    }
}

/// A head that sorts: by `key`, and the other way round when pressed again. Test id: `sort-<key>`.
#[component]
pub fn SortHead(
    /// The page's filters.
    filters: Filters,
    /// The sort key.
    key: &'static str,
    /// The head's words.
    label: &'static str,
    /// The column's name, where it may be hidden.
    #[prop(optional)]
    col: Option<&'static str>,
) -> impl IntoView {
    let now = move || match filters.get("sort") {
        s if s == key => "ascending",
        s if s.strip_prefix('-') == Some(key) => "descending",
        _ => "none",
    };
    let turn = move |_| {
        let next = if now() == "ascending" { format!("-{key}") } else { key.to_owned() };
        filters.set("sort", next);
    };
    view! {
        <th scope="col" aria-sort=now data-col=col>
            <button type="button" data-testid=format!("sort-{key}") on:click=turn>{label}
                <span aria-hidden="true">{move || match now() { "ascending" => "▲", "descending" => "▼", _ => "" }}</span>
            </button>
        </th>
    }
}
