//! Đăng nhập.

use crate::{
    api,
    components::{feedback::Failure, field::TextField, icon::BrandMark},
    routes,
    session::use_session,
    tr,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::dto::auth::{DemoAccount, LoginRequest};

/// Login by name and password, or by one tap in a demo.
/// Test ids: `login-username`, `login-password`, `login-submit`, `login-error`, `demo-account-<username>`.
#[component]
pub fn LoginPage() -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let next = use_query_map().with_untracked(|query| query.get("next"));
    let username = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let accounts = RwSignal::new(Vec::<DemoAccount>::new());
    crate::dom::set_title(tr!(login.title));
    spawn_local(async move {
        if let Ok(info) = api::auth::demo().await {
            accounts.try_set(info.accounts);
        }
    });
    let enter = Callback::new(move |(name, word): (String, String)| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(String::new());
        let (navigate, next) = (navigate.clone(), next.clone());
        spawn_local(async move {
            match api::auth::login(&LoginRequest { username: name, password: word, code: None })
                .await
            {
                Ok(me) => {
                    let goal =
                        routes::safe_next(next).unwrap_or_else(|| routes::home(me.role).to_owned());
                    session.enter(me);
                    navigate(
                        &goal,
                        leptos_router::NavigateOptions { replace: true, ..Default::default() },
                    );
                }
                Err(error) => {
                    busy.try_set(false);
                    problem.try_set(error.message());
                    crate::dom::focus("login-error");
                }
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (name, word) = (username.get_untracked(), password.get_untracked());
        if name.trim().is_empty() || word.is_empty() {
            problem.set(tr!(login.both).to_owned());
            return;
        }
        enter.run((name, word));
    };
    view! {
        <div class="login"><main id="main"><div class="box">
            <div class="brand"><BrandMark/><div><h1>"Loa"</h1><p class="muted">{tr!(login.what)}</p></div></div>
            <form class="card" on:submit=submit novalidate>
                <div class="body stack">
                    <h2>{tr!(login.title)}</h2>
                    <p class="notice red" role="alert" tabindex="-1" id="login-error" data-testid="login-error"
                        hidden=move || problem.with(String::is_empty)>{problem}</p>
                    <TextField id="login-username" label=tr!(login.username) value=username autocomplete="username"/>
                    <TextField id="login-password" label=tr!(login.password) value=password kind="password" autocomplete="current-password"/>
                    <button class="btn primary wide" data-testid="login-submit" disabled=busy>
                        {move || if busy.get() { tr!(login.busy) } else { tr!(login.submit) }}
                    </button>
                </div>
            </form>
            <section class="stack-s" hidden=move || accounts.with(Vec::is_empty)>
                <h2>{tr!(login.demo)}</h2>
                <p class="muted small">{tr!(login.demo_note)}</p>
                <div class="accounts">
                    {move || accounts.get().into_iter().map(|account| {
                        let (name, word) = (account.username.clone(), account.password.clone());
                        view! {
                            <button type="button" class="btn" disabled=busy data-testid=format!("demo-account-{}", account.username)
                                on:click=move |_| enter.run((name.clone(), word.clone()))>
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
