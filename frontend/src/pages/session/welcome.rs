//! Chào mừng: an invited person sets the password, and is in.

use crate::{
    api,
    components::{
        field::{ErrorSummary, TextField},
        icon::BrandMark,
    },
    dom, form, routes,
    session::use_session,
    tr, words,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use shared::{
    ErrorCode, FieldError,
    dto::auth::Invited,
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
    let busy = RwSignal::new(false);
    let look = Callback::new(move |()| {
        busy.set(true);
        problem.set(String::new());
        spawn_local(async move {
            match api::people::invited(code.get_untracked()).await {
                Ok(found) => {
                    invited.try_set(Some(found));
                }
                Err(error) => {
                    problem.try_set(error.message());
                    dom::focus("welcome-code");
                }
            }
            busy.try_set(false);
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
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut checks = Checks::new();
        form::new_password(
            &mut checks,
            ("welcome-password", "welcome-again"),
            password,
            again,
            *PASSWORD_LENGTH.start(),
        );
        if asked.get_untracked() {
            second.with_untracked(|code| form::required(&mut checks, "welcome-second", code));
        }
        errors.set(checks.finish().err().unwrap_or_default());
        if !errors.with_untracked(Vec::is_empty) {
            return;
        }
        busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            let phone = asked.get_untracked().then(|| second.get_untracked());
            match api::people::accept(code.get_untracked(), password.get_untracked(), phone).await {
                Ok(me) => {
                    let goal = routes::home(me.role).path();
                    session.enter(me);
                    let replace =
                        leptos_router::NavigateOptions { replace: true, ..Default::default() };
                    navigate(&goal, replace);
                }
                Err(error) if error.code() == Some(ErrorCode::SecondFactorRequired) => {
                    busy.try_set(false);
                    asked.try_set(true);
                    request_animation_frame(|| dom::focus("welcome-second"));
                }
                Err(error) if error.code() == Some(ErrorCode::InvalidCredentials) => {
                    busy.try_set(false);
                    let wrong =
                        FieldError::new("welcome-second", "refused", tr!(factor.login_wrong));
                    errors.try_set(vec![wrong]);
                }
                Err(error) => {
                    errors.try_set(error.fields("welcome-password", |_| "welcome-password"));
                    busy.try_set(false);
                }
            }
        });
    };
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
