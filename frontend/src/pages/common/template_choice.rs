//! Tạo từ mẫu: fills the form of a new task, or of one that comes back, by a template.

use crate::{api, load::Loader, tr};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

/// The choice; nothing where there are no templates. Test id: `template-choice`.
#[component]
pub fn TemplateChoice() -> impl IntoView {
    let list = Loader::new(|| (), |()| api::templates::all());
    let query = use_query_map();
    let path = use_location().pathname;
    let navigate = StoredValue::new(use_navigate());
    let choose = move |id: String| {
        let path = path.get_untracked();
        let goal = if id.is_empty() { path } else { format!("{path}?template={id}") };
        navigate.with_value(|navigate| navigate(&goal, Default::default()));
    };
    move || {
        let all = list.value().filter(|all| !all.is_empty())?;
        let now = query.with(|q| q.get("template")).unwrap_or_default();
        let options = all.into_iter().map(|one| {
            let id = one.id.to_string();
            view! { <option selected={id == now} value=id>{one.name}</option> }
        });
        Some(view! {
            <div class="field"><label class="visually-hidden" for="template-choice">{tr!(template.use_label)}</label>
                <select id="template-choice" data-testid="template-choice" on:change:target=move |e| choose(e.target().value())>
                    <option value="">{tr!(template.choose)}</option>{options.collect_view()}
                </select></div>
        })
    }
}
