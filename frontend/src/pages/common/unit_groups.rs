//! Saved groups of units, in the tools of the unit picker: one press chooses all of a group.

use super::group_list::GroupList;
use crate::{
    api,
    components::{
        icon::{Icon, shape},
        prompt::Prompt,
        toast::use_toasts,
        unit_picker::Chosen,
    },
    load::Loader,
    session::use_session,
    tr,
};
use leptos::{portal::Portal, prelude::*};
use shared::{
    Action,
    dto::organisation::group::{UnitGroupCreate, UnitGroupView},
    id::UnitId,
    state::Part,
};

/// The chips. Test ids: `group-<n>` (n from 0), `group-save`, `group-name`, `group-name-save`,
/// `group-manage`, and those of [`GroupList`].
#[component]
pub fn UnitGroups(
    /// The units that can be chosen here.
    offered: Vec<UnitId>,
    /// What is chosen.
    chosen: Chosen,
) -> impl IntoView {
    let toasts = use_toasts();
    let may_write = use_session().may(Action::TaskWrite);
    let list = Loader::new(|| (), |()| api::groups::all());
    let offered = StoredValue::new(offered);
    let naming = RwSignal::new(None::<String>);
    let managing = RwSignal::new(false);
    let add = Callback::new(move |group: UnitGroupView| {
        chosen.update(|all| {
            for unit in &group.units {
                let can = offered.with_value(|offered| offered.contains(&unit.id));
                if can && !all.iter().any(|(id, _)| *id == unit.id) {
                    all.push((unit.id, Part::Alone));
                }
            }
        });
    });
    let save = move |name: String| {
        let unit_ids = chosen.with_untracked(|all| all.iter().map(|(id, _)| *id).collect());
        let group = UnitGroupCreate { id: None, name, unit_ids };
        Some(async move { api::groups::create(&group).await })
    };
    let saved = move |made: UnitGroupView| {
        toasts.say(tr!(group.saved, name = made.name));
        naming.try_set(None);
        list.reload();
    };
    let chips = move || {
        let chip = |(at, group): (usize, UnitGroupView)| {
            let word = tr!(group.chip, name = group.name, n = group.units.len());
            view! {
                <button type="button" class="chip" data-testid=format!("group-{at}") on:click=move |_| add.run(group.clone())><Icon d=shape::PLUS/>{word}</button>
            }
        };
        list.value().unwrap_or_default().into_iter().enumerate().map(chip).collect_view()
    };
    let none = move || list.value().is_none_or(|all| all.is_empty());
    let changed = Callback::new(move |()| list.reload());
    let groups = Signal::derive(move || list.value().unwrap_or_default());
    view! {
        <div class="chips" role="group" aria-label=tr!(group.title) hidden=move || none() && !may_write>
            {chips}
            {may_write.then(|| view! {
                <button type="button" class="chip dashed" data-testid="group-save" hidden=move || chosen.with(Vec::is_empty)
                    on:click=move |_| naming.set(Some(String::new()))>{tr!(group.save)}</button>
                <button type="button" class="chip dashed" data-testid="group-manage" hidden=none on:click=move |_| managing.set(true)>{tr!(group.manage)}</button>
            })}
        </div>
        // Outside of the form in which the picker stands.
        <Portal>
            <Prompt id="group-name" title=tr!(group.save) label=tr!(group.name) open=naming send=save done=saved/>
            <GroupList open=managing groups changed/>
        </Portal>
    }
}
