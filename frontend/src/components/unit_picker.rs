//! Who is to do it: search without marks, whole groups at once, lead or supporting.

use super::icon::{Icon, shape};
use crate::{form::fold, tr, words};
use leptos::prelude::*;
use shared::{
    dto::organisation::unit::UnitView,
    id::UnitId,
    state::{Part, UnitKind},
};

/// The chosen units, each with its part.
pub type Chosen = RwSignal<Vec<(UnitId, Part)>>;

const GROUPS: [UnitKind; 3] = [UnitKind::Village, UnitKind::Committee, UnitKind::MassOrganisation];

/// The units that a picker over `units` offers.
#[must_use]
pub fn offered(units: &[UnitView]) -> Vec<UnitId> {
    let open = |unit: &&UnitView| unit.valid_to.is_none() && GROUPS.contains(&unit.kind);
    units.iter().filter(open).map(|unit| unit.id).collect()
}

/// The picker. Test ids: `unit-picker`, `unit-picker-search`, `unit-picker-all-villages`,
/// `unit-picker-all-committees`, `unit-picker-none`, `unit-<code>` (the box), `part-<code>`, `unit-picker-count`.
#[component]
pub fn UnitPicker(
    /// The units to choose from.
    units: Vec<UnitView>,
    /// What is chosen.
    chosen: Chosen,
    /// Villages only, each for itself: nobody leads, nobody helps.
    #[prop(optional)]
    villages: bool,
    /// More ways to choose, below the others.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let units: StoredValue<Vec<UnitView>> = StoredValue::new(
        units
            .into_iter()
            .filter(|u| u.valid_to.is_none() && (!villages || u.kind == UnitKind::Village))
            .collect(),
    );
    let add = move |wanted: fn(UnitKind) -> bool| {
        chosen.update(|all| {
            units.with_value(|units| {
                for unit in units.iter().filter(|u| wanted(u.kind)) {
                    if !all.iter().any(|(id, _)| *id == unit.id) {
                        all.push((unit.id, Part::Alone));
                    }
                }
            });
        });
    };
    let option = move |unit: UnitView| {
        let id = unit.id;
        let part = move || {
            chosen.with(|all| all.iter().find(|(other, _)| *other == id).map(|(_, part)| *part))
        };
        let toggle = move |on: bool| {
            chosen.update(|all| {
                all.retain(|(other, _)| *other != id);
                if on {
                    all.push((id, Part::Alone));
                }
            })
        };
        let choose = move |word: String| {
            chosen.update(|all| {
                if let (Some(entry), Some(part)) =
                    (all.iter_mut().find(|(other, _)| *other == id), Part::parse(&word))
                {
                    entry.1 = part;
                }
            })
        };
        let code = unit.code.clone();
        let name = unit.name.clone();
        let key = fold(&format!("{} {}", unit.name, unit.short_name));
        view! {
            <li class="option" hidden=move || search.with(|q| !key.contains(&fold(q)))>
                <label class="check">
                    <input type="checkbox" data-testid=format!("unit-{}", unit.code) prop:checked=move || part().is_some()
                        on:change:target=move |e| toggle(e.target().checked())/>
                    <span>{unit.name}</span>
                </label>
                {move || part().filter(|_| !villages).map(|now| view! {
                    <select data-testid=format!("part-{code}") aria-label=tr!(picker.part, name = name)
                        on:change:target=move |e| choose(e.target().value())>
                        {Part::ALL.iter().map(|p| view! { <option value=p.as_str() selected=*p == now>{words::part(*p)}</option> }).collect_view()}
                    </select>
                })}
            </li>
        }
    };
    let groups = GROUPS
        .into_iter()
        .filter_map(|kind| {
            let some: Vec<UnitView> =
                units.with_value(|all| all.iter().filter(|u| u.kind == kind).cloned().collect());
            (!some.is_empty()).then(|| {
                view! {
                    <p class="group">{words::unit_kind(kind)}</p>
                    <ul>{some.into_iter().map(option).collect_view()}</ul>
                }
            })
        })
        .collect_view();
    view! {
        <div class="picker" data-testid="unit-picker" role="group" aria-label=tr!(picker.title)>
            <div class="tools">
                <input type="search" id="units" data-testid="unit-picker-search" placeholder=tr!(picker.search) aria-label=tr!(picker.search)
                    prop:value=search on:input:target=move |e| search.set(e.target().value())/>
                <div class="chips">
                    <button type="button" class="chip" data-testid="unit-picker-all-villages"
                        on:click=move |_| add(|kind| kind == UnitKind::Village)><Icon d=shape::PLUS/>{tr!(picker.all_villages)}</button>
                    <button type="button" class="chip" data-testid="unit-picker-all-committees" hidden=villages
                        on:click=move |_| add(|kind| matches!(kind, UnitKind::Committee | UnitKind::MassOrganisation))><Icon d=shape::PLUS/>{tr!(picker.all_committees)}</button>
                    <button type="button" class="chip" data-testid="unit-picker-none" on:click=move |_| chosen.set(Vec::new())><Icon d=shape::CLOSE/>{tr!(picker.none)}</button>
                </div>
                {children.map(|children| children())}
            </div>
            <div class="options" tabindex="0" role="group" aria-label=tr!(picker.title)>{groups}</div>
            <p class="chosen" role="status" data-testid="unit-picker-count">{move || tr!(picker.count, n = chosen.with(Vec::len))}</p>
        </div>
    }
}
