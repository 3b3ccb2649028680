//! Writes: what a person sets off with a button, sent one at a time ([`use_write`]). A form sends
//! through one as well (`form.rs`).

use crate::{
    api::{Answer, ApiError},
    components::{
        dialog::Given,
        toast::{Toasts, use_toasts},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin, rc::Rc};

/// What will be answered, and what is done then. Boxed before anything else, so that sending is
/// compiled once for each kind of answer and not for each button.
pub type Coming<T> = Pin<Box<dyn Future<Output = T>>>;
/// What is done with an answer.
pub type Then<T> = Box<dyn FnOnce(T)>;

/// Sends one request at a time: what is asked while another is under way comes to nothing. A refusal
/// is said in a message.
#[derive(Clone, Copy)]
pub struct Write {
    /// Whether something is on its way: for the buttons that send it.
    pub busy: RwSignal<bool>,
    always: Option<StoredValue<Rc<dyn Fn()>, LocalStorage>>,
    several: bool,
    toasts: Toasts,
}

/// A write of the calling part of the page.
#[must_use]
pub fn use_write() -> Write {
    Write { busy: RwSignal::new(false), always: None, several: false, toasts: use_toasts() }
}

impl Write {
    /// Runs `always` after each answer, whatever it was.
    #[must_use]
    pub fn always(self, always: impl Fn() + 'static) -> Self {
        Self { always: Some(StoredValue::new_local(Rc::new(always))), ..self }
    }

    /// Several requests may be under way, and it is never `busy`: for one write that many rows share.
    #[must_use]
    pub fn several(self) -> Self {
        Self { several: true, ..self }
    }

    /// Sends; `done` runs with what was answered.
    pub fn send<A: 'static>(
        self,
        answer: impl Future<Output = Answer<A>> + 'static,
        done: impl FnOnce(A) + 'static,
    ) {
        self.sent(Box::pin(answer), Box::new(done));
    }

    fn sent<A: 'static>(self, answer: Coming<Answer<A>>, done: Then<A>) {
        let then = move |answer| match answer {
            Ok(made) => done(made),
            Err(error) => self.refused(&error),
        };
        self.settled(answer, Box::new(then));
    }

    fn refused(self, error: &ApiError) {
        self.toasts.say(error.message());
    }

    /// Sends with a reason that a dialog has asked for. As long as the dialog is of use, a refusal is
    /// said in it, and nothing follows.
    pub fn give<A: 'static>(
        self,
        given: Given,
        answer: impl Future<Output = Answer<A>> + 'static,
        done: impl FnOnce(A) + 'static,
    ) {
        self.given(given, Box::pin(answer), Box::new(done));
    }

    fn given<A: 'static>(self, given: Given, answer: Coming<Answer<A>>, done: Then<A>) {
        self.begin(Box::pin(async move {
            match answer.await {
                Ok(made) => {
                    given.taken();
                    done(made);
                }
                Err(error) if !given.refused(&error) => return false,
                Err(error) => self.refused(&error),
            }
            true
        }));
    }

    /// Sends, and leaves it to `then` what comes of the answer, also of a refusal.
    pub fn settle<T: 'static>(
        self,
        answer: impl Future<Output = T> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.settled(Box::pin(answer), Box::new(then));
    }

    /// The same as [`Self::settle`], boxed.
    pub fn settled<T: 'static>(self, answer: Coming<T>, then: Then<T>) {
        self.begin(Box::pin(async move {
            then(answer.await);
            true
        }));
    }

    /// Begins at once, so that the button that was pressed is the one that is marked (`busy.rs`). The
    /// job says whether what always follows is to follow.
    fn begin(self, job: Coming<bool>) {
        let once = !self.several;
        // None: the page has gone. What it had left to be taken back in a message is done nonetheless.
        if once && self.busy.try_get_untracked() == Some(true) {
            return;
        }
        self.busy.try_set(once);
        let always = self.always.and_then(|always| always.try_get_value());
        spawn_local(async move {
            if job.await
                && let Some(always) = always
            {
                always();
            }
            self.busy.try_set(false);
        });
    }
}
