//! The confirm dialog: what will happen, to whom, and a verb on the button.

use crate::{api::ApiError, busy, dom, form::Keeper, tr};
use leptos::{html, prelude::*};
use shared::ErrorCode;

/// A reason that is kept until it has been taken, and why it was not.
#[derive(Clone, Copy)]
pub struct Given {
    text: RwSignal<String>,
    problem: RwSignal<String>,
}

impl Given {
    /// The reason of the question `name`, as it was left.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self { text: Keeper::of(name).text("reason"), problem: RwSignal::new(String::new()) }
    }

    /// It has been taken.
    pub fn taken(self) {
        self.text.try_set(String::new());
        self.problem.try_set(String::new());
    }

    /// It has not. Says whether the dialog is of no more use: what it asks about has changed.
    pub fn refused(self, error: &ApiError) -> bool {
        self.problem.try_set(error.message());
        let changed = [ErrorCode::StaleVersion, ErrorCode::WrongState, ErrorCode::NotFound];
        error.code().is_some_and(|code| changed.contains(&code))
    }
}

/// A modal `<dialog>`: the browser traps the focus and gives it back.
///
/// Test ids: `<id>-dialog`, `<id>-problem`, `<id>-reason`, `<id>-confirm`, `<id>-cancel`.
#[component]
pub fn ConfirmDialog(
    /// Names the parts for labels and tests.
    id: &'static str,
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// What it asks.
    #[prop(into)]
    title: Signal<String>,
    /// What will happen.
    #[prop(into)]
    text: Signal<String>,
    /// The verb.
    #[prop(into)]
    confirm: String,
    /// Destroys or calls off something.
    #[prop(optional)]
    danger: bool,
    /// The label of a reason that must be given; none asks no reason.
    #[prop(default = None, into)]
    reason: Option<&'static str>,
    /// Where the reason is kept; else it is forgotten when the dialog closes.
    #[prop(optional)]
    given: Option<Given>,
    /// Something is on its way.
    #[prop(into, optional, name = "busy")]
    working: Signal<bool>,
    /// Runs with the reason.
    on_confirm: Callback<String>,
    /// What else is asked.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let verb = NodeRef::<html::Button>::new();
    let words = given.map_or_else(|| RwSignal::new(String::new()), |given| given.text);
    let problem = given.map_or_else(|| RwSignal::new(String::new()), |given| given.problem);
    let lacking = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            lacking.set(false);
            problem.set(String::new());
            if given.is_none() {
                words.set(String::new());
            }
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            let shut = move || {
                if open.try_get_untracked() != Some(true) {
                    dialog.close();
                }
            };
            // Who confirmed sees that it is being done.
            match verb.get_untracked() {
                Some(verb) => busy::when_idle(verb.into(), shut),
                None => shut(),
            }
        }
    });
    let act = move |_| {
        let given = words.get_untracked().trim().to_owned();
        if reason.is_some() && given.is_empty() {
            lacking.set(true);
            dom::focus(&format!("{id}-reason"));
            return;
        }
        problem.set(String::new());
        on_confirm.run(given);
    };
    view! {
        <dialog node_ref=node data-testid=format!("{id}-dialog") aria-labelledby=format!("{id}-title")
            on:close=move |_| { open.try_set(false); }>
            <div class="body">
                <h2 id=format!("{id}-title")>{title}</h2>
                <p class="muted">{text}</p>
                <p class="notice red" role="alert" data-testid=format!("{id}-problem") hidden=move || problem.with(String::is_empty)>{problem}</p>
                {children.map(|children| children())}
                {reason.map(|label| view! {
                    <div class="field" class:bad=lacking>
                        <label for=format!("{id}-reason")>{label}</label>
                        <textarea id=format!("{id}-reason") data-testid=format!("{id}-reason") rows="4"
                            aria-required="true" aria-describedby=format!("{id}-lack")
                            prop:value=words on:input:target=move |e| { lacking.set(false); words.set(e.target().value()); }></textarea>
                        <p class="error" id=format!("{id}-lack") role="alert">
                            {move || if lacking.get() { tr!(form.reason_required) } else { "" }}
                        </p>
                    </div>
                })}
            </div>
            <div class="foot">
                <button type="button" class="btn" data-testid=format!("{id}-cancel") on:click=move |_| open.set(false)>
                    {tr!(common.cancel)}
                </button>
                <button node_ref=verb type="button" class=if danger { "btn danger" } else { "btn primary" }
                    data-testid=format!("{id}-confirm") disabled=working on:click=act>{confirm}</button>
            </div>
        </dialog>
    }
}
