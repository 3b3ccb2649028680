//! Three-way merge of a report's draft: what one machine wrote, what the server has meanwhile, and
//! the draft that both started from.
//!
//! Each field of each activity is merged for itself. What only one side changed is taken over;
//! lists are merged as sets, so that nothing that either side added is lost. Where both sides
//! changed the same field, the merge keeps the own value and reports a [`Conflict`]: a person
//! decides (docs/adr/0024).

mod fields;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::dto::work::activity::{ActivityInput, IndicatorValue};
use crate::dto::work::report::ReportDraft;
use crate::id::{ActivityId, CatalogueId};

/// A field that holds one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Kết quả.
    Narrative,
    /// Tồn tại, hạn chế.
    Shortcomings,
    /// Đề xuất, kiến nghị.
    Proposals,
    /// Không phát sinh.
    NilReason,
    /// Giải trình.
    LateExplanation,
    /// An activity as a whole: one side deleted it, the other changed it.
    Activity(ActivityId),
    /// The day of an activity.
    HeldOn(ActivityId),
    /// Its hour.
    HeldAt(ActivityId),
    /// Where it was.
    Where(ActivityId),
    /// Its channel.
    Channel(ActivityId),
    /// Its note.
    Note(ActivityId),
    /// One of its figures.
    Figure(ActivityId, CatalogueId),
}

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Nothing, or the activity is not there.
    Nothing,
    /// A text; days, numbers and ids as their texts.
    Text(String),
    /// A whole activity.
    Activity(Box<ActivityInput>),
}

impl Content {
    /// A text without the space around it; nothing, where nothing is left.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match text.trim() {
            "" => Self::Nothing,
            text => Self::Text(text.to_owned()),
        }
    }
}

/// A field that both sides changed differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Which field.
    pub place: Place,
    /// What the machine that merges wrote.
    pub mine: Content,
    /// What the server has.
    pub theirs: Content,
}

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The draft of both; in a conflict with the own value.
    pub draft: ReportDraft,
    /// What a person has to decide.
    pub conflicts: Vec<Conflict>,
}

/// Merges `mine` and `theirs`, which both began as `base`. Without a base (a draft kept by a page
/// that did not remember it yet) every difference is a conflict; so are differences at the places in
/// `open`, which wait for a decision since an earlier merge.
#[must_use]
pub fn merge(
    base: Option<&ReportDraft>,
    mine: &ReportDraft,
    theirs: &ReportDraft,
    open: &[Place],
) -> Merged {
    let mut merging = Merging { open, conflicts: Vec::new() };
    let mut draft = mine.clone();
    for place in [Place::Narrative, Place::Shortcomings, Place::Proposals, Place::LateExplanation] {
        merging.field(&mut draft, base, theirs, place);
    }
    draft.activities = merging.activities(base, mine, theirs);
    merging.nil(&mut draft, base, mine, theirs);
    Merged { draft, conflicts: merging.conflicts }
}

/// Whether two drafts say the same, whatever the order of their lists and the space around texts.
#[must_use]
pub fn same(one: &ReportDraft, other: &ReportDraft) -> bool {
    merge(None, one, other, &[]).conflicts.is_empty()
        && one.activities.len() == other.activities.len()
        && one.activities.iter().zip(&other.activities).all(|(a, b)| fields::same_activity(a, b))
}

/// Whether nothing is written of an activity but what its task suggests.
#[must_use]
pub fn is_blank(activity: &ActivityInput) -> bool {
    fields::is_blank(activity)
}

/// Decides a conflict for what the server has: writes it into the draft.
pub fn take_theirs(draft: &mut ReportDraft, conflict: &Conflict) {
    fields::set(draft, conflict.place, &conflict.theirs);
}

/// What stands at a place of a draft now.
#[must_use]
pub fn content(draft: &ReportDraft, place: Place) -> Content {
    fields::get(draft, place)
}

struct Merging<'a> {
    open: &'a [Place],
    conflicts: Vec<Conflict>,
}

impl Merging<'_> {
    /// Merges one field into `draft`, which holds the own value.
    fn field(
        &mut self,
        draft: &mut ReportDraft,
        base: Option<&ReportDraft>,
        theirs: &ReportDraft,
        place: Place,
    ) {
        let (mine, there) = (fields::get(draft, place), fields::get(theirs, place));
        if mine == there {
            return;
        }
        let base = base.filter(|_| !self.open.contains(&place));
        match base.map(|base| fields::get(base, place)) {
            Some(base) if base == there => {}
            Some(base) if base == mine => fields::set(draft, place, &there),
            _ => self.conflicts.push(Conflict { place, mine, theirs: there }),
        }
    }

    /// "Nothing took place" contradicts activities: whoever ticks it deletes no work of others.
    fn nil(
        &mut self,
        draft: &mut ReportDraft,
        base: Option<&ReportDraft>,
        mine: &ReportDraft,
        theirs: &ReportDraft,
    ) {
        let worked = |draft: &ReportDraft| {
            draft.activities.iter().any(|one| match fields::activity(base, one.id) {
                Some(before) => !fields::same_activity(before, one),
                None => !fields::is_blank(one),
            })
        };
        let place = Place::NilReason;
        let reason = |draft: &ReportDraft| {
            draft.nil_reason.as_ref().map_or(Content::Nothing, |why| Content::Text(why.clone()))
        };
        let contradiction = match (&mine.nil_reason, &theirs.nil_reason) {
            (Some(_), None) => worked(theirs),
            (None, Some(_)) => worked(mine),
            _ => false,
        };
        if contradiction {
            let (mine, theirs) = (reason(mine), reason(theirs));
            self.conflicts.push(Conflict { place, mine, theirs });
        } else {
            self.field(draft, base, theirs, place);
        }
    }

    fn activities(
        &mut self,
        base: Option<&ReportDraft>,
        mine: &ReportDraft,
        theirs: &ReportDraft,
    ) -> Vec<ActivityInput> {
        let mut merged = Vec::new();
        for own in &mine.activities {
            let Some(id) = own.id else {
                merged.push(own.clone());
                continue;
            };
            let before = fields::activity(base, Some(id));
            match fields::activity(Some(theirs), Some(id)) {
                Some(there) => merged.push(self.activity(id, base, own, (before, there))),
                None if self.is_gone(id, base, before, own) => {}
                None => merged.push(own.clone()),
            }
        }
        for there in &theirs.activities {
            let Some(id) = there.id else { continue };
            if fields::activity(Some(mine), Some(id)).is_some() {
                continue;
            }
            let before = fields::activity(base, Some(id));
            // Deleted here: what nobody touched there stays deleted.
            let (known, open) = (base.is_some(), self.open.contains(&Place::Activity(id)));
            match before {
                Some(before) if known && !open && fields::same_activity(before, there) => {}
                None if known && !open => merged.push(there.clone()),
                _ => self.conflicts.push(Conflict {
                    place: Place::Activity(id),
                    mine: Content::Nothing,
                    theirs: Content::Activity(Box::new(there.clone())),
                }),
            }
        }
        merged
    }

    /// Whether an own activity that the server no longer has may go from here too.
    fn is_gone(
        &mut self,
        id: ActivityId,
        base: Option<&ReportDraft>,
        before: Option<&ActivityInput>,
        own: &ActivityInput,
    ) -> bool {
        let place = Place::Activity(id);
        if base.is_some() && !self.open.contains(&place) {
            match before {
                // Added here.
                None => return false,
                Some(before) if fields::same_activity(before, own) => return true,
                Some(_) => {}
            }
        }
        let mine = Content::Activity(Box::new(own.clone()));
        self.conflicts.push(Conflict { place, mine, theirs: Content::Nothing });
        false
    }

    /// Merges an activity that both sides have.
    fn activity(
        &mut self,
        id: ActivityId,
        base: Option<&ReportDraft>,
        own: &ActivityInput,
        (before, there): (Option<&ActivityInput>, &ActivityInput),
    ) -> ActivityInput {
        let alone = |one: &ActivityInput| ReportDraft {
            activities: vec![one.clone()],
            ..ReportDraft::default()
        };
        let base = base.and(before).map(alone);
        let (base, theirs) = (base.as_ref(), alone(there));
        let mut draft = alone(own);
        let own_fields =
            [Place::HeldOn(id), Place::HeldAt(id), Place::Where(id), Place::Channel(id)];
        for place in own_fields.into_iter().chain([Place::Note(id)]) {
            self.field(&mut draft, base, &theirs, place);
        }
        let figures = |one: &ActivityInput| {
            one.values.iter().map(|value: &IndicatorValue| value.indicator_id).collect::<Vec<_>>()
        };
        let mut known = figures(own);
        known.extend(figures(there).into_iter().filter(|id| !figures(own).contains(id)));
        for indicator in known {
            self.field(&mut draft, base, &theirs, Place::Figure(id, indicator));
        }
        let mut merged = draft.activities.pop().unwrap_or_default();
        fields::merge_lists(&mut merged, before, there);
        merged
    }
}
