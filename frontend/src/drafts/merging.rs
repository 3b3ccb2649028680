//! A draft meets another one: the server's, or its own in another tab.

use super::{
    convert::draft_of,
    record::{InFlight, LocalDraft, LocalPhoto, PhotoState, There, files_of},
};
use shared::{
    dto::work::report::{ReportDraft, ReportView},
    id::{ActivityId, AttachmentId},
    merge::{self, Place},
};

fn listed(draft: &ReportDraft) -> Vec<ActivityId> {
    draft.activities.iter().filter_map(|one| one.id).collect()
}

impl LocalDraft {
    /// The server has taken a write.
    pub fn confirm(&mut self, sent: InFlight, version: i64) {
        if self.in_flight.as_ref().is_some_and(|now| now.key == sent.key) {
            self.in_flight = None;
            self.version = Some(version);
            self.sent_edit = sent.edit;
            self.base = Some(sent.body);
        }
    }

    /// Takes in what the server has meanwhile. What both sides changed is left for the person.
    pub fn meet(&mut self, report: ReportView) {
        let files = files_of(&report);
        let version = report.version;
        let there = There { by: report.written_by.clone(), at: report.written_at, files };
        let theirs = draft_of(report);
        if let Some(sent) = self.in_flight.take() {
            // Our own write, whose answer was lost for longer than the server remembers its key.
            if merge::same(&sent.body, &theirs) {
                self.version = Some(version);
                self.sent_edit = sent.edit;
                self.base = Some(sent.body);
                return;
            }
        }
        self.merge_with(self.base.clone(), &theirs, &there.files);
        self.there = (!self.conflicts.is_empty()).then_some(there);
        self.edit += 1;
        if self.conflicts.is_empty() && merge::same(&self.whole(), &theirs) {
            self.sent_edit = self.edit;
        }
        self.base = Some(theirs);
        self.version = Some(version);
        self.merged += 1;
    }

    fn merge_with(
        &mut self,
        base: Option<ReportDraft>,
        theirs: &ReportDraft,
        files: &[LocalPhoto],
    ) {
        let open: Vec<Place> = self.conflicts.iter().map(|one| one.place).collect();
        let merged =
            merge::merge(base.as_ref(), &self.marked(base.as_ref(), theirs), theirs, &open);
        self.conflicts = merged.conflicts;
        self.adopt(merged.draft, files);
    }

    /// The own draft as it is merged: photos that are still only here count as files, so that an
    /// activity with such a one is not taken for untouched; the empty activity with which a form
    /// begins is left out where others have written some.
    fn marked(&self, base: Option<&ReportDraft>, theirs: &ReportDraft) -> ReportDraft {
        let mut whole = self.whole();
        let all = listed(&whole);
        for (at, activity) in whole.activities.iter_mut().enumerate() {
            let Some(id) = activity.id else { continue };
            let waiting = self.photos.iter().filter(|photo| {
                !matches!(photo.state, PhotoState::Sent(_))
                    && photo.belongs(at, id, |of| all.contains(&of))
            });
            activity.attachments.extend(waiting.map(|photo| AttachmentId(photo.id)));
        }
        if !theirs.activities.is_empty() {
            let old = base.map(listed).unwrap_or_default();
            whole
                .activities
                .retain(|one| one.id.is_some_and(|id| old.contains(&id)) || !merge::is_blank(one));
        }
        whole
    }

    /// Takes a merged text over, with the files that are listed in it; `files` are those that may
    /// not be known here.
    fn adopt(&mut self, whole: ReportDraft, files: &[LocalPhoto]) {
        let (before, after) = (listed(&self.draft), listed(&whole));
        let holder = |id: AttachmentId| {
            let found = whole.activities.iter().find(|one| one.attachments.contains(&id));
            found.and_then(|one| one.id)
        };
        let gone = |of: ActivityId| before.contains(&of) && !after.contains(&of);
        self.photos.retain(|photo| match photo.state {
            PhotoState::Sent(id) => holder(id).is_some(),
            _ => !photo.activity.is_some_and(gone),
        });
        for file in files {
            if self.photos.iter().all(|photo| photo.state != file.state) {
                self.photos.push(file.clone());
            }
        }
        for photo in &mut self.photos {
            if let PhotoState::Sent(id) = photo.state {
                photo.activity = holder(id);
            }
        }
        self.photos.retain(|photo| {
            !matches!(photo.state, PhotoState::Sent(_)) || photo.activity.is_some()
        });
        self.draft = whole;
    }

    /// The person has chosen: what the server has, or what is here.
    pub fn decide(&mut self, place: Place, theirs: bool) {
        let Some(at) = self.conflicts.iter().position(|one| one.place == place) else { return };
        let conflict = self.conflicts.remove(at);
        if theirs {
            let mut whole = self.whole();
            merge::take_theirs(&mut whole, &conflict);
            let files = self.there.as_ref().map(|there| there.files.clone()).unwrap_or_default();
            self.adopt(whole, &files);
        }
        if self.conflicts.is_empty() {
            self.there = None;
        }
    }

    /// This draft as two tabs have it: the person's text of whichever tab it was last typed in, on
    /// what the server was last known to have.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        let (mut words, other) = if (self.turn, self.step) >= (other.turn, other.step) {
            (self, other)
        } else {
            (other, self)
        };
        // What has gone has gone, whoever noted it.
        for photo in &mut words.photos {
            let same = other.photos.iter().find(|there| there.id == photo.id);
            if let Some(PhotoState::Sent(id)) = same.map(|there| &there.state) {
                photo.state = PhotoState::Sent(*id);
            }
        }
        if words.step >= other.step {
            return words;
        }
        words.edit = words.edit.max(other.edit) + 1;
        if other.merged > words.merged {
            let base = words.base.take();
            if let Some(theirs) = &other.base {
                words.merge_with(base, theirs, &other.photos);
                words.there = other.there.filter(|_| !words.conflicts.is_empty());
            }
        }
        Self {
            version: other.version,
            base: other.base,
            in_flight: other.in_flight,
            sent_edit: other.sent_edit,
            step: other.step,
            merged: other.merged,
            ..words
        }
    }
}
