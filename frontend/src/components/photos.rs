//! Photos of a report: take or choose, preview, how far each is, send again.

use super::{
    field::nth as field,
    icon::{Icon, shape},
};
use crate::{
    api::attachments,
    drafts::{LocalPhoto, PhotoState, store},
    tr,
};
use leptos::{prelude::*, task::spawn_local};
use std::{cell::RefCell, collections::HashMap};
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement, Url};

thread_local! {
    /// Pictures already drawn, so that a preview does not blink when its state changes.
    static DRAWN: RefCell<HashMap<Uuid, String>> = RefCell::new(HashMap::new());
}

/// Remembers the preview of a photo just taken.
pub fn remember(id: Uuid, blob: &web_sys::Blob) {
    if let Ok(url) = Url::create_object_url_with_blob(blob) {
        DRAWN.with_borrow_mut(|drawn| drawn.insert(id, url));
    }
}

fn drawn(id: Uuid) -> Option<String> {
    DRAWN.with_borrow(|drawn| drawn.get(&id).cloned())
}

/// The picture of a photo: what was drawn before, what this machine keeps, or the server's.
fn picture(photo: &LocalPhoto) -> RwSignal<String> {
    let id = photo.id;
    let url = RwSignal::new(drawn(id).unwrap_or_default());
    if url.with_untracked(String::is_empty) {
        if let PhotoState::Sent(file) = photo.state {
            url.set(attachments::thumbnail(file));
        } else {
            spawn_local(async move {
                if let Some(blob) = store::photo(id).await {
                    remember(id, &blob);
                    url.try_set(drawn(id).unwrap_or_default());
                }
            });
        }
    }
    url
}

/// The photos and the way to add one. Test ids: `report-photo-input`, `photo` (each, with
/// `data-state` waiting | sending | sent | refused), `photo-remove`, `photo-retry`.
#[component]
pub fn PhotoInput(
    /// Which of several inputs of the page, from 0.
    #[prop(optional)]
    at: usize,
    /// What they are called, where they are no evidence of a report.
    #[prop(default = tr!(photo.title))]
    title: &'static str,
    /// The photos, in order.
    #[prop(into)]
    photos: Signal<Vec<LocalPhoto>>,
    /// Whether the server is reached now.
    #[prop(into)]
    reachable: Signal<bool>,
    /// The one on its way, and how much of it has gone, in percent.
    #[prop(into)]
    sending: Signal<Option<(Uuid, u8)>>,
    /// Files were taken or chosen.
    on_add: Callback<Vec<File>, ()>,
    /// One is to go.
    on_remove: Callback<Uuid>,
    /// One is to be sent again.
    on_retry: Callback<Uuid>,
) -> impl IntoView {
    let (input_id, label_id) = (field("report-photo-input", at), field("photos", at));
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        if let Some(list) = input.files() {
            let files = (0..list.length()).filter_map(|at| list.get(at)).collect();
            on_add.run(files);
        }
        input.set_value("");
    };
    let tile = move |photo: LocalPhoto| {
        let id = photo.id;
        let state =
            move || photos.with(|all| all.iter().find(|p| p.id == id).map(|p| p.state.clone()));
        let word = move || match state() {
            Some(PhotoState::Sending) => {
                let said = match sending.get() {
                    Some((of, percent)) if of == id => tr!(photo.sending_part, n = percent),
                    _ => tr!(photo.sending).to_owned(),
                };
                ("sending", "", said)
            }
            Some(PhotoState::Sent(_)) => ("sent", "green", tr!(photo.sent).to_owned()),
            Some(PhotoState::Refused(why)) => ("refused", "red", why),
            _ if !reachable.get() => ("waiting", "amber", tr!(photo.offline).to_owned()),
            _ => ("waiting", "amber", tr!(photo.waiting).to_owned()),
        };
        let at = photos.with_untracked(|all| all.iter().position(|p| p.id == id).unwrap_or(0) + 1);
        let shown = if photo.document {
            view! { <div class="document"><Icon d=shape::SHEET/><span>{photo.name}</span></div> }
                .into_any()
        } else {
            view! { <img src=picture(&photo) alt=tr!(photo.alt, n = at)/> }.into_any()
        };
        view! {
            <li data-testid="photo" data-state=move || word().0>
                {shown}
                <button type="button" class="remove" data-testid="photo-remove" aria-label=tr!(photo.remove, n = at)
                    on:click=move |_| on_remove.run(id)><span><Icon d=shape::CLOSE/></span></button>
                {move || (word().0 == "refused").then(|| view! {
                    <button type="button" class="btn retry" data-testid="photo-retry" on:click=move |_| on_retry.run(id)>
                        <Icon d=shape::RETRY/>{tr!(common.retry)}
                    </button>
                })}
                <span class=move || format!("state {}", word().1) hidden=move || word().0 == "refused">{move || word().2}</span>
            </li>
        }
    };
    let refused = move || {
        photos.with(|all| {
            all.iter().find_map(|p| match &p.state {
                PhotoState::Refused(why) => Some(why.clone()),
                _ => None,
            })
        })
    };
    view! {
        <div class="field" role="group" aria-labelledby=label_id>
            <span class="label" id=label_id tabindex="-1">{title}</span>
            <ul class="photos">
                <For each=move || photos.get() key=|photo| photo.id let(photo)>{tile(photo)}</For>
                <li><label class="add-photo">
                    <Icon d=shape::CAMERA/>
                    {move || if photos.with(Vec::is_empty) { tr!(photo.take) } else { tr!(photo.more) }}
                    <input type="file" class="visually-hidden" accept="image/*,.pdf,.docx,.xlsx,.mp3" multiple data-testid=input_id on:change=chosen/>
                </label></li>
            </ul>
            <p class="error" role="alert">{refused}</p>
        </div>
    }
}
