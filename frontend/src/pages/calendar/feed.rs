//! One's own calendar on a phone or a computer: the address of the feed, told once.

use crate::{
    api,
    components::{copy::CopyField, dialog::ConfirmDialog, feedback::Notice, toast::use_toasts},
    dom,
    load::Loader,
    tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::{dto::notifications::calendar::FeedView, time::format_instant};

/// The card. Test ids: `feed`, `feed-make`, `feed-renew`, `feed-revoke`, `feed-state`,
/// `feed-address`, `feed-done`, those of `ConfirmDialog` as `feed-renewal` and `feed-revocation`.
#[component]
pub(super) fn FeedCard() -> impl IntoView {
    let toasts = use_toasts();
    let feed = Loader::new(|| (), |()| api::calendar::feed());
    let address = RwSignal::new(None::<String>);
    let (renewing, revoking) = (RwSignal::new(false), RwSignal::new(false));
    let write = use_write().always(move || {
        renewing.try_set(false);
        revoking.try_set(false);
        feed.reload();
    });
    let busy = write.busy;
    let make = Callback::new(move |()| {
        write.send(api::calendar::renew(), move |told| {
            let origin = dom::window().location().origin().unwrap_or_default();
            address.try_set(Some(format!("{origin}{}", told.path)));
        });
    });
    let revoke = Callback::new(move |_: String| {
        write.send(api::calendar::revoke(), move |_| {
            address.try_set(None);
            toasts.say(tr!(feed.revoked));
        });
    });
    let draw = move |state: FeedView| {
        if !state.active {
            return view! {
                <div class="body"><button type="button" class="btn primary" data-testid="feed-make" disabled=busy on:click=move |_| make.run(())>{tr!(feed.make)}</button></div>
            }
            .into_any();
        }
        let made = state.made_at.map(|at| tr!(feed.made_at, at = format_instant(at)));
        let read = state.last_read_at.map_or_else(
            || tr!(feed.never_read).to_owned(),
            |at| tr!(feed.read_at, at = format_instant(at)),
        );
        view! {
            <div class="body row between">
                <p data-testid="feed-state">{made}" "{read}</p>
                <div class="row">
                    <button type="button" class="btn" data-testid="feed-renew" on:click=move |_| renewing.set(true)>{tr!(feed.renew)}</button>
                    <button type="button" class="btn" data-testid="feed-revoke" on:click=move |_| revoking.set(true)>{tr!(feed.revoke)}</button>
                </div>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card no-print" data-testid="feed">
            <header><h2>{tr!(feed.title)}</h2></header>
            <p class="body muted">{tr!(feed.hint)}</p>
            {move || address.get().map(|text| view! { <Address text on_close=Callback::new(move |()| address.set(None))/> })}
            {feed.draw(draw)}
        </section>
        <ConfirmDialog id="feed-renewal" open=renewing title=tr!(feed.renew_title).to_owned() text=tr!(feed.renew_text).to_owned()
            confirm=tr!(feed.renew) busy on_confirm=Callback::new(move |_: String| make.run(()))/>
        <ConfirmDialog id="feed-revocation" open=revoking title=tr!(feed.revoke_title).to_owned() text=tr!(feed.revoke_text).to_owned()
            confirm=tr!(feed.revoke) danger=true on_confirm=revoke/>
    }
}

/// The address and what to do with it. It stays until it is put away by hand.
#[component]
fn Address(text: String, on_close: Callback<()>) -> impl IntoView {
    Effect::new(|_| dom::focus("feed-once"));
    let ways = [
        (tr!(feed.google), [tr!(feed.google_1), tr!(feed.google_2)]),
        (tr!(feed.outlook), [tr!(feed.outlook_1), tr!(feed.outlook_2)]),
        (tr!(feed.iphone), [tr!(feed.iphone_1), tr!(feed.iphone_2)]),
    ];
    let ways = ways.map(|(name, lines)| {
        view! { <div><h3>{name}</h3><ol class="steps">{lines.map(|line| view! { <li>{line}</li> })}</ol></div> }
    });
    view! {
        <div class="body stack read" id="feed-once" tabindex="-1">
            <Notice tone="amber"><b>{tr!(feed.once)}</b>" "{tr!(feed.once_how)}</Notice>
            <CopyField id="feed-address" label=tr!(feed.address) text/>
            {ways}
            <div><button type="button" class="btn primary" data-testid="feed-done" on:click=move |_| on_close.run(())>{tr!(feed.kept)}</button></div>
        </div>
    }
}
