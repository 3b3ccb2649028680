//! A dialog that asks for one line.

use super::field::{TextField, focus_first};
use crate::{form, tr};
use leptos::{html, prelude::*};
use shared::{FieldError, validate::Checks};

/// One line, asked in a modal dialog; what is wrong with it is shown there. Test ids: the id of
/// the field, `<id>-save`.
#[component]
pub fn Prompt(
    /// Id of the field.
    id: &'static str,
    /// What it asks.
    title: &'static str,
    /// The field's label.
    label: &'static str,
    /// The line as it begins; none while closed.
    open: RwSignal<Option<String>>,
    /// What is wrong with what was given, once that is known.
    errors: RwSignal<Vec<FieldError>>,
    /// A line was given.
    on_save: Callback<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let line = RwSignal::new(String::new());
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match open.get() {
            Some(start) if !dialog.open() => {
                line.set(start);
                errors.set(Vec::new());
                let _ = dialog.show_modal();
            }
            None if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    focus_first(errors);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut checks = Checks::new();
        form::required(&mut checks, id, &line.get_untracked());
        errors.set(checks.finish().err().unwrap_or_default());
        if errors.with_untracked(Vec::is_empty) {
            on_save.run(line.get_untracked());
        }
    };
    view! {
        <dialog node_ref=node aria-labelledby=format!("{id}-title") on:close=move |_| { open.try_set(None); }>
            <form on:submit=submit novalidate>
                <div class="body"><h2 id=format!("{id}-title")>{title}</h2><TextField id label=label value=line errors/></div>
                <div class="foot">
                    <button type="button" class="btn" on:click=move |_| open.set(None)>{tr!(common.cancel)}</button>
                    <button class="btn primary" data-testid=format!("{id}-save")>{tr!(person.save)}</button>
                </div>
            </form>
        </dialog>
    }
}
