//! Pictures: decoded whole, turned upright, and written anew without what the camera told.

use std::fmt;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

/// The most pixels a side.
pub const MAX_SIDE: u32 = 12_000;
/// The most pixels in all.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The memory a decoder may take: 50 MP of 32 bits and working room.
const DECODER_MEMORY: u64 = 320 * 1024 * 1024;
/// The longer side of a thumbnail.
const THUMBNAIL_SIDE: u32 = 480;
const QUALITY: u8 = 85;
const THUMBNAIL_QUALITY: u8 = 78;

/// A picture ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The picture as written anew.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// A small JPEG of it.
    pub thumbnail: Vec<u8>,
}

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureError {
    /// Not one of JPEG, PNG, WebP.
    Unsupported,
    /// It has too many pixels.
    TooLarge,
    /// It is damaged or incomplete.
    Damaged,
    /// It could not be written anew.
    Unwritable,
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsupported => "not a JPEG, PNG or WebP picture",
            Self::TooLarge => "the picture has too many pixels",
            Self::Damaged => "the picture is damaged or incomplete",
            Self::Unwritable => "the picture could not be written anew",
        })
    }
}

impl std::error::Error for PictureError {}

/// Decodes a picture within limits, turns it upright, and writes it anew without metadata.
///
/// # Errors
/// When it is no picture, too large, or not whole.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, PictureError> {
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => format,
        _ => return Err(PictureError::Unsupported),
    };
    if format == ImageFormat::Jpeg && !is_whole_jpeg(bytes) {
        return Err(PictureError::Damaged);
    }
    let upright = decode(bytes, format)?;
    let (width, height) = (upright.width(), upright.height());
    let thumbnail = if width.max(height) > THUMBNAIL_SIDE {
        upright.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    } else {
        upright.clone()
    };
    let thumbnail = jpeg(&thumbnail, THUMBNAIL_QUALITY)?;
    let (bytes, media_type) = match format {
        ImageFormat::Png => (png(&upright)?, "image/png"),
        _ => (jpeg(&upright, QUALITY)?, "image/jpeg"),
    };
    Ok(Prepared { bytes, media_type, width, height, thumbnail })
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, PictureError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(DECODER_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > DECODER_MEMORY {
        return Err(PictureError::TooLarge);
    }
    // A broken note on orientation is no reason to refuse the photo.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

fn refusal(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooLarge,
        ImageError::Unsupported(_) => PictureError::Unsupported,
        _ => PictureError::Damaged,
    }
}

/// The decoder fills in grey what is missing of a JPEG, so its parts are walked to the end mark.
/// What a camera appends behind that does not matter.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    let mut scans = 0;
    while let (Some(0xff), Some(&mark)) = (bytes.get(at), bytes.get(at + 1)) {
        match mark {
            0xff => at += 1,
            0xd9 => return scans > 0,
            0x01 | 0xd0..=0xd7 => at += 2,
            _ => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else {
                    return false;
                };
                at += 2 + usize::from(u16::from_be_bytes([high, low]));
                if mark == 0xda {
                    scans += 1;
                    at = end_of_scan(bytes, at);
                }
            }
        }
    }
    false
}

/// Where the next mark stands behind the compressed data that begin at `from`.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let data = bytes.get(from..).unwrap_or_default();
    data.windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff))
        .map_or(bytes.len(), |found| from + found)
}

/// JPEG knows no transparency: what is see-through becomes white, as on paper.
fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, PictureError> {
    let flat = if picture.color().has_alpha() {
        let mut clear = picture.to_rgba8();
        for pixel in clear.pixels_mut() {
            let [colours @ .., alpha] = &mut pixel.0;
            for colour in colours {
                let over = u16::from(*colour) * u16::from(*alpha);
                let white = 255 * (255 - u16::from(*alpha));
                *colour = u8::try_from((over + white) / 255).unwrap_or(u8::MAX);
            }
            *alpha = u8::MAX;
        }
        DynamicImage::ImageRgba8(clear).into_rgb8()
    } else {
        picture.to_rgb8()
    };
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(&flat)
        .map_err(|_| PictureError::Unwritable)?;
    Ok(bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(|_| PictureError::Unwritable)?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
