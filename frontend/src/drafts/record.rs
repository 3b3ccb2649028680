//! What this machine keeps of a report that is being written.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::{
    FieldError,
    dto::work::{
        assignment::AssignmentView,
        report::{ReportDraft, ReportView},
    },
    id::{ActivityId, AssignmentId, AttachmentId, UserId},
    merge::Conflict,
};
use uuid::Uuid;

/// How far a photo is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhotoState {
    /// Kept here, to be sent.
    Waiting,
    /// On its way.
    Sending,
    /// The server has it whole; the copy here is gone.
    Sent(AttachmentId),
    /// The server would not have it.
    Refused(String),
}

/// A photo of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalPhoto {
    /// Its name on this machine, and the key by which a repeated send is known.
    pub id: Uuid,
    /// SHA-256 of the bytes to be sent, hex.
    pub sha256: String,
    /// The day it was taken.
    pub captured_on: String,
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// Not a picture: a document, a recording.
    #[serde(default)]
    pub document: bool,
    /// Whose evidence it is; the first activity's where that is not said.
    #[serde(default)]
    pub activity: Option<ActivityId>,
    /// How far it is.
    pub state: PhotoState,
}

impl LocalPhoto {
    /// Whether it is evidence of the activity `id` at place `at`. One of no activity that is
    /// listed is the first one's, so that no photo is ever without.
    #[must_use]
    pub fn belongs(
        &self,
        at: usize,
        id: ActivityId,
        is_listed: impl Fn(ActivityId) -> bool,
    ) -> bool {
        match self.activity {
            Some(of) if is_listed(of) => of == id,
            _ => at == 0,
        }
    }
}

/// A write on its way to the server. Its answer may be lost: it is repeated as it was, under the same
/// key, so that the server knows it again. Only what is refused then is a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InFlight {
    /// Its Idempotency-Key.
    pub key: Uuid,
    /// The version it was written over.
    pub version: Option<i64>,
    /// What was sent.
    pub body: ReportDraft,
    /// The change it holds.
    pub edit: u64,
}

/// The other draft of a conflict: the server's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct There {
    /// Who wrote it: name and title.
    pub by: Option<String>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// Its files.
    pub files: Vec<LocalPhoto>,
}

/// A report being written, with what is needed to draw its page without a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalDraft {
    /// Whose login wrote it.
    pub user: UserId,
    /// What it reports on.
    pub brief: AssignmentView,
    /// The text and figures; its attachments are filled in from `photos` when sent.
    pub draft: ReportDraft,
    /// The photos, in order.
    pub photos: Vec<LocalPhoto>,
    /// When it was last kept here.
    pub saved_at: DateTime<Utc>,
    /// Counts changes.
    pub edit: u64,
    /// The last change that the server has.
    pub sent_edit: u64,
    /// The report's version on the server, once it is there.
    pub version: Option<i64>,
    /// "Gửi báo cáo" was pressed; it goes as soon as it can.
    pub submit: bool,
    /// The key of that sending.
    pub submit_key: Uuid,
    /// Why the server would not take it.
    pub problem: Option<String>,
    /// The same by field.
    pub errors: Vec<FieldError>,
    /// The draft that the server had when this one began or was last taken; none where an older
    /// page kept the draft.
    #[serde(default)]
    pub base: Option<ReportDraft>,
    /// The write whose answer is not known yet.
    #[serde(default)]
    pub in_flight: Option<InFlight>,
    /// What the person has to choose before anything goes on.
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
    /// What the choice is against.
    #[serde(default)]
    pub there: Option<There>,
    /// Counts what the person did to it, in whichever tab.
    #[serde(default)]
    pub turn: u64,
    /// Counts what the sending did to it; one tab at a time sends.
    #[serde(default)]
    pub step: u64,
    /// How often the server's draft was merged into it.
    #[serde(default)]
    pub merged: u64,
}

/// The files of a report as photos that the server has.
#[must_use]
pub fn files_of(report: &ReportView) -> Vec<LocalPhoto> {
    let files = report
        .activities
        .iter()
        .flat_map(|one| one.attachments.iter().map(move |file| (one.id, file)));
    files
        .map(|(activity, file)| LocalPhoto {
            activity: Some(activity),
            id: file.id.0,
            sha256: file.source_sha256.clone(),
            captured_on: String::new(),
            name: file.file_name.clone(),
            document: !file.is_picture(),
            state: PhotoState::Sent(file.id),
        })
        .collect()
}

impl LocalDraft {
    /// A draft as the server has it, or an empty one.
    #[must_use]
    pub fn new(
        user: UserId,
        brief: AssignmentView,
        report: Option<ReportView>,
        now: DateTime<Utc>,
    ) -> Self {
        let version = report.as_ref().map(|report| report.version);
        let photos = report.as_ref().map(files_of).unwrap_or_default();
        let draft = report.map_or_else(ReportDraft::default, super::convert::draft_of);
        Self {
            user,
            brief,
            base: Some(draft.clone()),
            draft,
            photos,
            saved_at: now,
            edit: 0,
            sent_edit: 0,
            version,
            submit: false,
            submit_key: Uuid::now_v7(),
            problem: None,
            errors: Vec::new(),
            in_flight: None,
            conflicts: Vec::new(),
            there: None,
            turn: 0,
            step: 0,
            merged: 0,
        }
    }

    /// The same draft, where it takes the place of an older one: nothing of that comes back.
    #[must_use]
    pub fn after(self, old: &Self) -> Self {
        Self { turn: old.turn, step: old.step + 1, merged: old.merged + 1, ..self }
    }

    /// Which assignment.
    #[must_use]
    pub fn id(&self) -> AssignmentId {
        self.brief.summary.id
    }

    /// Whether something here is not on the server yet.
    #[must_use]
    pub fn unsent(&self) -> bool {
        self.edit > self.sent_edit || self.photos_left() > 0 || self.refused()
    }

    /// Whether the server would not have one of the photos.
    #[must_use]
    pub fn refused(&self) -> bool {
        self.photos.iter().any(|photo| matches!(photo.state, PhotoState::Refused(_)))
    }

    /// Whether the outbox has something to do for it now. What the person has to choose comes first.
    #[must_use]
    pub fn pending(&self) -> bool {
        self.problem.is_none()
            && self.conflicts.is_empty()
            && (self.edited() || self.photos_left() > 0 || self.submit)
    }

    /// Whether the text here is not on the server yet, as far as known.
    #[must_use]
    pub fn edited(&self) -> bool {
        self.edit > self.sent_edit
    }

    /// Whether the person counts on its going and it has not gone: a sending that waits, a choice
    /// that is owed, a refusal.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.submit || !self.conflicts.is_empty() || self.problem.is_some()
    }

    /// How many photos are still only here.
    #[must_use]
    pub fn photos_left(&self) -> usize {
        self.photos
            .iter()
            .filter(|photo| matches!(photo.state, PhotoState::Waiting | PhotoState::Sending))
            .count()
    }

    /// What is sent: the text with the photos that have arrived.
    #[must_use]
    pub fn body(&self) -> ReportDraft {
        let mut body = self.whole();
        // Ticked by mistake it must cost nothing: only the sending takes the activities away.
        if self.submit && body.nil_reason.is_some() {
            body.activities.clear();
        }
        body
    }

    /// The text with the photos that have arrived.
    #[must_use]
    pub fn whole(&self) -> ReportDraft {
        let mut body = self.draft.clone();
        let listed: Vec<ActivityId> =
            body.activities.iter().filter_map(|activity| activity.id).collect();
        for (at, activity) in body.activities.iter_mut().enumerate() {
            let Some(id) = activity.id else { continue };
            let own = |photo: &&LocalPhoto| photo.belongs(at, id, |of| listed.contains(&of));
            let sent = |photo: &LocalPhoto| match photo.state {
                PhotoState::Sent(id) => Some(id),
                _ => None,
            };
            activity.attachments = self.photos.iter().filter(own).filter_map(sent).collect();
        }
        body
    }
}
