//! Form fields: label above, hint, error; required is said in words.

use crate::{tr, words};
use leptos::prelude::*;
use shared::FieldError;
use std::{cell::RefCell, collections::HashMap};

/// The errors of a form by field, as checked here or told by the server.
pub type Errors = RwSignal<Vec<FieldError>>;

thread_local! {
    /// Names that were asked for, made once each: a page has few.
    static NAMES: RefCell<HashMap<(&'static str, usize), &'static str>> = RefCell::default();
}

/// The id of a field that a form has several times: `report-date`, `report-date-2`, …
#[must_use]
pub fn nth(name: &'static str, at: usize) -> &'static str {
    if at == 0 {
        return name;
    }
    NAMES.with_borrow_mut(|names| {
        *names.entry((name, at)).or_insert_with(|| format!("{name}-{}", at + 1).leak())
    })
}

/// The message for one field, empty when it is right.
#[must_use]
pub fn message(errors: Errors, field: &str) -> String {
    errors.with(|all| {
        all.iter().find(|e| e.field == field).map(words::field_error).unwrap_or_default()
    })
}

/// A label, its control, a hint and an error. The control's id must be `id`, and it
/// should carry `aria-describedby="{id}-help"`.
#[component]
pub fn Field(
    /// Id of the control, and the field's name in `errors`.
    id: &'static str,
    /// Label.
    #[prop(into)]
    label: String,
    /// Quiet words after the label.
    #[prop(into, optional)]
    of: String,
    /// A hint below the label.
    #[prop(into, optional)]
    hint: String,
    /// May be left empty (said in words).
    #[prop(optional)]
    optional: bool,
    /// Do not say that it may be left empty.
    #[prop(optional)]
    bare: bool,
    /// The form's errors.
    #[prop(optional)]
    errors: Option<Errors>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let said = Memo::new(move |_| errors.map(|all| message(all, id)).unwrap_or_default());
    let of = if optional && !bare && of.is_empty() { tr!(form.optional).to_owned() } else { of };
    view! {
        <div class="field" class:bad=move || !said.with(String::is_empty)>
            <label for=id>{label}" "<span class="of">{(!of.is_empty()).then(|| format!("({of})"))}</span></label>
            {children()}
            <div id=format!("{id}-help")>
                {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
                <p class="error" hidden=move || said.with(String::is_empty) data-testid=format!("{id}-error")>{said}</p>
            </div>
        </div>
    }
}

/// A one-line text with label and error. Test id: the field's id.
#[component]
pub fn TextField(
    /// Id, field name and test id.
    id: &'static str,
    /// Label.
    #[prop(into)]
    label: String,
    /// The text.
    value: RwSignal<String>,
    /// `text`, `password`, `url`, `time`…
    #[prop(default = "text")]
    kind: &'static str,
    /// Hint.
    #[prop(into, optional)]
    hint: String,
    /// May be empty.
    #[prop(optional)]
    optional: bool,
    /// Do not say that it may be empty.
    #[prop(optional)]
    bare: bool,
    /// What browsers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Which keys a phone offers.
    #[prop(default = "text")]
    mode: &'static str,
    /// The form's errors.
    #[prop(optional)]
    errors: Option<Errors>,
) -> impl IntoView {
    let help = format!("{id}-help");
    let errors = errors.unwrap_or_else(|| RwSignal::new(Vec::new()));
    view! {
        <Field id label hint optional bare errors>
            <input id=id type=kind inputmode=mode autocomplete=autocomplete data-testid=id aria-describedby=help
                aria-required=(!optional).to_string()
                aria-invalid=move || (!message(errors, id).is_empty()).to_string()
                prop:value=value on:input:target=move |e| value.set(e.target().value())/>
        </Field>
    }
}

/// A choice of one with label and error. Test id: the field's id.
#[component]
pub fn SelectField(
    /// Id, field name and test id.
    id: &'static str,
    /// Label.
    #[prop(into)]
    label: String,
    /// What is chosen; empty for nothing.
    value: RwSignal<String>,
    /// (value, word) of each choice.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Stands where nothing is chosen; without it something always is.
    #[prop(optional)]
    empty: &'static str,
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    let help = format!("{id}-help");
    view! {
        <Field id label bare=true errors>
            <select id=id data-testid=id aria-describedby=help aria-invalid=move || (!message(errors, id).is_empty()).to_string()
                prop:value=move || { options.track(); value.get() } on:change:target=move |e| value.set(e.target().value())>
                {(!empty.is_empty()).then(|| view! { <option value="">{empty}</option> })}
                {move || options.get().into_iter().map(|(key, word)| {
                    let chosen = value.with_untracked(|now| *now == key);
                    view! { <option value=key selected=chosen>{word}</option> }
                }).collect_view()}
            </select>
        </Field>
    }
}

/// A long text with label and error. Test id: the field's id.
#[component]
pub fn LongField(
    /// Id, field name and test id.
    id: &'static str,
    /// Label.
    #[prop(into)]
    label: String,
    /// The text.
    value: RwSignal<String>,
    /// Hint.
    #[prop(into, optional)]
    hint: String,
    /// May be empty.
    #[prop(optional)]
    optional: bool,
    /// The form's errors.
    #[prop(optional)]
    errors: Option<Errors>,
) -> impl IntoView {
    let help = format!("{id}-help");
    let errors = errors.unwrap_or_else(|| RwSignal::new(Vec::new()));
    view! {
        <Field id label hint optional errors>
            <textarea id=id rows="3" data-testid=id aria-describedby=help aria-required=(!optional).to_string()
                aria-invalid=move || (!message(errors, id).is_empty()).to_string()
                prop:value=value on:input:target=move |e| value.set(e.target().value())></textarea>
        </Field>
    }
}

/// Takes the focus to the first field that is wrong, in a form too short for a summary.
pub fn focus_first(errors: Errors) {
    Effect::new(move |_| {
        let first = errors.with(|all| all.first().map(|error| error.field.clone()));
        if let Some(first) = first {
            request_animation_frame(move || crate::dom::focus(&first));
        }
    });
}

/// All errors of a form at its head, each a link to its field. Test id: `error-summary`.
#[component]
pub fn ErrorSummary(
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    // By the node, not by an id: a page may have several forms.
    let node = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if errors.with(|all| !all.is_empty())
            && let Some(summary) = node.get_untracked()
        {
            // Once it is no longer hidden.
            request_animation_frame(move || {
                let _ = summary.focus();
            });
        }
    });
    view! {
        <div class="error-summary" node_ref=node tabindex="-1" role="alert" data-testid="error-summary"
            hidden=move || errors.with(Vec::is_empty)>
            <h2>{tr!(form.errors_title)}</h2>
            <ul>
                {move || errors.get().into_iter().map(|error| {
                    let field = error.field.clone();
                    let go = move |event: leptos::ev::MouseEvent| {
                        event.prevent_default();
                        crate::dom::focus(&field);
                    };
                    view! { <li><a href=format!("#{}", error.field) on:click=go>{named(&error)}</a></li> }
                }).collect_view()}
            </ul>
        </div>
    }
}

/// The error with the words of its field's label before it.
fn named(error: &FieldError) -> String {
    let said = words::field_error(error);
    match crate::dom::label_of(&error.field) {
        Some(label) => format!("{label}: {said}"),
        None => said,
    }
}
