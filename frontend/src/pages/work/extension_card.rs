//! Gia hạn on the page of an assignment: asking, answering, deciding, and what there has been.

use super::extension_ask::{AskForm, Draft};
use crate::{
    api,
    components::{
        dialog::ConfirmDialog,
        extension_row::{ExtensionBadge, ExtensionSaid, TwoDays},
        feedback::Notice,
        toast::use_toasts,
    },
    load::Loader,
    pages::common::extension_decide::{Decide, Outcome, Way},
    session::now,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    dto::work::{assignment::AssignmentView, extension::ExtensionView},
    id::ExtensionId,
    state::ExtensionState,
    time::{day_of, format_day},
};

/// The most that a leader can allow.
const MOST: u32 = 10;

/// Why the card is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The page has just been opened, perhaps to ask for more time: `#gia-han`.
    Arriving,
    /// Something was settled here.
    Here,
    /// Something else has changed.
    Elsewhere,
}

/// The card. Test ids: `extension`, `extend-open`, `extension-told`, `extension-open`,
/// `extension-accept`, `extension-decline`, `extension-withdraw`, `extension-limit`,
/// `extension-limit-save`, `extension-past`, those of [`AskForm`], [`Decide`] and `ConfirmDialog`
/// as `extension-no`.
#[component]
pub fn ExtensionCard(
    /// The assignment.
    whole: AssignmentView,
    /// What is to be said: that somebody else was faster. It outlives this card.
    told: RwSignal<String>,
    /// Why it is drawn. It outlives this card as well.
    fresh: StoredValue<Settled>,
    /// Something was settled.
    changed: Callback<()>,
) -> impl IntoView {
    let before = fresh.try_update_value(|fresh| std::mem::replace(fresh, Settled::Elsewhere));
    let sought = before == Some(Settled::Arriving) && crate::dom::fragment() == "gia-han";
    // Drawn anew after something was settled here: the focus comes back to it.
    if sought || before == Some(Settled::Here) {
        request_animation_frame(|| crate::dom::focus("gia-han"));
    }
    let changed = Callback::new(move |()| {
        fresh.try_set_value(Settled::Here);
        changed.try_run(());
    });
    let item = whole.summary;
    let standing = whole.extension;
    let (id, version, count) = (item.id, item.version, item.extensions);
    let draft = Draft::of(id);
    let asking = RwSignal::new(standing.may_ask && (sought || draft.is_begun()));
    let past = Loader::new(move || id, api::extensions::of);
    // One that went through although its answer was lost is not offered to be sent again.
    Effect::new(move |_| {
        for one in past.value().unwrap_or_default() {
            draft.sent_as(one.id);
        }
    });
    if let Some(open) = &standing.open {
        draft.sent_as(open.id);
    }
    let may_ask = standing.may_ask;
    let limit = standing.limit;
    let used_up = !may_ask
        && standing.open.is_none()
        && count > 0
        && count >= i64::from(limit)
        && item.state.waits_for_unit();
    let counted = match count {
        0 => may_ask.then(|| tr!(extension.allowed, n = limit)),
        _ => Some(tr!(extension.counted, n = count, limit = limit)),
    };
    let form = item
        .due_at
        .map(|due| move || asking.get().then(|| view! { <AskForm id version due draft changed/> }));
    let draw = move |all: Vec<ExtensionView>| {
        let over: Vec<_> = all.into_iter().filter(|one| !one.state.is_open()).collect();
        (!over.is_empty()).then(|| view! { <Past over/> })
    };
    view! {
        <section class="card" data-testid="extension">
            <header><h2 id="gia-han" tabindex="-1">{tr!(extension.title)}</h2>
                {may_ask.then(|| view! {
                    <button type="button" class="btn no-print" data-testid="extend-open" aria-expanded=move || asking.get().to_string()
                        on:click=move |_| asking.update(|on| *on = !*on)>{tr!(extension.ask)}</button>
                })}
            </header>
            <div class="body stack if-any">
                <div role="alert" hidden=move || told.with(String::is_empty)><Notice tone="amber"><span data-testid="extension-told">{told}</span></Notice></div>
                {counted.map(|text| view! { <p class="muted small">{text}</p> })}
                {used_up.then(|| view! { <p class="small">{tr!(extension.used_up, limit = limit)}</p> })}
                {standing.open.map(|one| view! { <Open one told changed/> })}
                {standing.may_allow.then(|| view! { <Limit whole=(id, version) limit changed/> })}
                {past.draw(draw)}
            </div>
            {form}
        </section>
    }
}

/// The request that waits.
#[component]
fn Open(one: ExtensionView, told: RwSignal<String>, changed: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let opened = RwSignal::new(None::<(ExtensionId, Way)>);
    let refusing = RwSignal::new(false);
    let write = use_write();
    let busy = write.busy;
    let held = StoredValue::new(one.clone());
    let settle = Callback::new(move |(verb, said): (&'static str, String)| {
        let one = held.get_value();
        let answer =
            async move { Outcome::of(&one, api::extensions::settle(&one, verb).await).await };
        write.settle(answer, move |outcome| {
            let text = match outcome {
                Outcome::Holds => {
                    toasts.say(said);
                    String::new()
                }
                Outcome::Overtaken(text) => text,
                Outcome::Refused(error) => return toasts.say(error.message()),
            };
            told.try_set(text);
            changed.try_run(());
        });
    });
    let answer = one.may_answer.then(|| {
        // A day that is over cannot be had any more.
        let passed = one.offered_on.is_some_and(|day| day < day_of(now()));
        let offered = one.offered_on.filter(|_| !passed).map(|day| {
            let said = tr!(extension.accepted, day = format_day(day));
            view! {
                <button type="button" class="btn primary" data-testid="extension-accept" disabled=busy
                    on:click=move |_| settle.run(("accept", said.clone()))>{tr!(extension.accept, day = format_day(day))}</button>
                <button type="button" class="btn" data-testid="extension-decline" disabled=busy on:click=move |_| refusing.set(true)>{tr!(extension.decline)}</button>
            }
        });
        let take_back = passed || one.state == ExtensionState::Asked;
        view! {
            {passed.then(|| view! { <p class="small">{tr!(extension.offer_passed)}</p> })}
            <div class="row no-print">{offered}
                {take_back.then(|| view! {
                    <button type="button" class="btn" data-testid="extension-withdraw" disabled=busy
                        on:click=move |_| settle.run(("withdraw", tr!(extension.withdrawn).to_owned()))>{tr!(extension.withdraw)}</button>
                })}
            </div>
        }
    });
    let decline = Callback::new(move |_: String| {
        refusing.set(false);
        settle.run(("decline", tr!(extension.declined).to_owned()));
    });
    let may_decide = one.may_decide && one.state == ExtensionState::Asked;
    let state = one.state;
    view! {
        <div class="stack-s" data-testid="extension-open" data-state=state.as_str()>
            <div class="badges"><ExtensionBadge state/></div>
            <TwoDays one=one.clone()/>
            <ExtensionSaid one=one.clone()/>
            {answer}
            {may_decide.then(|| view! { <Decide one opened told changed/> })}
        </div>
        <ConfirmDialog id="extension-no" open=refusing title=tr!(extension.decline_title).to_owned() text=tr!(extension.decline_text).to_owned()
            confirm=tr!(extension.decline) on_confirm=decline/>
    }
}

/// How many there may be.
#[component]
fn Limit(
    whole: (shared::id::AssignmentId, i64),
    limit: u32,
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let write = use_write().always(move || {
        changed.try_run(());
    });
    let chosen = RwSignal::new(limit.to_string());
    let save = move |_| {
        let (id, version) = whole;
        let wanted = chosen.with_untracked(|text| text.parse::<u32>().ok());
        write.send(api::extensions::allow(id, version, wanted), move |now| {
            toasts.say(tr!(extension.limit_saved, n = now.extension.limit));
        });
    };
    let options = (0..=MOST).map(|n| {
        view! { <option value=n.to_string() selected=n == limit>{tr!(extension.limit_n, n = n)}</option> }
    });
    let same = move || chosen.with(|text| *text == limit.to_string());
    view! {
        <div class="row no-print">
            <label for="extension-limit">{tr!(extension.limit)}</label>
            <select class="fit" id="extension-limit" data-testid="extension-limit" on:change:target=move |e| chosen.set(e.target().value())>
                {options.collect_view()}<option value="">{tr!(extension.limit_usual)}</option>
            </select>
            <button type="button" class="btn" data-testid="extension-limit-save" disabled=write.busy hidden=same on:click=save>{tr!(person.save)}</button>
        </div>
    }
}

/// What there has been.
#[component]
fn Past(over: Vec<ExtensionView>) -> impl IntoView {
    let count = over.len();
    let rows = over.into_iter().map(|one| {
        let day = one.offered_on.unwrap_or(one.wanted_on);
        let days = format!("{} → {}", format_day(day_of(one.due_at)), format_day(day));
        let state = one.state;
        view! {
            <li class="stack-s" data-state=state.as_str()>
                <div class="row between"><span class="strong">{days}</span><ExtensionBadge state/></div>
                <ExtensionSaid one/>
            </li>
        }
    });
    view! {
        <details data-testid="extension-past">
            <summary>{words::sentence(&tr!(extension.history, n = count))}</summary>
            <ul class="part-list">{rows.collect_view()}</ul>
        </details>
    }
}
