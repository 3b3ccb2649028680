//! The rows of the ledger, by task and by unit.

use crate::{
    components::{
        badge::{Badge, DeadlineBadge, StateBadge, TaskStateBadge, UnreadBadge},
        columns::Columns,
        due::DueCell,
        filter::SortHead,
        meter::Meter,
        selection::{Row, SelectAbove, SelectCell, SelectHead, Selection},
    },
    query::Filters,
    routes::Route,
    session::now,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    deadline::Timeliness,
    dto::work::{assignment::AssignmentSummary, task::TaskSummary},
    state::{Priority, TaskState},
};

/// One row a task.
#[component]
pub(super) fn TaskRows(
    /// The tasks.
    items: Vec<TaskSummary>,
    /// The page's filters, for sorting.
    filters: Filters,
    /// Which columns are shown.
    columns: Columns,
    /// The chosen rows, for whoever may act on many.
    selection: Option<Selection>,
) -> impl IntoView {
    let all = items.iter().map(task_row).collect::<Vec<_>>();
    let rows = items.into_iter().map(|task| {
        let row = task_row(&task);
        let p = task.progress.clone();
        #[allow(clippy::cast_precision_loss)]
        let (of, green, red) = (p.assigned as f64, p.approved as f64, p.overdue as f64);
        let label = tr!(overview.progress, done = p.approved, all = p.assigned, late = p.overdue);
        let late = p.overdue > 0;
        let source = task.directive.as_ref().map(|d| match task.clause_number {
            Some(n) => tr!(work.clause, name = d.name, n = n),
            None => d.name.clone(),
        });
        // Work that waits for review is never chased.
        let waits = task.state == TaskState::Open && p.submitted + p.approved < p.assigned;
        // A unit may work to a later day than the task's: late is only what some unit is late with.
        let open = waits && (late || task.due_at.is_some_and(|due| due > now()));
        view! {
            <tr data-testid=format!("task-row-{}", task.id)>
                {selection.map(|selection| view! { <SelectCell selection row/> })}
                <td class="lead">
                    <a class="title" href=Route::Task(task.id).path()>{task.title}</a>
                    {(task.priority == Priority::High).then(|| view! { " "<Badge tone="amber" text=tr!(work.urgent)/> })}
                    <div class="small muted">{source}</div>
                </td>
                <td data-col="due" data-label=tr!(task.due)><span>{words::due_day(task.due_at)}{(open && task.due_at.is_some()).then(|| view! { <div><DeadlineBadge due=task.due_at/></div> })}</span></td>
                <td data-col="state" data-label=tr!(tasks.state)><TaskStateBadge state=task.state/></td>
                <td class="num" data-col="assigned" data-label=tr!(overview.assigned)>{p.assigned}</td>
                <td class="num" data-col="approved" data-label=tr!(overview.approved)>{p.approved}</td>
                <td class="num" data-col="overdue" data-label=tr!(overview.overdue)><span class:late=late class:strong=late class:muted=!late>{p.overdue}</span></td>
                <td data-col="bar"><Meter parts=vec![("green", green), ("red", red)] of label/></td>
            </tr>
        }
    }).collect_view();
    view! {
        {selection.map(|selection| view! { <SelectAbove selection rows=all.clone()/> })}
        <table class="ledger cards" data-hide=move || columns.hidden()>
            <caption class="visually-hidden">{tr!(nav.tasks)}</caption>
            <thead class="sticky"><tr>
                {selection.map(|selection| view! { <SelectHead selection rows=all/> })}
                <SortHead filters key="title" label=tr!(tasks.title)/>
                <SortHead filters key="due_at" label=tr!(task.due) col="due"/>
                <th scope="col" data-col="state">{tr!(tasks.state)}</th>
                <th scope="col" class="num" data-col="assigned">{tr!(overview.assigned)}</th>
                <th scope="col" class="num" data-col="approved">{tr!(overview.approved)}</th>
                <th scope="col" class="num" data-col="overdue">{tr!(overview.overdue)}</th>
                <th scope="col" data-col="bar">{tr!(overview.bar)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// One row a unit's share.
#[component]
pub(super) fn AssignmentRows(
    /// The assignments.
    items: Vec<AssignmentSummary>,
    /// The page's filters, for sorting.
    filters: Filters,
    /// Which columns are shown.
    columns: Columns,
    /// The chosen rows, for whoever may act on many.
    selection: Option<Selection>,
) -> impl IntoView {
    let all = items.iter().map(Row::of_assignment).collect::<Vec<_>>();
    let rows = items.into_iter().map(|item| {
        let row = Row::of_assignment(&item);
        let late = item.timeliness == Timeliness::Overdue;
        view! {
            <tr data-testid=format!("assignment-row-{}", item.id) data-late=late.to_string()>
                {selection.map(|selection| view! { <SelectCell selection row/> })}
                <td class="lead">
                    <a class="title" href=Route::Assignment(item.id).path()>{item.task.name.clone()}</a>
                    <div class="small muted">{words::targets(&item.targets)}</div>
                    <UnreadBadge id=item.id count=item.unread_comments/>
                </td>
                <td data-col="unit" data-label=tr!(overview.unit)>{item.unit.name.clone()}</td>
                <td data-col="due" data-label=tr!(task.due)>
                    <DueCell item=item.clone()/>
                </td>
                <td data-col="state" data-label=tr!(tasks.state)><StateBadge state=item.state/></td>
            </tr>
        }
    }).collect_view();
    view! {
        {selection.map(|selection| view! { <SelectAbove selection rows=all.clone()/> })}
        <table class="ledger cards" data-hide=move || columns.hidden()>
            <caption class="visually-hidden">{tr!(nav.tasks)}</caption>
            <thead class="sticky"><tr>
                {selection.map(|selection| view! { <SelectHead selection rows=all/> })}
                <th scope="col">{tr!(tasks.title)}</th>
                <th scope="col" data-col="unit">{tr!(overview.unit)}</th>
                <SortHead filters key="due_at" label=tr!(task.due) col="due"/>
                <th scope="col" data-col="state">{tr!(tasks.state)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn task_row(task: &TaskSummary) -> Row {
    Row { id: task.id.0, version: task.version, name: task.title.clone() }
}
