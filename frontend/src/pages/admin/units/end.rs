//! Kết thúc, sáp nhập: the end of a unit, and who goes on with its work.

use crate::{
    api,
    components::{
        date::DateField,
        field::{ErrorSummary, SelectField},
        toast::use_toasts,
    },
    form,
    session::now,
    tr,
};
use leptos::{html, prelude::*, task::spawn_local};
use shared::{
    FieldError,
    dto::unit::{UnitEnd, UnitView},
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
    let errors = RwSignal::new(Vec::<FieldError>::new());
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
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut checks = Checks::new();
        form::day(&mut checks, "unit-end-on", &on.get_untracked(), false);
        errors.set(checks.finish().err().unwrap_or_default());
        let day = on.with_untracked(|day| day.parse().ok());
        let (Some(old), Some(on)) = (unit.get_untracked(), day) else { return };
        let end = UnitEnd { on, successor_id: into.with_untracked(|id| id.parse().ok()) };
        spawn_local(async move {
            match api::units::end(old.id, old.version, &end).await {
                Ok(_) => {
                    toasts.say(tr!(unit.ended, name = old.name));
                    unit.try_set(None);
                    changed.try_run(());
                }
                Err(error) => {
                    errors.try_set(error.fields("unit-end-into", at_its_field));
                    changed.try_run(());
                }
            }
        });
    };
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
