//! One activity of a report: when, where, how, to whom, how much, and the evidence of it.

use super::report_state::{ActivityFields, Figure};
use crate::{
    api,
    components::{
        date::{DateField, TimeField},
        field::{Errors, Field, LongField, TextField, nth as field},
        icon::{Icon, shape},
        photos::PhotoInput,
        stepper::Stepper,
        tick_chips::TickChips,
    },
    dom,
    drafts::{LocalPhoto, use_outbox},
    tr, words,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    catalogue::CatalogueKind,
    dto::organisation::catalogue::CatalogueView,
    id::{ActivityId, CatalogueId},
};
use uuid::Uuid;
use web_sys::File;

/// The catalogues of the form, as they were last read on this machine until they are read anew.
#[derive(Clone, Copy)]
pub struct Catalogues {
    channels: RwSignal<Vec<CatalogueView>>,
    topics: RwSignal<Vec<CatalogueView>>,
    audiences: RwSignal<Vec<CatalogueView>>,
    indicators: RwSignal<Vec<CatalogueView>>,
}

impl Catalogues {
    /// Reads them.
    #[must_use]
    pub fn read() -> Self {
        let reachable = use_outbox().reachable;
        let of = |kind: CatalogueKind| {
            // What was there last will do until the network is back.
            let key = format!("loa-catalogue.{}", kind.as_str());
            let kept = dom::stored(&key).and_then(|text| serde_json::from_str(&text).ok());
            let all = RwSignal::new(kept.unwrap_or_default());
            Effect::new(move |_| {
                if !reachable.get() {
                    return;
                }
                let key = key.clone();
                spawn_local(async move {
                    if let Ok(entries) = api::catalogues::entries(kind).await {
                        if let Ok(text) = serde_json::to_string(&entries) {
                            dom::store(&key, &text);
                        }
                        all.try_set(entries);
                    }
                });
            });
            all
        };
        Self {
            channels: of(CatalogueKind::Channels),
            topics: of(CatalogueKind::Topics),
            audiences: of(CatalogueKind::Audiences),
            indicators: of(CatalogueKind::Indicators),
        }
    }

    /// The name of a channel.
    #[must_use]
    pub fn channel(self, id: CatalogueId) -> Option<String> {
        named(self.channels, id)
    }

    /// The name of an indicator.
    #[must_use]
    pub fn indicator(self, id: CatalogueId) -> Option<String> {
        named(self.indicators, id)
    }
}

fn named(all: RwSignal<Vec<CatalogueView>>, id: CatalogueId) -> Option<String> {
    all.with(|all| all.iter().find(|entry| entry.id == id).map(|entry| entry.name.clone()))
}

/// What the photos of an activity can do.
#[derive(Clone, Copy)]
pub(super) struct PhotoActions {
    /// Files were taken or chosen for an activity.
    pub add: Callback<(ActivityId, Vec<File>)>,
    /// One is to go.
    pub remove: Callback<Uuid>,
    /// One is to be sent again.
    pub retry: Callback<Uuid>,
}

/// The fields of an activity. Test ids of the first: `report-date`, `report-time`, `report-place`,
/// `report-channel`, `report-figure-<n>` (from 0, with `-less` and `-more`), `report-usual-<code>`
/// (a figure that the channel asks for), `report-add-figure`,
/// `report-topic-<code>`, `report-audience-<code>`, `report-photo-input`, `report-links`; of
/// further ones the same with `-2` and so on behind the name.
#[component]
pub(super) fn Activity(
    /// Its fields.
    activity: ActivityFields,
    /// Its place in the report, from 0.
    at: usize,
    /// What can be chosen.
    catalogues: Catalogues,
    /// Its photos.
    #[prop(into)]
    photos: Signal<Vec<LocalPhoto>>,
    /// Whether the server is reached now.
    reachable: RwSignal<bool>,
    /// The photo on its way, and how much of it has gone, in percent.
    sending: RwSignal<Option<(Uuid, u8)>>,
    /// What can be done with photos.
    actions: PhotoActions,
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    let id = activity.id;
    let channel = activity.channel;
    let channels = catalogues.channels;
    let select = field("report-channel", at);
    let help = format!("{select}-help");
    let add = Callback::new(move |files| actions.add.run((id, files)));
    let (topics, audiences) = (activity.topics, activity.audiences);
    let chosen = move || topics.with(Vec::len) + audiences.with(Vec::len);
    view! {
        <div class="pair">
            <DateField id=field("report-date", at) label=tr!(report.day) value=activity.day errors/>
            <TimeField id=field("report-time", at) label=tr!(report.hour) value=activity.hour errors/>
        </div>
        <TextField id=field("report-place", at) label=tr!(report.place) value=activity.place optional=true bare=true errors/>
        <Field id=select label=tr!(task.channels) bare=true errors>
            <select id=select data-testid=select aria-describedby=help
                prop:value=move || { channels.track(); channel.get() } on:change:target=move |e| channel.set(e.target().value())>
                <option value="">{tr!(report.channel_none)}</option>
                {move || channels.get().into_iter().map(|c| {
                    let id = c.id.to_string();
                    let chosen = channel.with_untracked(|now| *now == id);
                    view! { <option value=id selected=chosen>{c.name}</option> }
                }).collect_view()}
            </select>
        </Field>
        <Figures activity=activity.clone() at indicators=catalogues.indicators channels/>
        <details class="stack">
            <summary class="btn quiet">{move || tr!(report.about, n = chosen())}</summary>
            {move || view! { <TickChips id=field("report-topic", at) label=tr!(task.topics) options=catalogues.topics.get() chosen=topics/> }}
            {move || view! { <TickChips id=field("report-audience", at) label=tr!(task.audiences) options=catalogues.audiences.get() chosen=audiences/> }}
        </details>
        <PhotoInput at photos reachable sending on_add=add on_remove=actions.remove on_retry=actions.retry/>
        <LongField id=field("report-links", at) label=tr!(report.links) hint=tr!(report.links_hint) value=activity.links optional=true errors/>
    }
}

/// The figures: those the task asks for, and others that were counted.
#[component]
fn Figures(
    activity: ActivityFields,
    at: usize,
    indicators: RwSignal<Vec<CatalogueView>>,
    channels: RwSignal<Vec<CatalogueView>>,
) -> impl IntoView {
    let channel = activity.channel;
    let figures = activity.figures;
    let activity = StoredValue::new(activity);
    let others = move || {
        let have: Vec<_> = figures.with(|all| all.iter().map(|one| one.indicator).collect());
        let mut others = indicators.get();
        others.retain(|entry| !have.contains(&entry.id));
        others
    };
    // What the chosen channel asks for needs one press each.
    let usual = move || {
        let chosen = channel.get();
        let asked = channels.with(|all| {
            let found = all.iter().find(|one| one.id.to_string() == chosen);
            found.map(|one| one.indicators.clone()).unwrap_or_default()
        });
        let (usual, rest): (Vec<_>, Vec<_>) =
            others().into_iter().partition(|entry| asked.contains(&entry.id));
        (usual, rest)
    };
    let add = move |chosen: String| {
        let entry = indicators
            .with_untracked(|all| all.iter().find(|entry| entry.id.to_string() == chosen).cloned());
        if let Some(entry) = entry {
            activity.with_value(|activity| activity.add_figure(&entry));
        }
    };
    let row = move |figure: Figure| {
        let n = figures
            .with_untracked(|all| all.iter().position(|one| one.indicator == figure.indicator));
        let id = format!("{}-{}", field("report-figure", at), n.unwrap_or_default());
        let known = move || {
            indicators.with(|all| all.iter().find(|entry| entry.id == figure.indicator).cloned())
        };
        // A figure that was only written down by its number has its words from the catalogue.
        let (name, unit) = (figure.name.clone(), figure.unit.clone());
        let label = move || known().map_or_else(|| name.clone(), |entry| entry.name);
        let of = move || {
            let unit = known().and_then(|entry| entry.unit_of_measure).unwrap_or(unit.clone());
            match figure.asked {
                Some(asked) => {
                    format!("({})", tr!(report.of, n = words::number(asked), unit = unit))
                }
                None if unit.is_empty() => String::new(),
                None => format!("({unit})"),
            }
        };
        view! {
            <div class="field stepper-row">
                <label for=id.clone()>{label}" "<span class="of">{of}</span></label>
                <Stepper id name=figure.name value=figure.value/>
            </div>
        }
    };
    let select = field("report-add-figure", at);
    view! {
        <div id=field("report-figures", at) tabindex="-1" class="stack-l">
            <For each=move || figures.get() key=|figure| figure.indicator let(figure)>{row(figure)}</For>
            {move || {
                let (usual, others) = usual();
                let chips = (!usual.is_empty()).then(|| view! {
                    <div class="stack-s">
                        <p class="small muted">{tr!(report.channel_figures)}</p>
                        <div class="chips">{usual.into_iter().map(|entry| {
                            let id = entry.id.to_string();
                            view! {
                                <button type="button" class="chip" data-testid=format!("{}-{}", field("report-usual", at), entry.code) aria-label=tr!(report.add_one, name = entry.name)
                                    on:click=move |_| add(id.clone())><Icon d=shape::PLUS/>{entry.name.clone()}</button>
                            }
                        }).collect_view()}</div>
                    </div>
                });
                let rest = (!others.is_empty()).then(|| view! {
                    <div class="field stepper-row">
                        <label for=select class="visually-hidden">{tr!(report.add_figure)}</label>
                        <select id=select data-testid=select on:change:target=move |e| add(e.target().value())>
                            <option value="">{tr!(report.add_figure)}</option>
                            {others.into_iter().map(|entry| view! { <option value=entry.id.to_string()>{entry.name}</option> }).collect_view()}
                        </select>
                    </div>
                });
                (chips, rest)
            }}
        </div>
    }
}

/// The head of a further activity, with the way to take it out. Test id: `report-remove-activity-<n>`.
#[component]
pub(super) fn ActivityHead(
    /// Its place in the report, from 0.
    at: usize,
    /// It is to go.
    remove: Callback<usize>,
) -> impl IntoView {
    let n = at + 1;
    view! {
        <div class="row between">
            <h2>{tr!(report.activity_n, n = n)}</h2>
            <button type="button" class="btn quiet" data-testid=format!("report-remove-activity-{n}") aria-label=tr!(report.remove_activity, n = n)
                on:click=move |_| remove.run(at)><Icon d=shape::CLOSE/>{tr!(report.remove)}</button>
        </div>
    }
}
