//! Files of evidence.

use super::{Answer, ApiError, client};
use shared::{dto::attachment::AttachmentView, id::AttachmentId};
use uuid::Uuid;
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

/// Sends a photo. `key` stays the same over repeats.
pub async fn upload(
    blob: &Blob,
    sha256: &str,
    captured_on: &str,
    key: Uuid,
) -> Answer<AttachmentView> {
    let form =
        form(blob, sha256, captured_on).map_err(|e| ApiError::Unreadable(format!("{e:?}")))?;
    client::post("/attachments").key(key).form(form).await
}

fn form(blob: &Blob, sha256: &str, captured_on: &str) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    // The small fields first: the server can then check the file while it arrives.
    form.append_with_str("sha256", sha256)?;
    form.append_with_str("captured_on", captured_on)?;
    form.append_with_blob_and_filename("file", blob, "anh.jpg")?;
    Ok(form)
}
