//! The forms of the second factor, one at a time.

use crate::{
    api,
    components::{
        copy::CopyField,
        feedback::Notice,
        field::TextField,
        icon::{Icon, shape},
        qr::Qr,
        toast::use_toasts,
    },
    dom,
    form::{self, use_form},
    session::use_session,
    tr,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    dto::identity::second_factor::{SecondFactorProof, SecondFactorSecret},
    validate::Checks,
};

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "current_password" => "factor-password",
        _ => "factor-code",
    }
}

/// Whose password it is, for the browser's keeper of passwords.
fn username() -> impl IntoView {
    let name = use_session().me.with_untracked(|me| me.as_ref().map(|me| me.username.clone()));
    view! { <input hidden type="text" name="username" autocomplete="username" value=name.unwrap_or_default() readonly/> }
}

/// The password, to begin. Test ids: `factor-password`, `factor-next`, `factor-cancel`.
#[component]
pub(super) fn Password(
    /// The phone is to be given this.
    phone: Callback<SecondFactorSecret>,
    /// It is called off.
    close: Callback<()>,
) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let form = use_form("factor-password", at_its_field).short();
    let (errors, busy) = (form.errors, form.busy);
    Effect::new(|_| dom::focus("factor-password"));
    let read = move |checks: &mut Checks| {
        form::required(checks, "factor-password", &password.get_untracked());
        Some(password.get_untracked())
    };
    let submit = form.submit(read, api::second_factor::start, move |secret| {
        phone.try_run(secret);
    });
    view! {
        <form class="stack" on:submit=submit novalidate>
            {username()}
            <TextField id="factor-password" label=tr!(profile.current) value=password kind="password" autocomplete="current-password" errors/>
            <div class="row">
                <button class="btn primary" data-testid="factor-next" disabled=busy>{tr!(factor.next)}</button>
                <button type="button" class="btn" data-testid="factor-cancel" on:click=move |_| close.run(())>{tr!(common.cancel)}</button>
            </div>
        </form>
    }
}

/// The QR code, and the code that the phone makes of it. Test ids: `factor-secret`,
/// `factor-code`, `factor-confirm`.
#[component]
pub(super) fn Phone(
    /// What the phone has to be given.
    secret: SecondFactorSecret,
    /// It is on; the recovery codes.
    codes: Callback<Vec<String>>,
    /// It is called off.
    close: Callback<()>,
) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let form = use_form("factor-code", at_its_field).short();
    let (errors, busy) = (form.errors, form.busy);
    Effect::new(|_| dom::focus("factor-title"));
    let read = move |checks: &mut Checks| {
        form::required(checks, "factor-code", &code.get_untracked());
        Some(code.get_untracked())
    };
    let submit = form.submit(read, api::second_factor::confirm, move |made| {
        codes.try_run(made.codes);
    });
    view! {
        <form class="stack" on:submit=submit novalidate>
            <ol class="steps">
                <li>{tr!(factor.step_app)}</li>
                <li>{tr!(factor.step_scan)}</li>
                <li>{tr!(factor.step_code)}</li>
            </ol>
            <div class="row"><Qr text=secret.uri.clone()/></div>
            <p><a class="btn narrow-only" href=secret.uri>{tr!(factor.open_app)}</a></p>
            <CopyField id="factor-secret" label=tr!(factor.secret) text=secret.secret/>
            <TextField id="factor-code" label=tr!(factor.code) hint=tr!(factor.code_hint) value=code mode="numeric" autocomplete="one-time-code" errors/>
            <div class="row">
                <button class="btn primary" data-testid="factor-confirm" disabled=busy>{tr!(factor.confirm)}</button>
                <button type="button" class="btn" on:click=move |_| close.run(())>{tr!(common.cancel)}</button>
            </div>
        </form>
    }
}

/// The recovery codes, shown once. Test ids: `factor-codes`, `factor-copy`, `factor-print`,
/// `factor-done`.
#[component]
pub(super) fn Codes(
    /// The codes.
    codes: Vec<String>,
    /// They have been put away.
    done: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let text = codes.join("\n");
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            let said =
                if dom::copy(&text).await { tr!(common.copied) } else { tr!(factor.copy_failed) };
            toasts.say(said);
        });
    };
    Effect::new(|_| dom::focus("factor-codes-title"));
    let lines = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> });
    view! {
        <div class="stack print-alone">
            <h3 id="factor-codes-title" tabindex="-1">{tr!(factor.codes)}</h3>
            <Notice tone="amber"><b>{tr!(factor.codes_once)}</b>" "{tr!(factor.codes_what)}</Notice>
            <ol class="codes" data-testid="factor-codes">{lines.collect_view()}</ol>
        </div>
        <div class="row no-print">
            <button type="button" class="btn" data-testid="factor-copy" on:click=copy>{tr!(common.copy)}</button>
            <button type="button" class="btn" data-testid="factor-print" on:click=|_| dom::print()><Icon d=shape::PRINT/>{tr!(common.print)}</button>
            <button type="button" class="btn primary" data-testid="factor-done" on:click=move |_| done.run(())>{tr!(factor.codes_kept)}</button>
        </div>
    }
}

/// Password and code: for new recovery codes, or for turning it off. Test ids: `factor-password`,
/// `factor-code`, `factor-proof`.
#[component]
pub(super) fn Proof(
    /// It is to be turned off.
    off: bool,
    /// The new recovery codes.
    codes: Callback<Vec<String>>,
    /// It is off.
    gone: Callback<()>,
    /// It is called off.
    close: Callback<()>,
) -> impl IntoView {
    let (password, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = use_form("factor-code", at_its_field).short();
    let (errors, busy) = (form.errors, form.busy);
    Effect::new(|_| dom::focus("factor-password"));
    let read = move |checks: &mut Checks| {
        form::required(checks, "factor-password", &password.get_untracked());
        form::required(checks, "factor-code", &code.get_untracked());
        Some(SecondFactorProof {
            current_password: password.get_untracked(),
            code: code.get_untracked(),
        })
    };
    let send = move |proof: SecondFactorProof| async move {
        if off {
            api::second_factor::remove(&proof).await.map(|_| None)
        } else {
            api::second_factor::renew(&proof).await.map(|made| Some(made.codes))
        }
    };
    let submit = form.submit(read, send, move |made: Option<Vec<String>>| {
        match made {
            Some(made) => codes.try_run(made),
            None => gone.try_run(()),
        };
    });
    let (text, verb) = if off {
        (tr!(factor.off_text), tr!(factor.off))
    } else {
        (tr!(factor.renew_text), tr!(factor.renew))
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <p class="muted">{text}</p>
            {username()}
            <TextField id="factor-password" label=tr!(profile.current) value=password kind="password" autocomplete="current-password" errors/>
            <TextField id="factor-code" label=tr!(factor.code) hint=tr!(factor.code_or) value=code autocomplete="one-time-code" errors/>
            <div class="row">
                <button class="btn primary" data-testid="factor-proof" disabled=busy>{verb}</button>
                <button type="button" class="btn" on:click=move |_| close.run(())>{tr!(common.cancel)}</button>
            </div>
        </form>
    }
}
