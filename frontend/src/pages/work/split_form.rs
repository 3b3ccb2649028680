//! Giving parts of an assignment to villages.

use crate::{
    api,
    components::{
        date::DateField,
        field::{ErrorSummary, LongField, message},
        toast::use_toasts,
        unit_picker::UnitPicker,
    },
    form::{self, Keeper, use_form},
    load::Loader,
    session::now,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    deadline::is_after,
    dto::work::{assignment::AssignmentView, split::SplitRequest},
    id::UnitId,
    state::Part,
    validate::Checks,
};

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "due_on" => "split-due",
        "note" => "split-note",
        _ => "units",
    }
}

/// Which villages, until when, what they are to do. Test ids: `split-form`, `split-due`,
/// `split-note`, `split-submit`, `split-units-error`, and those of `UnitPicker`.
#[component]
pub(super) fn SplitForm(
    /// The assignment.
    whole: AssignmentView,
    /// The parts are given.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let (id, version) = (whole.summary.id, whole.summary.version);
    let keeper = Keeper::of(&format!("split.{id}"));
    let (due, note) = (keeper.text("due"), keeper.text("note"));
    let chosen = RwSignal::new(Vec::<(UnitId, Part)>::new());
    let form = use_form("units", at_its_field).kept(keeper);
    let (errors, busy) = (form.errors, form.busy);
    let taken: Vec<UnitId> = whole.parts.iter().map(|part| part.unit.id).collect();
    let units = Loader::new(
        || (),
        move |()| {
            let taken = taken.clone();
            async move {
                let mut units = api::catalogues::units().await?;
                units.retain(|unit| !taken.contains(&unit.id));
                Ok(units)
            }
        },
    );
    // One that has passed binds nobody any more, so the villages need one of their own.
    let passed = whole.summary.due_at.is_some_and(|due| is_after(due, now()));
    let read = move |checks: &mut Checks| {
        let some = chosen.with_untracked(|all| !all.is_empty());
        checks.ensure(some, "units", "refused", tr!(split.choose));
        form::day(checks, "split-due", &due.get_untracked(), !passed);
        Some(SplitRequest {
            unit_ids: chosen.get_untracked().into_iter().map(|(unit, _)| unit).collect(),
            due_on: due.with_untracked(|day| day.parse().ok()),
            note: note.get_untracked(),
        })
    };
    let send = move |body: SplitRequest| async move {
        api::assignments::split(id, version, &body).await.map(|_| body.unit_ids.len())
    };
    let submit = form.submit(read, send, move |n: usize| {
        toasts.say(tr!(split.done, n = n));
        changed.try_run(());
    });
    let wrong = Memo::new(move |_| message(errors, "units"));
    let hint = if passed {
        tr!(split.due_passed).to_owned()
    } else {
        tr!(split.due_hint, day = words::due_day(whole.summary.due_at))
    };
    view! {
        <form class="body stack no-print" data-testid="split-form" on:submit=submit novalidate>
            <p class="muted">{tr!(split.text)}</p>
            <ErrorSummary errors/>
            <div class="field" class:bad=move || !wrong.with(String::is_empty)>
                <p class="label">{tr!(split.villages)}</p>
                {units.draw(move |units| view! { <UnitPicker units chosen villages=true/> })}
                <p class="error" hidden=move || wrong.with(String::is_empty) data-testid="split-units-error">{wrong}</p>
            </div>
            <DateField id="split-due" label=tr!(split.due) value=due optional=!passed errors/>
            <p class="muted small">{hint}</p>
            <LongField id="split-note" label=tr!(split.note) value=note optional=true errors/>
            <div><button class="btn primary" data-testid="split-submit" disabled=busy>{move || tr!(split.submit, n = chosen.with(Vec::len))}</button></div>
        </form>
    }
}
