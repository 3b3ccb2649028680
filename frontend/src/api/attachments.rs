//! Files of evidence.

use super::{Answer, ApiError, client};
use crate::drafts::LocalPhoto;
use shared::{dto::work::attachment::AttachmentView, id::AttachmentId};
use wasm_bindgen::JsValue;
use web_sys::{Blob, FormData};

/// Where a file is read.
#[must_use]
pub fn url(id: AttachmentId) -> String {
    client::url(&format!("/attachments/{id}"))
}

/// Where its small picture is read.
#[must_use]
pub fn thumbnail(id: AttachmentId) -> String {
    client::url(&format!("/attachments/{id}/thumbnail"))
}

/// Sends a file and tells how much of it has gone, in percent. Its id on this machine stays the
/// same over repeats.
pub async fn upload(
    blob: &Blob,
    file: &LocalPhoto,
    told: impl Fn(u8) + 'static,
) -> Answer<AttachmentView> {
    let form = form(blob, file).map_err(|e| ApiError::Unreadable(format!("{e:?}")))?;
    client::post_watched("/attachments", file.id, &form, told).await
}

fn form(blob: &Blob, file: &LocalPhoto) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    // The small fields first: the server can then check the file while it arrives.
    form.append_with_str("sha256", &file.sha256)?;
    form.append_with_str("captured_on", &file.captured_on)?;
    let name = if file.name.is_empty() { "anh.jpg" } else { &file.name };
    form.append_with_blob_and_filename("file", blob, name)?;
    Ok(form)
}

/// Sends the letter of a directive as it is.
pub async fn letter(file: &web_sys::File) -> Answer<AttachmentView> {
    let form = || -> Result<FormData, JsValue> {
        let form = FormData::new()?;
        form.append_with_blob_and_filename("file", file, &file.name())?;
        Ok(form)
    };
    let form = form().map_err(|e| ApiError::Unreadable(format!("{e:?}")))?;
    client::post("/attachments").form(form).await
}
