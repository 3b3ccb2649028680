//! Kết thúc, sáp nhập: the end of a unit, and who goes on with its work.

use crate::{
    api,
    components::{
        date::DateField,
        field::{ErrorSummary, SelectField},
        toast::use_toasts,
    },
    form::{self, use_form},
    session::now,
    tr,
};
use leptos::{html, prelude::*};
use shared::{
    dto::organisation::unit::{UnitEnd, UnitView},
    time::day_of,
    validate::Checks,
};

/// The dialog. Test ids: `unit-end-on`, `unit-end-into`, `unit-end-confirm`.
#[component]
pub(super) fn EndUnit(
    /// Which; none while closed.
    unit: RwSignal<Option<UnitView>>,
    /// Every unit, to choose a successor from.
    #[prop(into)]
    units: Signal<Vec<UnitView>>,
    /// It has ended.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Dialog>::new();
    let (on, into) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = use_form("unit-end-into", at_its_field);
    let errors = form.errors;
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match unit.get() {
            Some(_) if !dialog.open() => {
                on.set(day_of(now()).to_string());
                into.set(String::new());
                errors.set(Vec::new());
                let _ = dialog.show_modal();
            }
            None if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let options = Signal::derive(move || {
        let Some(old) = unit.get() else { return Vec::new() };
        let fits =
            |one: &&UnitView| one.kind == old.kind && one.id != old.id && one.valid_to.is_none();
        units.with(|all| {
            all.iter().filter(fits).map(|one| (one.id.to_string(), one.name.clone())).collect()
        })
    });
    let read = move |checks: &mut Checks| {
        form::day(checks, "unit-end-on", &on.get_untracked(), false);
        let on = on.with_untracked(|day| day.parse().ok())?;
        let end = UnitEnd { on, successor_id: into.with_untracked(|id| id.parse().ok()) };
        Some((unit.get_untracked()?, end))
    };
    let send = move |(old, end): (UnitView, UnitEnd)| async move {
        let answer = api::units::end(old.id, old.version, &end).await;
        changed.try_run(());
        answer.map(|_| old.name)
    };
    let submit = form.submit(read, send, move |name: String| {
        toasts.say(tr!(unit.ended, name = name));
        unit.try_set(None);
    });
    let title =
        move || tr!(unit.end_title, name = unit.get().map(|one| one.name).unwrap_or_default());
    view! {
        <dialog node_ref=node aria-labelledby="unit-end-title" on:close=move |_| { unit.try_set(None); }>
            <form on:submit=submit novalidate>
                <div class="body">
                    <h2 id="unit-end-title">{title}</h2>
                    <p class="muted">{tr!(unit.end_text)}</p>
                    <ErrorSummary errors/>
                    <DateField id="unit-end-on" label=tr!(unit.end_on) value=on errors/>
                    <SelectField id="unit-end-into" label=tr!(unit.end_into) value=into options empty=tr!(unit.end_none) errors/>
                </div>
                <div class="foot">
                    <button type="button" class="btn" on:click=move |_| unit.set(None)>{tr!(common.cancel)}</button>
                    <button class="btn danger" data-testid="unit-end-confirm">{tr!(unit.end)}</button>
                </div>
            </form>
        </dialog>
    }
}

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    if field == "on" { "unit-end-on" } else { "unit-end-into" }
}
