//! The confirm dialog: what will happen, to whom, and a verb on the button.

use crate::{dom, tr};
use leptos::{html, prelude::*};

/// A modal `<dialog>`: the browser traps the focus and gives it back.
///
/// Test ids: `<id>-dialog`, `<id>-reason`, `<id>-confirm`, `<id>-cancel`.
#[component]
pub fn ConfirmDialog(
    /// Names the parts for labels and tests.
    id: &'static str,
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// What it asks.
    #[prop(into)]
    title: Signal<String>,
    /// What will happen.
    #[prop(into)]
    text: Signal<String>,
    /// The verb.
    #[prop(into)]
    confirm: String,
    /// Destroys or calls off something.
    #[prop(optional)]
    danger: bool,
    /// The label of a reason that must be given; none asks no reason.
    #[prop(default = None, into)]
    reason: Option<&'static str>,
    /// Something is on its way.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// Runs with the reason.
    on_confirm: Callback<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let words = RwSignal::new(String::new());
    let lacking = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            lacking.set(false);
            words.set(String::new());
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let act = move |_| {
        let given = words.get_untracked().trim().to_owned();
        if reason.is_some() && given.is_empty() {
            lacking.set(true);
            dom::focus(&format!("{id}-reason"));
            return;
        }
        on_confirm.run(given);
    };
    view! {
        <dialog node_ref=node data-testid=format!("{id}-dialog") aria-labelledby=format!("{id}-title")
            on:close=move |_| { open.try_set(false); }>
            <div class="body">
                <h2 id=format!("{id}-title")>{title}</h2>
                <p class="muted">{text}</p>
                {reason.map(|label| view! {
                    <div class="field" class:bad=lacking>
                        <label for=format!("{id}-reason")>{label}</label>
                        <textarea id=format!("{id}-reason") data-testid=format!("{id}-reason") rows="4"
                            aria-required="true" aria-describedby=format!("{id}-lack")
                            prop:value=words on:input:target=move |e| { lacking.set(false); words.set(e.target().value()); }></textarea>
                        <p class="error" id=format!("{id}-lack") role="alert">
                            {move || if lacking.get() { tr!(form.reason_required) } else { "" }}
                        </p>
                    </div>
                })}
            </div>
            <div class="foot">
                <button type="button" class="btn" data-testid=format!("{id}-cancel") on:click=move |_| open.set(false)>
                    {tr!(common.cancel)}
                </button>
                <button type="button" class=if danger { "btn danger" } else { "btn primary" }
                    data-testid=format!("{id}-confirm") disabled=busy on:click=act>{confirm}</button>
            </div>
        </dialog>
    }
}
