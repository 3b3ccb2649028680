//! Reports being written: kept on this machine, sent while the page is open.

pub mod convert;
mod flush;
pub mod photo;
pub mod record;
pub mod store;

use crate::{dom, session};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
pub use record::{LocalDraft, LocalPhoto, PhotoState};
use shared::id::AssignmentId;
use uuid::Uuid;
use wasm_bindgen::{JsCast, closure::Closure};

/// Between two looks at what is still to be sent.
const RETRY_MS: u32 = 8_000;
/// After the last keystroke before a draft goes to the server.
const SETTLE_MS: u32 = 1_500;

/// What is still on this machine, and how it gets away.
#[derive(Clone, Copy)]
pub struct Outbox {
    /// The drafts of every login of this machine; use [`Outbox::get`].
    all: RwSignal<Vec<LocalDraft>>,
    /// Whether the store has been read.
    pub ready: RwSignal<bool>,
    /// Whether the server can be reached, as far as known.
    pub reachable: RwSignal<bool>,
    /// Whether this machine's store takes what is written.
    pub keeps: RwSignal<bool>,
    /// The photo on its way, and how much of it has gone, in percent.
    pub sending: RwSignal<Option<(Uuid, u8)>>,
    /// The assignment whose report has just gone.
    pub sent: RwSignal<Option<AssignmentId>>,
    session: session::Session,
    running: RwSignal<bool>,
    wake: RwSignal<u32>,
}

/// The outbox of this app.
#[must_use]
pub fn use_outbox() -> Outbox {
    use_context().unwrap_or_else(Outbox::provide)
}

impl Outbox {
    /// Makes the outbox, reads the store and starts the resend loop.
    pub fn provide() -> Self {
        let session = session::use_session();
        let outbox = Self {
            session,
            all: RwSignal::new(Vec::new()),
            ready: RwSignal::new(false),
            reachable: RwSignal::new(dom::online()),
            keeps: RwSignal::new(true),
            sending: RwSignal::new(None),
            sent: RwSignal::new(None),
            running: RwSignal::new(false),
            wake: RwSignal::new(0),
        };
        provide_context(outbox);
        outbox.listen("online", true);
        outbox.listen("offline", false);
        spawn_local(async move {
            outbox.all.set(store::drafts().await);
            outbox.ready.set(true);
            loop {
                if session.post().is_some() {
                    outbox.flush().await;
                }
                TimeoutFuture::new(RETRY_MS).await;
            }
        });
        outbox
    }

    fn listen(self, event: &str, reachable: bool) {
        let heard = Closure::<dyn Fn()>::new(move || {
            self.reachable.set(reachable);
            if reachable {
                self.kick(0);
            }
        });
        let _ =
            dom::window().add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
        heard.forget();
    }

    /// Sends what there is, after `wait` milliseconds without another kick.
    pub fn kick(self, wait: u32) {
        let mine = self.wake.get_untracked() + 1;
        self.wake.set(mine);
        spawn_local(async move {
            TimeoutFuture::new(wait).await;
            if self.wake.get_untracked() == mine {
                self.flush().await;
            }
        });
    }

    /// The draft of an assignment.
    #[must_use]
    pub fn get(self, id: AssignmentId) -> Option<LocalDraft> {
        let user = self.user()?;
        self.all.with(|all| all.iter().find(|d| d.user == user && d.id() == id).cloned())
    }

    /// Drafts of the one who is logged in.
    #[must_use]
    pub fn mine(self) -> Vec<LocalDraft> {
        let user = self.user();
        self.all.with(|all| all.iter().filter(|d| Some(d.user) == user).cloned().collect())
    }

    fn user(self) -> Option<shared::id::UserId> {
        self.session.me.with_untracked(|me| me.as_ref().map(|me| me.user_id))
    }

    /// Puts a draft in, in the place of an older one.
    pub fn put(self, draft: LocalDraft) {
        self.all.update(|all| {
            all.retain(|other| other.user != draft.user || other.id() != draft.id());
            all.push(draft);
        });
    }

    /// Changes a draft by the person's hand: counts as an edit, is kept and sent.
    pub fn edit(self, id: AssignmentId, change: impl FnOnce(&mut LocalDraft)) {
        self.change(id, |draft| {
            change(draft);
            draft.edit += 1;
            draft.saved_at = session::now();
            draft.problem = None;
            draft.errors.clear();
        });
        self.kick(SETTLE_MS);
    }

    /// Asks that the report be sent, now or when the network is back.
    pub fn submit(self, id: AssignmentId) {
        self.change(id, |draft| {
            draft.submit = true;
            draft.problem = None;
            draft.errors.clear();
        });
        self.kick(0);
    }

    /// Takes a queued sending back.
    pub fn hold(self, id: AssignmentId) {
        self.change(id, |draft| draft.submit = false);
    }

    /// Changes a draft and keeps it.
    fn change(self, id: AssignmentId, change: impl FnOnce(&mut LocalDraft)) {
        let Some(user) = self.user() else { return };
        let mut changed = None;
        self.all.update(|all| {
            if let Some(draft) = all.iter_mut().find(|d| d.user == user && d.id() == id) {
                change(draft);
                changed = Some(draft.clone());
            }
        });
        if let Some(draft) = changed {
            spawn_local(async move {
                let kept = store::keep(&draft).await;
                if self.keeps.get_untracked() != kept {
                    self.keeps.set(kept);
                }
            });
        }
    }

    fn set_photo(self, id: AssignmentId, photo: Uuid, state: PhotoState) {
        self.change(id, |draft| {
            if matches!(state, PhotoState::Sent(_)) {
                draft.edit += 1;
            }
            if let Some(photo) = draft.photos.iter_mut().find(|p| p.id == photo) {
                photo.state = state;
            }
        });
    }

    /// Removes a draft that the server has taken over.
    fn done(self, id: AssignmentId) {
        let Some(draft) = untrack(|| self.get(id)) else { return };
        self.all.update(|all| all.retain(|other| other.user != draft.user || other.id() != id));
        spawn_local(async move { store::forget(&draft).await });
    }
}
