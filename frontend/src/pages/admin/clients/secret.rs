//! The secret of a machine, told once.

use crate::{
    components::{copy::CopyField, feedback::Notice},
    dom, tr,
};
use leptos::prelude::*;
use shared::dto::identity::client::ClientSecret;

/// The secret and how to copy it. It stays until it is put away by hand. Test ids: `secret`,
/// `secret-id`, `secret-text`, `secret-done`.
#[component]
pub(super) fn Secret(
    /// The machine and its secret.
    secret: ClientSecret,
    /// It has been copied.
    on_close: Callback<()>,
) -> impl IntoView {
    Effect::new(|_| dom::focus("secret-title"));
    view! {
        <section class="card" data-testid="secret" aria-labelledby="secret-title">
            <header><h2 id="secret-title" tabindex="-1">{tr!(client.secret_of, name = secret.client.name)}</h2></header>
            <div class="body stack read">
                <Notice tone="amber"><b>{tr!(client.once)}</b>" "{tr!(client.once_how)}</Notice>
                <CopyField id="secret-id" label="client_id" text=secret.client.client_id/>
                <CopyField id="secret-text" label="client_secret" text=secret.secret/>
                <div><button type="button" class="btn primary" data-testid="secret-done" on:click=move |_| on_close.run(())>{tr!(client.kept)}</button></div>
            </div>
        </section>
    }
}
