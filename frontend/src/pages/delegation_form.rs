//! Lending one's powers for some days.

use crate::{
    api,
    components::{
        date::DateField,
        field::{ErrorSummary, SelectField, TextField},
        tick_list::TickList,
        toast::use_toasts,
    },
    form,
    session::{now, use_session},
    tr, words,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    FieldError,
    dto::{
        delegation::{DelegationCreate, Power},
        user::UserView,
    },
    id::{PostId, UserId},
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

/// The posts that can be lent to: leaders and coordinators of today, without one's own.
fn posts(people: Vec<UserView>, me: Option<UserId>) -> Vec<(String, String)> {
    let today = day_of(now());
    let others = people.into_iter().filter(|one| !one.disabled && Some(one.id) != me);
    others
        .flat_map(|one| {
            let name = one.full_name;
            let held = one.posts.into_iter().filter(move |post| {
                post.role.is_office()
                    && post.valid_from <= today
                    && post.valid_to.is_none_or(|end| end >= today)
            });
            held.map(move |post| (post.id.to_string(), format!("{name}, {}", post.title)))
        })
        .collect()
}

/// To whom, what, which days, why. Test ids: `lend-form`, `lend-to`, `lend-powers-<power>`,
/// `lend-from`, `lend-until`, `lend-reason`, `lend-submit`.
#[component]
pub fn LendForm(
    /// Powers are lent.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let text = || RwSignal::new(String::new());
    let (to, until, reason) = (text(), text(), text());
    let from = RwSignal::new(day_of(now()).to_string());
    let powers = RwSignal::new(Vec::<String>::new());
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let busy = RwSignal::new(false);
    let options = RwSignal::new(Vec::new());
    let me = use_session().me.with_untracked(|me| me.as_ref().map(|me| me.user_id));
    spawn_local(async move {
        match api::people::all().await {
            Ok(people) => {
                options.try_set(posts(people, me));
            }
            Err(error) => toasts.say(error.message()),
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut checks = Checks::new();
        form::required(&mut checks, "lend-to", &to.get_untracked());
        let some = powers.with_untracked(|all| !all.is_empty());
        checks.ensure(some, "lend-powers", "refused", tr!(lend.powers_some));
        form::day(&mut checks, "lend-from", &from.get_untracked(), false);
        form::day(&mut checks, "lend-until", &until.get_untracked(), false);
        errors.set(checks.finish().err().unwrap_or_default());
        let days = (
            from.with_untracked(|day| day.parse().ok()),
            until.with_untracked(|day| day.parse().ok()),
        );
        let post = to.with_untracked(|id| id.parse::<PostId>().ok());
        let (true, Some(to_post_id), (Some(valid_from), Some(valid_to))) =
            (errors.with_untracked(Vec::is_empty), post, days)
        else {
            return;
        };
        let body = DelegationCreate {
            id: None,
            to_post_id,
            powers: powers
                .with_untracked(|all| all.iter().filter_map(|p| Power::parse(p)).collect()),
            valid_from,
            valid_to,
            reason: reason.get_untracked(),
        };
        busy.set(true);
        spawn_local(async move {
            match api::delegations::lend(&body).await {
                Ok(lent) => {
                    toasts.say(tr!(lend.done, whom = lent.to.name));
                    changed.try_run(());
                }
                Err(error) => {
                    errors.try_set(error.fields("lend-to", at_its_field));
                }
            }
            busy.try_set(false);
        });
    };
    let choices = Power::ALL.map(|power| (power.as_str(), words::power(power))).to_vec();
    view! {
        <form class="body stack" data-testid="lend-form" on:submit=submit novalidate>
            <p class="muted">{tr!(lend.hint)}</p>
            <ErrorSummary errors/>
            <SelectField id="lend-to" label=tr!(lend.to) value=to options empty=tr!(lend.choose) errors/>
            <TickList id="lend-powers" label=tr!(lend.powers) options=choices chosen=powers errors/>
            <div class="pair even">
                <DateField id="lend-from" label=tr!(lend.from) value=from errors/>
                <DateField id="lend-until" label=tr!(lend.until) value=until errors/>
            </div>
            <TextField id="lend-reason" label=tr!(lend.reason) hint=tr!(lend.reason_hint) value=reason optional=true errors/>
            <div><button class="btn primary" data-testid="lend-submit" disabled=busy>{tr!(lend.submit)}</button></div>
        </form>
    }
}
