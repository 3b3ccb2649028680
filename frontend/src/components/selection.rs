//! Many rows of a table at once: choose, act, see what could not be done.

use super::{
    dialog::{ConfirmDialog, Given},
    toast::use_toasts,
};
use crate::{
    api::{Answer, Nothing},
    tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::dto::work::assignment::AssignmentSummary;
use std::{future::Future, pin::Pin, rc::Rc};
use uuid::Uuid;

/// A chosen row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub id: Uuid,
    /// As it was read.
    pub version: i64,
    /// What to call it when it could not be done.
    pub name: String,
}

impl Row {
    /// An assignment as a row.
    #[must_use]
    pub fn of_assignment(item: &AssignmentSummary) -> Self {
        let name = format!("{} – {}", item.unit.name, item.task.name);
        Self { id: item.id.0, version: item.version, name }
    }
}

type Run = Rc<dyn Fn(Row, String) -> Pin<Box<dyn Future<Output = Answer<Nothing>>>>>;

/// Something that can be done to each chosen row.
pub struct Act {
    /// Names its parts for tests.
    pub id: &'static str,
    /// The verb.
    pub verb: &'static str,
    /// What will happen to so many.
    pub sure: fn(usize) -> String,
    /// What has happened to so many.
    pub done: fn(usize) -> String,
    /// Asks for a reason.
    pub reason: bool,
    /// Calls something off.
    pub danger: bool,
    /// Does it to one, with the reason.
    run: StoredValue<Run, LocalStorage>,
}

impl Act {
    /// An act; `run` does it to one row.
    pub fn new<F>(
        id: &'static str,
        verb: &'static str,
        sure: fn(usize) -> String,
        done: fn(usize) -> String,
        run: impl Fn(Row, String) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Answer<Nothing>> + 'static,
    {
        let run: Run = Rc::new(move |row, reason| Box::pin(run(row, reason)));
        Self {
            id,
            verb,
            sure,
            done,
            reason: false,
            danger: false,
            run: StoredValue::new_local(run),
        }
    }

    /// It asks for a reason.
    #[must_use]
    pub fn with_reason(self) -> Self {
        Self { reason: true, ..self }
    }

    /// It calls something off.
    #[must_use]
    pub fn dangerous(self) -> Self {
        Self { danger: true, ..self }
    }
}

/// The chosen rows of a table.
#[derive(Clone, Copy)]
pub struct Selection {
    rows: RwSignal<Vec<Row>>,
    /// (done so far, all) while an act runs.
    running: RwSignal<Option<(usize, usize)>>,
    /// What could not be done: the row's name and why.
    failed: RwSignal<Vec<(String, String)>>,
}

impl Selection {
    /// An empty one, emptied again when `query` asks for other rows.
    #[must_use]
    pub fn of(query: Signal<String>) -> Self {
        let rows = RwSignal::new(Vec::new());
        Effect::new(move |_| {
            query.track();
            rows.set(Vec::new());
        });
        Self { rows, running: RwSignal::new(None), failed: RwSignal::new(Vec::new()) }
    }

    /// The chosen rows.
    #[must_use]
    pub fn chosen(self) -> Signal<Vec<Row>> {
        self.rows.into()
    }

    /// Chooses nothing.
    pub fn clear(self) {
        self.rows.try_set(Vec::new());
    }

    fn holds(self, id: Uuid) -> bool {
        self.rows.with(|rows| rows.iter().any(|row| row.id == id))
    }

    fn set(self, wanted: &[Row], chosen: bool) {
        self.rows.update(|rows| {
            rows.retain(|row| wanted.iter().all(|other| other.id != row.id));
            if chosen {
                rows.extend_from_slice(wanted);
            }
        });
    }
}

/// The box before a row. Test id: `select-<id>`.
#[component]
pub fn SelectCell(
    /// The table's selection.
    selection: Selection,
    /// Its row.
    row: Row,
) -> impl IntoView {
    let id = row.id;
    view! {
        <td class="select no-print"><label>
            <input type="checkbox" data-testid=format!("select-{id}") aria-label=tr!(table.select, name = row.name)
                prop:checked=move || selection.holds(id)
                on:change:target=move |e| selection.set(std::slice::from_ref(&row), e.target().checked())/>
        </label></td>
    }
}

/// The box over the rows: all that are shown, or none. Test id: `select-all`.
#[component]
pub fn SelectHead(
    /// The table's selection.
    selection: Selection,
    /// All rows shown.
    rows: Vec<Row>,
) -> impl IntoView {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let all = move || ids.iter().all(|id| selection.holds(*id));
    view! {
        <th scope="col" class="select no-print"><label>
            <input type="checkbox" data-testid="select-all" aria-label=tr!(table.select_all) prop:checked=all
                on:change:target=move |e| selection.set(&rows, e.target().checked())/>
        </label></th>
    }
}

/// The same box above the cards of a phone, which have no head. Test id: `select-all-phone`.
#[component]
pub fn SelectAbove(
    /// The table's selection.
    selection: Selection,
    /// All rows shown.
    rows: Vec<Row>,
) -> impl IntoView {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let all = move || ids.iter().all(|id| selection.holds(*id));
    let n = rows.len();
    view! {
        <label class="select-above no-print">
            <input type="checkbox" data-testid="select-all-phone" prop:checked=all
                on:change:target=move |e| selection.set(&rows, e.target().checked())/>
            {tr!(table.all_shown, n = n)}
        </label>
    }
}

/// What can be done to the chosen rows, and what could not. It stands before the table, so that the
/// keyboard comes to it at once, inside a `.picked`, which shows it below. What calls something off
/// is the last and the quietest of it. Test ids: `selection`, `selection-count`,
/// `selection-clear`, `<act>` (its button), those of [`ConfirmDialog`], `selection-failed`,
/// `selection-read`.
#[component]
pub fn SelectionBar(
    /// The table's selection.
    selection: Selection,
    /// The acts.
    acts: Vec<Act>,
    /// The rows have changed on the server.
    changed: Callback<()>,
    /// Further buttons, for what is done to all rows in one request.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let toasts = use_toasts();
    let write = use_write();
    let count = move || selection.rows.with(Vec::len);
    let busy = Signal::derive(move || selection.running.with(Option::is_some));
    let (buttons, dialogs): (Vec<_>, Vec<_>) = acts
        .into_iter()
        .map(|act| {
            let Act { id, verb, sure, done, reason, danger, run } = act;
            let asking = RwSignal::new(false);
            let given = Given::of(id);
            let go = Callback::new(move |reason: String| {
                asking.set(false);
                let rows = selection.rows.get_untracked();
                let job = async move {
                    let (mut failed, mut left) = (Vec::new(), Vec::new());
                    let all = rows.len();
                    for (at, row) in rows.into_iter().enumerate() {
                        selection.running.try_set(Some((at, all)));
                        let again = row.clone();
                        let Some(answer) = run.try_with_value(|run| run(row, reason.clone())) else { return };
                        if let Err(error) = answer.await {
                            failed.push((again.name.clone(), error.message()));
                            // Worth another try as it is.
                            if error.is_passing() {
                                left.push(again);
                            }
                        }
                    }
                    if failed.len() < all {
                        toasts.say(done(all - failed.len()));
                    }
                    if left.is_empty() {
                        given.taken();
                    }
                    selection.running.try_set(None);
                    selection.failed.try_set(failed);
                    // What the network or a busy server kept back stays chosen, and its reason written.
                    selection.rows.try_set(left);
                    changed.try_run(());
                };
                write.settle(job, |()| ());
            });
            let text = Signal::derive(move || sure(count()));
            let button = view! {
                <button type="button" class=if danger { "btn quiet danger" } else { "btn" } data-testid=id disabled=busy
                    on:click=move |_| asking.set(true)>{verb}</button>
            };
            let dialog = view! {
                <ConfirmDialog id open=asking title=verb.to_owned() text confirm=verb danger
                    reason=reason.then(|| tr!(task.reason)) given on_confirm=go/>
            };
            (button, dialog)
        })
        .unzip();
    let said = move || match selection.running.get() {
        Some((at, all)) => tr!(table.running, n = at + 1, all = all),
        None => tr!(table.chosen, n = count()),
    };
    let lines = move || {
        selection
            .failed
            .get()
            .into_iter()
            .map(|(name, why)| view! { <li><b>{name}</b>": "{why}</li> })
            .collect_view()
    };
    view! {
        <div class="selection no-print">
            <div class="notice red" role="alert" data-testid="selection-failed" hidden=move || selection.failed.with(Vec::is_empty)>
                <div class="grow"><b>{tr!(table.failed)}</b><ul>{lines}</ul></div>
                <button type="button" class="btn" data-testid="selection-read" on:click=move |_| selection.failed.set(Vec::new())>{tr!(table.read)}</button>
            </div>
            <div class="bar" data-testid="selection" hidden=move || count() == 0 role="group" aria-label=said>
                <span role="status" data-testid="selection-count">{said}</span>
                <button type="button" class="btn quiet clear" data-testid="selection-clear" disabled=busy
                    on:click=move |_| selection.rows.set(Vec::new())>{tr!(table.clear)}</button>
                {children.map(|children| children())}
                {buttons}
            </div>
        </div>
        {dialogs}
    }
}
