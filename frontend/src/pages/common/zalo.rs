//! Tin Zalo: text for the group of each unit, and one for all, to be copied.

use super::chase::Chasing;
use crate::{
    api,
    components::{copy::CopyText, field::LongField},
    load::Loader,
    tr,
};
use leptos::{html, leptos_dom::helpers::debounce, prelude::*};
use shared::dto::notifications::chase::ChaseTexts;
use std::time::Duration;

/// So long after the last letter the texts are made anew.
const PAUSE: Duration = Duration::from_millis(400);

/// The dialog. Test ids: `zalo-dialog`, `zalo-message`, `zalo-together`, `zalo-together-copy`,
/// `zalo-<unit>`, `zalo-<unit>-copy`, `zalo-close`.
#[component]
pub(super) fn ZaloDialog(
    /// Whose texts.
    chasing: Chasing,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let open = chasing.texts;
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let said = RwSignal::new(chasing.message.get_untracked());
    let mut settle = debounce(PAUSE, move |text: String| {
        said.try_set(text);
    });
    Effect::new(move |_| settle(chasing.message.get()));
    let texts = Loader::new(
        move || (open.get(), said.get(), chasing.rows.get()),
        move |(open, ..)| async move {
            if open { api::chases::texts(&chasing.request()).await.map(Some) } else { Ok(None) }
        },
    );
    let draw = |texts: Option<ChaseTexts>| {
        let texts = texts?;
        if texts.items.is_empty() {
            return Some(view! { <p class="muted">{tr!(chase.none)}</p> }.into_any());
        }
        let several = texts.items.len() > 1;
        let each = texts.items.into_iter().map(|one| {
            let id = format!("zalo-{}", one.unit.id);
            let verb = tr!(chase.copy_of, unit = one.unit.name);
            view! { <CopyText id label=one.unit.name verb text=one.text/> }
        });
        let each = each.collect_view();
        Some(
            view! {
                {several.then(|| view! {
                    <CopyText id="zalo-together" label=tr!(chase.together) verb=tr!(chase.copy_all) text=texts.together primary=true/>
                })}
                {each}
            }
            .into_any(),
        )
    };
    view! {
        <dialog node_ref=node class="wide" data-testid="zalo-dialog" aria-labelledby="zalo-title" on:close=move |_| { open.try_set(false); }>
            <div class="body">
                <h2 id="zalo-title">{tr!(chase.zalo_title)}</h2>
                <p class="muted">{tr!(chase.zalo_text)}</p>
                <LongField id="zalo-message" label=tr!(chase.message) value=chasing.message optional=true/>
                {texts.draw(draw)}
            </div>
            <div class="foot"><button type="button" class="btn" data-testid="zalo-close" on:click=move |_| open.set(false)>{tr!(common.close)}</button></div>
        </dialog>
    }
}
