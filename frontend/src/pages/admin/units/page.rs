//! Đơn vị: the commune's units as a tree, by kind; the admin adds, pastes, places and renames.

use super::{
    end::EndUnit,
    form::{NewUnit, PasteVillages, Rename},
    households::UnitHouseholds,
    parent::UnitParent,
    row::{UnitActions, UnitRow},
    tree::{Move, branches, moved},
};
use crate::{
    api,
    components::{page_head::PageHead, toast::use_toasts},
    dom,
    load::Loader,
    session::use_session,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::organisation::unit::{UnitPatch, UnitView},
    state::UnitKind,
};

/// The tree. Test ids: `units`, and those of [`UnitRow`], [`NewUnit`], [`PasteVillages`],
/// [`Rename`], [`UnitParent`], [`UnitHouseholds`] and [`EndUnit`].
#[component]
pub fn UnitsPage() -> impl IntoView {
    let may = use_session().may(Action::UnitWrite);
    let toasts = use_toasts();
    let list = Loader::new(|| (), |()| api::catalogues::units());
    let changed = Callback::new(move |()| list.reload());
    let units = Signal::derive(move || list.value().unwrap_or_default());
    let write = use_write();
    let said = RwSignal::new(String::new());
    // Whoever moves by the keyboard goes on from the same button of the row drawn anew.
    let come_back = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        units.track();
        if let Some(id) = come_back.try_update_untracked(Option::take).flatten() {
            request_animation_frame(move || dom::focus(&id));
        }
    });
    let shift = Callback::new(move |(unit, by): (UnitView, isize)| {
        let plan = units.with_untracked(|all| moved(all, &unit, by));
        let Some(Move { changes, place, count }) = plan else { return };
        // A second press before the first is through would go by positions of before.
        if write.busy.get_untracked() {
            return;
        }
        let way = if by < 0 { "up" } else { "down" };
        come_back.set(Some(format!("unit-{way}-{}", unit.code)));
        let all = async move {
            for (one, position) in changes {
                let patch = UnitPatch { position: Some(position), ..UnitPatch::default() };
                api::units::change(one.id, one.version, &patch).await?;
            }
            api::catalogues::units().await
        };
        write.settle(all, move |all| match all {
            Ok(all) => {
                said.try_set(tr!(unit.moved, name = unit.name, n = place, all = count));
                list.put(all);
            }
            Err(error) => {
                toasts.say(error.message());
                list.reload();
            }
        });
    });
    let actions = UnitActions {
        rename: RwSignal::new(None),
        end: RwSignal::new(None),
        place: RwSignal::new(None),
        households: RwSignal::new(None),
        shift,
        closed: RwSignal::new(Vec::new()),
    };
    let draw = move |units: Vec<UnitView>| {
        UnitKind::ALL.iter().filter_map(|kind| {
        let rows = branches(&units, *kind);
        (!rows.is_empty()).then(|| view! {
            <section class="card">
                <header><h2>{words::unit_kind(*kind)}</h2><span class="muted">{rows.len()}</span></header>
                <table class="ledger cards dense tree">
                    <caption class="visually-hidden">{words::unit_kind(*kind)}</caption>
                    <thead><tr>
                    <th scope="col">{tr!(unit.name)}</th><th scope="col">{tr!(unit.code)}</th><th scope="col" class="num">{tr!(unit.households)}</th><th scope="col">{tr!(unit.since)}</th>
                    <th scope="col" class="no-print"><span class="visually-hidden">{tr!(unit.rename)}</span></th>
                </tr></thead><tbody>{rows.into_iter().map(|branch| view! { <UnitRow branch may actions/> }).collect_view()}</tbody></table>
            </section>
        })
    }).collect_view()
    };
    view! {
        <PageHead title=tr!(nav.units).to_owned()/>
        <p class="visually-hidden" role="status">{said}</p>
        <div class="stack-l" data-testid="units">
            {may.then(|| view! { <NewUnit units changed/><PasteVillages changed/> })}
            {list.draw(draw)}
        </div>
        <Rename unit=actions.rename changed/>
        <UnitParent unit=actions.place units changed/>
        <UnitHouseholds unit=actions.households changed/>
        <EndUnit unit=actions.end units changed/>
    }
}
