//! Which figures a channel asks for.

use crate::{
    api,
    components::{field::ErrorSummary, toast::use_toasts},
    form::use_form,
    tr,
};
use leptos::{html, prelude::*};
use shared::{
    dto::organisation::catalogue::{CataloguePatch, CatalogueView},
    id::CatalogueId,
    validate::Checks,
};

/// The dialog. Test ids: `asks`, `asks-<code>` (the box), `asks-save`.
#[component]
pub(super) fn ChannelAsks(
    /// Which; none while closed.
    channel: RwSignal<Option<CatalogueView>>,
    /// The indicators that are in use.
    #[prop(into)]
    indicators: Signal<Vec<CatalogueView>>,
    /// It is said anew.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Dialog>::new();
    let chosen = RwSignal::new(Vec::<CatalogueId>::new());
    let form = use_form("asks-list", |_| "asks-list");
    let errors = form.errors;
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match channel.get() {
            Some(one) if !dialog.open() => {
                chosen.set(one.indicators);
                errors.set(Vec::new());
                let _ = dialog.show_modal();
            }
            None if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let read = move |_: &mut Checks| {
        // Those that are no longer offered are asked for no more.
        let offered: Vec<CatalogueId> =
            indicators.with_untracked(|all| all.iter().map(|one| one.id).collect());
        let mut wanted = chosen.get_untracked();
        wanted.retain(|id| offered.contains(id));
        let patch = CataloguePatch { indicators: Some(wanted), ..CataloguePatch::default() };
        Some((channel.get_untracked()?, patch))
    };
    let send = move |(old, patch): (CatalogueView, CataloguePatch)| async move {
        let answer = api::catalogues::change(&old, &patch).await;
        changed.try_run(());
        answer
    };
    let submit = form.submit(read, send, move |_| {
        toasts.say(tr!(catalogue.asks_saved));
        channel.try_set(None);
    });
    let boxes = move || {
        indicators.get().into_iter().map(|one| {
            let id = one.id;
            let turn = move |on: bool| {
                chosen.update(|all| {
                    all.retain(|other| *other != id);
                    if on {
                        all.push(id);
                    }
                })
            };
            let unit = one.unit_of_measure.map(|unit| format!(" ({unit})"));
            view! {
                <label class="check">
                    <input type="checkbox" data-testid=format!("asks-{}", one.code) prop:checked=move || chosen.with(|all| all.contains(&id))
                        on:change:target=move |e| turn(e.target().checked())/>
                    <span>{one.name}{unit}</span>
                </label>
            }
        }).collect_view()
    };
    let title = move || {
        tr!(catalogue.asks_of, name = channel.get().map(|one| one.name).unwrap_or_default())
    };
    view! {
        <dialog node_ref=node data-testid="asks" aria-labelledby="asks-title" on:close=move |_| { channel.try_set(None); }>
            <form on:submit=submit novalidate>
                <div class="body">
                    <h2 id="asks-title">{title}</h2>
                    <p class="muted">{tr!(catalogue.asks_hint)}</p>
                    <ErrorSummary errors/>
                    <p hidden=move || !indicators.with(Vec::is_empty)>{tr!(catalogue.asks_empty)}</p>
                    <fieldset class="field" id="asks-list" tabindex="-1"><legend class="visually-hidden">{tr!(catalogue.asks)}</legend><div>{boxes}</div></fieldset>
                </div>
                <div class="foot">
                    <button type="button" class="btn" on:click=move |_| channel.set(None)>{tr!(common.cancel)}</button>
                    <button class="btn primary" data-testid="asks-save" disabled=move || indicators.with(Vec::is_empty)>{tr!(person.save)}</button>
                </div>
            </form>
        </dialog>
    }
}
