//! The fields of the report form as signals, and back into a draft.

use crate::{drafts::LocalDraft, form};
use leptos::prelude::*;
use shared::{
    FieldError,
    dto::{
        activity::{ActivityInput, IndicatorValue},
        task::TargetView,
    },
    id::{ActivityId, CatalogueId},
    validate::Checks,
};
use uuid::Uuid;

/// One figure.
#[derive(Clone)]
pub struct Figure {
    /// What is counted.
    pub target: TargetView,
    /// As typed; empty is not nought.
    pub value: RwSignal<String>,
}

/// The form.
#[derive(Clone)]
pub struct Fields {
    /// Không phát sinh.
    pub nil: RwSignal<bool>,
    /// Its reason.
    pub nil_reason: RwSignal<String>,
    /// The day.
    pub day: RwSignal<String>,
    /// The hour.
    pub hour: RwSignal<String>,
    /// Where.
    pub place: RwSignal<String>,
    /// How.
    pub channel: RwSignal<String>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// Links, one a line.
    pub links: RwSignal<String>,
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
    activity: ActivityId,
}

fn text(value: impl Into<String>) -> RwSignal<String> {
    RwSignal::new(value.into())
}

impl Fields {
    /// The form of a draft.
    #[must_use]
    pub fn of(draft: &LocalDraft) -> Self {
        let body = &draft.draft;
        let first = body.activities.first().cloned().unwrap_or_default();
        let brief = &draft.brief;
        let figures = brief
            .summary
            .targets
            .iter()
            .map(|target| {
                let known = first.values.iter().find(|v| v.indicator_id == target.indicator_id);
                Figure {
                    target: target.clone(),
                    value: text(known.map(|v| v.amount.to_string()).unwrap_or_default()),
                }
            })
            .collect();
        // One channel asked for is the one that was used, unless told otherwise.
        let only = match brief.channels.as_slice() {
            [channel] => channel.id.to_string(),
            _ => String::new(),
        };
        Self {
            nil: RwSignal::new(body.nil_reason.is_some()),
            nil_reason: text(body.nil_reason.clone().unwrap_or_default()),
            day: text(first.held_on.map(|day| day.to_string()).unwrap_or_default()),
            hour: text(first.held_at.clone().unwrap_or_default()),
            place: text(first.place.clone()),
            channel: text(first.channel_id.map_or(only, |id| id.to_string())),
            figures,
            links: text(first.links.join("\n")),
            narrative: text(body.narrative.clone()),
            shortcomings: text(body.shortcomings.clone()),
            proposals: text(body.proposals.clone()),
            late: text(body.late_explanation.clone().unwrap_or_default()),
            owes_late: brief.explanation_required || body.late_explanation.is_some(),
            activity: first.id.unwrap_or_else(|| ActivityId(Uuid::now_v7())),
        }
    }

    /// The links, one each.
    fn link_list(&self) -> Vec<String> {
        self.links.with(|all| all.split_whitespace().map(str::to_owned).collect())
    }

    /// Writes the form into a draft. Reads every signal, so an effect that calls it follows all.
    pub fn write(&self, draft: &mut LocalDraft) {
        let mut activity =
            draft.draft.activities.first().cloned().unwrap_or_else(|| ActivityInput {
                topics: draft.brief.topics.iter().map(|t| t.id).collect(),
                audiences: draft.brief.audiences.iter().map(|a| a.id).collect(),
                ..ActivityInput::default()
            });
        activity.id = Some(self.activity);
        activity.held_on = self.day.with(|day| day.parse().ok());
        activity.held_at = Some(self.hour.get()).filter(|hour| !hour.is_empty());
        activity.place = self.place.get();
        activity.channel_id = self.channel.with(|id| id.parse::<CatalogueId>().ok());
        activity.values = self
            .figures
            .iter()
            .filter_map(|figure| {
                let amount = figure.value.with(|v| v.trim().parse::<i64>().ok())?;
                Some(IndicatorValue { indicator_id: figure.target.indicator_id, amount })
            })
            .collect();
        activity.links = self.link_list();
        let body = &mut draft.draft;
        if body.activities.is_empty() {
            body.activities.push(activity);
        } else {
            body.activities[0] = activity;
        }
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
            form::required(&mut checks, "report-date", &self.day.get_untracked());
            for link in untrack(|| self.link_list()) {
                checks.link("report-links", &link);
            }
        }
        if self.owes_late {
            form::required(&mut checks, "report-late", &self.late.get_untracked());
        }
        checks.finish().err().unwrap_or_default()
    }
}

/// The form's own id for a field that the server names.
#[must_use]
pub fn field_id(field: &str) -> &'static str {
    let last = field.rsplit('.').next().unwrap_or(field);
    match last.split('[').next().unwrap_or(last) {
        "held_on" => "report-date",
        "held_at" => "report-time",
        "place" => "report-place",
        "channel_id" => "report-channel",
        "links" => "report-links",
        "values" | "amount" => "report-figures",
        "nil_reason" => "report-nil-reason",
        "late_explanation" => "report-late",
        "shortcomings" => "report-shortcomings",
        "proposals" => "report-proposals",
        "activities" => "report-date",
        _ => "report-narrative",
    }
}
