//! Several of a short list, as chips.

use leptos::prelude::*;
use shared::{dto::organisation::catalogue::CatalogueView, id::CatalogueId};

/// Chips that are on or off. Test ids: `<id>-<code>`.
#[component]
pub fn TickChips(
    /// Names the group.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What there is.
    options: Vec<CatalogueView>,
    /// What is on.
    chosen: RwSignal<Vec<CatalogueId>>,
) -> impl IntoView {
    let chips = options
        .into_iter()
        .map(|entry| {
            let key = entry.id;
            let on = move || chosen.with(|all| all.contains(&key));
            let turn = move |_| {
                chosen.update(|all| {
                    if all.contains(&key) {
                        all.retain(|other| *other != key);
                    } else {
                        all.push(key);
                    }
                })
            };
            view! {
                <button type="button" class="chip" data-testid=format!("{id}-{}", entry.code)
                    aria-pressed=move || on().to_string() on:click=turn>{entry.name}</button>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field"><legend>{label}</legend><div class="chips">{chips}</div></fieldset>
    }
}
