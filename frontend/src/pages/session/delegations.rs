//! Ủy quyền: the powers that one has lent, and those that one was lent.

use super::delegation_form::{LendForm, lends_powers};
use crate::{
    api,
    components::{
        badge::Badge, dialog::ConfirmDialog, feedback::Notice, icon::shape, toast::use_toasts,
    },
    load::Loader,
    session::{now, use_session},
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::identity::delegation::DelegationView,
    time::{day_of, format_day},
};

/// How powers lent stand: word and tone.
#[derive(Clone, Copy, PartialEq)]
enum Standing {
    Now,
    Soon,
    Over,
}

impl Standing {
    fn of(one: &DelegationView) -> Self {
        // Nothing but taking back changes the row.
        let taken_back = one.taken_back;
        match (one.in_force, taken_back || one.valid_from <= day_of(now())) {
            (true, _) => Self::Now,
            (false, false) => Self::Soon,
            (false, true) => Self::Over,
        }
    }

    fn badge(self) -> impl IntoView {
        let (tone, text) = match self {
            Self::Now => ("green", tr!(lend.now)),
            Self::Soon => ("hollow", tr!(lend.soon)),
            Self::Over => ("", tr!(lend.over)),
        };
        view! { <Badge tone text/> }
    }
}

/// The card. Test ids: `delegations`, `delegation-<id>`, `delegation-end-<id>`, `acting-for`,
/// `lend-open`, those of `ConfirmDialog` as `lend-end`, and those of [`LendForm`].
#[component]
pub fn Delegations() -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let list = Loader::new(|| (), |()| api::delegations::all());
    let may = session.may(Action::DelegationWrite);
    let post = session.post();
    let lending = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let victim = RwSignal::new(None::<DelegationView>);
    let whom = move || victim.get().map(|one| one.to.name).unwrap_or_default();
    let leads = lends_powers(session);
    let text = Signal::derive(move || {
        if leads {
            tr!(lend.end_text, whom = whom())
        } else {
            tr!(lend.stand_in_end_text, whom = whom())
        }
    });
    let (title, new, end_title, ended) = if leads {
        (tr!(lend.title), tr!(lend.new), tr!(lend.end_title), tr!(lend.ended))
    } else {
        let title = tr!(lend.stand_in_end_title);
        (tr!(lend.stand_in), tr!(lend.stand_in_new), title, tr!(lend.stand_in_ended))
    };
    let write = use_write().always(move || list.reload());
    let end = Callback::new(move |_: String| {
        let Some(one) = victim.get_untracked() else { return };
        asking.set(false);
        write.send(async move { api::delegations::end(&one).await }, move |_| toasts.say(ended));
    });
    let ask = Callback::new(move |one: DelegationView| {
        victim.set(Some(one));
        asking.set(true);
    });
    let changed = Callback::new(move |()| {
        lending.try_set(false);
        list.reload();
    });
    let draw = move |all: Vec<DelegationView>| {
        let mine = |one: &&DelegationView| one.in_force && Some(one.to.id) == post;
        let received: Vec<_> = all.iter().filter(mine).cloned().collect();
        let any = !received.is_empty();
        let acting = received.into_iter().map(|one| view! {
            <Notice icon=shape::PERSON><span data-testid="acting-for">
                {tr!(lend.acting, whom = one.from.name, day = format_day(one.valid_to))}" "{words::sentence(&words::powers(&one.powers))}"."
            </span></Notice>
        }).collect_view();
        let own: Vec<_> = all.into_iter().filter(|one| Some(one.from.id) == post).collect();
        let rows = may.then(|| view! { <Lent own ask leads/> });
        let acting = any.then(|| view! { <div class="body stack-s">{acting}</div> });
        view! { {acting}{rows} }
    };
    view! {
        <section class="card" data-testid="delegations">
            <header><h2>{title}</h2>
                {may.then(|| view! {
                    <button type="button" class="btn" data-testid="lend-open" aria-expanded=move || lending.get().to_string()
                        on:click=move |_| lending.update(|on| *on = !*on)>{new}</button>
                })}
            </header>
            {move || lending.get().then(|| view! { <LendForm changed/> })}
            {list.draw(draw)}
        </section>
        <ConfirmDialog id="lend-end" open=asking title=end_title.to_owned() text confirm=tr!(lend.end) danger=true on_confirm=end/>
    }
}

/// What one's own post has lent.
#[component]
fn Lent(own: Vec<DelegationView>, ask: Callback<DelegationView>, leads: bool) -> impl IntoView {
    if own.is_empty() {
        let none = if leads { tr!(lend.none) } else { tr!(lend.stand_in_none) };
        return view! { <p class="body muted">{none}</p> }.into_any();
    }
    let row = |one: DelegationView| {
        let standing = Standing::of(&one);
        let again = one.clone();
        let days = tr!(lend.days, from = format_day(one.valid_from), to = format_day(one.valid_to));
        view! {
            <tr data-testid=format!("delegation-{}", one.id)>
                <td class="lead"><b>{one.to.name.clone()}</b><div class="small muted">{words::sentence(&words::powers(&one.powers))}</div></td>
                <td data-label=tr!(lend.when)>{days}</td>
                <td data-label=tr!(lend.reason)>{one.reason.clone()}</td>
                <td data-label=tr!(tasks.state)>{standing.badge()}</td>
                <td>{(standing != Standing::Over).then(|| view! {
                    <button type="button" class="btn quiet" data-testid=format!("delegation-end-{}", one.id) aria-label=tr!(lend.end_of, whom = one.to.name)
                        on:click=move |_| ask.run(again.clone())>{tr!(lend.end)}</button>
                })}</td>
            </tr>
        }
    };
    view! {
        <table class="ledger cards dense">
            <caption class="visually-hidden">{tr!(lend.title)}</caption>
            <thead><tr>
                <th scope="col">{tr!(lend.to)}</th><th scope="col">{tr!(lend.when)}</th><th scope="col">{tr!(lend.reason)}</th>
                <th scope="col">{tr!(tasks.state)}</th><th scope="col"><span class="visually-hidden">{tr!(lend.end)}</span></th>
            </tr></thead>
            <tbody>{own.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
