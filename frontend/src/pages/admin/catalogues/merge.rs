//! Gộp: an entry goes on as another of its catalogue.

use crate::{
    api,
    components::{
        field::{ErrorSummary, SelectField},
        toast::use_toasts,
    },
    form::{self, use_form},
    tr,
};
use leptos::{html, prelude::*};
use shared::{dto::organisation::catalogue::CatalogueView, id::CatalogueId, validate::Checks};

/// The dialog: what will happen, and into which. Test ids: `merge`, `merge-into`, `merge-confirm`.
#[component]
pub(super) fn MergeEntry(
    /// Which; none while closed.
    entry: RwSignal<Option<CatalogueView>>,
    /// The catalogue.
    #[prop(into)]
    entries: Signal<Vec<CatalogueView>>,
    /// It has been merged.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Dialog>::new();
    let into = RwSignal::new(String::new());
    let form = use_form("merge-into", |_| "merge-into");
    let errors = form.errors;
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match entry.get() {
            Some(_) if !dialog.open() => {
                into.set(String::new());
                errors.set(Vec::new());
                let _ = dialog.show_modal();
            }
            None if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let options = Memo::new(move |_| {
        let Some(old) = entry.get() else { return Vec::new() };
        let fits = |one: &&CatalogueView| {
            one.id != old.id
                && one.kind == old.kind
                && !one.retired
                && one.merged_into.is_none()
                && one.unit_of_measure == old.unit_of_measure
        };
        entries.with(|all| {
            all.iter().filter(fits).map(|one| (one.id.to_string(), one.name.clone())).collect()
        })
    });
    let chosen = move || {
        let id = into.get();
        options.with(|all| all.iter().find(|(key, _)| *key == id).map(|(_, name)| name.clone()))
    };
    let read = move |checks: &mut Checks| {
        form::required(checks, "merge-into", &into.get_untracked());
        let goal = into.with_untracked(|id| id.parse::<CatalogueId>().ok())?;
        Some((entry.get_untracked()?, goal, untrack(chosen).unwrap_or_default()))
    };
    let send = move |(old, goal, name): (CatalogueView, CatalogueId, String)| async move {
        let answer = api::catalogues::merge(&old, goal).await;
        changed.try_run(());
        answer.map(|_| name)
    };
    let submit = form.submit(read, send, move |name: String| {
        toasts.say(tr!(catalogue.merged, name = name));
        entry.try_set(None);
    });
    let name = move || entry.get().map(|one| one.name).unwrap_or_default();
    let measure = move || {
        let unit = entry.get().and_then(|one| one.unit_of_measure);
        unit.map(|unit| view! { <p class="muted">{tr!(catalogue.merge_same, unit = unit)}</p> })
    };
    let none = move || options.with(Vec::is_empty);
    let verb = move || match chosen() {
        Some(name) => tr!(catalogue.merge_submit, name = name),
        None => tr!(catalogue.merge).to_owned(),
    };
    view! {
        <dialog node_ref=node data-testid="merge" aria-labelledby="merge-title" on:close=move |_| { entry.try_set(None); }>
            <form on:submit=submit novalidate>
                <div class="body">
                    <h2 id="merge-title">{move || tr!(catalogue.merge_title, name = name())}</h2>
                    <p class="muted">{move || tr!(catalogue.merge_text, name = name())}</p>
                    {measure}
                    <ErrorSummary errors/>
                    <p hidden=move || !none()>{tr!(catalogue.merge_none)}</p>
                    <div hidden=none><SelectField id="merge-into" label=tr!(catalogue.merge_into) value=into options empty=tr!(catalogue.merge_choose) errors/></div>
                </div>
                <div class="foot">
                    <button type="button" class="btn" on:click=move |_| entry.set(None)>{tr!(common.cancel)}</button>
                    <button class="btn danger" data-testid="merge-confirm" disabled=none>{verb}</button>
                </div>
            </form>
        </dialog>
    }
}
