//! Trực thuộc: the unit above a unit.

use super::tree::is_within;
use crate::{
    api,
    components::{
        field::{ErrorSummary, SelectField},
        toast::use_toasts,
    },
    form::use_form,
    tr,
};
use leptos::{html, prelude::*};
use shared::{
    dto::organisation::unit::{UnitPatch, UnitView},
    validate::Checks,
};

/// The dialog. Test ids: `unit-parent`, `unit-parent-save`.
#[component]
pub(super) fn UnitParent(
    /// Which; none while closed.
    unit: RwSignal<Option<UnitView>>,
    /// Every unit, to choose from.
    #[prop(into)]
    units: Signal<Vec<UnitView>>,
    /// It has another place.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Dialog>::new();
    let parent = RwSignal::new(String::new());
    let form = use_form("unit-parent", |_| "unit-parent");
    let errors = form.errors;
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match unit.get() {
            Some(one) if !dialog.open() => {
                parent.set(one.parent_id.map(|id| id.to_string()).unwrap_or_default());
                errors.set(Vec::new());
                let _ = dialog.show_modal();
            }
            None if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let options = Signal::derive(move || {
        let Some(own) = unit.get() else { return Vec::new() };
        units.with(|all| {
            all.iter()
                .filter(|one| one.valid_to.is_none() && !is_within(all, one, own.id))
                .map(|one| (one.id.to_string(), one.name.clone()))
                .collect()
        })
    });
    let read = move |_: &mut Checks| {
        let above = parent.with_untracked(|id| id.parse().ok());
        let change = UnitPatch { parent_id: Some(above), ..UnitPatch::default() };
        Some((unit.get_untracked()?, change))
    };
    let send = move |(own, change): (UnitView, UnitPatch)| async move {
        let answer = api::units::change(own.id, own.version, &change).await;
        changed.try_run(());
        answer
    };
    let submit = form.submit(read, send, move |_| {
        toasts.say(tr!(unit.parent_set));
        unit.try_set(None);
    });
    let title =
        move || tr!(unit.parent_of, name = unit.get().map(|one| one.name).unwrap_or_default());
    view! {
        <dialog node_ref=node aria-labelledby="unit-parent-title" on:close=move |_| { unit.try_set(None); }>
            <form on:submit=submit novalidate>
                <div class="body">
                    <h2 id="unit-parent-title">{title}</h2>
                    <ErrorSummary errors/>
                    <SelectField id="unit-parent" label=tr!(unit.parent) value=parent options empty=tr!(unit.parent_none) errors/>
                </div>
                <div class="foot">
                    <button type="button" class="btn" on:click=move |_| unit.set(None)>{tr!(common.cancel)}</button>
                    <button class="btn primary" data-testid="unit-parent-save">{tr!(person.save)}</button>
                </div>
            </form>
        </dialog>
    }
}
