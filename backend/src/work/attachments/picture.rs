//! Pictures: decoded, turned upright, and written anew without what the camera told.

use std::fmt;
use std::io::{ErrorKind, Write};

use image::ImageFormat;

use super::decode::decode;

/// The most pixels a side.
pub const MAX_SIDE: u32 = 12_000;
/// The most pixels in all.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The longer side of a thumbnail.
const THUMBNAIL_SIDE: u32 = 480;
const QUALITY: u8 = 85;
const THUMBNAIL_QUALITY: u8 = 78;

/// A picture that has been written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// Pixels across, upright, as written.
    pub width: u32,
    /// Pixels down, upright, as written.
    pub height: u32,
    /// A small JPEG of it.
    pub thumbnail: Vec<u8>,
}

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureError {
    /// Not one of JPEG, PNG, WebP.
    Unsupported,
    /// It has too many pixels, or too many for its kind.
    TooLarge,
    /// It is damaged or incomplete.
    Damaged,
    /// It could not be written anew.
    Unwritable(ErrorKind),
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsupported => "not a JPEG, PNG or WebP picture",
            Self::TooLarge => "the picture has too many pixels",
            Self::Damaged => "the picture is damaged or incomplete",
            Self::Unwritable(_) => "the picture could not be written anew",
        })
    }
}

impl std::error::Error for PictureError {}

/// Decodes a picture within limits, turns it upright, and writes it anew without metadata: PNG
/// as PNG, everything else as JPEG. The bytes are given up as soon as they are decoded.
///
/// # Errors
/// When it is no picture, too large, or not whole; or what `into` does not take.
pub fn prepare(bytes: Vec<u8>, into: impl Write) -> Result<Prepared, PictureError> {
    let format = match image::guess_format(&bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => format,
        _ => return Err(PictureError::Unsupported),
    };
    let pixels = decode(&bytes, format)?;
    drop(bytes);
    let (width, height) = pixels.upright_size();
    let thumbnail = pixels.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_QUALITY)?;
    let media_type = if format == ImageFormat::Png {
        pixels.write_png(into)?;
        "image/png"
    } else {
        pixels.write_jpeg(into, QUALITY)?;
        "image/jpeg"
    };
    Ok(Prepared { media_type, width, height, thumbnail })
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
