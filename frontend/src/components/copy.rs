//! A text to be copied.

use super::toast::use_toasts;
use crate::{dom, tr};
use leptos::{html, prelude::*, task::spawn_local};

/// The text, and a button that copies it. Test ids: the id, `<id>-copy`.
#[component]
pub fn CopyField(
    /// Id and test id.
    id: &'static str,
    /// Label.
    label: &'static str,
    /// The text.
    text: String,
) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Input>::new();
    let shown = text.clone();
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            if dom::copy(&text).await {
                toasts.say(tr!(common.copied));
                return;
            }
            // Without TLS no page may reach the clipboard; the keyboard may.
            if let Some(input) = node.try_get_untracked().flatten() {
                let _ = input.focus();
                input.select();
            }
            toasts.say(tr!(common.copy_by_hand));
        });
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="copy">
                <input node_ref=node id=id data-testid=id type="text" readonly prop:value=shown spellcheck="false"/>
                <button type="button" class="btn" data-testid=format!("{id}-copy") aria-label=format!("{}: {label}", tr!(common.copy)) on:click=copy>{tr!(common.copy)}</button>
            </div>
        </div>
    }
}
