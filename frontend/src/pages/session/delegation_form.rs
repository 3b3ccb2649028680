//! Lending one's powers for some days.

use crate::{
    api,
    components::{
        date::DateField,
        field::{ErrorSummary, SelectField, TextField},
        tick_list::TickList,
        toast::use_toasts,
    },
    form::{self, use_form},
    session::{Session, now, use_session},
    tr, words,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    Role,
    dto::identity::delegation::{DelegationCreate, Power},
    id::PostId,
    time::day_of,
    validate::Checks,
};

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "powers" => "lend-powers",
        "valid_from" => "lend-from",
        "valid_to" => "lend-until",
        "reason" => "lend-reason",
        _ => "lend-to",
    }
}

/// Whether the actor lends powers, or only has somebody receive notices.
#[must_use]
pub(super) fn lends_powers(session: Session) -> bool {
    session.role() == Some(Role::Chairman)
}

/// To whom, what, which days, why. Test ids: `lend-form`, `lend-to`, `lend-powers-<power>`,
/// `lend-nobody`, `lend-from`, `lend-until`, `lend-reason`, `lend-submit`.
#[component]
pub(super) fn LendForm(
    /// Powers are lent.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let text = || RwSignal::new(String::new());
    let (to, until, reason) = (text(), text(), text());
    let from = RwSignal::new(day_of(now()).to_string());
    let leads = lends_powers(use_session());
    // Whoever has no power to lend has the notices received.
    let given = if leads { Vec::new() } else { vec![Power::Notices.as_str().to_owned()] };
    let powers = RwSignal::new(given);
    let form = use_form("lend-to", at_its_field);
    let (errors, busy) = (form.errors, form.busy);
    let options = RwSignal::new(Vec::new());
    let nobody = RwSignal::new(false);
    spawn_local(async move {
        match api::delegations::deputies().await {
            Ok(all) => {
                nobody.try_set(all.is_empty());
                let named = all.into_iter().map(|one| (one.id.to_string(), one.name));
                options.try_set(named.collect());
            }
            Err(error) => toasts.say(error.message()),
        }
    });
    let read = move |checks: &mut Checks| {
        form::required(checks, "lend-to", &to.get_untracked());
        let some = powers.with_untracked(|all| !all.is_empty());
        checks.ensure(some, "lend-powers", "refused", tr!(lend.powers_some));
        form::day(checks, "lend-from", &from.get_untracked(), false);
        form::day(checks, "lend-until", &until.get_untracked(), false);
        Some(DelegationCreate {
            id: None,
            to_post_id: to.with_untracked(|id| id.parse::<PostId>().ok())?,
            powers: powers
                .with_untracked(|all| all.iter().filter_map(|p| Power::parse(p)).collect()),
            valid_from: from.with_untracked(|day| day.parse().ok())?,
            valid_to: until.with_untracked(|day| day.parse().ok())?,
            reason: reason.get_untracked(),
        })
    };
    let submit = form.submit(
        read,
        |body| async move { api::delegations::lend(&body).await },
        move |lent| {
            let whom = lent.to.name;
            toasts.say(if leads {
                tr!(lend.done, whom = whom)
            } else {
                tr!(lend.stand_in_done, whom = whom)
            });
            changed.try_run(());
        },
    );
    let choices = Power::ALL.map(|power| (power.as_str(), words::power(power))).to_vec();
    let (hint, to_label, verb) = if leads {
        (tr!(lend.hint), tr!(lend.to), tr!(lend.submit))
    } else {
        (tr!(lend.stand_in_hint), tr!(lend.stand_in_to), tr!(lend.stand_in_submit))
    };
    view! {
        <form class="body stack" data-testid="lend-form" on:submit=submit novalidate>
            <p class="muted">{hint}</p>
            <p class="notice" data-testid="lend-nobody" hidden=move || !nobody.get()>{tr!(lend.nobody)}</p>
            <div class="stack" hidden=nobody>
            <ErrorSummary errors/>
            <SelectField id="lend-to" label=to_label value=to options empty=tr!(lend.choose) errors/>
            {leads.then(|| view! { <TickList id="lend-powers" label=tr!(lend.powers) options=choices chosen=powers errors/> })}
            <div class="pair even">
                <DateField id="lend-from" label=tr!(lend.from) value=from errors/>
                <DateField id="lend-until" label=tr!(lend.until) value=until errors/>
            </div>
            <TextField id="lend-reason" label=tr!(lend.reason) hint=tr!(lend.reason_hint) value=reason optional=true errors/>
            <div><button class="btn primary" data-testid="lend-submit" disabled=move || busy.get() || nobody.get()>{verb}</button></div>
            </div>
        </form>
    }
}
