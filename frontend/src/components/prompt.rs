//! A dialog that asks for one line.

use super::field::TextField;
use crate::{
    api::Answer,
    form::{self, use_form},
    tr,
};
use leptos::{html, prelude::*};

/// One line, asked in a modal dialog; what is wrong with it is shown there. Test ids: the id of
/// the field, `<id>-save`.
#[component]
pub fn Prompt<A, F>(
    /// Id of the field.
    id: &'static str,
    /// What it asks.
    title: &'static str,
    /// The field's label.
    label: &'static str,
    /// The line as it begins; none while closed.
    open: RwSignal<Option<String>>,
    /// Sends the line; none where there is nothing to send it for.
    send: impl Fn(String) -> Option<F> + 'static,
    /// It was taken.
    done: impl Fn(A) + Clone + 'static,
    /// Runs after each answer, whatever it was.
    #[prop(optional)]
    always: Option<Callback<()>>,
) -> impl IntoView
where
    A: 'static,
    F: Future<Output = Answer<A>> + 'static,
{
    let form = use_form(id, move |_| id).short().always(move || {
        always.and_then(|always| always.try_run(()));
    });
    let errors = form.errors;
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
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let given = form.read(|checks| {
            let line = line.get_untracked();
            form::required(checks, id, &line);
            Some(line)
        });
        if let Some(answer) = given.and_then(&send) {
            form.send(answer, done.clone());
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
