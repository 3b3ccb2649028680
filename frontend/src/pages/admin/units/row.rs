//! One unit of the tree.

use super::tree::Branch;
use crate::{
    components::icon::{Icon, shape},
    tr, words,
};
use leptos::prelude::*;
use shared::{dto::organisation::unit::UnitView, id::UnitId, state::UnitKind};

/// What can be done with a unit.
#[derive(Clone, Copy)]
pub(super) struct UnitActions {
    /// A new name.
    pub rename: RwSignal<Option<UnitView>>,
    /// Its end.
    pub end: RwSignal<Option<UnitView>>,
    /// The unit above.
    pub place: RwSignal<Option<UnitView>>,
    /// Households by year.
    pub households: RwSignal<Option<UnitView>>,
    /// One place up (-1) or down (1).
    pub shift: Callback<(UnitView, isize)>,
    /// Those whose units below are hidden.
    pub closed: RwSignal<Vec<UnitId>>,
}

/// What has become of a unit that has ended.
fn fate(unit: &UnitView) -> Option<String> {
    unit.valid_to.map(|day| {
        let after = unit.successors.iter().map(|one| tr!(unit.ended_into, name = one.name));
        let mut words = vec![tr!(unit.ended_since, day = shared::time::format_day(day))];
        words.extend(after);
        words.join(" ")
    })
}

/// The row. Test ids: `unit-row-<code>`, and with the code behind: `unit-branch-`, `unit-up-`,
/// `unit-down-`, `unit-years-`, `unit-rename-`, `unit-place-`, `unit-end-`.
#[component]
pub(super) fn UnitRow(
    /// The unit.
    branch: Branch,
    /// Whether the asker may change it.
    may: bool,
    /// What can be done.
    actions: UnitActions,
) -> impl IntoView {
    let Branch { unit, depth, above, parent, has_below, ends } = branch;
    let (id, closed) = (unit.id, actions.closed);
    let hidden = move || closed.with(|all| above.iter().any(|one| all.contains(one)));
    let is_closed = move || closed.with(|all| all.contains(&id));
    let live = unit.valid_to.is_none();
    let name = StoredValue::new(unit.name.clone());
    let code = unit.code.clone();
    let whole = StoredValue::new(unit.clone());
    let ask = move |what: RwSignal<Option<UnitView>>| {
        move |_: leptos::ev::MouseEvent| what.set(Some(whole.get_value()))
    };
    let toggle = move |_| {
        closed.update(|all| {
            let before = all.len();
            all.retain(|one| *one != id);
            if all.len() == before {
                all.push(id);
            }
        });
    };
    let branch = has_below.then(|| view! {
        <button type="button" class="branch" data-testid=format!("unit-branch-{code}") aria-expanded=move || (!is_closed()).to_string()
            aria-label=move || if is_closed() { tr!(unit.open_branch, name = name.get_value()) } else { tr!(unit.close_branch, name = name.get_value()) }
            on:click=toggle><Icon d=shape::DOWN/></button>
    });
    let button = |test: &str, word: &'static str, what: RwSignal<Option<UnitView>>| {
        view! {
            <button type="button" class="btn quiet" data-testid=format!("{test}-{code}") aria-label=format!("{word} – {}", name.get_value()) on:click=ask(what)>{word}</button>
        }
    };
    let shift = |test: &str, by: isize, label: String| {
        let id = format!("{test}-{code}");
        let run = move |_| actions.shift.run((whole.get_value(), by));
        // At the end of the row it keeps the focus, and does nothing.
        let (class, end) = if by < 0 {
            ("btn quiet icon-only up", ends.0)
        } else {
            ("btn quiet icon-only", ends.1)
        };
        view! {
            <button type="button" id=id.clone() data-testid=id class=class aria-label=label aria-disabled=end.then_some("true") on:click=run><Icon d=shape::DOWN/></button>
        }
    };
    let count = unit.households.map(words::number);
    let shown = count.clone().unwrap_or_else(|| tr!(unit.note_households).to_owned());
    let years = may && live && unit.kind == UnitKind::Village;
    let households = if years {
        let label = format!("{} – {shown}", tr!(unit.households_of, name = unit.name));
        view! {
            <button type="button" class="btn quiet figure" data-testid=format!("unit-years-{code}") aria-label=label on:click=ask(actions.households)>
                {shown}</button>
        }.into_any()
    } else {
        count.into_any()
    };
    view! {
        <tr data-testid=format!("unit-row-{code}") data-depth=depth.min(5).to_string() hidden=hidden>
            <td class="lead"><div class="node">{branch}<div>{unit.name.clone()}
                <div class="small muted">{fate(&unit)}</div>
                <div class="small muted narrow-only">{parent.map(|name| tr!(unit.below, name = name))}</div></div></div></td>
            <td data-label=tr!(unit.code)>{code.clone()}</td>
            <td class="num" data-label=tr!(unit.households)>{households}</td>
            <td data-label=tr!(unit.since)>{shared::time::format_day(unit.valid_from)}</td>
            <td class="no-print"><div class="row">
                {(may && live).then(|| view! {
                    {shift("unit-up", -1, tr!(unit.up, name = unit.name))}
                    {shift("unit-down", 1, tr!(unit.down, name = unit.name))}
                    {button("unit-rename", tr!(unit.rename), actions.rename)}
                    {button("unit-place", tr!(unit.parent), actions.place)}
                })}
                {(may && live && unit.kind != UnitKind::Leadership).then(|| button("unit-end", tr!(unit.end), actions.end))}
            </div></td>
        </tr>
    }
}
