//! Đăng nhập.

use crate::{
    api,
    components::{feedback::Failure, field::TextField, icon::BrandMark},
    dom, routes,
    session::use_session,
    tr,
    write::use_write,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::{
    ErrorCode,
    dto::identity::auth::{DemoAccount, LoginRequest},
};

/// Login by name and password and, where the second factor is on, a code; or by one tap in a demo.
/// Test ids: `login-username`, `login-password`, `login-code`, `login-submit`, `login-back`,
/// `login-recovery`, `login-error`, `demo-account-<username>`.
#[component]
pub fn LoginPage() -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let next = use_query_map().with_untracked(|query| query.get("next"));
    let username = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(String::new());
    let write = use_write();
    let busy = write.busy;
    let accounts = RwSignal::new(Vec::<DemoAccount>::new());
    dom::set_title(tr!(login.title));
    spawn_local(async move {
        if let Ok(info) = api::auth::demo().await {
            accounts.try_set(info.accounts);
        }
    });
    // Name and password that are right, while the code from the phone is asked for.
    let half = RwSignal::new(None::<(String, String)>);
    let code = RwSignal::new(String::new());
    let recovery = RwSignal::new(false);
    let enter = Callback::new(move |(name, word, code): (String, String, Option<String>)| {
        if busy.get_untracked() {
            return;
        }
        problem.set(String::new());
        let (navigate, next) = (navigate.clone(), next.clone());
        let has_code = code.is_some();
        let login = LoginRequest { username: name.clone(), password: word.clone(), code };
        let answer = async move { api::auth::login(&login).await };
        write.settle(answer, move |answer| match answer {
            Ok(me) => {
                let goal = routes::safe_next(next).unwrap_or_else(|| routes::home(me.role).path());
                session.enter(me);
                let replace =
                    leptos_router::NavigateOptions { replace: true, ..Default::default() };
                navigate(&goal, replace);
            }
            Err(error) if error.code() == Some(ErrorCode::SecondFactorRequired) => {
                half.try_set(Some((name, word)));
                request_animation_frame(|| dom::focus("login-code"));
            }
            Err(error) => {
                let said = match error.code() {
                    Some(ErrorCode::InvalidCredentials) if has_code => {
                        tr!(factor.login_wrong).to_owned()
                    }
                    _ => error.message(),
                };
                problem.try_set(said);
                dom::focus(if has_code { "login-code" } else { "login-error" });
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some((name, word)) = half.get_untracked() {
            let code = code.with_untracked(|code| code.trim().to_owned());
            if code.is_empty() {
                problem.set(tr!(factor.login_empty).to_owned());
                dom::focus("login-code");
                return;
            }
            enter.run((name, word, Some(code)));
            return;
        }
        let (name, word) = (username.get_untracked(), password.get_untracked());
        if name.trim().is_empty() || word.is_empty() {
            problem.set(tr!(login.both).to_owned());
            dom::focus(if name.trim().is_empty() { "login-username" } else { "login-password" });
            return;
        }
        enter.run((name, word, None));
    };
    let back = move |_| {
        half.set(None);
        code.set(String::new());
        problem.set(String::new());
        request_animation_frame(|| dom::focus("login-password"));
    };
    let turn = move |_| {
        recovery.update(|on| *on = !*on);
        code.set(String::new());
        request_animation_frame(|| dom::focus("login-code"));
    };
    let asked = move || half.with(Option::is_some);
    let second = move || {
        asked().then(|| {
            let (label, hint, mode) = if recovery.get() {
                (tr!(factor.recovery), tr!(factor.recovery_hint), "text")
            } else {
                (tr!(factor.code), tr!(factor.code_hint), "numeric")
            };
            view! {
                <TextField id="login-code" label=label hint=hint value=code mode autocomplete="one-time-code"/>
            }
        })
    };
    view! {
        <div class="login"><main id="main"><div class="box">
            <div class="brand"><BrandMark/><div><h1>"Loa"</h1><p class="muted">{tr!(login.what)}</p></div></div>
            <form class="card" on:submit=submit novalidate>
                <div class="body stack">
                    <h2>{move || if asked() { tr!(factor.login_title) } else { tr!(login.title) }}</h2>
                    <p class="notice red" role="alert" tabindex="-1" id="login-error" data-testid="login-error"
                        hidden=move || problem.with(String::is_empty)>{problem}</p>
                    // Kept in the page: what is typed is not lost, and a keeper of passwords sees it whole.
                    <div class="stack" hidden=asked>
                        <TextField id="login-username" label=tr!(login.username) value=username autocomplete="username"/>
                        <TextField id="login-password" label=tr!(login.password) value=password kind="password" autocomplete="current-password"/>
                    </div>
                    {second}
                    <button class="btn primary wide" data-testid="login-submit" disabled=busy>
                        {move || match (busy.get(), asked()) {
                            (true, _) => tr!(login.busy),
                            (false, true) => tr!(factor.next),
                            (false, false) => tr!(login.submit),
                        }}
                    </button>
                    <div class="stack-s" hidden=move || !asked()>
                        <button type="button" class="btn quiet" data-testid="login-back" on:click=back>{tr!(factor.login_back)}</button>
                        <button type="button" class="btn quiet" data-testid="login-recovery" on:click=turn>
                            {move || if recovery.get() { tr!(factor.use_phone) } else { tr!(factor.use_recovery) }}
                        </button>
                    </div>
                </div>
            </form>
            <section class="stack-s" hidden=move || asked() || accounts.with(Vec::is_empty)>
                <h2>{tr!(login.demo)}</h2>
                <p class="muted small">{tr!(login.demo_note)}</p>
                <div class="accounts">
                    {move || accounts.get().into_iter().map(|account| {
                        let (name, word) = (account.username.clone(), account.password.clone());
                        view! {
                            <button type="button" class="btn" disabled=busy data-testid=format!("demo-account-{}", account.username)
                                on:click=move |_| enter.run((name.clone(), word.clone(), None))>
                                <span><b>{account.full_name}</b><span class="small muted">{account.unit_name}</span></span>
                            </button>
                        }
                    }).collect_view()}
                </div>
            </section>
        </div></main></div>
    }
}

/// The server did not say who this is, and no earlier login is known here.
#[component]
pub fn Unreached() -> impl IntoView {
    let session = use_session();
    let retry = Callback::new(move |()| {
        session.ready.set(false);
        session.start();
    });
    view! { <main id="main"><Failure error=api::ApiError::Offline retry/></main> }
}
