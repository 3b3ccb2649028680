//! A thin bar of shares.

use leptos::prelude::*;

/// Shares of a whole, each with its tone; the words beside it carry the meaning.
#[component]
pub fn Meter(
    /// (`green` | `red` | `blue`, count).
    parts: Vec<(&'static str, f64)>,
    /// The whole.
    of: f64,
    /// What a screen reader says.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let bars = parts
        .into_iter()
        .filter(|(_, n)| *n > 0.0 && of > 0.0)
        .map(|(tone, n)| {
            let width = format!("{:.1}%", (n / of * 100.0).clamp(0.0, 100.0));
            view! { <i class=tone style:width=width></i> }
        })
        .collect_view();
    view! { <span class="meter" role="img" aria-label=label>{bars}</span> }
}
