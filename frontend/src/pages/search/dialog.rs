//! The dialog of the search, called by a button or by Ctrl K; what is in it is fetched when first
//! called.

use crate::{
    areas,
    components::icon::{Icon, shape},
    dom, tr,
};
use leptos::{ev, html, prelude::*};

/// The dialog. Test ids: `search`, `search-close`, and those of the palette.
#[component]
pub fn Search(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let called = window_event_listener(ev::keydown, move |event| {
        let control = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        if !control || !event.key().eq_ignore_ascii_case("k") {
            return;
        }
        event.prevent_default();
        // Not on top of a question that waits for its answer.
        if open.get_untracked() || !dom::asking() {
            open.update(|open| *open = !*open);
        }
    });
    on_cleanup(move || called.remove());
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    // Beside the dialog is its backdrop, which belongs to it.
    let beside = move |event: ev::MouseEvent| {
        let at = event.target().map(wasm_bindgen::JsValue::from);
        let dialog = node.get_untracked().map(wasm_bindgen::JsValue::from);
        if at.is_some() && at == dialog {
            open.set(false);
        }
    };
    view! {
        <dialog class="palette" node_ref=node data-testid="search" aria-label=tr!(search.title)
            on:click=beside on:close=move |_| { open.try_set(false); }>
            <button type="button" class="btn quiet icon-only close" data-testid="search-close" aria-label=tr!(common.close)
                on:click=move |_| open.set(false)><Icon d=shape::CLOSE/></button>
            {move || open.get().then(|| areas::palette_of(open))}
        </dialog>
    }
}
