//! A QR code, drawn as it is read: black on white in every theme.

use leptos::prelude::*;
use qrcode::{QrCode, render::svg};

/// The code of a text; nothing where the text is too long for one.
#[component]
pub fn Qr(
    /// What it says.
    text: String,
) -> impl IntoView {
    QrCode::new(text).ok().map(|code| {
        let drawn = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
        // Inside a page it goes without the line that begins a file.
        let at = drawn.find("<svg").unwrap_or_default();
        view! { <div class="qr" aria-hidden="true" inner_html=drawn[at..].to_owned()></div> }
    })
}
