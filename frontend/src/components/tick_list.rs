//! Several of a short list, as boxes to tick.

use super::field::{Errors, message};
use leptos::prelude::*;

/// Boxes below each other. Test ids: `<id>-<value>`, `<id>-error`.
#[component]
pub fn TickList(
    /// Id, and the field's name in `errors`.
    id: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// A hint below it.
    #[prop(into, optional)]
    hint: String,
    /// (value, word) of each box.
    options: Vec<(&'static str, &'static str)>,
    /// The values that are ticked.
    chosen: RwSignal<Vec<String>>,
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    let said = Memo::new(move |_| message(errors, id));
    let boxes = options.into_iter().map(|(value, word)| {
        let on = move || chosen.with(|all| all.iter().any(|other| other == value));
        let turn = move |on: bool| {
            chosen.update(|all| {
                all.retain(|other| other != value);
                if on {
                    all.push(value.to_owned());
                }
            })
        };
        view! {
            <label class="check">
                <input type="checkbox" data-testid=format!("{id}-{value}") prop:checked=on on:change:target=move |e| turn(e.target().checked())/>
                <span>{word}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field" class:bad=move || !said.with(String::is_empty) id=id tabindex="-1" aria-describedby=format!("{id}-help")>
            <legend>{label}</legend>
            <div id=format!("{id}-help")>
                {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
                <p class="error" hidden=move || said.with(String::is_empty) data-testid=format!("{id}-error")>{said}</p>
            </div>
            <div>{boxes.collect_view()}</div>
        </fieldset>
    }
}
