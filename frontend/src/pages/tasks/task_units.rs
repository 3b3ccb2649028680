//! The units of a task: one row each, adding some, calling one off.

use super::task::PageData;
use crate::{
    api,
    components::{
        badge::{StateBadge, UnreadBadge},
        dialog::{ConfirmDialog, Given},
        due::DueCell,
        export_link::ExportLink,
        feedback::Empty,
        selection::{Row, SelectAbove, SelectCell, SelectHead, Selection, SelectionBar},
        toast::use_toasts,
        unit_picker::{UnitPicker, offered},
    },
    load::Loader,
    pages::common::{
        chase::{ChaseButtons, ChaseDialogs, Chasing},
        unit_groups::UnitGroups,
    },
    routes::Route,
    session::use_session,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::work::{
        assignment::AssignmentSummary,
        task::{AssignUnit, TaskView},
    },
    state::{AssignmentState, Part, TaskState},
};

/// The rows. Test ids: `task-unit-<assignment>`, `cancel-unit-<assignment>`, `unit-cancel-reason`,
/// `unit-cancel-confirm`, `task-add-units`, `task-add-confirm`, `task-export`, and those of
/// `UnitPicker`.
#[component]
pub(super) fn TaskUnits(
    /// The task.
    task: TaskView,
    /// Its assignments.
    units: Vec<AssignmentSummary>,
    /// The page's read, for after a change.
    data: Loader<PageData>,
) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let live = matches!(task.summary.state, TaskState::Open | TaskState::Draft);
    let may_cancel = live && session.may(Action::TaskClose);
    let may_add = live && session.may(Action::TaskWrite);
    let (asking, adding) = (RwSignal::new(false), RwSignal::new(false));
    let victim = RwSignal::new(None::<AssignmentSummary>);
    let given = Given::of(&format!("cancel-unit.{}", task.summary.id));
    let write = use_write().always(move || {
        asking.try_set(false);
        data.reload();
    });
    let cancel = Callback::new(move |reason: String| {
        let Some(item) = victim.get_untracked() else { return };
        let answer = api::assignments::cancel(item.id, item.version, reason);
        write.give(given, answer, move |_| {
            toasts.say(tr!(task.unit_cancelled, unit = item.unit.name));
        });
    });
    let count = units.iter().filter(|u| u.state != AssignmentState::Cancelled).count();
    let taken: Vec<_> =
        units.iter().filter(|u| u.state != AssignmentState::Cancelled).map(|u| u.unit.id).collect();
    let empty = units.is_empty();
    let chasing = Chasing::new();
    // Only what waits for its unit can be chased.
    let waiting: Vec<_> =
        units.iter().filter(|u| u.state.waits_for_unit()).map(Row::of_assignment).collect();
    let may_chase =
        session.may(Action::Chase) && !waiting.is_empty() && task.summary.state == TaskState::Open;
    let selection = may_chase.then(|| Selection::of(Signal::derive(String::new)));
    let rows = units.into_iter().map(|item| {
        let again = item.clone();
        view! {
            <tr data-testid=format!("task-unit-{}", item.id)>
                {selection.map(|selection| if item.state.waits_for_unit() {
                    view! { <SelectCell selection row=Row::of_assignment(&item)/> }.into_any()
                } else {
                    view! { <td class="select no-print"></td> }.into_any()
                })}
                <td class="lead"><a class="title" href=Route::Assignment(item.id).path()>{item.unit.name.clone()}</a><UnreadBadge id=item.id count=item.unread_comments/></td>
                <td data-label=tr!(task.part)>{words::part(item.part)}</td>
                <td data-label=tr!(task.due)><DueCell item=item.clone()/></td>
                <td data-label=tr!(tasks.state)><StateBadge state=item.state/></td>
                <td class="no-print">{(may_cancel && item.state.is_live()).then(|| view! {
                    <button type="button" class="btn quiet" data-testid=format!("cancel-unit-{}", item.id)
                        aria-label=tr!(task.cancel_unit_of, unit = item.unit.name)
                        on:click=move |_| { victim.set(Some(again.clone())); asking.set(true); }>{tr!(task.cancel_unit)}</button>
                })}</td>
            </tr>
        }
    }).collect_view();
    let text = Signal::derive(move || {
        tr!(task.cancel_unit_text, unit = victim.get().map(|v| v.unit.name).unwrap_or_default())
    });
    let file = api::export_url("/assignments", &format!("task={}", task.summary.id));
    let task = StoredValue::new(task);
    let taken = StoredValue::new(taken);
    view! {
        <div class="picked">
        {selection.map(|selection| view! {
            <SelectionBar selection acts=Vec::new() changed=Callback::new(move |()| data.reload())><ChaseButtons chasing rows=selection.chosen() primary=true/></SelectionBar>
            <ChaseDialogs chasing done=Callback::new(move |()| selection.clear())/>
        })}
        <section class="card">
            <header><h2>{tr!(task.units, n = count)}</h2>
                <div class="row no-print">
                    {(!empty).then(|| view! { <ExportLink test="task-export" href=file label=tr!(tasks.export) hint=tr!(tasks.export_hint)/> })}
                    {may_add.then(|| view! { <button type="button" class="btn" data-testid="task-add-units" on:click=move |_| adding.update(|on| *on = !*on)>{tr!(task.add_units)}</button> })}
                </div>
            </header>
            {move || adding.get().then(|| view! { <AddUnits task=task.get_value() taken=taken.get_value() data/> })}
            {if empty { view! { <Empty title=tr!(task.no_units) hint=tr!(task.no_units_hint)/> }.into_any() } else { view! {
                {selection.map(|selection| view! { <SelectAbove selection rows=waiting.clone()/> })}
                <table class="ledger cards">
                    <thead><tr>
                        {selection.map(|selection| view! { <SelectHead selection rows=waiting/> })}
                        <th scope="col">{tr!(overview.unit)}</th><th scope="col">{tr!(task.part)}</th><th scope="col">{tr!(task.due)}</th>
                        <th scope="col">{tr!(tasks.state)}</th><th scope="col" class="no-print"><span class="visually-hidden">{tr!(task.cancel_unit)}</span></th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            }.into_any() }}
        </section>
        </div>
        <ConfirmDialog id="unit-cancel" open=asking title=tr!(task.cancel_unit_title).to_owned() text confirm=tr!(task.cancel_unit)
            reason=tr!(task.reason) given danger=true on_confirm=cancel/>
    }
}

#[component]
fn AddUnits(
    task: TaskView,
    taken: Vec<shared::id::UnitId>,
    data: Loader<PageData>,
) -> impl IntoView {
    let toasts = use_toasts();
    let chosen = RwSignal::new(Vec::<(shared::id::UnitId, Part)>::new());
    let units = Loader::new(
        || (),
        move |()| {
            let taken = taken.clone();
            async move {
                Ok(api::catalogues::units()
                    .await?
                    .into_iter()
                    .filter(|u| !taken.contains(&u.id))
                    .collect::<Vec<_>>())
            }
        },
    );
    let (id, version) = (task.summary.id, task.summary.version);
    let write = use_write();
    let add = move |_| {
        let units = chosen
            .get_untracked()
            .into_iter()
            .map(|(unit_id, part)| AssignUnit { unit_id, part, due_on: None })
            .collect();
        // Where it is refused, the choice stays.
        write.send(api::tasks::assign(id, version, units), move |_| {
            toasts.say(tr!(task.added));
            data.reload();
        });
    };
    view! {
        <div class="body stack no-print">
            {units.draw(move |units| {
                let offered = offered(&units);
                view! { <UnitPicker units chosen><UnitGroups offered chosen/></UnitPicker> }
            })}
            <div><button type="button" class="btn primary" data-testid="task-add-confirm" disabled=move || chosen.with(Vec::is_empty) on:click=add>{tr!(tasks.new)}</button></div>
        </div>
    }
}
