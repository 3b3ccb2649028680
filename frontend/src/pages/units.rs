//! Đơn vị: the commune's units, by kind; the admin adds, pastes and renames.

use super::unit_end::EndUnit;
use super::unit_form::{NewUnit, PasteVillages, Rename};
use crate::{api, components::page_head::PageHead, load::Loader, session::use_session, tr, words};
use leptos::prelude::*;
use shared::{Action, dto::unit::UnitView, state::UnitKind};

/// The list. Test ids: `units`, `unit-row-<code>`, `unit-rename-<code>`,
/// `unit-end-<code>`, and those of [`NewUnit`], [`PasteVillages`], [`Rename`] and [`EndUnit`].
#[component]
pub fn UnitsPage() -> impl IntoView {
    let may = use_session().may(Action::UnitWrite);
    let list = Loader::new(|| (), |()| api::catalogues::units());
    let (renaming, ending) = (RwSignal::new(None::<UnitView>), RwSignal::new(None::<UnitView>));
    let changed = Callback::new(move |()| list.reload());
    let units = Signal::derive(move || list.value().unwrap_or_default());
    let row = move |unit: UnitView| {
        let (again, end) = (unit.clone(), unit.clone());
        let live = unit.valid_to.is_none();
        let may_end = may && live && unit.kind != UnitKind::Leadership;
        let fate = unit.valid_to.map(|day| {
            let after = unit.successors.iter().map(|one| tr!(unit.ended_into, name = one.name));
            let mut words = vec![tr!(unit.ended_since, day = shared::time::format_day(day))];
            words.extend(after);
            words.join(" ")
        });
        view! {
            <tr data-testid=format!("unit-row-{}", unit.code)>
                <td class="lead">{unit.name.clone()}<div class="small muted">{fate}</div></td><td data-label=tr!(unit.code)>{unit.code.clone()}</td>
                <td class="num" data-label=tr!(unit.households)>{unit.households.map(words::number)}</td>
                <td data-label=tr!(unit.since)>{shared::time::format_day(unit.valid_from)}</td>
                <td class="no-print"><div class="row">{(may && live).then(|| view! {
                    <button type="button" class="btn quiet" data-testid=format!("unit-rename-{}", unit.code) aria-label=format!("{} – {}", tr!(unit.rename), unit.name)
                        on:click=move |_| renaming.set(Some(again.clone()))>{tr!(unit.rename)}</button>
                })}{may_end.then(|| view! {
                    <button type="button" class="btn quiet" data-testid=format!("unit-end-{}", unit.code) aria-label=format!("{} – {}", tr!(unit.end), unit.name)
                        on:click=move |_| ending.set(Some(end.clone()))>{tr!(unit.end)}</button>
                })}</div></td>
            </tr>
        }
    };
    let draw = move |units: Vec<UnitView>| {
        UnitKind::ALL.iter().filter_map(|kind| {
        let some: Vec<UnitView> = units.iter().filter(|u| u.kind == *kind).cloned().collect();
        (!some.is_empty()).then(|| view! {
            <section class="card">
                <header><h2>{words::unit_kind(*kind)}</h2><span class="muted">{some.len()}</span></header>
                <table class="ledger cards"><thead><tr>
                    <th scope="col">{tr!(unit.name)}</th><th scope="col">{tr!(unit.code)}</th><th scope="col" class="num">{tr!(unit.households)}</th><th scope="col">{tr!(unit.since)}</th>
                    <th scope="col" class="no-print"><span class="visually-hidden">{tr!(unit.rename)}</span></th>
                </tr></thead><tbody>{some.into_iter().map(row).collect_view()}</tbody></table>
            </section>
        })
    }).collect_view()
    };
    view! {
        <PageHead title=tr!(nav.units).to_owned()/>
        <div class="stack-l" data-testid="units">
            {may.then(|| view! { <NewUnit changed/><PasteVillages changed/> })}
            {list.draw(draw)}
        </div>
        <Rename unit=renaming changed/>
        <EndUnit unit=ending units changed/>
    }
}
