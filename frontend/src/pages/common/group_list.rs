//! The saved groups of units: renamed, removed.

use crate::{
    api,
    components::{dialog::ConfirmDialog, field::TextField, toast::use_toasts},
    dom,
    form::{self, use_form},
    tr,
    write::use_write,
};
use leptos::{html, prelude::*};
use shared::{
    dto::organisation::group::{UnitGroupPatch, UnitGroupView},
    validate::Checks,
};

/// The dialog. Test ids: `groups-dialog`, `group-row-<n>`, `group-rename-<n>`, `group-new-name`,
/// `group-new-name-save`, `group-remove-<n>`, `group-gone-…`, `groups-close`.
#[component]
pub(super) fn GroupList(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// The groups.
    groups: Signal<Vec<UnitGroupView>>,
    /// Something has changed.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Dialog>::new();
    let naming = RwSignal::new(None::<UnitGroupView>);
    let (asking, victim) = (RwSignal::new(false), RwSignal::new(None::<UnitGroupView>));
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            naming.set(None);
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let write = use_write().always(move || {
        changed.try_run(());
    });
    let remove = Callback::new(move |_: String| {
        let Some(group) = victim.get_untracked() else { return };
        asking.set(false);
        let gone = async move { api::groups::remove(&group).await.map(|_| group.name) };
        write.send(gone, move |name| toasts.say(tr!(group.removed, name = name)));
    });
    let row = move |(at, group): (usize, UnitGroupView)| {
        let units: Vec<&str> = group.units.iter().map(|unit| unit.name.as_str()).collect();
        let units = units.join(", ");
        let named = |verb: &str| format!("{verb} – {}", group.name);
        let (first, second, id) = (group.clone(), group.clone(), group.id);
        let being_named = move || naming.with(|now| now.as_ref().is_some_and(|now| now.id == id));
        view! {
            <li class="stack-s" data-testid=format!("group-row-{at}")>
                <div><b>{group.name.clone()}</b><p class="small muted">{units}</p></div>
                <div class="row" hidden=being_named>
                    <button type="button" class="btn quiet" data-testid=format!("group-rename-{at}") aria-label=named(tr!(group.rename))
                        on:click=move |_| naming.set(Some(first.clone()))>{tr!(group.rename)}</button>
                    <button type="button" class="btn quiet" data-testid=format!("group-remove-{at}") aria-label=named(tr!(group.remove))
                        on:click=move |_| { victim.set(Some(second.clone())); asking.set(true); }>{tr!(group.remove)}</button>
                </div>
                {move || being_named().then(|| naming.get_untracked()).flatten().map(|group| view! { <Rename group naming changed/> })}
            </li>
        }
    };
    let text = Signal::derive(move || {
        tr!(group.remove_text, name = victim.get().map(|group| group.name).unwrap_or_default())
    });
    view! {
        <dialog node_ref=node data-testid="groups-dialog" aria-labelledby="groups-title" on:close=move |_| { open.try_set(false); }>
            <div class="body">
                <h2 id="groups-title">{tr!(group.title)}</h2>
                <ul class="stack">{move || groups.get().into_iter().enumerate().map(row).collect_view()}</ul>
                <p class="muted" hidden=move || !groups.with(Vec::is_empty)>{tr!(group.none)}</p>
            </div>
            <div class="foot"><button type="button" class="btn" data-testid="groups-close" on:click=move |_| open.set(false)>{tr!(common.close)}</button></div>
        </dialog>
        <ConfirmDialog id="group-gone" open=asking title=tr!(group.remove).to_owned() text confirm=tr!(group.remove) danger=true on_confirm=remove/>
    }
}

#[component]
fn Rename(
    group: UnitGroupView,
    naming: RwSignal<Option<UnitGroupView>>,
    changed: Callback<()>,
) -> impl IntoView {
    let name = RwSignal::new(group.name.clone());
    let form = use_form("group-new-name", |_| "group-new-name").short();
    let errors = form.errors;
    let group = StoredValue::new(group);
    Effect::new(|_| dom::focus("group-new-name"));
    let read = move |checks: &mut Checks| {
        form::required(checks, "group-new-name", &name.get_untracked());
        Some((
            group.get_value(),
            UnitGroupPatch { name: Some(name.get_untracked()), unit_ids: None },
        ))
    };
    let submit = form.submit(
        read,
        |(group, change)| async move { api::groups::change(&group, &change).await },
        move |_| {
            naming.try_set(None);
            changed.try_run(());
        },
    );
    view! {
        <form class="stack-s" on:submit=submit novalidate>
            <TextField id="group-new-name" label=tr!(group.name) value=name errors/>
            <div class="row">
                <button class="btn primary" data-testid="group-new-name-save">{tr!(person.save)}</button>
                <button type="button" class="btn" on:click=move |_| naming.set(None)>{tr!(common.cancel)}</button>
            </div>
        </form>
    }
}
