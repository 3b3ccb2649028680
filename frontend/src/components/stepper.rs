//! A whole number with − and +, for thumbs. Empty is not nought.

use crate::tr;
use leptos::prelude::*;

/// A number input. Test ids: `<id>` (the input), `<id>-less`, `<id>-more`.
#[component]
pub fn Stepper(
    /// Id of the input.
    #[prop(into)]
    id: String,
    /// What is counted, for the buttons' names.
    #[prop(into)]
    name: String,
    /// The number as typed; empty when nothing is said.
    value: RwSignal<String>,
) -> impl IntoView {
    let step = move |by: i64| {
        let now = value.with_untracked(|v| v.trim().parse::<i64>().unwrap_or(0));
        value.set((now + by).max(0).to_string());
    };
    let typed = move |text: String| value.set(text.chars().filter(char::is_ascii_digit).collect());
    view! {
        <div class="stepper">
            <button type="button" data-testid=format!("{id}-less") aria-label=tr!(form.less, name = name)
                on:click=move |_| step(-1)>"−"</button>
            <input type="text" inputmode="numeric" autocomplete="off" id=id.clone() data-testid=id.clone()
                prop:value=value on:input:target=move |e| typed(e.target().value())/>
            <button type="button" data-testid=format!("{id}-more") aria-label=tr!(form.more, name = name)
                on:click=move |_| step(1)>"+"</button>
        </div>
    }
}
