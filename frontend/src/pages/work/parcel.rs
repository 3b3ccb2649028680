//! Files that go with a comment: kept on this machine until the server has them.

use crate::{
    api,
    components::{
        photos::remember,
        toast::{Toasts, use_toasts},
    },
    drafts::{LocalPhoto, PhotoState, photo, store, use_outbox},
    form::Keeper,
    tr,
};
use leptos::{prelude::*, task::spawn_local};
use shared::id::AttachmentId;
use uuid::Uuid;

/// What a comment takes (the server says the same).
const MOST_FILES: usize = 10;

/// The files of a comment being written.
#[derive(Clone, Copy)]
pub(super) struct Parcel {
    /// In order.
    pub files: RwSignal<Vec<LocalPhoto>>,
    /// The one on its way, and how much of it has gone, in percent.
    pub sending: RwSignal<Option<(Uuid, u8)>>,
    toasts: Toasts,
}

impl Parcel {
    /// The files as they were left; what had not gone goes when the server is reached.
    #[must_use]
    pub fn of(keeper: Keeper) -> Self {
        let kept = keeper.text("files");
        let mut files: Vec<LocalPhoto> =
            kept.with_untracked(|text| serde_json::from_str(text).unwrap_or_default());
        for file in files.iter_mut().filter(|file| file.state == PhotoState::Sending) {
            file.state = PhotoState::Waiting;
        }
        let files = RwSignal::new(files);
        Effect::new(move |_| {
            let text = files.with(|files| serde_json::to_string(files).unwrap_or_default());
            kept.set(if files.with(Vec::is_empty) { String::new() } else { text });
        });
        let parcel = Self { files, sending: RwSignal::new(None), toasts: use_toasts() };
        let reachable = use_outbox().reachable;
        Effect::new(move |_| {
            if reachable.get() {
                spawn_local(async move { parcel.send().await });
            }
        });
        parcel
    }

    /// Takes files in.
    pub fn add(self, chosen: Vec<web_sys::File>) {
        spawn_local(async move {
            for file in chosen {
                if self.files.with_untracked(Vec::len) >= MOST_FILES {
                    self.toasts.say(tr!(photo.too_many, n = MOST_FILES));
                    break;
                }
                let (photo, blob) = match photo::prepared(&file).await {
                    Ok(made) => made,
                    Err(why) => {
                        self.toasts.say(why);
                        continue;
                    }
                };
                let twice = |all: &Vec<LocalPhoto>| all.iter().any(|p| p.sha256 == photo.sha256);
                if self.files.with_untracked(twice) {
                    self.toasts.say(tr!(photo.twice));
                    continue;
                }
                if !store::keep_photo(photo.id, &blob).await {
                    self.toasts.say(tr!(photo.no_room));
                    continue;
                }
                remember(photo.id, &blob);
                self.files.try_update(|all| all.push(photo));
            }
            self.send().await;
        });
    }

    /// Takes one out.
    pub fn remove(self, id: Uuid) {
        self.files.update(|all| all.retain(|file| file.id != id));
        spawn_local(async move { store::drop_photo(id).await });
    }

    /// Sends one again.
    pub fn retry(self, id: Uuid) {
        self.put(id, PhotoState::Waiting);
        spawn_local(async move { self.send().await });
    }

    fn put(self, id: Uuid, state: PhotoState) {
        self.files.try_update(|all| {
            if let Some(file) = all.iter_mut().find(|file| file.id == id) {
                file.state = state;
            }
        });
    }

    /// Sends what waits, one after the other; what the network does not let through waits on.
    pub async fn send(self) {
        loop {
            let next = self.files.try_with_untracked(|all| {
                let waits = |file: &&LocalPhoto| file.state == PhotoState::Waiting;
                let busy = all.iter().any(|file| file.state == PhotoState::Sending);
                if busy { None } else { all.iter().find(waits).cloned() }
            });
            let Some(file) = next.flatten() else { return };
            let Some(blob) = store::photo(file.id).await else {
                self.put(file.id, PhotoState::Refused(tr!(photo.lost).into()));
                continue;
            };
            self.put(file.id, PhotoState::Sending);
            let sending = self.sending;
            let told = move |percent| {
                sending.try_set(Some((file.id, percent)));
            };
            let answer = api::attachments::upload(&blob, &file, told).await;
            sending.try_set(None);
            match answer {
                Ok(sent) if sent.source_sha256.eq_ignore_ascii_case(&file.sha256) => {
                    self.put(file.id, PhotoState::Sent(sent.id));
                    store::drop_photo(file.id).await;
                }
                Err(error) if !error.is_passing() => {
                    self.put(file.id, PhotoState::Refused(error.message()));
                }
                _ => {
                    self.put(file.id, PhotoState::Waiting);
                    return;
                }
            }
        }
    }

    /// The files that the server has, once it has all of them.
    #[must_use]
    pub fn sent(self) -> Option<Vec<AttachmentId>> {
        let id = |file: &LocalPhoto| match file.state {
            PhotoState::Sent(id) => Some(id),
            _ => None,
        };
        self.files.with_untracked(|all| all.iter().map(id).collect())
    }
}
