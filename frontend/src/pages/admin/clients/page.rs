//! Kết nối API: machines that read, each with what it may read and how long its secret is good.

use super::{form::ClientForm, secret::Secret};
use crate::{
    api,
    components::{
        badge::Badge, dialog::ConfirmDialog, feedback::Empty, page_head::PageHead,
        toast::use_toasts,
    },
    load::Loader,
    session::now,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    dto::identity::client::{ClientSecret, ClientView},
    time::{day_of, format_day, format_instant},
};

/// Days before its end that a secret is said to end soon.
const SOON_DAYS: i64 = 30;

/// How a machine stands: tone and word.
fn status(machine: &ClientView) -> (&'static str, &'static str) {
    let now = now();
    if machine.revoked_at.is_some() {
        ("", tr!(client.revoked))
    } else if machine.expires_at <= now {
        ("red", tr!(client.expired))
    } else if shared::time::days_between(now, machine.expires_at) <= SOON_DAYS {
        ("amber", tr!(client.soon))
    } else {
        ("green", tr!(client.active))
    }
}

/// What is asked before it is done.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    Rotate,
    Revoke,
}

/// The page. Test ids: `clients`, `client-add`, `client-<client_id>`, `client-edit-<client_id>`,
/// `client-rotate-<client_id>`, `client-revoke-<client_id>`, `rotate-…`, `revoke-…`, and those of
/// the form and of the secret.
#[component]
pub fn ClientsPage() -> impl IntoView {
    let toasts = use_toasts();
    let list = Loader::new(|| (), |()| api::clients::all());
    // None: no form; the machine that is changed, or none for a new one.
    let writing = RwSignal::new(None::<Option<ClientView>>);
    let told = RwSignal::new(None::<ClientSecret>);
    let victim = RwSignal::new(None::<ClientView>);
    let (rotating, revoking) = (RwSignal::new(false), RwSignal::new(false));
    let made = Callback::new(move |secret: Option<ClientSecret>| {
        writing.set(None);
        if secret.is_some() {
            told.set(secret);
        }
        list.reload();
    });
    let write = use_write().always(move || list.reload());
    let rotate = Callback::new(move |_: String| {
        let Some(machine) = victim.get_untracked() else { return };
        rotating.set(false);
        write.send(async move { api::clients::rotate(&machine).await }, move |secret| {
            told.try_set(Some(secret));
        });
    });
    let revoke = Callback::new(move |_: String| {
        let Some(machine) = victim.get_untracked() else { return };
        revoking.set(false);
        write.send(async move { api::clients::revoke(&machine).await }, move |gone| {
            toasts.say(tr!(client.revoked_done, name = gone.name));
        });
    });
    let ask = Callback::new(move |(what, machine): (Asked, ClientView)| {
        victim.set(Some(machine));
        match what {
            Asked::Rotate => rotating.set(true),
            Asked::Revoke => revoking.set(true),
        }
    });
    let edit = Callback::new(move |machine: ClientView| writing.set(Some(Some(machine))));
    let named = move || victim.get().map(|machine| machine.name).unwrap_or_default();
    let draw = move |machines: Vec<ClientView>| {
        if machines.is_empty() {
            return view! { <Empty title=tr!(client.none) hint=tr!(client.none_hint)/> }.into_any();
        }
        view! { <Rows machines ask edit/> }.into_any()
    };
    view! {
        <PageHead title=tr!(client.title).to_owned() note=tr!(client.note).to_owned()>
            <button type="button" class="btn primary" data-testid="client-add" on:click=move |_| writing.set(Some(None))>{tr!(client.add)}</button>
        </PageHead>
        <div class="stack-l" data-testid="clients">
            {move || told.get().map(|secret| view! { <Secret secret on_close=Callback::new(move |()| told.set(None))/> })}
            {move || writing.get().map(|machine| view! { <ClientForm machine made on_close=Callback::new(move |()| writing.set(None))/> })}
            <div class="card">{list.draw(draw)}</div>
        </div>
        <ConfirmDialog id="rotate" open=rotating title=tr!(client.rotate).to_owned() text=Signal::derive(move || tr!(client.rotate_text, name = named()))
            confirm=tr!(client.rotate) on_confirm=rotate/>
        <ConfirmDialog id="revoke" open=revoking title=tr!(client.revoke).to_owned() text=Signal::derive(move || tr!(client.revoke_text, name = named()))
            confirm=tr!(client.revoke) danger=true on_confirm=revoke/>
    }
}

#[component]
fn Rows(
    machines: Vec<ClientView>,
    ask: Callback<(Asked, ClientView)>,
    edit: Callback<ClientView>,
) -> impl IntoView {
    let rows = machines.into_iter().map(|machine| {
        let (tone, word) = status(&machine);
        let until = match machine.revoked_at {
            Some(at) => tr!(client.since, day = format_day(day_of(at))),
            None => tr!(client.until, day = format_day(day_of(machine.expires_at))),
        };
        let used = machine.last_used_at.map_or_else(|| tr!(client.unused).to_owned(), format_instant);
        let scopes: Vec<&str> = machine.scopes.iter().map(|scope| words::scope(scope)).collect();
        let id = machine.client_id.clone();
        let named = |verb: &str| format!("{verb} – {}", machine.name);
        let (first, second, third) = (machine.clone(), machine.clone(), machine.clone());
        let live = machine.revoked_at.is_none();
        view! {
            <tr data-testid=format!("client-{id}")>
                <td class="lead"><b>{machine.name.clone()}</b><div class="small muted">{machine.client_id.clone()}</div></td>
                <td data-label=tr!(client.scopes)>{scopes.join(", ")}</td>
                <td data-label=tr!(client.status)><span><Badge tone text=word/><div class="small muted">{until}</div></span></td>
                <td data-label=tr!(client.used)>{used}</td>
                <td class="no-print">{live.then(|| view! { <div class="row">
                    <button type="button" class="btn quiet" data-testid=format!("client-edit-{id}") aria-label=named(tr!(client.edit))
                        on:click=move |_| edit.run(first.clone())>{tr!(client.edit)}</button>
                    <button type="button" class="btn quiet" data-testid=format!("client-rotate-{id}") aria-label=named(tr!(client.rotate))
                        on:click=move |_| ask.run((Asked::Rotate, second.clone()))>{tr!(client.rotate)}</button>
                    <button type="button" class="btn quiet" data-testid=format!("client-revoke-{id}") aria-label=named(tr!(client.revoke))
                        on:click=move |_| ask.run((Asked::Revoke, third.clone()))>{tr!(client.revoke)}</button>
                </div> })}</td>
            </tr>
        }
    });
    view! {
        <table class="ledger cards">
            <caption class="visually-hidden">{tr!(client.title)}</caption>
            <thead><tr>
                <th scope="col">{tr!(client.name)}</th><th scope="col">{tr!(client.scopes)}</th><th scope="col">{tr!(client.status)}</th>
                <th scope="col">{tr!(client.used)}</th><th scope="col" class="no-print"><span class="visually-hidden">{tr!(client.edit)}</span></th>
            </tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
