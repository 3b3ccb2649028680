//! The single fields of a draft: read and written by their place, and the lists as sets.

use super::{Content, Place};
use crate::dto::work::activity::{ActivityInput, IndicatorValue};
use crate::dto::work::report::ReportDraft;
use crate::id::ActivityId;

/// The activity of an id.
pub(super) fn activity(
    draft: Option<&ReportDraft>,
    id: Option<ActivityId>,
) -> Option<&ActivityInput> {
    draft?.activities.iter().find(|one| id.is_some() && one.id == id)
}

/// What stands at a place.
pub(super) fn get(draft: &ReportDraft, place: Place) -> Content {
    let of = |id: ActivityId| activity(Some(draft), Some(id));
    let text = |text: Option<String>| text.map_or(Content::Nothing, |text| Content::of(&text));
    match place {
        Place::Narrative => Content::of(&draft.narrative),
        Place::Shortcomings => Content::of(&draft.shortcomings),
        Place::Proposals => Content::of(&draft.proposals),
        Place::NilReason => text(draft.nil_reason.clone()),
        Place::LateExplanation => text(draft.late_explanation.clone()),
        Place::Activity(id) => {
            of(id).map_or(Content::Nothing, |one| Content::Activity(Box::new(one.clone())))
        }
        Place::HeldOn(id) => text(of(id).and_then(|one| one.held_on).map(|day| day.to_string())),
        Place::HeldAt(id) => text(of(id).and_then(|one| one.held_at.clone())),
        Place::Where(id) => text(of(id).map(|one| one.place.clone())),
        Place::Channel(id) => text(of(id).and_then(|one| one.channel_id).map(|id| id.to_string())),
        Place::Note(id) => text(of(id).map(|one| one.note.clone())),
        Place::Figure(id, indicator) => {
            let value = |one: &ActivityInput| {
                one.values.iter().find(|value| value.indicator_id == indicator).map(|v| v.amount)
            };
            text(of(id).and_then(value).map(|amount| amount.to_string()))
        }
    }
}

/// Writes what stands at a place.
pub(super) fn set(draft: &mut ReportDraft, place: Place, content: &Content) {
    let text = match content {
        Content::Text(text) => Some(text.clone()),
        _ => None,
    };
    let plain = text.clone().unwrap_or_default();
    match place {
        Place::Narrative => draft.narrative = plain,
        Place::Shortcomings => draft.shortcomings = plain,
        Place::Proposals => draft.proposals = plain,
        Place::NilReason => draft.nil_reason = text,
        Place::LateExplanation => draft.late_explanation = text,
        Place::Activity(id) => {
            let at = draft.activities.iter().position(|one| one.id == Some(id));
            match (at, content) {
                (Some(at), Content::Activity(one)) => draft.activities[at] = (**one).clone(),
                (None, Content::Activity(one)) => draft.activities.push((**one).clone()),
                (Some(at), _) => drop(draft.activities.remove(at)),
                (None, _) => {}
            }
        }
        Place::HeldOn(id) => {
            with(draft, id, |one| one.held_on = text.and_then(|day| day.parse().ok()));
        }
        Place::HeldAt(id) => with(draft, id, |one| one.held_at = text),
        Place::Where(id) => with(draft, id, |one| one.place = plain),
        Place::Channel(id) => {
            with(draft, id, |one| one.channel_id = text.and_then(|id| id.parse().ok()));
        }
        Place::Note(id) => with(draft, id, |one| one.note = plain),
        Place::Figure(id, indicator_id) => with(draft, id, |one| {
            let amount = text.and_then(|amount| amount.parse().ok());
            let at = one.values.iter().position(|value| value.indicator_id == indicator_id);
            match (at, amount) {
                (Some(at), Some(amount)) => one.values[at].amount = amount,
                (None, Some(amount)) => one.values.push(IndicatorValue { indicator_id, amount }),
                (Some(at), None) => drop(one.values.remove(at)),
                (None, None) => {}
            }
        }),
    }
}

fn with(draft: &mut ReportDraft, id: ActivityId, change: impl FnOnce(&mut ActivityInput)) {
    if let Some(one) = draft.activities.iter_mut().find(|one| one.id == Some(id)) {
        change(one);
    }
}

/// Merges the lists of an activity as sets, so that there is no conflict in them. Without a base
/// they are united: nothing is lost by that.
pub(super) fn merge_lists(
    own: &mut ActivityInput,
    before: Option<&ActivityInput>,
    there: &ActivityInput,
) {
    own.topics = set_of(before.map(|b| &b.topics), &own.topics, &there.topics);
    own.audiences = set_of(before.map(|b| &b.audiences), &own.audiences, &there.audiences);
    own.places_reached =
        set_of(before.map(|b| &b.places_reached), &own.places_reached, &there.places_reached);
    own.attachments = set_of(before.map(|b| &b.attachments), &own.attachments, &there.attachments);
    own.links = set_of(before.map(|b| &b.links), &own.links, &there.links);
}

fn set_of<T: PartialEq + Clone>(base: Option<&Vec<T>>, mine: &[T], theirs: &[T]) -> Vec<T> {
    let known = |item: &T| base.is_some_and(|base| base.contains(item));
    let kept = mine.iter().filter(|item| theirs.contains(item) || !known(item));
    let added = theirs.iter().filter(|item| !mine.contains(item) && !known(item));
    kept.chain(added).cloned().collect()
}

/// Whether nothing is written but what the task suggests (topics, audiences, the channel).
pub(super) fn is_blank(one: &ActivityInput) -> bool {
    one.place.trim().is_empty()
        && one.note.trim().is_empty()
        && one.held_on.is_none()
        && one.held_at.is_none()
        && one.values.is_empty()
        && one.links.is_empty()
        && one.attachments.is_empty()
}

/// Whether two activities say the same.
pub(super) fn same_activity(one: &ActivityInput, other: &ActivityInput) -> bool {
    let mut lists = [sorted_lists(one), sorted_lists(other)];
    // The server writes the own village where none was named.
    if one.places_reached.is_empty() || other.places_reached.is_empty() {
        lists.iter_mut().for_each(|list| list.places_reached.clear());
    }
    let bare = |one: &ActivityInput| ActivityInput {
        place: one.place.trim().to_owned(),
        note: one.note.trim().to_owned(),
        held_at: one.held_at.clone().filter(|hour| !hour.is_empty()),
        ..ActivityInput::default()
    };
    let single = |one: &ActivityInput| (one.held_on, one.channel_id, bare(one));
    lists[0] == lists[1] && single(one) == single(other)
}

/// An activity's lists in an order of their own, without its single fields.
pub(super) fn sorted_lists(one: &ActivityInput) -> ActivityInput {
    let mut lists = ActivityInput {
        id: one.id,
        topics: one.topics.clone(),
        audiences: one.audiences.clone(),
        places_reached: one.places_reached.clone(),
        values: one.values.clone(),
        attachments: one.attachments.clone(),
        links: one.links.clone(),
        ..ActivityInput::default()
    };
    lists.topics.sort();
    lists.audiences.sort();
    lists.places_reached.sort();
    lists.values.sort_by_key(|value| value.indicator_id);
    lists.attachments.sort();
    lists.links.sort();
    lists
}
