//! The fields of the report form as signals, and back into a draft.

use crate::{components::field::nth as field, drafts::LocalDraft, form};
use leptos::prelude::*;
use shared::{
    FieldError,
    dto::{
        organisation::catalogue::CatalogueView,
        work::{
            activity::{ActivityInput, IndicatorValue},
            assignment::AssignmentView,
        },
    },
    id::{ActivityId, CatalogueId},
    merge,
    validate::Checks,
};
use uuid::Uuid;

/// One figure.
#[derive(Clone)]
pub(super) struct Figure {
    /// What is counted.
    pub indicator: CatalogueId,
    /// Its name.
    pub name: String,
    /// Its unit of measure.
    pub unit: String,
    /// What the task asks for, where it does.
    pub asked: Option<i64>,
    /// As typed; empty is not nought.
    pub value: RwSignal<String>,
}

impl Figure {
    /// A figure that the task does not ask for.
    #[must_use]
    fn of(entry: &CatalogueView) -> Self {
        Self {
            indicator: entry.id,
            name: entry.name.clone(),
            unit: entry.unit_of_measure.clone().unwrap_or_default(),
            asked: None,
            value: text(""),
        }
    }

    /// A figure that is known by its number only; its words come from the catalogue.
    fn other(value: &IndicatorValue) -> Self {
        Self {
            indicator: value.indicator_id,
            name: crate::tr!(report.other_figure).into(),
            unit: String::new(),
            asked: None,
            value: text(value.amount.to_string()),
        }
    }
}

/// One activity.
#[derive(Clone)]
pub(super) struct ActivityFields {
    /// Made here, kept by the server.
    pub id: ActivityId,
    /// The day.
    pub day: RwSignal<String>,
    /// The hour.
    pub hour: RwSignal<String>,
    /// Where.
    pub place: RwSignal<String>,
    /// How.
    pub channel: RwSignal<String>,
    /// About what.
    pub topics: RwSignal<Vec<CatalogueId>>,
    /// For whom.
    pub audiences: RwSignal<Vec<CatalogueId>>,
    /// The figures.
    pub figures: RwSignal<Vec<Figure>>,
    /// Links, one a line.
    pub links: RwSignal<String>,
    owner: Owner,
}

impl ActivityFields {
    /// The fields of what was written, or of a new activity as the task suggests it.
    fn of(brief: &AssignmentView, written: Option<&ActivityInput>) -> Self {
        let first = written.cloned().unwrap_or_else(|| ActivityInput {
            topics: brief.topics.iter().map(|topic| topic.id).collect(),
            audiences: brief.audiences.iter().map(|audience| audience.id).collect(),
            ..ActivityInput::default()
        });
        // One channel asked for is the one that was used, unless told otherwise.
        let only = match brief.channels.as_slice() {
            [channel] => channel.id.to_string(),
            _ => String::new(),
        };
        let amount = |id| first.values.iter().find(|v| v.indicator_id == id).map(|v| v.amount);
        let mut figures: Vec<Figure> = (brief.summary.targets.iter())
            .map(|target| Figure {
                indicator: target.indicator_id,
                name: target.name.clone(),
                unit: target.unit_of_measure.clone(),
                asked: Some(target.amount),
                value: text(amount(target.indicator_id).map(|n| n.to_string()).unwrap_or_default()),
            })
            .collect();
        for value in &first.values {
            if figures.iter().all(|figure| figure.indicator != value.indicator_id) {
                figures.push(Figure::other(value));
            }
        }
        Self {
            id: first.id.unwrap_or_else(|| ActivityId(Uuid::now_v7())),
            day: text(first.held_on.map(|day| day.to_string()).unwrap_or_default()),
            hour: text(first.held_at.clone().unwrap_or_default()),
            place: text(first.place.clone()),
            channel: text(first.channel_id.map_or(only, |id| id.to_string())),
            topics: RwSignal::new(first.topics.clone()),
            audiences: RwSignal::new(first.audiences.clone()),
            figures: RwSignal::new(figures),
            links: text(first.links.join("\n")),
            owner: owner(),
        }
    }

    /// One figure more, that the task does not ask for.
    pub fn add_figure(&self, entry: &CatalogueView) {
        let figure = self.owner.with(|| Figure::of(entry));
        self.figures.update(|all| all.push(figure));
    }

    fn link_list(&self) -> Vec<String> {
        self.links.with(|all| all.split_whitespace().map(str::to_owned).collect())
    }

    /// Shows what others have written meanwhile. What says the same stays as it is typed.
    fn adopt(&self, there: &ActivityInput) {
        let now = untrack(|| self.input(None));
        let day = there.held_on.map(|day| day.to_string());
        put(self.day, now.held_on == there.held_on, || day.unwrap_or_default());
        put(self.hour, now.held_at == there.held_at, || there.held_at.clone().unwrap_or_default());
        put(self.place, now.place == there.place, || there.place.clone());
        let channel = there.channel_id.map(|id| id.to_string());
        put(self.channel, now.channel_id == there.channel_id, || channel.unwrap_or_default());
        put(self.links, now.links == there.links, || there.links.join("\n"));
        put(self.topics, now.topics == there.topics, || there.topics.clone());
        put(self.audiences, now.audiences == there.audiences, || there.audiences.clone());
        for figure in self.figures.get_untracked() {
            let of = |all: &[IndicatorValue]| {
                all.iter().find(|v| v.indicator_id == figure.indicator).map(|v| v.amount)
            };
            let amount = of(&there.values);
            put(figure.value, of(&now.values) == amount, || {
                amount.map(|n| n.to_string()).unwrap_or_default()
            });
        }
        for value in &there.values {
            let known = |all: &Vec<Figure>| all.iter().any(|f| f.indicator == value.indicator_id);
            if !self.figures.with_untracked(known) {
                let figure = self.owner.with(|| Figure::other(value));
                self.figures.update(|all| all.push(figure));
            }
        }
    }

    /// What is written, over what `draft` has of it.
    #[must_use]
    pub fn written(&self, draft: Option<LocalDraft>) -> ActivityInput {
        let all = draft.map(|draft| draft.draft.activities).unwrap_or_default();
        self.input(all.iter().find(|one| one.id == Some(self.id)))
    }

    /// What is written, over what was: fields that the form does not show stay.
    fn input(&self, before: Option<&ActivityInput>) -> ActivityInput {
        ActivityInput {
            id: Some(self.id),
            held_on: self.day.with(|day| day.parse().ok()),
            held_at: self.hour.with(|hour| shared::time::parse_hour(hour)),
            place: self.place.get(),
            channel_id: self.channel.with(|id| id.parse::<CatalogueId>().ok()),
            topics: self.topics.get(),
            audiences: self.audiences.get(),
            values: self.figures.with(|all| {
                let typed = |figure: &Figure| {
                    let amount = figure.value.with(|v| v.trim().parse::<i64>().ok())?;
                    Some(IndicatorValue { indicator_id: figure.indicator, amount })
                };
                all.iter().filter_map(typed).collect()
            }),
            links: self.link_list(),
            ..before.cloned().unwrap_or_default()
        }
    }
}

/// The form.
#[derive(Clone)]
pub(super) struct Fields {
    /// Không phát sinh.
    pub nil: RwSignal<bool>,
    /// Its reason.
    pub nil_reason: RwSignal<String>,
    /// Whether what villages have brought is enough to report.
    pub compiled: bool,
    /// What was done; empty only where `compiled`.
    pub activities: RwSignal<Vec<ActivityFields>>,
    /// Kết quả.
    pub narrative: RwSignal<String>,
    /// Tồn tại, hạn chế.
    pub shortcomings: RwSignal<String>,
    /// Đề xuất, kiến nghị.
    pub proposals: RwSignal<String>,
    /// Giải trình.
    pub late: RwSignal<String>,
    /// Whether an explanation is owed.
    pub owes_late: bool,
    brief: StoredValue<AssignmentView>,
    owner: Owner,
}

/// Whose signals live as long as the form. What is made later, when a button is pressed, would
/// else belong to the part of the page around the button and go with it.
fn owner() -> Owner {
    Owner::current().unwrap_or_default()
}

fn text(value: impl Into<String>) -> RwSignal<String> {
    RwSignal::new(value.into())
}

/// Writes into a field unless it says the same.
fn put<T: Send + Sync + 'static>(field: RwSignal<T>, same: bool, value: impl FnOnce() -> T) {
    if !same {
        field.set(value());
    }
}

impl Fields {
    /// The form of a draft.
    #[must_use]
    pub fn of(draft: &LocalDraft) -> Self {
        let body = &draft.draft;
        let brief = &draft.brief;
        let compiled = brief.parts.iter().any(|part| part.activities > 0);
        let kept =
            |one: &&ActivityInput| !compiled || !draft.photos.is_empty() || !merge::is_blank(one);
        let written = body.activities.iter().filter(kept);
        let mut activities: Vec<ActivityFields> =
            written.map(|one| ActivityFields::of(brief, Some(one))).collect();
        if activities.is_empty() && !compiled {
            activities.push(ActivityFields::of(brief, None));
        }
        Self {
            compiled,
            nil: RwSignal::new(body.nil_reason.is_some()),
            nil_reason: text(body.nil_reason.clone().unwrap_or_default()),
            activities: RwSignal::new(activities),
            narrative: text(body.narrative.clone()),
            shortcomings: text(body.shortcomings.clone()),
            proposals: text(body.proposals.clone()),
            late: text(body.late_explanation.clone().unwrap_or_default()),
            owes_late: brief.explanation_required || body.late_explanation.is_some(),
            brief: StoredValue::new(brief.clone()),
            owner: owner(),
        }
    }

    /// One activity more.
    pub fn add(&self) {
        let make = || self.brief.with_value(|brief| ActivityFields::of(brief, None));
        let fields = self.owner.with(make);
        self.activities.update(|all| all.push(fields));
    }

    /// Shows a draft that has changed otherwise than by this form. Fields that say the same are left
    /// alone, so that nobody's cursor moves.
    pub fn adopt(&self, draft: &LocalDraft) {
        let body = &draft.draft;
        let text = |field: RwSignal<String>, there: &String| {
            put(field, field.with_untracked(|now| now == there), || there.clone());
        };
        text(self.narrative, &body.narrative);
        text(self.shortcomings, &body.shortcomings);
        text(self.proposals, &body.proposals);
        text(self.late, body.late_explanation.as_ref().unwrap_or(&String::new()));
        let nil = body.nil_reason.is_some();
        put(self.nil, self.nil.get_untracked() == nil, || nil);
        if let Some(why) = &body.nil_reason {
            text(self.nil_reason, why);
        }
        let now = self.activities.get_untracked();
        let mut next: Vec<ActivityFields> = Vec::new();
        for there in &body.activities {
            if let Some(own) = now.iter().find(|own| Some(own.id) == there.id) {
                own.adopt(there);
                next.push(own.clone());
            } else {
                let make = || self.brief.with_value(|brief| ActivityFields::of(brief, Some(there)));
                next.push(self.owner.with(make));
            }
        }
        if next.is_empty() && !self.compiled {
            let make = || self.brief.with_value(|brief| ActivityFields::of(brief, None));
            next.push(self.owner.with(make));
        }
        let ids = |all: &[ActivityFields]| all.iter().map(|one| one.id).collect::<Vec<_>>();
        put(self.activities, ids(&now) == ids(&next), || next);
    }

    /// Writes the form into a draft. Reads every signal, so an effect that calls it follows all.
    pub fn write(&self, draft: &mut LocalDraft) {
        let body = &mut draft.draft;
        let before = std::mem::take(&mut body.activities);
        body.activities = self.activities.with(|all| {
            let of = |id| before.iter().find(|one| one.id == Some(id));
            all.iter().map(|one| one.input(of(one.id))).collect()
        });
        let (nil, why) = (self.nil.get(), self.nil_reason.get());
        body.nil_reason = nil.then_some(why);
        body.narrative = self.narrative.get();
        body.shortcomings = self.shortcomings.get();
        body.proposals = self.proposals.get();
        let late = self.late.get();
        body.late_explanation = Some(late).filter(|text| self.owes_late && !text.is_empty());
    }

    /// What is lacking before it may be sent.
    #[must_use]
    pub fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::new();
        if self.nil.get_untracked() {
            form::required(&mut checks, "report-nil-reason", &self.nil_reason.get_untracked());
        } else {
            for (at, one) in self.activities.get_untracked().iter().enumerate() {
                form::day(&mut checks, field("report-date", at), &one.day.get_untracked(), false);
                form::hour(&mut checks, field("report-time", at), &one.hour.get_untracked());
                let channel = field("report-channel", at);
                form::required(&mut checks, channel, &one.channel.get_untracked());
                for link in untrack(|| one.link_list()) {
                    checks.link(field("report-links", at), &link);
                }
            }
        }
        if self.owes_late {
            form::required(&mut checks, "report-late", &self.late.get_untracked());
        }
        checks.finish().err().unwrap_or_default()
    }
}

/// The form's own id for a field that the server names, such as `activities[1].held_on`.
#[must_use]
pub(super) fn field_id(name: &str) -> &'static str {
    let at = name.strip_prefix("activities[").and_then(|rest| rest.split(']').next()?.parse().ok());
    let at = at.unwrap_or(0);
    let last = name
        .strip_prefix("activities[")
        .map_or(name, |rest| rest.split_once("].").map_or("activities", |(_, field)| field));
    match last.split(['[', '.']).next().unwrap_or(last) {
        "held_on" | "activities" => field("report-date", at),
        "held_at" => field("report-time", at),
        "place" => field("report-place", at),
        "channel_id" => field("report-channel", at),
        "links" => field("report-links", at),
        "values" => field("report-figures", at),
        "attachments" => field("photos", at),
        "nil_reason" => "report-nil-reason",
        "late_explanation" => "report-late",
        "shortcomings" => "report-shortcomings",
        "proposals" => "report-proposals",
        _ => "report-narrative",
    }
}
