//! From a report that was read to a draft that can be written again.

use shared::dto::work::{
    activity::{ActivityInput, ActivityView, IndicatorValue},
    report::{ReportDraft, ReportView},
};

/// The draft of a report.
#[must_use]
pub fn draft_of(report: ReportView) -> ReportDraft {
    ReportDraft {
        narrative: report.narrative,
        shortcomings: report.shortcomings,
        proposals: report.proposals,
        nil_reason: report.nil_reason,
        late_explanation: report.late_explanation,
        activities: report.activities.into_iter().map(input_of).collect(),
    }
}

fn input_of(activity: ActivityView) -> ActivityInput {
    ActivityInput {
        id: Some(activity.id),
        held_on: activity.held_on,
        held_at: activity.held_at,
        place: activity.place,
        channel_id: activity.channel.map(|channel| channel.id),
        topics: activity.topics.into_iter().map(|topic| topic.id).collect(),
        audiences: activity.audiences.into_iter().map(|audience| audience.id).collect(),
        places_reached: activity.places_reached.into_iter().map(|place| place.id).collect(),
        values: activity
            .values
            .into_iter()
            .map(|value| IndicatorValue { indicator_id: value.indicator_id, amount: value.amount })
            .collect(),
        attachments: activity.attachments.into_iter().map(|file| file.id).collect(),
        links: activity.links,
        note: activity.note,
    }
}
