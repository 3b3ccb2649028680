//! A machine being written: whose it is, what it may read, until when.

use crate::{
    api,
    components::{
        date::DateField,
        field::{ErrorSummary, TextField},
        tick_list::TickList,
        toast::use_toasts,
    },
    dom,
    form::{self, use_form},
    tr, words,
};
use leptos::prelude::*;
use shared::{
    dto::identity::client::{ClientCreate, ClientPatch, ClientSecret, ClientView},
    permission::CLIENT_SCOPES,
    validate::Checks,
};

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field.split('[').next().unwrap_or_default() {
        "name" => "client-name",
        "scopes" => "client-scopes",
        "expires_on" => "client-expires",
        _ => "client-submit",
    }
}

/// The form. Test ids: `client-name`, `client-scopes-<scope>`, `client-expires`, `client-submit`,
/// `client-cancel`.
#[component]
pub(super) fn ClientForm(
    /// The one that is changed; none for a new one.
    machine: Option<ClientView>,
    /// It is done; with the secret of a new one.
    made: Callback<Option<ClientSecret>>,
    /// It is called off.
    on_close: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let is_new = machine.is_none();
    let text = |start: String| RwSignal::new(start);
    let name = text(machine.as_ref().map(|machine| machine.name.clone()).unwrap_or_default());
    let expires = text(String::new());
    let chosen = machine.as_ref().map(|machine| machine.scopes.clone()).unwrap_or_default();
    let scopes = RwSignal::new(chosen);
    let form = use_form("client-submit", at_its_field);
    let (errors, busy) = (form.errors, form.busy);
    let title = match &machine {
        Some(machine) => tr!(client.edit_title, name = machine.name),
        None => tr!(client.add).to_owned(),
    };
    let machine = StoredValue::new(machine);
    Effect::new(|_| dom::focus("client-name"));
    let read = move |checks: &mut Checks| {
        form::required(checks, "client-name", &name.get_untracked());
        let some = scopes.with_untracked(|scopes| !scopes.is_empty());
        checks.ensure(some, "client-scopes", "refused", tr!(client.scopes_required));
        form::day(checks, "client-expires", &expires.get_untracked(), true);
        Some(ClientCreate {
            name: name.get_untracked(),
            scopes: scopes.get_untracked(),
            expires_on: expires.with_untracked(|day| day.parse().ok()),
        })
    };
    let send = move |written: ClientCreate| async move {
        match machine.get_value() {
            Some(machine) => {
                let ClientCreate { name, scopes, .. } = written;
                let change = ClientPatch { name: Some(name), scopes: Some(scopes) };
                api::clients::change(&machine, &change).await.map(|_| None)
            }
            None => api::clients::create(&written).await.map(Some),
        }
    };
    let submit = form.submit(read, send, move |secret: Option<ClientSecret>| {
        if secret.is_none() {
            toasts.say(tr!(person.saved));
        }
        made.try_run(secret);
    });
    let options = CLIENT_SCOPES.into_iter().map(|scope| (scope, words::scope(scope))).collect();
    let verb = if is_new { tr!(client.create) } else { tr!(person.save) };
    view! {
        <form class="card" on:submit=submit novalidate>
            <header><h2>{title}</h2></header>
            <div class="body stack read">
                <ErrorSummary errors/>
                <TextField id="client-name" label=tr!(client.name) hint=tr!(client.name_hint) value=name errors/>
                <TickList id="client-scopes" label=tr!(client.scopes) hint=tr!(client.scopes_hint) options chosen=scopes errors/>
                {is_new.then(|| view! {
                    <div class="stack-s"><DateField id="client-expires" label=tr!(client.expires) value=expires optional=true errors/>
                    <p class="muted small">{tr!(client.expires_hint)}</p></div>
                })}
                <div class="row">
                    <button class="btn primary" id="client-submit" data-testid="client-submit" disabled=busy>{verb}</button>
                    <button type="button" class="btn" data-testid="client-cancel" on:click=move |_| on_close.run(())>{tr!(common.cancel)}</button>
                </div>
            </div>
        </form>
    }
}
