//! Buttons that are at work: the one place where a button that sends is marked and kept from being
//! pressed twice (docs/adr/0024).
//!
//! A press is remembered for as long as what it set off is under way without having waited for
//! anything. The first request that is sent in that time belongs to the button: until it is answered,
//! the button is `aria-busy`, shows so, and further presses come to nothing. A request that follows
//! directly on an answer belongs to it too.

use crate::dom;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event, SubmitEvent};

const BUSY: &str = "aria-busy";
const BUTTONS: &str = "button, input[type=submit]";

thread_local! {
    /// The button that was pressed just now.
    static PRESSED: RefCell<Option<Element>> = const { RefCell::new(None) };
    /// What is at work: each button with the number of its requests.
    static WORKING: RefCell<Vec<(Element, usize)>> = const { RefCell::new(Vec::new()) };
    /// What waits for a button to come to rest.
    static THEN: RefCell<Vec<(Element, Box<dyn FnOnce()>)>> = const { RefCell::new(Vec::new()) };
}

/// Watches the presses of the whole page, before anything of the page hears of them.
pub fn watch() {
    hear("click", |event: Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest(BUTTONS).ok().flatten());
        press(&event, button);
    });
    // A form may be sent without a press.
    hear("submit", |event: Event| {
        let submitter = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
        press(&event, submitter.map(Into::into));
    });
}

fn hear(event: &str, run: impl Fn(Event) + 'static) {
    let run = Closure::<dyn Fn(Event)>::new(run);
    let heard = run.as_ref().unchecked_ref();
    let _ = dom::document().add_event_listener_with_callback_and_bool(event, heard, true);
    run.forget();
}

fn press(event: &Event, button: Option<Element>) {
    let Some(button) = button else { return };
    if works(&button) {
        event.prevent_default();
        event.stop_immediate_propagation();
        return;
    }
    remember(button);
}

fn works(button: &Element) -> bool {
    WORKING.with_borrow(|all| all.iter().any(|(one, _)| one == button))
}

/// Remembers a press until what waits for nothing has run.
fn remember(button: Element) {
    let one = button.clone();
    PRESSED.set(Some(button));
    after_this(move || {
        PRESSED.with_borrow_mut(|pressed| {
            if pressed.as_ref() == Some(&one) {
                *pressed = None;
            }
        });
    });
}

fn after_this(run: impl FnOnce() + 'static) {
    leptos::prelude::set_timeout(run, std::time::Duration::ZERO);
}

/// Runs `then` once a button is at rest: when what was set off just now has begun, and the answer is
/// there.
pub fn when_idle(button: Element, then: impl FnOnce() + 'static) {
    after_this(move || {
        if works(&button) {
            THEN.with_borrow_mut(|all| all.push((button, Box::new(then))));
        } else {
            then();
        }
    });
}

/// A request under way; with its end the button is free again, unless another follows.
pub struct Working(Option<Element>, bool);

/// A request begins. One that only reads keeps the press in mind for what follows, and marks nothing.
#[must_use]
pub fn begin(writes: bool) -> Working {
    let button = PRESSED.with_borrow(Clone::clone);
    if let Some(button) = button.as_ref().filter(|_| writes) {
        WORKING.with_borrow_mut(|all| match all.iter_mut().find(|(one, _)| one == button) {
            Some((_, count)) => *count += 1,
            None => all.push((button.clone(), 1)),
        });
        let _ = button.set_attribute(BUSY, "true");
    }
    Working(button, writes)
}

impl Drop for Working {
    fn drop(&mut self) {
        let Some(button) = self.0.take() else { return };
        remember(button.clone());
        if !self.1 {
            return;
        }
        after_this(move || {
            let idle = WORKING.with_borrow_mut(|all| {
                let Some(at) = all.iter().position(|(one, _)| *one == button) else { return true };
                all[at].1 -= 1;
                let idle = all[at].1 == 0;
                if idle {
                    all.swap_remove(at);
                }
                idle
            });
            if idle {
                let _ = button.remove_attribute(BUSY);
                let all = THEN.take();
                let (now, rest): (Vec<_>, Vec<_>) =
                    all.into_iter().partition(|(one, _)| *one == button);
                THEN.with_borrow_mut(|then| then.extend(rest));
                now.into_iter().for_each(|(_, run)| run());
            }
        });
    }
}
