//! Thôi nhận thư: what the link of a mail leads to. Nobody has to be logged in, and nothing happens
//! before the button is pressed: programs that look into mails open every link.

use super::kinds;
use crate::{
    api,
    components::{
        feedback::Notice,
        icon::{BrandMark, shape},
    },
    dom,
    routes::Route,
    tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::{ErrorCode, dto::notifications::notice::Unsubscribed};

/// The page, for `/unsubscribe#<token>`. Test ids: `unsubscribe`, `unsubscribe-done`,
/// `unsubscribe-error`.
#[component]
pub fn UnsubscribePage() -> impl IntoView {
    dom::set_title(tr!(unsubscribe.title));
    let token = StoredValue::new(dom::fragment());
    let done = RwSignal::new(None::<Unsubscribed>);
    let problem = RwSignal::new(String::new());
    let write = use_write();
    if token.with_value(String::is_empty) {
        problem.set(tr!(unsubscribe.empty).to_owned());
    }
    let go = move |_| {
        problem.set(String::new());
        write.settle(api::notices::unsubscribe(token.get_value()), move |answer| match answer {
            Ok(answer) => {
                done.try_set(Some(answer));
            }
            Err(error) => {
                let gone = error.code() == Some(ErrorCode::NotFound);
                let said = if gone { tr!(unsubscribe.gone).to_owned() } else { error.message() };
                problem.try_set(said);
            }
        });
    };
    let said = |answer: Unsubscribed| match answer.kind {
        Some(kind) => tr!(unsubscribe.done_kind, kind = kinds::name(kind).to_lowercase()),
        None => tr!(unsubscribe.done_all).to_owned(),
    };
    view! {
        <div class="login"><main id="main"><div class="box">
            <div class="brand"><BrandMark/><div><h1>"Loa"</h1><p class="muted">{tr!(login.what)}</p></div></div>
            <section class="card"><div class="body stack">
                <h2>{tr!(unsubscribe.title)}</h2>
                <p class="notice red" role="alert" data-testid="unsubscribe-error" hidden=move || problem.with(String::is_empty)>{problem}</p>
                {move || match done.get() {
                    Some(answer) => { let morning = answer.kind.is_none(); view! {
                        <div role="status" data-testid="unsubscribe-done"><Notice tone="green" icon=shape::TICK>{said(answer)}</Notice></div>
                        {morning.then(|| view! { <p data-testid="unsubscribe-still">{tr!(unsubscribe.still)}</p> })}
                        <p>{tr!(unsubscribe.again)}</p>
                        <a class="btn wide" href=Route::Login.path()>{tr!(unsubscribe.to_login)}</a>
                    }.into_any() }
                    None => view! {
                        <p>{tr!(unsubscribe.text)}</p>
                        <button type="button" class="btn primary wide" data-testid="unsubscribe" disabled=move || write.busy.get() || token.with_value(String::is_empty) on:click=go>{tr!(unsubscribe.submit)}</button>
                    }.into_any(),
                }}
            </div></section>
        </div></main></div>
    }
}
