//! Reports being written: kept on this machine, sent while the page is open.

pub mod convert;
mod flush;
mod merging;
pub mod photo;
pub mod record;
pub mod store;
mod tabs;

use crate::{dom, session};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
pub use record::{LocalDraft, LocalPhoto, PhotoState};
use shared::{
    dto::work::report::ReportView,
    id::{AssignmentId, UserId},
    merge::Place,
};
use tabs::News;
use uuid::Uuid;
use wasm_bindgen::{JsCast, closure::Closure};

/// Between two looks at what is still to be sent.
const RETRY_MS: u32 = 8_000;
/// After the last keystroke before a draft goes to the server.
const SETTLE_MS: u32 = 1_500;

/// A report that has just gone.
#[derive(Clone, PartialEq)]
pub struct Sent {
    /// Of which assignment.
    pub id: AssignmentId,
    /// What it was about.
    pub title: String,
    /// Whether this tab sent it.
    pub here: bool,
}

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
    /// The report that has just gone.
    pub sent: RwSignal<Option<Sent>>,
    /// Counts how often a text has changed otherwise than by the form: by a merge, in another tab.
    pub changed: RwSignal<u32>,
    session: session::Session,
    running: StoredValue<bool>,
    again: StoredValue<bool>,
    wake: StoredValue<u32>,
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
            changed: RwSignal::new(0),
            running: StoredValue::new(false),
            again: StoredValue::new(false),
            wake: StoredValue::new(0),
        };
        provide_context(outbox);
        outbox.listen("online", true);
        outbox.listen("offline", false);
        tabs::listen(move |news| match news {
            News::Draft(draft) => outbox.take(*draft),
            News::Gone(user, id, sent) => outbox.gone((user, id), sent),
        });
        spawn_local(async move {
            for kept in store::drafts().await {
                outbox.take(kept);
            }
            outbox.ready.set(true);
            loop {
                outbox.flush().await;
                TimeoutFuture::new(RETRY_MS).await;
            }
        });
        // What was left behind goes as soon as it is known whose it is.
        Effect::new(move |_| {
            if outbox.ready.get() && session.post().is_some() {
                outbox.kick(0);
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
        let mine = self.wake.get_value() + 1;
        self.wake.set_value(mine);
        spawn_local(async move {
            TimeoutFuture::new(wait).await;
            if self.wake.get_value() == mine {
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

    /// How many reports have been sent or refused and are still here.
    #[must_use]
    pub fn waiting(self) -> u64 {
        let user = self.user();
        let waits = |draft: &&LocalDraft| Some(draft.user) == user && draft.waits();
        self.all.with(|all| all.iter().filter(waits).fold(0, |n, _| n + 1))
    }

    fn user(self) -> Option<UserId> {
        self.session.me.with_untracked(|me| me.as_ref().map(|me| me.user_id))
    }

    /// Puts a draft in, in the place of an older one.
    fn put(self, draft: LocalDraft) {
        self.all.update(|all| {
            all.retain(|other| other.user != draft.user || other.id() != draft.id());
            all.push(draft);
        });
    }

    /// Puts what the server has in the place of a draft that holds nothing else.
    pub fn renew(self, draft: LocalDraft) {
        let id = draft.id();
        match untrack(|| self.get(id)) {
            Some(old) => {
                self.put(draft.after(&old));
                spawn_local(self.save(id));
            }
            None => self.put(draft),
        }
    }

    /// Puts a draft in again whose brief was read anew.
    pub fn renew_brief(self, draft: LocalDraft) {
        let id = draft.id();
        self.put(draft);
        spawn_local(self.save(id));
    }

    /// Takes in a draft as another tab or the store has it.
    fn take(self, other: LocalDraft) {
        let is = |draft: &&LocalDraft| draft.user == other.user && draft.id() == other.id();
        let own = self.all.with_untracked(|all| all.iter().find(is).cloned());
        let joined = match own.clone() {
            Some(own) => own.join(other),
            None => other,
        };
        let at = |draft: &LocalDraft| (draft.turn, draft.step, draft.edit);
        if own.as_ref().is_some_and(|own| at(own) == at(&joined)) {
            return;
        }
        let text = own.is_some_and(|own| own.draft != joined.draft || own.photos != joined.photos);
        self.put(joined);
        if text {
            self.changed.update(|n| *n += 1);
        }
    }

    /// Another tab has sent it or thrown it away.
    fn gone(self, (user, id): (UserId, AssignmentId), sent: bool) {
        let is = |draft: &&LocalDraft| draft.user == user && draft.id() == id;
        let Some(draft) = self.all.with_untracked(|all| all.iter().find(is).cloned()) else {
            return;
        };
        self.leave(&draft, sent.then_some(false));
    }

    /// Changes a draft by the person's hand: counts as an edit, is kept and sent.
    pub fn edit(self, id: AssignmentId, change: impl FnOnce(&mut LocalDraft)) {
        self.change(id, |draft| {
            change(draft);
            draft.edit += 1;
            draft.turn += 1;
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
            draft.turn += 1;
            draft.problem = None;
            draft.errors.clear();
        });
        self.kick(0);
    }

    /// Takes a queued sending back.
    pub fn hold(self, id: AssignmentId) {
        self.change(id, |draft| {
            draft.submit = false;
            draft.turn += 1;
        });
    }

    /// The person has chosen in a conflict; with the last choice the draft goes on.
    pub fn decide(self, id: AssignmentId, places: &[Place], theirs: bool) {
        self.edit(id, |draft| places.iter().for_each(|place| draft.decide(*place, theirs)));
        self.changed.update(|n| *n += 1);
        self.kick(0);
    }

    /// The server's draft differs from the one that this began as.
    pub fn meet(self, id: AssignmentId, there: ReportView) {
        self.note(id, |draft| draft.meet(there));
        self.changed.update(|n| *n += 1);
    }

    /// Notes what has become of a draft on its way.
    fn note(self, id: AssignmentId, change: impl FnOnce(&mut LocalDraft)) {
        self.change(id, |draft| {
            change(draft);
            draft.step += 1;
        });
    }

    /// Changes a draft, keeps it and tells the other tabs.
    fn change(self, id: AssignmentId, change: impl FnOnce(&mut LocalDraft)) {
        let mut change = Some(change);
        self.change_by(id, &mut |draft| {
            if let Some(change) = change.take() {
                change(draft);
            }
        });
    }

    /// The same, compiled once for all that is changed: the page is small.
    fn change_by(self, id: AssignmentId, change: &mut dyn FnMut(&mut LocalDraft)) {
        let Some(user) = self.user() else { return };
        let mut changed = None;
        self.all.update(|all| {
            if let Some(draft) = all.iter_mut().find(|d| d.user == user && d.id() == id) {
                change(draft);
                changed = Some(draft.clone());
            }
        });
        if let Some(draft) = changed {
            tabs::tell(&News::Draft(Box::new(draft)));
            spawn_local(self.save(id));
        }
    }

    /// Keeps a draft as it is now.
    async fn save(self, id: AssignmentId) {
        let Some(draft) = untrack(|| self.get(id)) else { return };
        let kept = store::keep(draft).await;
        if self.keeps.get_untracked() != kept.is_some() {
            self.keeps.set(kept.is_some());
        }
    }

    fn set_photo(self, id: AssignmentId, photo: Uuid, state: PhotoState) {
        self.note(id, |draft| {
            if matches!(state, PhotoState::Sent(_)) {
                draft.edit += 1;
            }
            if let Some(photo) = draft.photos.iter_mut().find(|p| p.id == photo) {
                photo.state = state;
            }
        });
    }

    /// The server has taken a report over.
    fn done(self, draft: &LocalDraft) {
        tabs::tell(&News::Gone(draft.user, draft.id(), true));
        self.leave(draft, Some(true));
    }

    /// Throws a draft away: the person wants it no more.
    pub fn discard(self, id: AssignmentId) {
        let Some(draft) = untrack(|| self.get(id)) else { return };
        tabs::tell(&News::Gone(draft.user, id, false));
        self.leave(&draft, None);
        spawn_local(async move { store::forget(&draft).await });
    }

    /// Takes a draft out; `here` says which tab sent it, where one did.
    fn leave(self, draft: &LocalDraft, here: Option<bool>) {
        let (user, id) = (draft.user, draft.id());
        self.all.update(|all| all.retain(|other| other.user != user || other.id() != id));
        if let Some(here) = here {
            let title = draft.brief.summary.task.name.clone();
            self.sent.set(Some(Sent { id, title, here }));
        }
    }
}
