//! Đôn đốc: chosen work is chased in one act; what was not, and why, is said.

use super::zalo::ZaloDialog;
use crate::{
    api,
    components::{field::LongField, selection::Row, toast::use_toasts},
    dom,
    form::{Keeper, use_form},
    tr,
};
use leptos::{html, prelude::*};
use shared::{
    dto::notifications::chase::{ChaseRequest, Chased, NotChased, NotChasedWhy},
    id::AssignmentId,
};

/// What is being chased, by which way. Made by a page, drawn by [`ChaseButtons`] and
/// [`ChaseDialogs`].
#[derive(Clone, Copy)]
pub struct Chasing {
    /// The work.
    pub rows: RwSignal<Vec<Row>>,
    /// Whether the dialog that chases is open.
    pub asking: RwSignal<bool>,
    /// Whether the texts for Zalo are shown.
    pub texts: RwSignal<bool>,
    /// What is said.
    pub message: RwSignal<String>,
    keeper: Keeper,
}

impl Default for Chasing {
    fn default() -> Self {
        Self::new()
    }
}

impl Chasing {
    /// Nothing yet; the message as it was left.
    #[must_use]
    pub fn new() -> Self {
        let keeper = Keeper::of("chase");
        Self {
            rows: RwSignal::new(Vec::new()),
            asking: RwSignal::new(false),
            texts: RwSignal::new(false),
            message: keeper.text_from("message", tr!(chase.usual)),
            keeper,
        }
    }

    /// The request for the chosen rows.
    #[must_use]
    pub fn request(self) -> ChaseRequest {
        let id = |row: &Row| AssignmentId(row.id);
        ChaseRequest {
            assignment_ids: self.rows.with_untracked(|rows| rows.iter().map(id).collect()),
            message: self.message.get_untracked(),
        }
    }
}

/// The two ways. Test ids: `chase-open`, `zalo-open`.
#[component]
pub fn ChaseButtons(
    /// What is being chased.
    chasing: Chasing,
    /// What would be.
    #[prop(into)]
    rows: Signal<Vec<Row>>,
    /// Whether chasing is what is done here first of all.
    #[prop(optional)]
    primary: bool,
) -> impl IntoView {
    let class = if primary { "btn primary no-print" } else { "btn no-print" };
    let begin = move |open: RwSignal<bool>| {
        chasing.rows.set(rows.get_untracked());
        open.set(true);
    };
    view! {
        <button type="button" class=class data-testid="chase-open" on:click=move |_| begin(chasing.asking)>{tr!(chase.verb)}</button>
        <button type="button" class="btn no-print" data-testid="zalo-open" on:click=move |_| begin(chasing.texts)>{tr!(chase.zalo)}</button>
    }
}

/// Why something was not chased.
fn why(one: &NotChased) -> &'static str {
    match one.why {
        NotChasedWhy::NotWaiting => tr!(chase.not_waiting),
        NotChasedWhy::Undated => tr!(chase.undated),
        NotChasedWhy::Unknown => tr!(chase.unknown),
    }
}

/// The dialogs. Test ids: `chase-dialog`, `chase-rows`, `chase-message`, `chase-submit`,
/// `chase-cancel`, `chase-done`, `chase-skipped`, and those of [`ZaloDialog`].
#[component]
pub fn ChaseDialogs(
    /// What is being chased.
    chasing: Chasing,
    /// It was chased.
    done: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Dialog>::new();
    let result = RwSignal::new(None::<Chased>);
    let form = use_form("chase-message", |_| "chase-message").short().kept(chasing.keeper);
    let (errors, busy) = (form.errors, form.busy);
    let open = chasing.asking;
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            result.set(None);
            errors.set(Vec::new());
            let _ = dialog.show_modal();
            // The form is drawn anew: what the browser gave the focus to has gone with the old one.
            request_animation_frame(|| dom::focus("chase-message"));
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let chased = move |chased: Chased| {
        chasing.message.try_set(tr!(chase.usual).to_owned());
        if chased.skipped.is_empty() {
            toasts.say(tr!(chase.done, n = chased.chased.len()));
            open.try_set(false);
        } else {
            result.try_set(Some(chased));
            request_animation_frame(|| dom::focus("chase-title"));
        }
        done.try_run(());
    };
    let count = move || chasing.rows.with(Vec::len);
    let names = move || {
        let rows = chasing.rows.get().into_iter();
        rows.map(|row| view! { <li>{row.name}</li> }).collect_view()
    };
    let close = move || {
        view! {
            <button type="button" class="btn" data-testid="chase-cancel" on:click=move |_| open.set(false)>
                {move || if result.with(Option::is_some) { tr!(common.close) } else { tr!(common.cancel) }}
            </button>
        }
    };
    let ask = move || {
        let submit = form.submit(
            move |_| Some(chasing.request()),
            |request| async move { api::chases::chase(&request).await },
            chased,
        );
        view! {
            <form on:submit=submit novalidate>
                <div class="body">
                    <h2 id="chase-title">{move || tr!(chase.title, n = count())}</h2>
                    <p class="muted">{tr!(chase.text)}</p>
                    <ul class="chosen-rows" tabindex="0" data-testid="chase-rows" aria-label=tr!(chase.rows)>{names}</ul>
                    <LongField id="chase-message" label=tr!(chase.message) value=chasing.message optional=true errors/>
                </div>
                <div class="foot">{close()}
                    <button class="btn primary" data-testid="chase-submit" disabled=busy>{move || tr!(chase.submit, n = count())}</button>
                </div>
            </form>
        }
    };
    let told = move |chased: Chased| {
        let lines = chased.skipped.iter().map(|one| {
            let name = chasing.rows.with_untracked(|rows| {
                let row = rows.iter().find(|row| row.id == one.assignment_id.0);
                row.map(|row| row.name.clone()).unwrap_or_default()
            });
            view! { <li><b>{name}</b>": "{why(one)}</li> }
        });
        let done = match chased.chased.len() {
            0 => tr!(chase.done_none).to_owned(),
            n => tr!(chase.done, n = n),
        };
        view! {
            <div class="body" role="status">
                <h2 id="chase-title" tabindex="-1" data-testid="chase-done">{done}</h2>
                <p>{tr!(chase.skipped, n = chased.skipped.len())}</p>
                <ul class="chosen-rows" tabindex="0" aria-label=tr!(chase.skipped, n = chased.skipped.len()) data-testid="chase-skipped">{lines.collect_view()}</ul>
            </div>
            <div class="foot">{close()}</div>
        }
    };
    view! {
        <dialog node_ref=node data-testid="chase-dialog" aria-labelledby="chase-title" on:close=move |_| { open.try_set(false); }>
            {move || match result.get() {
                Some(chased) => told(chased).into_any(),
                None => ask().into_any(),
            }}
        </dialog>
        <ZaloDialog chasing/>
    }
}

/// Both buttons and their dialogs, for work that is not chosen from a table.
#[component]
pub fn ChaseHere(
    /// The work.
    rows: Vec<Row>,
    /// It was chased.
    done: Callback<()>,
) -> impl IntoView {
    let chasing = Chasing::new();
    let rows = RwSignal::new(rows);
    view! { <ChaseButtons chasing rows/><ChaseDialogs chasing done/> }
}
