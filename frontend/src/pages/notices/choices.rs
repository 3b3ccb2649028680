//! How one wants to be told: where mail goes, how it comes, and what one does without.

use super::{
    email_address::EmailAddress,
    kinds::{comes_to, name},
};
use crate::{
    api,
    components::{
        feedback::Notice,
        field::{ErrorSummary, SelectField, TextField},
        icon::shape,
        toast::use_toasts,
    },
    form::{Keeper, use_form},
    load::Loader,
    session::use_session,
    tr,
};
use leptos::prelude::*;
use shared::{
    ErrorCode,
    dto::notifications::notice::{MailMode, Muted, NoticeChoices, NoticeChoicesPatch},
    state::{NoticeChannel, NoticeKind},
    validate::Checks,
};

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field.split('[').next().unwrap_or_default() {
        "mail" => "choice-mail",
        "phone" => "choice-phone",
        _ => "choice-save",
    }
}

/// The card. Test ids: `choices`, `choice-mail`, `choice-phone`, `choice-<kind>-<channel>`,
/// `choice-no-mail`, `choice-save`, and those of the address of e-mail.
#[component]
pub fn NoticeChoicesCard() -> impl IntoView {
    let choices = Loader::new(|| (), |()| api::notices::choices());
    // Called by the page of notices: once, when there is something to come to.
    Effect::new(move |done: Option<bool>| {
        let there = choices.value().is_some();
        if there && done != Some(true) && crate::dom::fragment() == "thong-bao" {
            crate::dom::focus("thong-bao");
        }
        there
    });
    view! {
        <section class="card" data-testid="choices" aria-labelledby="thong-bao">
            <header><h2 id="thong-bao" tabindex="-1">{tr!(notice.title)}</h2></header>
            {choices.draw(|choices| {
                let known = RwSignal::new(choices);
                view! { <EmailAddress known/><Form known/> }
            })}
        </section>
    }
}

#[component]
fn Form(
    /// What the server has of it.
    known: RwSignal<NoticeChoices>,
) -> impl IntoView {
    let choices = known.get_untracked();
    let session = use_session();
    let toasts = use_toasts();
    let keeper = Keeper::of(&format!("choices.{}", choices.version));
    let mail = keeper.text_from("mail", choices.mail.as_str());
    let phone = keeper.text_from("phone", choices.phone.as_deref().unwrap_or_default());
    let muted = RwSignal::new(choices.muted);
    // Without a gateway there is nothing to choose.
    let messages = choices.message_configured;
    let configured = choices.mail_configured;
    let stale = |error: &api::ApiError| error.code() == Some(ErrorCode::StaleVersion);
    let form = use_form("choice-save", at_its_field).kept(keeper);
    let form = form.except(move |error| {
        let stale = stale(error);
        if stale {
            form.wrong("choice-save", tr!(choice.stale));
        }
        stale
    });
    let (errors, busy) = (form.errors, form.busy);
    let read = move |_: &mut Checks| {
        Some(NoticeChoicesPatch {
            mail: mail.with_untracked(|word| MailMode::parse(word)),
            phone: messages.then(|| phone.get_untracked().trim().to_owned()),
            muted: Some(muted.get_untracked()),
        })
    };
    let send = move |change: NoticeChoicesPatch| async move {
        let before = known.get_untracked();
        let mut answer = api::notices::choose(before.version, &change).await;
        if answer.as_ref().is_err_and(stale)
            && let Ok(now) = api::notices::choices().await
        {
            // The row is that of the whole account: another language spoils no choice here.
            let same = NoticeChoices { version: before.version, ..now.clone() } == before;
            let version = now.version;
            known.try_set(now);
            if same {
                answer = api::notices::choose(version, &change).await;
            }
        }
        answer
    };
    let submit = form.submit(read, send, move |now: NoticeChoices| {
        // The other cards of the page write the same row.
        session.me.try_update(|me| {
            if let Some(me) = me {
                me.version = now.version;
            }
        });
        known.try_set(now);
        toasts.say(tr!(choice.saved));
    });
    let modes = [
        (MailMode::Digest, tr!(choice.digest)),
        (MailMode::Single, tr!(choice.single)),
        (MailMode::None, tr!(choice.off)),
    ]
    .map(|(mode, word)| (mode.as_str().to_owned(), word.to_owned()));
    let modes = RwSignal::new(modes.to_vec());
    let none = move || mail.with(|word| word == MailMode::None.as_str());
    let kinds: Vec<_> =
        NoticeKind::ALL.iter().copied().filter(|kind| comes_to(*kind, session)).collect();
    let fixed = kinds.iter().any(|kind| !kind.may_be_muted());
    let rows = kinds.into_iter().map(|kind| {
        view! {
            <tr>
                <th scope="row">{name(kind)}{(!kind.may_be_muted()).then(|| view! { <div class="small muted">{tr!(choice.always)}</div> })}</th>
                <td><Tick kind channel=NoticeChannel::App muted/></td>
                <td><Tick kind channel=NoticeChannel::Mail muted/></td>
                {messages.then(|| view! { <td><Tick kind channel=NoticeChannel::Message muted/></td> })}
            </tr>
        }
    });
    view! {
        <form class="body stack" on:submit=submit novalidate>
            {(!configured).then(|| view! { <Notice tone="amber" icon=shape::OFFLINE><span data-testid="choice-no-mail">{tr!(choice.not_configured)}</span></Notice> })}
            <ErrorSummary errors/>
            <div class="stack-s">
                <SelectField id="choice-mail" label=tr!(choice.mail) value=mail options=modes errors/>
                <p class="hint small muted" hidden=move || !none()>{tr!(choice.off_hint)}</p>
            </div>
            {messages.then(|| view! {
                <TextField id="choice-phone" label=tr!(choice.phone) hint=tr!(choice.phone_hint) value=phone kind="tel" mode="tel" autocomplete="tel" optional=true errors/>
            })}
            <p class="muted small">{tr!(choice.what)}</p>
            <table class="ledger ticks">
                <caption class="visually-hidden">{tr!(choice.what)}</caption>
                <thead><tr><th scope="col">{tr!(choice.kind)}</th><th scope="col">{tr!(choice.in_app)}</th><th scope="col">{tr!(choice.by_mail)}</th>
                    {messages.then(|| view! { <th scope="col">{tr!(choice.by_message)}</th> })}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {fixed.then(|| view! { <p class="muted small">{tr!(choice.always_why)}</p> })}
            <div><button class="btn primary" id="choice-save" data-testid="choice-save" disabled=busy>
                {move || if busy.get() { tr!(common.saving) } else { tr!(person.save) }}
            </button></div>
        </form>
    }
}

/// Whether a kind comes by a channel.
#[component]
fn Tick(kind: NoticeKind, channel: NoticeChannel, muted: RwSignal<Vec<Muted>>) -> impl IntoView {
    let this = Muted { kind, channel };
    let way = match channel {
        NoticeChannel::App => tr!(choice.in_app),
        NoticeChannel::Mail => tr!(choice.by_mail),
        NoticeChannel::Message => tr!(choice.by_message),
    };
    let on = move || !kind.may_be_muted() || muted.with(|all| !all.contains(&this));
    let turn = move |on: bool| {
        muted.update(|all| {
            all.retain(|other| *other != this);
            if !on {
                all.push(this);
            }
        });
    };
    view! {
        <label class="check">
            <input type="checkbox" data-testid=format!("choice-{}-{}", kind.as_str(), channel.as_str()) aria-label=format!("{}: {way}", name(kind))
                disabled=!kind.may_be_muted() prop:checked=on on:change:target=move |e| turn(e.target().checked())/>
        </label>
    }
}
