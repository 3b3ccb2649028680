//! Nhiệm vụ: the ledger, by task or by unit. Filters, sort and view live in the address.

use super::ledger_rows::{AssignmentRows, TaskRows};
use crate::{
    api,
    components::{
        columns::{ColumnChoice, Columns},
        export_link::ExportLink,
        feedback::Empty,
        filter::{FilterChips, SearchBox},
        icon::{Icon, shape},
        more::Paged,
        page_head::PageHead,
        selection::{Act, Selection, SelectionBar},
    },
    load::Loader,
    pages::common::chase::{ChaseButtons, ChaseDialogs, Chasing},
    query::Filters,
    routes::Route,
    session::use_session,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    Action,
    id::{AssignmentId, TaskId},
    state::AssignmentState,
};

/// The ledger. Test ids: `tasks`, `view-tasks`, `view-units`, `filter-…`, `sort-…`, `task-row-<id>`,
/// `assignment-row-<id>`, `tasks-new`, `tasks-print`, `list-more`, `list-count`, `bulk-open`,
/// `ledger-export`, `bulk-close`, `bulk-cancel`, `bulk-call-off`, `tasks-templates`, `tasks-recurrences`, `tasks-events`, and those of the column choice and the selection.
#[component]
pub fn TasksPage() -> impl IntoView {
    let session = use_session();
    let filters = Filters::here();
    let by_unit = Memo::new(move |_| filters.get("view") == "units");
    view! {
        <PageHead title=tr!(nav.tasks).to_owned()>
            <button type="button" class="btn" data-testid="tasks-print" on:click=|_| crate::dom::print()><Icon d=shape::PRINT/>{tr!(common.print)}</button>
            {session.may(Action::TaskWrite).then(|| view! {
                <a class="btn primary" href=Route::NewTask.path() data-testid="tasks-new"><Icon d=shape::PLUS/>{tr!(tasks.new)}</a>
            })}
        </PageHead>
        <div class="row between filters-block no-print">
            <div class="chips" role="group" aria-label=tr!(tasks.view)>
                <a class="chip" href=Route::Tasks.path() data-testid="view-tasks" aria-current=move || (!by_unit.get()).to_string()>{tr!(tasks.by_task)}</a>
                <a class="chip" href=Route::Tasks.asking(&[("view", &"units")]) data-testid="view-units" aria-current=move || by_unit.get().to_string()>{tr!(tasks.by_unit)}</a>
            </div>
            {session.may(Action::TaskWrite).then(|| view! {
                <div class="row small">
                    <a href=Route::Templates.path() data-testid="tasks-templates">{tr!(template.title)}</a>
                    <a href=Route::Recurrences.path() data-testid="tasks-recurrences">{tr!(recurrence.title)}</a>
                    <a href=Route::Events.path() data-testid="tasks-events">{tr!(event.title)}</a>
                </div>
            })}
        </div>
        <div data-testid="tasks">
            {move || if by_unit.get() { view! { <ByUnit filters/> }.into_any() } else { view! { <ByTask filters/> }.into_any() }}
        </div>
    }
}

#[component]
fn ByTask(filters: Filters) -> impl IntoView {
    let query = Signal::derive(move || {
        filters.query(&["state", "q", "sort", "directive", "overdue", "recurrence"])
    });
    let list = Paged::new(query, |query, cursor| async move {
        api::tasks::list(&query, cursor.as_deref()).await
    });
    let columns = Columns::of("tasks");
    let (acts, selection) = (task_acts(), Selection::of(query));
    let selection = (!acts.is_empty()).then_some(selection);
    view! {
        <div class="filters no-print">
            <SearchBox filters/>
            <FilterChips filters name="state" label=tr!(tasks.state) options=vec![
                ("", tr!(common.all)), ("open", tr!(state.task_open)), ("draft", tr!(state.task_draft)),
                ("closed", tr!(state.task_closed)), ("cancelled", tr!(state.task_cancelled)),
            ]/>
            {move || (!filters.get("recurrence").is_empty()).then(|| view! {
                <button type="button" class="chip" aria-pressed="true" data-testid="filter-recurrence-clear" on:click=move |_| filters.set("recurrence", "")>
                    {tr!(recurrence.only)}<Icon d=shape::CLOSE/>
                </button>
            })}
            <ColumnChoice columns options=vec![
                ("due", tr!(task.due)), ("state", tr!(tasks.state)), ("assigned", tr!(overview.assigned)),
                ("approved", tr!(overview.approved)), ("overdue", tr!(overview.overdue)), ("bar", tr!(overview.bar)),
            ]/>
        </div>
        <div class="picked">
            {selection.map(|selection| view! { <SelectionBar selection acts changed=Callback::new(move |()| list.reload())/> })}
            <div class="card">{list.draw(
                move |items| view! { <TaskRows items filters columns selection/> },
                || view! { <Empty title=tr!(tasks.none) hint=tr!(tasks.none_hint)/> },
            )}</div>
        </div>
    }
}

#[component]
fn ByUnit(filters: Filters) -> impl IntoView {
    let query = Signal::derive(move || {
        filters.query(&["state", "timeliness", "unit", "task", "due_from", "due_to", "q", "sort"])
    });
    let list = Paged::new(query, |query, cursor| async move {
        api::assignments::list(&query, cursor.as_deref()).await
    });
    let file = Signal::derive(move || api::export_url("/assignments", &query.get()));
    let units = Loader::new(|| (), |()| api::catalogues::units());
    let options = move || {
        units
            .value()
            .unwrap_or_default()
            .into_iter()
            .map(|unit| {
                let id = unit.id.to_string();
                let chosen = untrack(|| filters.get("unit")) == id;
                view! { <option value=id selected=chosen>{unit.name}</option> }
            })
            .collect_view()
    };
    let states = move || {
        let chosen = filters.get("state");
        let option = |state: &AssignmentState| {
            let word = state.as_str();
            view! { <option value=word selected={word == chosen}>{words::assignment_state(*state)}</option> }
        };
        AssignmentState::ALL.iter().map(option).collect_view()
    };
    let range = move || {
        let (from, to) = (filters.get("due_from"), filters.get("due_to"));
        (!from.is_empty() || !to.is_empty()).then(|| {
            let day = |text: &str| text.parse().map(shared::time::format_day).unwrap_or_default();
            let clear = move |_| { filters.set("due_from", ""); filters.set("due_to", ""); };
            view! {
                <button type="button" class="chip" aria-pressed="true" data-testid="filter-due-clear" on:click=clear>
                    {tr!(tasks.due_range, from = day(&from), to = day(&to))}<Icon d=shape::CLOSE/>
                </button>
            }
        })
    };
    let columns = Columns::of("assignments");
    let (acts, selection) = (unit_acts(), Selection::of(query));
    let may_chase = use_session().may(Action::Chase);
    let selection = (may_chase || !acts.is_empty()).then_some(selection);
    let chasing = Chasing::new();
    view! {
        <div class="filters no-print">
            <SearchBox filters/>
            <div class="field">
                <label for="filter-unit">{tr!(overview.unit)}</label>
                <select id="filter-unit" data-testid="filter-unit" on:change:target=move |e| filters.set("unit", e.target().value())>
                    <option value="">{tr!(common.all)}</option>{options}
                </select>
            </div>
            <div class="field">
                <label for="filter-state">{tr!(tasks.state)}</label>
                <select id="filter-state" data-testid="filter-state" on:change:target=move |e| filters.set("state", e.target().value())>
                    <option value="">{tr!(common.all)}</option>{states}
                </select>
            </div>
            <FilterChips filters name="timeliness" label=tr!(tasks.timeliness) options=vec![
                ("", tr!(common.all)), ("overdue", tr!(overview.overdue)), ("due_soon", tr!(tasks.due_soon)), ("due_in_7_days", tr!(work.this_week)), ("awaiting_review", tr!(state.submitted)), ("done", tr!(tasks.done)),
            ]/>
            <div class="chips">{range}</div>
            <ColumnChoice columns options=vec![
                ("unit", tr!(overview.unit)), ("due", tr!(task.due)), ("state", tr!(tasks.state)),
            ]/>
            <ExportLink test="ledger-export" href=file label=tr!(tasks.export) hint=tr!(tasks.export_hint)/>
        </div>
        <div class="picked">
            {selection.map(|selection| view! {
                <SelectionBar selection acts changed=Callback::new(move |()| list.reload())>
                    {may_chase.then(|| view! { <ChaseButtons chasing rows=selection.chosen() primary=true/> })}
                </SelectionBar>
                {may_chase.then(|| view! { <ChaseDialogs chasing done=Callback::new(move |()| selection.clear())/> })}
            })}
            <div class="card">{list.draw(
                move |items| view! { <AssignmentRows items filters columns selection/> },
                || view! { <Empty title=tr!(tasks.none) hint=tr!(tasks.none_hint)/> },
            )}</div>
        </div>
    }
}

/// What this person may do to many tasks at once.
fn task_acts() -> Vec<Act> {
    let session = use_session();
    let mut acts = Vec::new();
    if session.may(Action::TaskWrite) {
        acts.push(Act::new(
            "bulk-open",
            tr!(task.open),
            |n| tr!(table.sure_open, n = n),
            |n| tr!(table.opened, n = n),
            |row, reason| api::tasks::change(TaskId(row.id), "open", row.version, reason),
        ));
    }
    if session.may(Action::TaskClose) {
        let close = Act::new(
            "bulk-close",
            tr!(task.close),
            |n| tr!(table.sure_close, n = n),
            |n| tr!(table.closed, n = n),
            |row, reason| api::tasks::change(TaskId(row.id), "close", row.version, reason),
        );
        let cancel = Act::new(
            "bulk-cancel",
            tr!(task.cancel),
            |n| tr!(table.sure_cancel, n = n),
            |n| tr!(table.cancelled, n = n),
            |row, reason| api::tasks::change(TaskId(row.id), "cancel", row.version, reason),
        );
        acts.push(close.with_reason());
        acts.push(cancel.with_reason().dangerous());
    }
    acts
}

/// What this person may do to many units' shares at once.
fn unit_acts() -> Vec<Act> {
    let cancel = || {
        Act::new(
            "bulk-call-off",
            tr!(task.cancel_unit),
            |n| tr!(table.sure_call_off, n = n),
            |n| tr!(table.called_off, n = n),
            |row, reason| api::assignments::cancel(AssignmentId(row.id), row.version, reason),
        )
    };
    let may = use_session().may(Action::TaskClose);
    may.then(|| cancel().with_reason().dangerous()).into_iter().collect()
}
