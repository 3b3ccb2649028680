//! What is overdue the longest, to be chased from the overview.

use super::board::of_units;
use crate::{
    api,
    components::{
        due::DueCell,
        selection::{Row, SelectAbove, SelectCell, SelectHead, Selection, SelectionBar},
    },
    load::Loader,
    pages::common::chase::{ChaseButtons, ChaseDialogs, Chasing},
    routes::Route,
    tr,
};
use leptos::prelude::*;
use shared::dto::{page::Page, work::assignment::AssignmentSummary};

/// So many stand here; the ledger has all.
const MOST: usize = 5;

/// The card; nothing where nothing is overdue. Test ids: `overview-late`, `late-<assignment>`, and
/// those of the selection and of the chasing.
#[component]
pub(super) fn OverdueCard() -> impl IntoView {
    let list =
        Loader::new(|| (), |()| api::assignments::list("timeliness=overdue&sort=due_at", None));
    let selection = Selection::of(Signal::derive(String::new));
    let chasing = Chasing::new();
    let changed = Callback::new(move |()| {
        selection.clear();
        list.reload();
    });
    let draw = move |page: Page<AssignmentSummary>| {
        if page.items.is_empty() {
            return None;
        }
        let all = page.total.unwrap_or_default().max(page.items.len() as u64);
        let items: Vec<_> = page.items.into_iter().take(MOST).collect();
        let chosen = items.iter().map(Row::of_assignment).collect::<Vec<_>>();
        let rows = items.into_iter().map(|item| {
            let row = Row::of_assignment(&item);
            view! {
                <tr data-testid=format!("late-{}", item.id)>
                    <SelectCell selection row/>
                    <td class="lead"><a class="title" href=Route::Assignment(item.id).path()>{item.task.name.clone()}</a></td>
                    <td data-label=tr!(overview.unit)>{item.unit.name.clone()}</td>
                    <td data-label=tr!(task.due)><DueCell item=item.clone()/></td>
                </tr>
            }
        });
        Some(view! {
            <section class="card" data-testid="overview-late">
                <header><h2>{tr!(overview.late_longest)}</h2><a href=of_units("timeliness", &"overdue")>{tr!(overview.late_all, n = all)}</a></header>
                <SelectAbove selection rows=chosen.clone()/>
                <table class="ledger cards">
                    <caption class="visually-hidden">{tr!(overview.late_longest)}</caption>
                    <thead><tr><SelectHead selection rows=chosen/><th scope="col">{tr!(tasks.title)}</th><th scope="col">{tr!(overview.unit)}</th><th scope="col">{tr!(task.due)}</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </section>
        })
    };
    view! {
        <div class="picked">
            <SelectionBar selection acts=Vec::new() changed><ChaseButtons chasing rows=selection.chosen() primary=true/></SelectionBar>
            {list.draw(draw)}
            <ChaseDialogs chasing done=changed/>
        </div>
    }
}
