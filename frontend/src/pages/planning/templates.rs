//! Mẫu nhiệm vụ: what tasks say, saved without their days.

use super::tabs::PlanningTabs;
use crate::{
    api,
    components::{
        dialog::ConfirmDialog, feedback::Empty, page_head::PageHead, prompt::Prompt,
        toast::use_toasts,
    },
    load::Loader,
    routes::Route,
    tr,
    words::planning::anchor_words,
    write::use_write,
};
use leptos::prelude::*;
use shared::dto::work::template::{TemplatePatch, TemplateView};

/// When what is made from a template is due.
fn due(one: &TemplateView) -> String {
    match (&one.anchor, one.due_in_days) {
        (Some(anchor), _) => anchor_words(anchor),
        (None, Some(n)) => tr!(template.due_in, n = n),
        (None, None) => tr!(deadline.none).to_owned(),
    }
}

/// The page. Test ids: `templates`, `template-<id>`, `template-use-<id>`, `template-repeat-<id>`,
/// `template-rename-<id>`, `template-name`, `template-remove-<id>`, those of `ConfirmDialog` as
/// `template-removal`.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let toasts = use_toasts();
    let list = Loader::new(|| (), |()| api::templates::all());
    let target = RwSignal::new(None::<TemplateView>);
    let asked = RwSignal::new(None::<String>);
    let removing = RwSignal::new(false);
    let rename = move |name: String| {
        let one = target.get_untracked()?;
        let patch = TemplatePatch { name: Some(name), ..TemplatePatch::default() };
        Some(async move { api::templates::change(&one, &patch).await })
    };
    let renamed = move |_| {
        toasts.say(tr!(template.renamed));
        asked.try_set(None);
        list.reload();
    };
    let write = use_write().always(move || {
        removing.try_set(false);
        list.reload();
    });
    let remove = Callback::new(move |_: String| {
        let Some(one) = target.get_untracked() else { return };
        let gone = async move { api::templates::remove(&one).await.map(|_| one.name) };
        write.send(gone, move |name| toasts.say(tr!(template.removed, name = name)));
    });
    let row = move |one: TemplateView| {
        let id = one.id;
        let (renamed, gone) = (one.clone(), one.clone());
        let begin = one.name.clone();
        let of = |verb: &str| format!("{verb} – {}", one.name);
        view! {
            <tr data-testid=format!("template-{id}")>
                <td class="lead"><b>{one.name.clone()}</b><div class="small muted">{one.task.title.clone()}</div></td>
                <td data-label=tr!(task.due)>{due(&one)}</td>
                <td class="num" data-label=tr!(overview.unit)>{one.task.units.len()}</td>
                <td class="no-print"><div class="row">
                    <a class="btn" data-testid=format!("template-use-{id}") aria-label=of(tr!(template.use_it)) href=Route::NewTask.asking(&[("template", &id)])>{tr!(template.use_it)}</a>
                    <a class="btn quiet" data-testid=format!("template-repeat-{id}") aria-label=of(tr!(template.repeat)) href=Route::NewRecurrence.asking(&[("template", &id)])>{tr!(template.repeat)}</a>
                    <button type="button" class="btn quiet" data-testid=format!("template-rename-{id}") aria-label=of(tr!(catalogue.rename))
                        on:click=move |_| { target.set(Some(renamed.clone())); asked.set(Some(begin.clone())); }>{tr!(catalogue.rename)}</button>
                    <button type="button" class="btn quiet" data-testid=format!("template-remove-{id}") aria-label=of(tr!(template.remove))
                        on:click=move |_| { target.set(Some(gone.clone())); removing.set(true); }>{tr!(template.remove)}</button>
                </div></td>
            </tr>
        }
    };
    let draw = move |all: Vec<TemplateView>| {
        if all.is_empty() {
            return view! { <Empty title=tr!(template.none) hint=tr!(template.none_hint)/> }
                .into_any();
        }
        view! {
            <table class="ledger cards dense">
                <caption class="visually-hidden">{tr!(template.title)}</caption>
                <thead><tr>
                    <th scope="col">{tr!(template.name)}</th><th scope="col">{tr!(task.due)}</th><th scope="col" class="num">{tr!(overview.unit)}</th>
                    <th scope="col" class="no-print"><span class="visually-hidden">{tr!(template.use_it)}</span></th>
                </tr></thead>
                <tbody>{all.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    let text = Signal::derive(move || {
        tr!(template.remove_text, name = target.get().map(|one| one.name).unwrap_or_default())
    });
    view! {
        <PageHead title=tr!(template.title).to_owned() note=tr!(template.note).to_owned() back=(Route::Tasks.path(), tr!(nav.tasks))/>
        <PlanningTabs/>
        <div class="card" data-testid="templates">{list.draw(draw)}</div>
        <Prompt id="template-name" title=tr!(template.rename) label=tr!(template.name) open=asked send=rename done=renamed/>
        <ConfirmDialog id="template-removal" open=removing title=tr!(template.remove_title).to_owned() text confirm=tr!(template.remove) danger=true on_confirm=remove/>
    }
}
