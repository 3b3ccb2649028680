//! What this machine keeps of a report that is being written.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::{
    FieldError,
    dto::{
        assignment::AssignmentView,
        report::{ReportDraft, ReportView},
    },
    id::{ActivityId, AssignmentId, AttachmentId, UserId},
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
        let mut photos = Vec::new();
        let draft = report.map_or_else(ReportDraft::default, |report| {
            let files = report
                .activities
                .iter()
                .flat_map(|one| one.attachments.iter().map(move |file| (one.id, file)));
            for (activity, file) in files {
                photos.push(LocalPhoto {
                    activity: Some(activity),
                    id: file.id.0,
                    sha256: file.source_sha256.clone(),
                    captured_on: String::new(),
                    name: file.file_name.clone(),
                    document: !file.is_picture(),
                    state: PhotoState::Sent(file.id),
                });
            }
            super::convert::draft_of(report)
        });
        Self {
            user,
            brief,
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
        }
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

    /// Whether the outbox has something to do for it now.
    #[must_use]
    pub fn pending(&self) -> bool {
        let edited = self.edit > self.sent_edit;
        self.problem.is_none() && (edited || self.photos_left() > 0 || self.submit)
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
        let mut body = self.draft.clone();
        // Ticked by mistake it must cost nothing: only the sending takes the activities away.
        if self.submit && body.nil_reason.is_some() {
            body.activities.clear();
        }
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
