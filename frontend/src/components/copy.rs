//! A text to be copied.

use super::{
    icon::{Icon, shape},
    toast::use_toasts,
};
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

/// A text of several lines, and a button that copies it. Test ids: the id, `<id>-copy`.
#[component]
pub fn CopyText(
    /// Id and test id.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// What the button does, for screen readers.
    #[prop(into)]
    verb: String,
    /// The text.
    text: String,
    /// It is what one mostly wants.
    #[prop(optional)]
    primary: bool,
) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Textarea>::new();
    let copied = RwSignal::new(false);
    let shown = text.clone();
    let rows = text.lines().count().clamp(3, 12).to_string();
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            if dom::copy(&text).await {
                copied.try_set(true);
                toasts.say(tr!(common.copied));
                return;
            }
            if let Some(area) = node.try_get_untracked().flatten() {
                let _ = area.focus();
                area.select();
            }
            toasts.say(tr!(common.copy_by_hand));
        });
    };
    view! {
        <div class="field">
            <div class="row between"><label class="label" for=id.clone()>{label}</label>
                <button type="button" class=if primary { "btn primary" } else { "btn" } data-testid=format!("{id}-copy") aria-label=verb on:click=copy>
                    {move || copied.get().then(|| view! { <Icon d=shape::TICK/> })}{tr!(common.copy)}</button></div>
            <textarea node_ref=node id=id.clone() data-testid=id rows=rows readonly prop:value=shown spellcheck="false"></textarea>
        </div>
    }
}
