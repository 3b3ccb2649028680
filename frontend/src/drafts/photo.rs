//! A photo made fit to send over a weak network: at most 2,048 pixels, JPEG, with its hash.

use super::{LocalPhoto, PhotoState, store};
use crate::{dom, tr};
use std::{cell::RefCell, collections::HashMap};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

const LONGEST: f64 = 2048.0;
const QUALITY: f64 = 0.85;
/// Bytes of one file (the server says the same).
const LARGEST: f64 = 10.0 * 1024.0 * 1024.0;

/// Scales a picture down. One that the browser cannot draw is sent as it is, for the server to judge.
pub async fn shrink(file: &File) -> Blob {
    match redraw(file).await {
        Ok(Some(blob)) => blob,
        _ => file.clone().unchecked_into(),
    }
}

/// A chosen file as it is sent, or why it cannot be; to be kept by whoever wants it.
pub async fn prepared(file: &File) -> Result<(LocalPhoto, Blob), String> {
    let blob = shrink(file).await;
    if blob.size() > LARGEST {
        return Err(tr!(photo.too_large, name = file.name()));
    }
    let Ok(sha256) = sha256(&blob).await else { return Err(tr!(photo.unreadable).to_owned()) };
    #[allow(clippy::cast_possible_truncation)]
    let taken =
        chrono::DateTime::from_timestamp_millis(file.last_modified() as i64).unwrap_or_default();
    let photo = LocalPhoto {
        id: Uuid::now_v7(),
        sha256,
        captured_on: shared::time::day_of(taken).to_string(),
        name: file.name(),
        document: !file.type_().starts_with("image/"),
        activity: None,
        state: PhotoState::Waiting,
    };
    Ok((photo, blob))
}

async fn redraw(file: &File) -> Result<Option<Blob>, JsValue> {
    let bitmap = JsFuture::from(dom::window().create_image_bitmap_with_blob(file)?).await?;
    let bitmap: ImageBitmap = bitmap.dyn_into()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (LONGEST / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round(), (height * scale).round());
    let canvas: HtmlCanvasElement = dom::document().create_element("canvas")?.dyn_into()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    {
        canvas.set_width(width as u32);
        canvas.set_height(height as u32);
    }
    let Some(context) = canvas.get_context("2d")? else { return Ok(None) };
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height)?;
    bitmap.close();
    let made = js_sys::Promise::new(&mut |resolve, reject| {
        let take = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let asked = canvas.to_blob_with_type_and_encoder_options(
            take.unchecked_ref(),
            "image/jpeg",
            &JsValue::from_f64(QUALITY),
        );
        if let Err(error) = asked {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    Ok(JsFuture::from(made).await?.dyn_into().ok())
}

thread_local! {
    /// Photos just taken out of a draft, for as long as the page is open: it may have been a mistake.
    static ASIDE: RefCell<HashMap<Uuid, Blob>> = RefCell::default();
}

/// Takes a photo out of this machine's store, so that it can still be brought back.
pub async fn set_aside(id: Uuid) {
    if let Some(blob) = store::photo(id).await {
        ASIDE.with_borrow_mut(|aside| aside.insert(id, blob));
        store::drop_photo(id).await;
    }
}

/// Puts it into the store again. One that the server has is not in either.
pub async fn bring_back(id: Uuid) {
    if let Some(blob) = ASIDE.with_borrow_mut(|aside| aside.remove(&id)) {
        store::keep_photo(id, &blob).await;
    }
}

/// SHA-256 of a blob, hex. Only a page served over TLS or from this machine can reckon it.
pub async fn sha256(blob: &Blob) -> Result<String, JsValue> {
    let bytes = JsFuture::from(blob.array_buffer()).await?;
    let subtle = dom::window().crypto()?.subtle();
    let data: js_sys::Object = bytes.dyn_into()?;
    let digest =
        JsFuture::from(subtle.digest_with_str_and_buffer_source("SHA-256", &data)?).await?;
    let digest = js_sys::Uint8Array::new(&digest).to_vec();
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
