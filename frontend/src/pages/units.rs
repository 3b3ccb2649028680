//! Đơn vị: the commune's units, by kind.

use crate::{api, components::page_head::PageHead, load::Loader, tr, words};
use leptos::prelude::*;
use shared::{dto::unit::UnitView, state::UnitKind};

/// The list. Test ids: `units`, `unit-row-<code>`.
#[component]
pub fn UnitsPage() -> impl IntoView {
    let list = Loader::new(|| (), |()| api::catalogues::units());
    let draw = |units: Vec<UnitView>| {
        UnitKind::ALL.iter().filter_map(|kind| {
        let some: Vec<UnitView> = units.iter().filter(|u| u.kind == *kind).cloned().collect();
        (!some.is_empty()).then(|| view! {
            <section class="card">
                <header><h2>{words::unit_kind(*kind)}</h2><span class="muted">{some.len()}</span></header>
                <table class="ledger cards"><thead><tr>
                    <th scope="col">{tr!(unit.name)}</th><th scope="col">{tr!(unit.code)}</th><th scope="col" class="num">{tr!(unit.households)}</th><th scope="col">{tr!(unit.since)}</th>
                </tr></thead><tbody>
                    {some.into_iter().map(|u| view! {
                        <tr data-testid=format!("unit-row-{}", u.code)>
                            <td class="lead">{u.name}</td><td data-label=tr!(unit.code)>{u.code.clone()}</td>
                            <td class="num" data-label=tr!(unit.households)>{u.households.map(words::number)}</td>
                            <td data-label=tr!(unit.since)>{shared::time::format_day(u.valid_from)}</td>
                        </tr>
                    }).collect_view()}
                </tbody></table>
            </section>
        })
    }).collect_view()
    };
    view! {
        <PageHead title=tr!(nav.units).to_owned()/>
        <div class="stack-l" data-testid="units">{list.draw(draw)}</div>
    }
}
