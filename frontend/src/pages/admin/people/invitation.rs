//! The invitation of a person: made here, shown once, printed as a slip.

use crate::{
    api,
    components::{
        icon::{Icon, shape},
        qr::Qr,
    },
    dom, tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    dto::identity::user::{InvitationView, UserView},
    time::format_instant,
};

/// The part of the page. Test ids: `person-invite`, `slip`, `slip-code`, `slip-print`.
#[component]
pub(super) fn Invitation(
    /// For whom.
    person: UserView,
) -> impl IntoView {
    let told = RwSignal::new(None::<InvitationView>);
    let (id, disabled) = (person.id, person.disabled);
    let write = use_write();
    let invite = move |_| {
        write.send(api::people::invite(id), move |made| {
            told.try_set(Some(made));
        });
    };
    let verb = if person.has_password { tr!(person.reset) } else { tr!(person.invite) };
    let name = StoredValue::new(person.full_name);
    let username = StoredValue::new(person.username);
    view! {
        <section class="card" hidden=disabled>
            <div class="body stack">
                <p class="muted no-print">{tr!(person.invite_hint)}{person.has_password.then(|| format!(" {}", tr!(person.invite_void)))}</p>
                <div class="no-print"><button type="button" class=if person.has_password { "btn" } else { "btn primary" } data-testid="person-invite" disabled=write.busy on:click=invite>{verb}</button></div>
                {move || told.get().map(|made| view! { <Slip made name=name.get_value() username=username.get_value()/> })}
            </div>
        </section>
    }
}

/// What is handed over.
#[component]
fn Slip(made: InvitationView, name: String, username: String) -> impl IntoView {
    let origin = dom::window().location().origin().unwrap_or_default();
    let page = format!("{origin}/welcome");
    view! {
        <div class="slip" data-testid="slip">
            <Qr text=format!("{origin}{}", made.path)/>
            <div class="stack-s">
                <h2>{tr!(person.slip_title)}</h2>
                <p><b>{name}</b>" · "{tr!(person.username)}": "<b>{username}</b></p>
                <p>{tr!(person.slip_open)}" "<b>{page}</b></p>
                <p>{tr!(person.slip_code)}": "<b class="code" data-testid="slip-code">{made.code}</b></p>
                <p class="small muted">{tr!(person.slip_until, at = format_instant(made.expires_at))}</p>
            </div>
        </div>
        <div class="row no-print">
            <button type="button" class="btn" data-testid="slip-print" on:click=|_| dom::print()><Icon d=shape::PRINT/>{tr!(person.slip_print)}</button>
            <span class="muted small">{tr!(person.slip_once)}</span>
        </div>
    }
}
