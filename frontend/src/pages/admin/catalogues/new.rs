//! One more entry of a catalogue.

use crate::{
    api,
    components::{
        field::{ErrorSummary, SelectField, TextField},
        toast::use_toasts,
    },
    form::{self, use_form},
    tr,
};
use leptos::prelude::*;
use shared::{
    catalogue::CatalogueKind, dto::organisation::catalogue::CatalogueCreate, validate::Checks,
};

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "unit_of_measure" => "new-entry-measure",
        _ => "new-entry-name",
    }
}

/// One more entry. Test ids: `entry-add`, `new-entry-name`, `new-entry-measure`, `new-entry-online`, `entry-submit`.
#[component]
pub(super) fn NewEntry(
    /// Of which catalogue.
    kind: CatalogueKind,
    /// It has been added.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let (name, measure) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let online = RwSignal::new("false".to_owned());
    let form = use_form("new-entry-name", at_its_field);
    let errors = form.errors;
    let is_channel = kind == CatalogueKind::Channels;
    let is_counted = kind == CatalogueKind::Indicators;
    let read = move |checks: &mut Checks| {
        form::required(checks, "new-entry-name", &name.get_untracked());
        if is_counted {
            form::required(checks, "new-entry-measure", &measure.get_untracked());
        }
        Some(CatalogueCreate {
            id: None,
            name: name.get_untracked(),
            code: None,
            is_online: is_channel.then(|| online.with_untracked(|word| word == "true")),
            unit_of_measure: is_counted.then(|| measure.get_untracked()),
        })
    };
    let submit = form.submit(
        read,
        move |entry| async move { api::catalogues::create(kind, &entry).await },
        move |made| {
            toasts.say(tr!(catalogue.added, name = made.name));
            name.try_set(String::new());
            measure.try_set(String::new());
            changed.try_run(());
        },
    );
    let forms = [("false", tr!(catalogue.traditional)), ("true", tr!(catalogue.online))]
        .map(|(key, word)| (key.to_owned(), word.to_owned()));
    let forms = RwSignal::new(forms.to_vec());
    view! {
        <details class="card no-print"><summary class="body" data-testid="entry-add"><b>{tr!(catalogue.add)}</b></summary>
            <form class="body stack read" on:submit=submit novalidate>
                <ErrorSummary errors/>
                <TextField id="new-entry-name" label=tr!(catalogue.name) value=name errors/>
                {is_counted.then(|| view! { <TextField id="new-entry-measure" label=tr!(catalogue.measure) hint=tr!(catalogue.measure_hint) value=measure errors/> })}
                {is_channel.then(|| view! { <SelectField id="new-entry-online" label=tr!(catalogue.form) value=online options=forms errors/> })}
                <div><button class="btn primary" data-testid="entry-submit">{tr!(catalogue.add)}</button></div>
            </form>
        </details>
    }
}
