//! Danh mục: topics, channels, audiences and indicators, kept by the admin.

use super::{channel_asks::ChannelAsks, holidays::Holidays, merge::MergeEntry, new::NewEntry};
use crate::{
    api,
    components::{
        badge::Badge, feedback::Empty, filter::FilterChips, page_head::PageHead, prompt::Prompt,
        toast::use_toasts,
    },
    load::Loader,
    query::Filters,
    tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    catalogue::CatalogueKind,
    dto::organisation::catalogue::{CataloguePatch, CatalogueView},
    id::CatalogueId,
};

/// The page. Test ids: `catalogue`, `filter-kind-…`, `entry-<code>`, `entry-rename-<code>`,
/// `entry-name`, `entry-retire-<code>`, `entry-up-<code>`, `entry-merge-<code>`,
/// `entry-asks-<code>`, and those of [`NewEntry`], [`MergeEntry`] and [`ChannelAsks`].
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
    let write = use_write().several().always(move || list.reload());
    let change = Callback::new(
        move |(entry, patch, said): (CatalogueView, CataloguePatch, &'static str)| {
            let answer = async move { api::catalogues::change(&entry, &patch).await };
            write.send(answer, move |_| toasts.say(said));
        },
    );
    let swap = Callback::new(move |(upper, lower): (CatalogueView, CatalogueView)| {
        let at =
            |position| CataloguePatch { position: Some(position), ..CataloguePatch::default() };
        let moved = async move {
            api::catalogues::change(&lower, &at(upper.position)).await?;
            api::catalogues::change(&upper, &at(lower.position)).await
        };
        write.send(moved, |_| ());
    });
    let naming = RwSignal::new(None::<CatalogueView>);
    let asked = RwSignal::new(None::<String>);
    let rename = move |name: String| {
        let entry = naming.get_untracked()?;
        let patch = CataloguePatch { name: Some(name), ..CataloguePatch::default() };
        Some(async move { api::catalogues::change(&entry, &patch).await })
    };
    let renamed = move |_| {
        toasts.say(tr!(catalogue.renamed));
        asked.try_set(None);
    };
    let ask = Callback::new(move |entry: CatalogueView| {
        asked.set(Some(entry.name.clone()));
        naming.set(Some(entry));
    });
    let (merging, asking) =
        (RwSignal::new(None::<CatalogueView>), RwSignal::new(None::<CatalogueView>));
    // What channels can ask for is named beside them.
    let indicators = Loader::new(
        move || kind.get() == CatalogueKind::Channels,
        |wanted| async move {
            if !wanted {
                return Ok(Vec::new());
            }
            api::catalogues::entries(CatalogueKind::Indicators).await
        },
    );
    let counted = Signal::derive(move || indicators.value().unwrap_or_default());
    let entries = Signal::derive(move || list.value().unwrap_or_default());
    let draw = move |entries: Vec<CatalogueView>| {
        if entries.is_empty() {
            return view! { <Empty title=tr!(catalogue.none) hint=tr!(catalogue.none_hint)/> }
                .into_any();
        }
        view! { <Entries entries counted=counted.get() change swap ask merging asking/> }.into_any()
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
        <Prompt id="entry-name" title=tr!(catalogue.rename) label=tr!(catalogue.new_name) open=asked send=rename done=renamed always=changed/>
        <MergeEntry entry=merging entries changed/>
        <ChannelAsks channel=asking indicators=counted changed/>
    }
}

type Change = Callback<(CatalogueView, CataloguePatch, &'static str)>;

#[component]
fn Entries(
    entries: Vec<CatalogueView>,
    /// The indicators, where channels are shown.
    counted: Vec<CatalogueView>,
    change: Change,
    /// Turns the order of two neighbours round.
    swap: Callback<(CatalogueView, CatalogueView)>,
    ask: Callback<CatalogueView>,
    merging: RwSignal<Option<CatalogueView>>,
    asking: RwSignal<Option<CatalogueView>>,
) -> impl IntoView {
    let names: Vec<(CatalogueId, String)> =
        entries.iter().chain(&counted).map(|one| (one.id, one.name.clone())).collect();
    let named = move |id: CatalogueId| {
        names.iter().find(|(other, _)| *other == id).map(|(_, name)| name.clone())
    };
    let above: Vec<Option<CatalogueView>> =
        std::iter::once(None).chain(entries.iter().cloned().map(Some)).collect();
    let rows = entries.into_iter().zip(above).map(|(entry, above)| {
        let (again, renamed, up) = (entry.clone(), entry.clone(), entry.clone());
        let (merged, asks) = (entry.clone(), entry.clone());
        let gone = entry.merged_into.is_some();
        let into = entry.merged_into.and_then(&named).map(|name| tr!(catalogue.merged_into, name = name));
        let asked: Vec<String> = entry.indicators.iter().filter_map(|id| named(*id)).collect();
        let asked = (!asked.is_empty()).then(|| tr!(catalogue.asked, names = asked.join(", ")));
        let is_channel = entry.kind == CatalogueKind::Channels && !entry.retired;
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
                <td class="lead"><b>{entry.name.clone()}</b><div class="small muted">{into}{asked}</div></td>
                <td>{of}</td>
                <td data-label=tr!(catalogue.status)><Badge tone text=word/></td>
                <td class="no-print"><div class="row">
                    {above.filter(|_| !gone).map(|above| view! {
                        <button type="button" class="btn quiet" data-testid=format!("entry-up-{}", entry.code) aria-label=format!("{} – {}", tr!(catalogue.up), entry.name)
                            on:click=move |_| swap.run((above.clone(), up.clone()))>{tr!(catalogue.up)}</button>
                    })}
                    {is_channel.then(|| view! {
                        <button type="button" class="btn quiet" data-testid=format!("entry-asks-{}", entry.code) aria-label=format!("{} – {}", tr!(catalogue.asks), entry.name)
                            on:click=move |_| asking.set(Some(asks.clone()))>{tr!(catalogue.asks)}</button>
                    })}
                    <button type="button" class="btn quiet" data-testid=format!("entry-rename-{}", entry.code) aria-label=format!("{} – {}", tr!(catalogue.rename), entry.name)
                        on:click=move |_| ask.run(renamed.clone())>{tr!(catalogue.rename)}</button>
                    {(!gone).then(|| view! {
                        <button type="button" class="btn quiet" data-testid=format!("entry-merge-{}", entry.code) aria-label=format!("{} – {}", tr!(catalogue.merge), entry.name)
                            on:click=move |_| merging.set(Some(merged.clone()))>{tr!(catalogue.merge)}</button>
                        <button type="button" class="btn quiet" data-testid=format!("entry-retire-{}", entry.code) aria-label=format!("{verb} – {}", entry.name)
                            on:click=turn>{verb}</button>
                    })}
                </div></td>
            </tr>
        }
    }).collect_view();
    view! { <table class="ledger cards dense"><caption class="visually-hidden">{tr!(nav.catalogues)}</caption><tbody>{rows}</tbody></table> }
}
