//! Files that came with something: pictures small, documents by name.

use super::icon::{Icon, shape};
use crate::{api::attachments, tr};
use leptos::prelude::*;
use shared::dto::work::attachment::AttachmentView;

/// The pictures, each a line of a list that opens the whole.
pub fn pictures(files: &[AttachmentView]) -> impl IntoView + use<> {
    let pictures = files.iter().filter(|file| file.is_picture()).enumerate().map(|(at, file)| {
        let alt = tr!(photo.alt, n = at + 1);
        view! {
            <li><a href=attachments::url(file.id) target="_blank" rel="noopener">
                <img src=attachments::thumbnail(file.id) alt=alt loading="lazy"/>
            </a></li>
        }
    });
    pictures.collect_view()
}

/// The others, each a line of a list.
pub fn documents(files: &[AttachmentView]) -> impl IntoView + use<> {
    let documents = files.iter().filter(|file| !file.is_picture()).map(|file| view! {
        <li class="row"><Icon d=shape::SHEET/><a href=attachments::url(file.id) download=file.file_name.clone()>{file.file_name.clone()}</a></li>
    });
    documents.collect_view()
}
