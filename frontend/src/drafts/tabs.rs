//! The other tabs of this browser: they hear what was typed here, and one at a time sends.

use super::LocalDraft;
use crate::dom;
use js_sys::{Array, Function, Object, Promise, Reflect};
use serde::{Deserialize, Serialize};
use shared::id::{AssignmentId, UserId};
use std::{
    cell::{Cell, RefCell},
    future::Future,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{EventTarget, MessageEvent};

const CHANNEL: &str = "loa-drafts";
const LOCK: &str = "loa-outbox";
/// A tab that a phone has put to sleep while it was sending is not waited for longer, in milliseconds.
const ASLEEP_AFTER: f64 = 30_000.0;

/// What tabs tell each other.
#[derive(Serialize, Deserialize)]
pub enum News {
    /// A draft as it is now.
    Draft(Box<LocalDraft>),
    /// A draft that is no more: the server has taken it over, or it was thrown away.
    Gone(UserId, AssignmentId, bool),
}

thread_local! {
    static CHANNELS: RefCell<Option<EventTarget>> = const { RefCell::new(None) };
    /// Since when another tab has been sending.
    static WAITING: Cell<Option<f64>> = const { Cell::new(None) };
}

/// The BroadcastChannel, asked for by name as the locks are: older browsers have neither.
fn channel() -> Option<EventTarget> {
    let make = Reflect::get(&dom::window(), &"BroadcastChannel".into()).ok()?;
    let make: Function = make.dyn_into().ok()?;
    Reflect::construct(&make, &Array::of1(&CHANNEL.into())).ok()?.dyn_into().ok()
}

/// Hears the other tabs for as long as the page is open.
pub fn listen(hear: impl Fn(News) + 'static) {
    let Some(channel) = channel() else { return };
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        // A tab of another version may say what is not understood here.
        if let Ok(news) = serde_json::from_str(&text) {
            hear(news);
        }
    });
    let hears = heard.as_ref().unchecked_ref();
    let _ = channel.add_event_listener_with_callback("message", hears);
    heard.forget();
    CHANNELS.with_borrow_mut(|own| *own = Some(channel));
}

/// Tells the other tabs.
pub fn tell(news: &News) {
    if let Ok(text) = serde_json::to_string(news) {
        CHANNELS.with_borrow(|channel| {
            let Some(channel) = channel else { return };
            let post = Reflect::get(channel, &"postMessage".into()).unwrap_or_default();
            if let Ok(post) = post.dyn_into::<Function>() {
                let _ = post.call1(channel, &JsValue::from_str(&text));
            }
        });
    }
}

/// Does `work` unless another tab is at it; whether it was done. A browser without locks does it
/// in any case: the server knows repeats, and a conflict loses nothing.
pub async fn alone<F: Future<Output = ()> + 'static>(work: impl FnOnce() -> F + 'static) -> bool {
    let navigator: JsValue = dom::window().navigator().into();
    let locks = Reflect::get(&navigator, &"locks".into()).unwrap_or_default();
    let request = Reflect::get(&locks, &"request".into()).unwrap_or_default();
    let Ok(request) = request.dyn_into::<Function>() else {
        work().await;
        return true;
    };
    let now = js_sys::Date::now();
    let asleep = WAITING.get().is_some_and(|since| now - since > ASLEEP_AFTER);
    let options = Object::new();
    let how = if asleep { "steal" } else { "ifAvailable" };
    let _ = Reflect::set(&options, &how.into(), &JsValue::TRUE);
    let then = Closure::once_into_js(move |lock: JsValue| -> Promise {
        future_to_promise(async move {
            let free = !lock.is_null();
            if free {
                work().await;
            }
            Ok(JsValue::from_bool(free))
        })
    });
    let asked = request.call3(&locks, &LOCK.into(), &options, &then);
    let done = match asked.and_then(JsCast::dyn_into::<Promise>) {
        Ok(promise) => JsFuture::from(promise).await.is_ok_and(|free| free.is_truthy()),
        Err(_) => false,
    };
    WAITING.set(if done { None } else { WAITING.get().or(Some(now)) });
    done
}
