//! One pass over what is to be sent: photos first, then the draft, then the sending.

use super::{LocalDraft, Outbox, PhotoState, record::InFlight, store, tabs};
use crate::api::{self, ApiError};
use leptos::prelude::*;
use shared::{ErrorCode, id::AssignmentId};
use uuid::Uuid;

/// How often in one pass a draft is written again that others have changed meanwhile.
const ROUNDS: usize = 4;

/// Why a pass stops.
enum Stop {
    /// No network: the next pass tries again.
    Offline,
    /// The server takes nothing just now: the next pass tries again.
    Later,
    /// This draft cannot go on; the person has been told or has to choose.
    Told,
    /// The draft is to be written again: others have changed it and it has been merged, or what has
    /// arrived was an older state of it.
    Changed,
}

/// Whether somebody else has written since: the version that was sent is not the server's.
fn is_stale(error: &ApiError) -> bool {
    let stale = [ErrorCode::StaleVersion, ErrorCode::PreconditionRequired, ErrorCode::Conflict];
    error.code().is_some_and(|code| stale.contains(&code))
}

impl Outbox {
    /// Sends what there is to send. Passes never overlap, not even those of two tabs; what is
    /// kicked meanwhile follows.
    pub(super) async fn flush(self) {
        if self.user().is_none() {
            return;
        }
        self.again.set_value(true);
        if self.running.get_value() {
            return;
        }
        self.running.set_value(true);
        while self.again.get_value() {
            self.again.set_value(false);
            if !tabs::alone(move || self.pass()).await {
                break;
            }
        }
        self.running.set_value(false);
    }

    async fn pass(self) {
        // Another tab may have sent since this one last heard of it.
        for kept in store::drafts().await {
            self.take(kept);
        }
        let waiting: Vec<AssignmentId> =
            untrack(|| self.mine()).iter().filter(|d| d.pending()).map(LocalDraft::id).collect();
        for id in waiting {
            match self.send(id).await {
                Ok(()) => self.reached(true),
                // The server has answered, if not as hoped.
                Err(Stop::Told | Stop::Changed) => self.reached(true),
                Err(Stop::Later) => break,
                Err(Stop::Offline) => {
                    self.reached(false);
                    break;
                }
            }
        }
    }

    fn reached(self, yes: bool) {
        if self.reachable.get_untracked() != yes {
            self.reachable.set(yes);
        }
    }

    async fn send(self, id: AssignmentId) -> Result<(), Stop> {
        self.send_photos(id).await?;
        for _ in 0..ROUNDS {
            match self.send_text(id).await {
                Err(Stop::Changed) => {}
                other => return other,
            }
        }
        Ok(())
    }

    async fn send_text(self, id: AssignmentId) -> Result<(), Stop> {
        if self.send_draft(id).await? {
            return Err(Stop::Changed);
        }
        let Some(draft) = untrack(|| self.get(id)) else { return Ok(()) };
        // Without its evidence it does not go.
        if draft.submit && draft.refused() {
            self.note(id, |draft| {
                draft.submit = false;
                draft.problem = Some(crate::tr!(photo.refused).into());
            });
            return Err(Stop::Told);
        }
        // Typed on meanwhile: the next pass takes it.
        if !draft.submit || draft.unsent() || !draft.conflicts.is_empty() {
            return Ok(());
        }
        let Some(version) = draft.version else { return Ok(()) };
        match api::reports::submit(id, version, draft.submit_key).await {
            Ok(_) => {
                self.done(&draft);
                store::forget(&draft).await;
                Ok(())
            }
            Err(error) => Err(self.answered(id, error).await),
        }
    }

    async fn send_photos(self, id: AssignmentId) -> Result<(), Stop> {
        let photos = untrack(|| self.get(id)).map(|d| d.photos).unwrap_or_default();
        for photo in photos {
            if !matches!(photo.state, PhotoState::Waiting | PhotoState::Sending) {
                continue;
            }
            let Some(blob) = store::photo(photo.id).await else {
                self.set_photo(id, photo.id, PhotoState::Refused(crate::tr!(photo.lost).into()));
                continue;
            };
            self.set_photo(id, photo.id, PhotoState::Sending);
            let (key, sending) = (photo.id, self.sending);
            let told = move |percent| sending.set(Some((key, percent)));
            let answer = api::attachments::upload(&blob, &photo, told).await;
            sending.set(None);
            match answer {
                // Only now, with the same hash on the other side, may the copy here go.
                Ok(file) if file.source_sha256.eq_ignore_ascii_case(&photo.sha256) => {
                    self.set_photo(id, photo.id, PhotoState::Sent(file.id));
                    self.save(id).await;
                    store::drop_photo(photo.id).await;
                }
                Ok(_) => self.set_photo(id, photo.id, PhotoState::Waiting),
                Err(error) if error.is_passing() => {
                    self.set_photo(id, photo.id, PhotoState::Waiting);
                    return Err(later(&error));
                }
                Err(error) => {
                    self.set_photo(id, photo.id, PhotoState::Refused(error.message()));
                }
            }
        }
        Ok(())
    }

    /// Writes the draft over the version that it is known to follow. A write whose answer was lost
    /// is repeated as it was: the server knows it by its key. Says whether that was an older state.
    async fn send_draft(self, id: AssignmentId) -> Result<bool, Stop> {
        let Some(draft) = untrack(|| self.get(id)) else { return Ok(false) };
        if !draft.conflicts.is_empty() {
            return Err(Stop::Told);
        }
        let sent = match draft.in_flight.clone() {
            Some(sent) => sent,
            None if !draft.edited() && draft.version.is_some() => return Ok(false),
            None => {
                let (key, version) = (Uuid::now_v7(), draft.version);
                let sent = InFlight { key, version, body: draft.body(), edit: draft.edit };
                self.note(id, |draft| draft.in_flight = Some(sent.clone()));
                // Before it leaves: a page that dies now asks again under the same key.
                self.save(id).await;
                sent
            }
        };
        match api::reports::write(id, sent.version, sent.key, &sent.body).await {
            Ok(there) => {
                let older = sent.edit < draft.edit;
                self.note(id, |draft| draft.confirm(sent, there.version));
                self.save(id).await;
                Ok(older)
            }
            Err(error) => Err(self.answered(id, error).await),
        }
    }

    /// What follows from an error of the server. Where others have written meanwhile, their draft
    /// is read and merged.
    async fn answered(self, id: AssignmentId, error: ApiError) -> Stop {
        if !is_stale(&error) {
            return self.told(id, error);
        }
        match api::reports::read(id).await {
            Ok(there) => {
                self.meet(id, there);
                self.save(id).await;
                Stop::Changed
            }
            Err(error) => self.told(id, error),
        }
    }

    /// Writes on the draft what the server said.
    fn told(self, id: AssignmentId, error: ApiError) -> Stop {
        if error.is_passing() {
            return later(&error);
        }
        self.note(id, |draft| {
            draft.in_flight = None;
            draft.submit = false;
            draft.submit_key = Uuid::now_v7();
            draft.problem = Some(error.message());
            if let ApiError::Problem(problem) = &error {
                draft.errors.clone_from(&problem.errors);
            }
        });
        Stop::Told
    }
}

fn later(error: &ApiError) -> Stop {
    if *error == ApiError::Offline { Stop::Offline } else { Stop::Later }
}
