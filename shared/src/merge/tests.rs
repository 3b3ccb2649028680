#![allow(clippy::unwrap_used, reason = "tests")]

use uuid::Uuid;

use super::*;
use crate::id::{AttachmentId, UnitId};

fn id(n: u128) -> ActivityId {
    ActivityId(Uuid::from_u128(n))
}

fn entry(n: u128) -> CatalogueId {
    CatalogueId(Uuid::from_u128(n))
}

fn activity(n: u128) -> ActivityInput {
    ActivityInput {
        id: Some(id(n)),
        held_on: "2026-11-15".parse().ok(),
        held_at: Some("19:30".into()),
        place: "Nhà văn hóa".into(),
        channel_id: Some(entry(1)),
        topics: vec![entry(2), entry(3)],
        values: vec![IndicatorValue { indicator_id: entry(9), amount: 62 }],
        links: vec!["https://a.vn".into()],
        ..ActivityInput::default()
    }
}

fn draft() -> ReportDraft {
    ReportDraft {
        narrative: "Đã họp.".into(),
        activities: vec![activity(1), activity(2)],
        ..ReportDraft::default()
    }
}

fn changed(change: impl FnOnce(&mut ReportDraft)) -> ReportDraft {
    let mut draft = draft();
    change(&mut draft);
    draft
}

/// Merges both ways round: neither side may lose what only one of them changed.
fn both(mine: &ReportDraft, theirs: &ReportDraft) -> ReportDraft {
    let base = draft();
    let here = merge(Some(&base), mine, theirs, &[]);
    let there = merge(Some(&base), theirs, mine, &[]);
    assert_eq!(here.conflicts, [], "{here:#?}");
    assert_eq!(there.conflicts, []);
    let ordered = |draft: &ReportDraft| {
        let mut all: Vec<_> = draft.activities.iter().map(fields::sorted_lists).collect();
        all.sort_by_key(|one| one.id);
        all
    };
    assert_eq!(ordered(&here.draft), ordered(&there.draft));
    here.draft
}

#[test]
fn changes_to_different_fields_of_an_activity_are_merged() {
    let mine = changed(|d| {
        d.activities[0].place = "Bến cá".into();
        d.activities[0].topics = vec![entry(2), entry(4)];
        d.activities[0].attachments.push(AttachmentId(Uuid::from_u128(7)));
        d.narrative = "Đã họp, đông đủ.".into();
    });
    let theirs = changed(|d| {
        d.activities[0].held_at = Some("20:00".into());
        d.activities[0].topics = vec![entry(2), entry(3), entry(5)];
        d.activities[0].values.push(IndicatorValue { indicator_id: entry(8), amount: 3 });
        d.activities[0].links.push("https://b.vn".into());
        d.proposals = "Thêm loa.".into();
        d.shortcomings = "Mưa.".into();
    });
    let merged = both(&mine, &theirs);
    let first = &merged.activities[0];
    assert_eq!((first.place.as_str(), first.held_at.as_deref()), ("Bến cá", Some("20:00")));
    assert_eq!(first.topics, [entry(2), entry(4), entry(5)]);
    assert_eq!((first.values.len(), first.links.len(), first.attachments.len()), (2, 2, 1));
    assert_eq!(merged.narrative, "Đã họp, đông đủ.");
    assert_eq!((merged.proposals.as_str(), merged.shortcomings.as_str()), ("Thêm loa.", "Mưa."));
}

#[test]
fn added_and_deleted_activities_are_merged() {
    // Added on both sides; deleted on one and untouched on the other; changed on one.
    let mine = changed(|d| d.activities = vec![activity(1), activity(3)]);
    let theirs = changed(|d| {
        d.activities[0].note = "Có cán bộ xã dự.".into();
        d.activities.push(activity(4));
    });
    let merged = both(&mine, &theirs);
    let ids: Vec<_> = merged.activities.iter().map(|one| one.id.unwrap()).collect();
    assert_eq!(ids, [id(1), id(3), id(4)]);
    assert_eq!(merged.activities[0].note, "Có cán bộ xã dự.");
    // What the server fills in by itself is no change of anybody's.
    let filled = changed(|d| {
        d.activities[1].places_reached = vec![UnitId(Uuid::from_u128(5))];
        d.activities[1].place = " Nhà văn hóa ".into();
    });
    let merged = merge(Some(&draft()), &mine, &filled, &[]);
    assert_eq!((merged.conflicts, merged.draft.activities.len()), (vec![], 2));
}

#[test]
fn same_change_on_both_sides_is_no_conflict() {
    let mine = changed(|d| d.narrative = "Xong.".into());
    let theirs = changed(|d| d.narrative = " Xong. ".into());
    assert_eq!(both(&mine, &theirs).narrative, "Xong.");
    assert!(same(&mine, &theirs));
    assert!(!same(&mine, &draft()));
    assert!(!same(&draft(), &changed(|d| d.activities[0].topics.clear())));
    assert!(!same(&draft(), &changed(|d| drop(d.activities.pop()))));
}

/// The conflicts: place, own content, their content.
fn conflicts_of(merged: &Merged) -> Vec<(Place, Content, Content)> {
    let all = merged.conflicts.iter().cloned();
    all.map(|one| (one.place, one.mine, one.theirs)).collect()
}

#[test]
fn different_changes_to_one_field_are_a_conflict_to_choose() {
    let figure = Place::Figure(id(1), entry(9));
    let mine = changed(|d| {
        d.narrative = "Của tôi.".into();
        d.activities[0].values[0].amount = 70;
        d.activities[1].held_on = "2026-11-16".parse().ok();
        d.activities[1].channel_id = Some(entry(6));
        d.late_explanation = Some("Mưa.".into());
    });
    let theirs = changed(|d| {
        d.narrative = "Của bà.".into();
        d.activities[0].values.clear();
        d.activities[1].held_on = "2026-11-17".parse().ok();
        d.activities[1].channel_id = None;
        d.late_explanation = Some("Bão.".into());
    });
    let merged = merge(Some(&draft()), &mine, &theirs, &[]);
    let text = |text: &str| Content::Text(text.into());
    assert_eq!(
        conflicts_of(&merged),
        [
            (Place::Narrative, text("Của tôi."), text("Của bà.")),
            (Place::LateExplanation, text("Mưa."), text("Bão.")),
            (figure, text("70"), Content::Nothing),
            (Place::HeldOn(id(2)), text("2026-11-16"), text("2026-11-17")),
            (Place::Channel(id(2)), Content::Text(entry(6).to_string()), Content::Nothing),
        ]
    );
    // Until then the own values stand; each choice takes one over.
    assert_eq!(merged.draft, mine);
    let mut decided = merged.draft.clone();
    merged.conflicts.iter().for_each(|conflict| take_theirs(&mut decided, conflict));
    assert!(same(&decided, &theirs), "{decided:#?}");
    assert_eq!(content(&decided, figure), Content::Nothing);
}

#[test]
fn a_deleted_activity_that_was_changed_is_a_conflict() {
    let without = changed(|d| drop(d.activities.remove(0)));
    let edited = changed(|d| d.activities[0].links.push("https://b.vn".into()));
    let place = Place::Activity(id(1));
    let whole = Content::Activity(Box::new(edited.activities[0].clone()));

    let deleted_here = merge(Some(&draft()), &without, &edited, &[]);
    assert_eq!(conflicts_of(&deleted_here), [(place, Content::Nothing, whole.clone())]);
    let mut decided = deleted_here.draft;
    take_theirs(&mut decided, &deleted_here.conflicts[0]);
    assert_eq!(decided.activities.len(), 2);

    let deleted_there = merge(Some(&draft()), &edited, &without, &[]);
    assert_eq!(conflicts_of(&deleted_there), [(place, whole, Content::Nothing)]);
    let mut decided = deleted_there.draft;
    take_theirs(&mut decided, &deleted_there.conflicts[0]);
    assert_eq!(decided, without);
}

#[test]
fn nil_reason_conflicts_with_others_activities_and_keeps_them() {
    let nil = changed(|d| d.nil_reason = Some("Mưa bão.".into()));
    let theirs = changed(|d| d.activities.push(activity(3)));
    let here = merge(Some(&draft()), &nil, &theirs, &[]);
    assert_eq!(
        conflicts_of(&here),
        [(Place::NilReason, Content::Text("Mưa bão.".into()), Content::Nothing)]
    );
    assert_eq!(here.draft.activities.len(), 3);
    let there = merge(Some(&draft()), &theirs, &nil, &[]);
    assert_eq!((there.conflicts.len(), &there.draft.nil_reason), (1, &None));
    let mut decided = there.draft;
    take_theirs(&mut decided, &there.conflicts[0]);
    assert_eq!(decided.nil_reason.as_deref(), Some("Mưa bão."));
    // Where nobody worked on meanwhile it is taken over as any other text.
    let merged = merge(Some(&draft()), &draft(), &nil, &[]);
    assert_eq!((merged.conflicts, merged.draft.nil_reason), (vec![], nil.nil_reason));
}

#[test]
fn without_a_base_every_difference_is_a_conflict() {
    let mine = changed(|d| {
        d.narrative = "Khác.".into();
        d.activities[1].topics = vec![entry(4)];
        d.activities[0] = activity(5);
    });
    let merged = merge(None, &mine, &draft(), &[]);
    let places: Vec<_> = merged.conflicts.iter().map(|one| one.place).collect();
    assert_eq!(places, [Place::Narrative, Place::Activity(id(5)), Place::Activity(id(1))]);
    // Lists are united: no choice, and no loss.
    assert_eq!(merged.draft.activities[1].topics, [entry(4), entry(2), entry(3)]);
    assert_eq!(merge(None, &draft(), &draft(), &[]).conflicts, []);
}

#[test]
fn an_open_conflict_stays_one_over_a_further_merge() {
    let mine = changed(|d| {
        d.narrative = "Của tôi.".into();
        d.activities.remove(1);
    });
    let theirs = changed(|d| {
        d.narrative = "Của bà.".into();
        d.activities[1].note = "Sửa.".into();
    });
    let first = merge(Some(&draft()), &mine, &theirs, &[]);
    let open: Vec<_> = first.conflicts.iter().map(|one| one.place).collect();
    assert_eq!(open, [Place::Narrative, Place::Activity(id(2))]);
    // Meanwhile the server has something else besides; what was asked is still to be answered.
    let later = ReportDraft { proposals: "Thêm loa.".into(), ..theirs.clone() };
    let second = merge(Some(&theirs), &first.draft, &later, &open);
    assert_eq!(second.draft.proposals, "Thêm loa.");
    let again: Vec<_> = second.conflicts.iter().map(|one| one.place).collect();
    assert_eq!(again, open);
}

#[test]
fn conflict_is_read_as_it_was_stored() {
    let conflict = Conflict {
        place: Place::Figure(id(1), entry(9)),
        mine: Content::Text("70".into()),
        theirs: Content::Activity(Box::new(activity(1))),
    };
    let text = serde_json::to_string(&conflict).unwrap();
    assert_eq!(serde_json::from_str::<Conflict>(&text).unwrap(), conflict);
}
