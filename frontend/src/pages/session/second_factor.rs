//! Xác thực hai bước: turned on with a phone, off again, with codes for the day it is lost.

use super::factor_forms::{Codes, Password, Phone, Proof};
use crate::{
    api,
    components::{badge::Badge, feedback::Notice, icon::shape, toast::use_toasts},
    session::use_session,
    tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::dto::identity::second_factor::{SecondFactorSecret, SecondFactorState};

/// Below so many recovery codes it is time for new ones.
const FEW_CODES: i64 = 3;

/// What is being done.
#[derive(Clone)]
enum Step {
    /// Nothing.
    Closed,
    /// The password is asked, to begin.
    Password,
    /// The phone is given the secret, and gives a code.
    Phone(SecondFactorSecret),
    /// Recovery codes are shown, once.
    Codes(Vec<String>),
    /// Proof is asked for new recovery codes.
    Renew,
    /// Proof is asked for turning it off.
    Off,
}

/// The card. Test ids: `factor`, `factor-begin`, `factor-renew`, `factor-off`, and those of the
/// forms.
#[component]
pub fn SecondFactor() -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let step = RwSignal::new(Step::Closed);
    let state = Memo::new(move |_| session.me.with(|me| me.as_ref().map(|me| me.second_factor)));
    let write = use_write();
    // Only once the codes are put away: what asked for the second factor goes then, and this with it.
    let refresh = Callback::new(move |()| {
        step.set(Step::Closed);
        write.send(api::auth::me(), move |me| session.enter(me));
    });
    let close = Callback::new(move |()| step.set(Step::Closed));
    let phone = Callback::new(move |secret| step.set(Step::Phone(secret)));
    let codes = Callback::new(move |codes| step.set(Step::Codes(codes)));
    let gone = Callback::new(move |()| {
        toasts.say(tr!(factor.off_done));
        refresh.run(());
    });
    let body = move || match step.get() {
        Step::Closed => view! { <Closed state=state.get() step/> }.into_any(),
        Step::Password => view! { <Password phone close/> }.into_any(),
        Step::Phone(secret) => view! { <Phone secret codes close/> }.into_any(),
        Step::Codes(codes) => view! { <Codes codes done=refresh/> }.into_any(),
        Step::Renew => view! { <Proof off=false codes gone close/> }.into_any(),
        Step::Off => view! { <Proof off=true codes gone close/> }.into_any(),
    };
    // With the codes it is on already.
    let is_on = move || {
        step.with(|step| matches!(step, Step::Codes(_)))
            || state.get().is_some_and(|state| state.on)
    };
    let badge = move || match is_on() {
        true => view! { <Badge tone="green" text=tr!(factor.on)/> },
        false => view! { <Badge tone="hollow" text=tr!(factor.is_off)/> },
    };
    view! {
        <section class="card" data-testid="factor" aria-labelledby="factor-title">
            <header><h2 id="factor-title" tabindex="-1">{tr!(factor.title)}</h2>{badge}</header>
            <div class="body stack">{body}</div>
        </section>
    }
}

#[component]
fn Closed(state: Option<SecondFactorState>, step: RwSignal<Step>) -> impl IntoView {
    let Some(state) = state else { return ().into_any() };
    if !state.on {
        return view! {
            {state.required.then(|| view! { <Notice tone="amber" icon=shape::LOCK>{tr!(factor.required)}</Notice> })}
            <p class="muted">{tr!(factor.what)}</p>
            <div><button type="button" class="btn primary" data-testid="factor-begin" on:click=move |_| step.set(Step::Password)>{tr!(factor.begin)}</button></div>
        }
        .into_any();
    }
    let few = state.recovery_codes_left < FEW_CODES;
    let left = tr!(factor.left, n = state.recovery_codes_left);
    view! {
        {if few { view! { <Notice tone="amber">{left}" "{tr!(factor.few)}</Notice> }.into_any() } else { view! { <p class="muted">{left}</p> }.into_any() }}
        <div class="row">
            <button type="button" class="btn" data-testid="factor-renew" on:click=move |_| step.set(Step::Renew)>{tr!(factor.renew)}</button>
            {(!state.required).then(|| view! { <button type="button" class="btn" data-testid="factor-off" on:click=move |_| step.set(Step::Off)>{tr!(factor.off)}</button> })}
        </div>
        {state.required.then(|| view! { <p class="small muted">{tr!(factor.stays)}</p> })}
    }
    .into_any()
}
