//! Small reaches into the browser, in one place.

use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, HtmlElement, IntersectionObserver, IntersectionObserverEntry, Storage, Window,
};

/// The window. There is always one: the app runs in a page only.
#[must_use]
pub fn window() -> Window {
    leptos::prelude::window()
}

/// The document.
#[must_use]
pub fn document() -> Document {
    leptos::prelude::document()
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Remembers a small preference on this machine; private modes may refuse, which is fine.
pub fn store(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Reads a remembered preference.
#[must_use]
pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn tab_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// Keeps a text for as long as this tab is open; an empty one is dropped.
pub fn keep(key: &str, value: &str) {
    if let Some(storage) = tab_storage() {
        let _ =
            if value.is_empty() { storage.remove_item(key) } else { storage.set_item(key, value) };
    }
}

/// What this tab keeps under a key.
#[must_use]
pub fn kept(key: &str) -> Option<String> {
    tab_storage()?.get_item(key).ok().flatten()
}

/// Drops what this tab keeps under keys that begin so; of everything, with an empty one.
pub fn forget(prefix: &str) {
    let Some(storage) = tab_storage() else { return };
    let count = storage.length().unwrap_or_default();
    let keys: Vec<String> = (0..count).filter_map(|at| storage.key(at).ok().flatten()).collect();
    for key in keys.iter().filter(|key| key.starts_with(prefix)) {
        let _ = storage.remove_item(key);
    }
}

/// Whether the browser believes it has a network.
#[must_use]
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Names the page in the tab and for screen readers.
pub fn set_title(title: &str) {
    document().set_title(&format!("{title} – Loa"));
}

/// Moves the focus to the element of an id.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(Ok(element)) = element.map(JsCast::dyn_into::<HtmlElement>) {
        let _ = element.focus();
    }
}

/// Applies a theme: `light`, `dark`, or whatever the system has.
pub fn set_theme(theme: &str) {
    store("loa-theme", theme);
    if let Some(root) = document().document_element() {
        let _ = match theme {
            "light" | "dark" => root.set_attribute("data-theme", theme),
            _ => root.remove_attribute("data-theme"),
        };
    }
}

/// Whether a finger is what points here.
#[must_use]
pub fn coarse_pointer() -> bool {
    let asked = window().match_media("(pointer: coarse)");
    asked.ok().flatten().is_some_and(|answer| answer.matches())
}

/// Copies a text; says whether the browser let it.
pub async fn copy(text: &str) -> bool {
    // Without TLS there is no clipboard at all.
    let there = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if !there.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}

/// Runs `then` once the first element of a selector is in sight. One that has gone by then is
/// forgotten with whoever looks.
pub fn once_in_sight(selector: &str, then: impl Fn() + 'static) {
    let Some(element) = document().query_selector(selector).ok().flatten() else { return };
    let seen = Closure::<dyn Fn(js_sys::Array, IntersectionObserver)>::new(
        move |entries: js_sys::Array, observer: IntersectionObserver| {
            let shown = |entry: wasm_bindgen::JsValue| {
                entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting()
            };
            if entries.iter().any(shown) {
                observer.disconnect();
                then();
            }
        },
    );
    if let Ok(observer) = IntersectionObserver::new(seen.as_ref().unchecked_ref()) {
        observer.observe(&element);
        seen.forget();
    }
}

/// Prints the page.
pub fn print() {
    let _ = window().print();
}

/// Loads the page anew; what was typed is kept.
pub fn reload() {
    let _ = window().location().reload();
}

/// The path that is shown.
#[must_use]
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The address that is shown, without the origin.
#[must_use]
pub fn here() -> String {
    let location = window().location();
    format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}

/// What stands behind the `#` of the address.
#[must_use]
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// Percent-encodes a query value.
#[must_use]
pub fn encode(value: &str) -> String {
    String::from(js_sys::encode_uri_component(value))
}

/// Whether the focus is in a field, so that single keys are text and not commands.
#[must_use]
pub fn typing() -> bool {
    document().active_element().is_some_and(|at| {
        matches!(at.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT" | "DIALOG")
    })
}

/// Whether a dialog waits for an answer.
#[must_use]
pub fn asking() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// The words of a control's label.
#[must_use]
pub fn label_of(id: &str) -> Option<String> {
    let selector = format!("label[for='{id}'], fieldset[id='{id}'] > legend");
    let label = document().query_selector(&selector).ok().flatten()?;
    let text = label.text_content()?;
    Some(text.split('(').next().unwrap_or_default().trim().to_owned())
        .filter(|text| !text.is_empty())
}
