//! One pass over what is to be sent: photos first, then the draft, then the sending.

use super::{LocalDraft, Outbox, PhotoState, store};
use crate::api::{self, ApiError};
use leptos::prelude::*;
use shared::{ErrorCode, id::AssignmentId};

/// Why a pass stops.
enum Stop {
    /// No network: the next pass tries again.
    Offline,
    /// The server takes nothing just now: the next pass tries again.
    Later,
    /// This draft cannot go on; the person has been told.
    Told,
}

impl Outbox {
    /// Sends what there is to send. Passes never overlap.
    pub(super) async fn flush(self) {
        if self.running.get_untracked() {
            return;
        }
        self.running.set(true);
        let waiting: Vec<AssignmentId> =
            untrack(|| self.mine()).iter().filter(|d| d.pending()).map(LocalDraft::id).collect();
        for id in waiting {
            match self.send(id).await {
                Ok(()) => self.reached(true),
                Err(Stop::Told) => {}
                Err(Stop::Later) => break,
                Err(Stop::Offline) => {
                    self.reached(false);
                    break;
                }
            }
        }
        self.running.set(false);
    }

    fn reached(self, yes: bool) {
        if self.reachable.get_untracked() != yes {
            self.reachable.set(yes);
        }
    }

    async fn send(self, id: AssignmentId) -> Result<(), Stop> {
        self.send_photos(id).await?;
        self.send_draft(id).await?;
        let Some(draft) = untrack(|| self.get(id)) else { return Ok(()) };
        // Without its evidence it does not go.
        if draft.submit && draft.refused() {
            self.change(id, |draft| {
                draft.submit = false;
                draft.problem = Some(crate::tr!(photo.refused).into());
            });
            return Err(Stop::Told);
        }
        // Typed on meanwhile: the next pass takes it.
        if !draft.submit || draft.unsent() {
            return Ok(());
        }
        let Some(version) = draft.version else { return Ok(()) };
        match api::reports::submit(id, version, draft.submit_key).await {
            Ok(_) => {
                self.done(id);
                self.sent.set(Some(id));
                Ok(())
            }
            Err(error) => Err(self.told(id, error)),
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

    async fn send_draft(self, id: AssignmentId) -> Result<(), Stop> {
        let Some(draft) = untrack(|| self.get(id)) else { return Ok(()) };
        if draft.edit == draft.sent_edit && draft.version.is_some() {
            return Ok(());
        }
        let body = draft.body();
        let mut answer = api::reports::write(id, draft.version, &body).await;
        if let Err(error) = &answer {
            let stale = matches!(
                error.code(),
                Some(
                    ErrorCode::StaleVersion | ErrorCode::PreconditionRequired | ErrorCode::Conflict
                )
            );
            if stale {
                // The same person wrote elsewhere, or the answer to the last write was lost:
                // what is on this screen is the newest.
                answer = match api::reports::read(id).await {
                    Ok(there) => api::reports::write(id, Some(there.version), &body).await,
                    Err(error) => Err(error),
                };
            }
        }
        match answer {
            Ok(there) => {
                self.change(id, |now| {
                    now.version = Some(there.version);
                    now.sent_edit = draft.edit;
                });
                Ok(())
            }
            Err(error) => Err(self.told(id, error)),
        }
    }

    /// Writes on the draft what the server said.
    fn told(self, id: AssignmentId, error: ApiError) -> Stop {
        if error.is_passing() {
            return later(&error);
        }
        self.change(id, |draft| {
            draft.submit = false;
            draft.submit_key = uuid::Uuid::now_v7();
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
