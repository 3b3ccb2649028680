//! One's own address of e-mail: changed with the password, taken into use by a code that is sent there.

use crate::{
    api,
    components::{
        field::{ErrorSummary, TextField},
        toast::use_toasts,
    },
    dom,
    form::{self, use_form},
    session::use_session,
    tr,
};
use leptos::prelude::*;
use shared::{
    dto::{identity::auth::EmailChange, notifications::notice::NoticeChoices},
    validate::Checks,
};

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "email" => "email-new",
        "current_password" => "email-password",
        _ => "email-code",
    }
}

/// The address in use, and how to change it. Test ids: `email`, `email-now`, `email-change`, and those
/// of the forms.
#[component]
pub(super) fn EmailAddress(
    /// What is known of the choices; the other forms of the card go on with what is put there.
    known: RwSignal<NoticeChoices>,
) -> impl IntoView {
    let session = use_session();
    let asking = RwSignal::new(false);
    let took = Callback::new(move |now: NoticeChoices| {
        // The other cards of the page write the same row.
        session.me.try_update(|me| {
            if let Some(me) = me {
                me.version = now.version;
            }
        });
        known.try_set(now);
        asking.try_set(false);
    });
    let close = Callback::new(move |()| asking.set(false));
    let email = Memo::new(move |_| known.with(|known| known.email.clone()));
    let waiting = Memo::new(move |_| known.with(|known| known.email_waiting.clone()));
    // Without a mail server one can only be taken out.
    let can =
        Memo::new(move |_| known.with(|known| known.mail_configured || known.email.is_some()));
    let body = move || {
        if asking.get() {
            return view! { <Ask took close/> }.into_any();
        }
        let first = email.with(Option::is_none);
        let verb = match waiting.with(Option::is_some) {
            true => tr!(email.again),
            false if first => tr!(email.add),
            false => tr!(email.change),
        };
        view! {
            <p><span class="muted">{tr!(choice.email)}":"</span>" "<b data-testid="email-now">{email.get().unwrap_or_else(|| tr!(email.none).to_owned())}</b></p>
            {waiting.get().map(|to| view! { <Code to first took/> })}
            {can.get().then(|| view! { <div><button type="button" class="btn" id="email-change" data-testid="email-change" on:click=move |_| asking.set(true)>{verb}</button></div> })}
        }
        .into_any()
    };
    view! { <div class="body stack" data-testid="email">{body}</div> }
}

/// The new address and the password. Test ids: `email-new`, `email-password`, `email-ask`.
#[component]
fn Ask(
    /// The choices as they are now.
    took: Callback<NoticeChoices>,
    /// It is called off.
    close: Callback<()>,
) -> impl IntoView {
    let name = use_session().me.with_untracked(|me| me.as_ref().map(|me| me.username.clone()));
    let toasts = use_toasts();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = use_form("email-ask", at_its_field);
    let (errors, busy) = (form.errors, form.busy);
    Effect::new(|_| dom::focus("email-new"));
    let read = move |checks: &mut Checks| {
        form::required(checks, "email-password", &password.get_untracked());
        Some(EmailChange {
            email: email.get_untracked().trim().to_owned(),
            current_password: password.get_untracked(),
        })
    };
    let submit = form.submit(
        read,
        |change| async move { api::notices::ask_email(&change).await },
        move |now: NoticeChoices| {
            if now.email_waiting.is_none() {
                toasts.say(tr!(email.removed));
            }
            let next = if now.email_waiting.is_some() { "email-code" } else { "email-change" };
            took.try_run(now);
            request_animation_frame(move || dom::focus(next));
        },
    );
    view! {
        <form class="stack" on:submit=submit novalidate>
            <ErrorSummary errors/>
            <input hidden type="text" name="username" autocomplete="username" value=name.unwrap_or_default() readonly/>
            <TextField id="email-new" label=tr!(email.new) hint=tr!(email.new_hint) value=email kind="email" mode="email" autocomplete="email" optional=true errors/>
            <TextField id="email-password" label=tr!(profile.current) value=password kind="password" autocomplete="current-password" errors/>
            <div class="row">
                <button class="btn primary" id="email-ask" data-testid="email-ask" disabled=busy>{move || if busy.get() { tr!(common.saving) } else { tr!(email.ask) }}</button>
                <button type="button" class="btn" on:click=move |_| close.run(())>{tr!(common.cancel)}</button>
            </div>
        </form>
    }
}

/// The code that was sent. Test ids: `email-waiting`, `email-code`, `email-confirm`.
#[component]
fn Code(
    /// Where it was sent.
    to: String,
    /// No address is in use yet.
    first: bool,
    /// The choices as they are now.
    took: Callback<NoticeChoices>,
) -> impl IntoView {
    let toasts = use_toasts();
    let code = RwSignal::new(String::new());
    let form = use_form("email-confirm", at_its_field);
    let (errors, busy) = (form.errors, form.busy);
    let read = move |checks: &mut Checks| {
        form::required(checks, "email-code", &code.get_untracked());
        Some(code.get_untracked())
    };
    let submit = form.submit(read, api::notices::confirm_email, move |now| {
        toasts.say(tr!(email.changed));
        took.try_run(now);
        request_animation_frame(|| dom::focus("email-change"));
    });
    let sent = if first { tr!(email.sent_first, to = to) } else { tr!(email.sent, to = to) };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <ErrorSummary errors/>
            <p data-testid="email-waiting">{sent}</p>
            <TextField id="email-code" label=tr!(email.code) hint=tr!(email.code_hint) value=code autocomplete="one-time-code" errors/>
            <div><button class="btn primary" id="email-confirm" data-testid="email-confirm" disabled=busy>{move || if busy.get() { tr!(common.saving) } else { tr!(email.confirm) }}</button></div>
        </form>
    }
}
