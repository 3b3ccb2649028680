//! Danh mục: topics, channels, audiences and indicators, kept by the admin.

use super::holidays::Holidays;
use crate::{
    api,
    components::{
        badge::Badge,
        feedback::Empty,
        field::{ErrorSummary, SelectField, TextField},
        filter::FilterChips,
        page_head::PageHead,
        prompt::Prompt,
        toast::use_toasts,
    },
    form,
    load::Loader,
    query::Filters,
    tr,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    FieldError,
    catalogue::CatalogueKind,
    dto::catalogue::{CatalogueCreate, CataloguePatch, CatalogueView},
    validate::Checks,
};

/// The page. Test ids: `catalogue`, `filter-kind-…`, `entry-<code>`, `entry-rename-<code>`,
/// `entry-name`, `entry-retire-<code>`, `entry-up-<code>`, and those of the form.
#[component]
pub fn CataloguesPage() -> impl IntoView {
    let filters = Filters::here();
    let toasts = use_toasts();
    let kind = Memo::new(move |_| {
        CatalogueKind::parse(&filters.get("kind")).unwrap_or(CatalogueKind::Topics)
    });
    let days_off = Memo::new(move |_| filters.get("kind") == "holidays");
    let list = Loader::new(move || kind.get(), api::catalogues::whole);
    let changed = Callback::new(move |()| list.reload());
    let change = Callback::new(
        move |(entry, patch, said): (CatalogueView, CataloguePatch, &'static str)| {
            spawn_local(async move {
                match api::catalogues::change(&entry, &patch).await {
                    Ok(_) => toasts.say(said),
                    Err(error) => toasts.say(error.message()),
                }
                list.reload();
            });
        },
    );
    let swap = Callback::new(move |(upper, lower): (CatalogueView, CatalogueView)| {
        let at =
            |position| CataloguePatch { position: Some(position), ..CataloguePatch::default() };
        spawn_local(async move {
            let moved = async {
                api::catalogues::change(&lower, &at(upper.position)).await?;
                api::catalogues::change(&upper, &at(lower.position)).await
            };
            if let Err(error) = moved.await {
                toasts.say(error.message());
            }
            list.reload();
        });
    });
    let naming = RwSignal::new(None::<CatalogueView>);
    let (asked, errors) = (RwSignal::new(None::<String>), RwSignal::new(Vec::new()));
    let rename = Callback::new(move |name: String| {
        let Some(entry) = naming.get_untracked() else { return };
        let patch = CataloguePatch { name: Some(name), ..CataloguePatch::default() };
        spawn_local(async move {
            match api::catalogues::change(&entry, &patch).await {
                Ok(_) => {
                    toasts.say(tr!(catalogue.renamed));
                    asked.try_set(None);
                }
                Err(error) => {
                    errors.try_set(error.fields("entry-name", |_| "entry-name"));
                }
            }
            list.reload();
        });
    });
    let ask = Callback::new(move |entry: CatalogueView| {
        asked.set(Some(entry.name.clone()));
        naming.set(Some(entry));
    });
    let draw = move |entries: Vec<CatalogueView>| {
        if entries.is_empty() {
            return view! { <Empty title=tr!(catalogue.none) hint=tr!(catalogue.none_hint)/> }
                .into_any();
        }
        view! { <Entries entries change swap ask/> }.into_any()
    };
    view! {
        <PageHead title=tr!(nav.catalogues).to_owned()/>
        <div class="filters no-print">
            <FilterChips filters name="kind" label=tr!(catalogue.which) options=vec![
                ("", tr!(task.topics)), ("channels", tr!(task.channels)), ("audiences", tr!(task.audiences)), ("indicators", tr!(target.title)), ("holidays", tr!(holiday.title)),
            ]/>
        </div>
        {move || if days_off.get() { view! { <Holidays/> }.into_any() } else { view! {
            <div class="stack-l" data-testid="catalogue">
                <NewEntry kind=kind.get() changed/>
                <div class="card">{list.draw(draw)}</div>
            </div>
        }.into_any() }}
        <Prompt id="entry-name" title=tr!(catalogue.rename) label=tr!(catalogue.new_name) open=asked errors on_save=rename/>
    }
}

type Change = Callback<(CatalogueView, CataloguePatch, &'static str)>;

#[component]
fn Entries(
    entries: Vec<CatalogueView>,
    change: Change,
    /// Turns the order of two neighbours round.
    swap: Callback<(CatalogueView, CatalogueView)>,
    ask: Callback<CatalogueView>,
) -> impl IntoView {
    let above: Vec<Option<CatalogueView>> =
        std::iter::once(None).chain(entries.iter().cloned().map(Some)).collect();
    let rows = entries.into_iter().zip(above).map(|(entry, above)| {
        let (again, named, up) = (entry.clone(), entry.clone(), entry.clone());
        let retired = entry.retired;
        let of = match (entry.is_online, &entry.unit_of_measure) {
            (Some(true), _) => tr!(catalogue.online).to_owned(),
            (Some(false), _) => tr!(catalogue.traditional).to_owned(),
            (None, Some(measure)) => measure.clone(),
            (None, None) => String::new(),
        };
        let (tone, word) = if retired { ("", tr!(catalogue.retired)) } else { ("green", tr!(catalogue.in_use)) };
        let (verb, said) = if retired {
            (tr!(catalogue.restore), tr!(catalogue.restored_done))
        } else {
            (tr!(catalogue.retire), tr!(catalogue.retired_done))
        };
        let turn = move |_| {
            let patch = CataloguePatch { retired: Some(!retired), ..CataloguePatch::default() };
            change.run((again.clone(), patch, said));
        };
        view! {
            <tr data-testid=format!("entry-{}", entry.code)>
                <td class="lead"><b>{entry.name.clone()}</b></td>
                <td>{of}</td>
                <td data-label=tr!(catalogue.status)><Badge tone text=word/></td>
                <td class="no-print"><div class="row">
                    {above.map(|above| view! {
                        <button type="button" class="btn quiet" data-testid=format!("entry-up-{}", entry.code) aria-label=format!("{} – {}", tr!(catalogue.up), entry.name)
                            on:click=move |_| swap.run((above.clone(), up.clone()))>{tr!(catalogue.up)}</button>
                    })}
                    <button type="button" class="btn quiet" data-testid=format!("entry-rename-{}", entry.code) aria-label=format!("{} – {}", tr!(catalogue.rename), entry.name)
                        on:click=move |_| ask.run(named.clone())>{tr!(catalogue.rename)}</button>
                    <button type="button" class="btn quiet" data-testid=format!("entry-retire-{}", entry.code) aria-label=format!("{verb} – {}", entry.name)
                        on:click=turn>{verb}</button>
                </div></td>
            </tr>
        }
    }).collect_view();
    view! { <table class="ledger cards"><caption class="visually-hidden">{tr!(nav.catalogues)}</caption><tbody>{rows}</tbody></table> }
}

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "unit_of_measure" => "new-entry-measure",
        _ => "new-entry-name",
    }
}

/// One more entry. Test ids: `entry-add`, `new-entry-name`, `new-entry-measure`, `new-entry-online`, `entry-submit`.
#[component]
fn NewEntry(kind: CatalogueKind, changed: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let (name, measure) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let online = RwSignal::new("false".to_owned());
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let is_channel = kind == CatalogueKind::Channels;
    let is_counted = kind == CatalogueKind::Indicators;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut checks = Checks::new();
        form::required(&mut checks, "new-entry-name", &name.get_untracked());
        if is_counted {
            form::required(&mut checks, "new-entry-measure", &measure.get_untracked());
        }
        errors.set(checks.finish().err().unwrap_or_default());
        if !errors.with_untracked(Vec::is_empty) {
            return;
        }
        let entry = CatalogueCreate {
            id: None,
            name: name.get_untracked(),
            code: None,
            is_online: is_channel.then(|| online.with_untracked(|word| word == "true")),
            unit_of_measure: is_counted.then(|| measure.get_untracked()),
        };
        spawn_local(async move {
            match api::catalogues::create(kind, &entry).await {
                Ok(made) => {
                    toasts.say(tr!(catalogue.added, name = made.name));
                    name.try_set(String::new());
                    measure.try_set(String::new());
                    changed.try_run(());
                }
                Err(error) => {
                    errors.try_set(error.fields("new-entry-name", at_its_field));
                }
            }
        });
    };
    let forms = [("false", tr!(catalogue.traditional)), ("true", tr!(catalogue.online))]
        .map(|(key, word)| (key.to_owned(), word.to_owned()));
    let forms = RwSignal::new(forms.to_vec());
    view! {
        <details class="card no-print"><summary class="body" data-testid="entry-add"><b>{tr!(catalogue.add)}</b></summary>
            <form class="body stack read" on:submit=submit novalidate>
                <ErrorSummary errors/>
                <TextField id="new-entry-name" label=tr!(catalogue.name) value=name errors/>
                {is_counted.then(|| view! { <TextField id="new-entry-measure" label=tr!(catalogue.measure) hint=tr!(catalogue.measure_hint) value=measure errors/> })}
                {is_channel.then(|| view! { <SelectField id="new-entry-online" label=tr!(catalogue.form) value=online options=forms errors/> })}
                <div><button class="btn primary" data-testid="entry-submit">{tr!(catalogue.add)}</button></div>
            </form>
        </details>
    }
}
