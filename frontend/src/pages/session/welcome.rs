//! Chào mừng: an invited person sets the password, and is in.

use crate::{
    api,
    components::{
        field::{ErrorSummary, TextField},
        icon::BrandMark,
    },
    dom,
    form::{self, use_form},
    routes,
    session::use_session,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::{
    ErrorCode,
    dto::identity::auth::Invited,
    validate::{Checks, PASSWORD_LENGTH},
};

/// The page, for `/welcome#<code>` of a slip, or with the code typed in. The code stands behind
/// the `#`, so that it is in no log. Test ids: `welcome-code`, `welcome-next`, `welcome-error`,
/// `welcome-name`, `welcome-password`, `welcome-again`, `welcome-second`, `welcome-submit`.
#[component]
pub fn WelcomePage() -> impl IntoView {
    dom::set_title(tr!(welcome.title));
    let code = RwSignal::new(dom::fragment());
    let invited = RwSignal::new(None::<Invited>);
    let problem = RwSignal::new(String::new());
    let write = use_write();
    let busy = write.busy;
    let look = Callback::new(move |()| {
        problem.set(String::new());
        write.settle(api::people::invited(code.get_untracked()), move |answer| match answer {
            Ok(found) => {
                invited.try_set(Some(found));
            }
            Err(error) => {
                problem.try_set(error.message());
                dom::focus("welcome-code");
            }
        });
    });
    if code.with_untracked(|code| !code.is_empty()) {
        look.run(());
    }
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if code.with_untracked(|code| code.trim().is_empty()) {
            problem.set(tr!(welcome.code_empty).to_owned());
            dom::focus("welcome-code");
            return;
        }
        look.run(());
    };
    view! {
        <div class="login"><main id="main"><div class="box">
            <div class="brand"><BrandMark/><div><h1>"Loa"</h1><p class="muted">{tr!(login.what)}</p></div></div>
            {move || match invited.get() {
                Some(found) => view! { <Password code found/> }.into_any(),
                None => view! {
                    <form class="card" on:submit=submit novalidate><div class="body stack">
                        <h2>{tr!(welcome.title)}</h2>
                        <p class="notice red" role="alert" data-testid="welcome-error" hidden=move || problem.with(String::is_empty)>{problem}</p>
                        <TextField id="welcome-code" label=tr!(welcome.code) hint=tr!(welcome.code_hint) value=code/>
                        <button class="btn primary wide" data-testid="welcome-next" disabled=busy>{tr!(welcome.next)}</button>
                    </div></form>
                }.into_any(),
            }}
        </div></main></div>
    }
}

#[component]
fn Password(code: RwSignal<String>, found: Invited) -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let (password, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // Asked for where the second factor is on: a slip of paper is not the phone.
    let (second, asked) = (RwSignal::new(String::new()), RwSignal::new(false));
    let form = use_form("welcome-password", |_| "welcome-password");
    let form = form.except(move |error| match error.code() {
        Some(ErrorCode::SecondFactorRequired) => {
            asked.try_set(true);
            request_animation_frame(|| dom::focus("welcome-second"));
            true
        }
        Some(ErrorCode::InvalidCredentials) => {
            form.wrong("welcome-second", tr!(factor.login_wrong));
            true
        }
        _ => false,
    });
    let (errors, busy) = (form.errors, form.busy);
    let read = move |checks: &mut Checks| {
        form::new_password(
            checks,
            ("welcome-password", "welcome-again"),
            password,
            again,
            *PASSWORD_LENGTH.start(),
        );
        let phone = asked.get_untracked().then(|| second.get_untracked());
        if let Some(code) = &phone {
            form::required(checks, "welcome-second", code);
        }
        Some((code.get_untracked(), password.get_untracked(), phone))
    };
    let submit = form.submit(
        read,
        |(code, password, phone)| api::people::accept(code, password, phone),
        move |me| {
            let goal = routes::home(me.role).path();
            session.enter(me);
            let replace = leptos_router::NavigateOptions { replace: true, ..Default::default() };
            navigate(&goal, replace);
        },
    );
    let username = found.username.clone();
    view! {
        <form class="card" on:submit=submit novalidate><div class="body stack">
            <h2 data-testid="welcome-name">{tr!(welcome.hello, name = found.full_name)}</h2>
            <p>{tr!(welcome.commune, commune = words::sentence(&found.commune_name))}</p>
            <p class="notice"><b>{tr!(welcome.username, username = found.username)}</b></p>
            <ErrorSummary errors/>
            <input hidden type="text" name="username" autocomplete="username" value=username readonly/>
            <TextField id="welcome-password" label=tr!(profile.new) hint=tr!(profile.length) value=password kind="password" autocomplete="new-password" errors/>
            <TextField id="welcome-again" label=tr!(profile.again) value=again kind="password" autocomplete="new-password" errors/>
            {move || asked.get().then(|| view! {
                <TextField id="welcome-second" label=tr!(factor.code) hint=tr!(factor.code_hint) value=second autocomplete="one-time-code" errors/>
            })}
            <button class="btn primary wide" data-testid="welcome-submit" disabled=busy>
                {move || if busy.get() { tr!(welcome.busy) } else { tr!(welcome.submit) }}
            </button>
        </div></form>
    }
}
