//! Decoding within a budget: what the buffers will take is known before they are made. What is
//! too large for it is made smaller while it is read, where its format allows that (ADR 30).

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ImageDecoder, ImageError, ImageFormat, Limits};

use super::jpeg_shape::JpegShape;
use super::picture::{MAX_PIXELS, MAX_SIDE, PictureError};
use super::pixels::Pixels;

/// The most bytes that the buffers of one decoding take together.
pub const MEMORY_LIMIT: u64 = 64 * 1024 * 1024;
/// The most bytes of the pixels of a PNG; one is decoded at a time, and nothing else is kept of it.
const PNG_PIXELS: u64 = 48 * 1024 * 1024;
/// What a PNG's small parts (palette, profile, working rows) may take.
const PNG_PARTS: usize = 8 * 1024 * 1024;

/// Decodes a picture; the largest come out smaller.
///
/// # Errors
/// When it is damaged, has too many pixels, or needs more than the budget.
pub fn decode(bytes: &[u8], format: ImageFormat) -> Result<Pixels, PictureError> {
    match format {
        ImageFormat::Jpeg => jpeg(bytes),
        ImageFormat::Png => png(bytes),
        ImageFormat::WebP => webp(bytes),
        _ => Err(PictureError::Unsupported),
    }
}

fn check_size(width: u32, height: u32) -> Result<(), PictureError> {
    let pixels = u64::from(width) * u64::from(height);
    let fits = width.max(height) <= MAX_SIDE && pixels <= MAX_PIXELS;
    if fits && pixels > 0 { Ok(()) } else { Err(PictureError::TooLarge) }
}

/// A broken note on orientation is no reason to refuse the photo.
fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

/// All pixels, as the decoder gives them.
fn decode_full_size(
    decoder: impl ImageDecoder,
    orientation: Orientation,
) -> Result<Pixels, PictureError> {
    let (width, height) = decoder.dimensions();
    let channels = usize::from(decoder.color_type().channel_count());
    let length = usize::try_from(decoder.total_bytes()).map_err(|_| PictureError::TooLarge)?;
    if length != width as usize * height as usize * channels {
        return Err(PictureError::Unsupported);
    }
    let mut samples = vec![0; length];
    decoder.read_image(&mut samples).map_err(refusal)?;
    Ok(Pixels { width, height, channels, samples, orientation })
}

fn jpeg(bytes: &[u8]) -> Result<Pixels, PictureError> {
    let shape = JpegShape::of(bytes).ok_or(PictureError::Damaged)?;
    check_size(shape.width, shape.height)?;
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(refusal)?;
    // What the budget was reckoned from is what is decoded.
    if decoder.dimensions() != (shape.width, shape.height) {
        return Err(PictureError::Damaged);
    }
    let orientation = orientation(&mut decoder);
    if shape.whole_cost() <= MEMORY_LIMIT {
        return decode_full_size(decoder, orientation);
    }
    drop(decoder);
    let step = [2, 4, 8].into_iter().find(|step| shape.reduced_cost(*step) <= MEMORY_LIMIT);
    reduced_jpeg(bytes, &shape, step.ok_or(PictureError::TooLarge)?, orientation)
}

/// One pixel of `step` × `step`, taken from the coefficients: the full picture is never made.
fn reduced_jpeg(
    bytes: &[u8],
    shape: &JpegShape,
    step: u32,
    orientation: Orientation,
) -> Result<Pixels, PictureError> {
    use jpeg_decoder::PixelFormat;
    let side =
        |pixels: u32| u16::try_from(pixels.div_ceil(step)).map_err(|_| PictureError::TooLarge);
    let target = (side(shape.width)?, side(shape.height)?);
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    let size = decoder.scale(target.0, target.1).map_err(reduced_refusal)?;
    if size != target {
        return Err(PictureError::TooLarge);
    }
    let channels = match decoder.info().map(|info| info.pixel_format) {
        Some(PixelFormat::RGB24) => 3,
        Some(PixelFormat::L8) => 1,
        _ => return Err(PictureError::TooLarge),
    };
    let samples = decoder.decode().map_err(reduced_refusal)?;
    let (width, height) = (u32::from(size.0), u32::from(size.1));
    if samples.len() != width as usize * height as usize * channels {
        return Err(PictureError::Damaged);
    }
    Ok(Pixels { width, height, channels, samples, orientation })
}

fn png(bytes: &[u8]) -> Result<Pixels, PictureError> {
    let limits = png::Limits { bytes: PNG_PARTS };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(png_refusal)?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    check_size(width, height)?;
    let orientation = info
        .exif_metadata
        .as_deref()
        .and_then(Orientation::from_exif_chunk)
        .unwrap_or(Orientation::NoTransforms);
    let interlaced = info.interlaced;
    let channels = reader.output_color_type().0.samples();
    let cost = |step: u32| {
        u64::from(width.div_ceil(step)) * u64::from(height.div_ceil(step)) * channels as u64
    };
    let step = (1..=8).find(|step| cost(*step) <= PNG_PIXELS).ok_or(PictureError::TooLarge)?;
    let (across, down) = (width.div_ceil(step), height.div_ceil(step));
    let length = usize::try_from(cost(step)).map_err(|_| PictureError::TooLarge)?;
    let samples = if step > 1 && interlaced {
        // Its passes each go over the whole picture.
        return Err(PictureError::TooLarge);
    } else if step > 1 {
        reduced_png(&mut reader, step as usize, across as usize, channels, length)?
    } else {
        let mut samples = vec![0; length];
        reader.next_frame(&mut samples).map_err(png_refusal)?;
        samples
    };
    reader.finish().map_err(png_refusal)?;
    Ok(Pixels { width: across, height: down, channels, samples, orientation })
}

/// Each pixel the mean of `step` × `step`, row by row.
fn reduced_png(
    reader: &mut png::Reader<Cursor<&[u8]>>,
    step: usize,
    across: usize,
    channels: usize,
    length: usize,
) -> Result<Vec<u8>, PictureError> {
    let mut samples = Vec::with_capacity(length);
    let mut sums = vec![0_u32; across * channels];
    let mut rows = 0;
    loop {
        let row = reader.next_row().map_err(png_refusal)?;
        let Some(row) = row else { break };
        let width = row.data().len() / channels;
        for (pixels, sum) in row.data().chunks(step * channels).zip(sums.chunks_exact_mut(channels))
        {
            for pixel in pixels.chunks_exact(channels) {
                sum.iter_mut().zip(pixel).for_each(|(sum, sample)| *sum += u32::from(*sample));
            }
        }
        rows += 1;
        if rows == step {
            finish_row(&mut sums, &mut samples, (step, rows), (width, channels));
            rows = 0;
        }
    }
    if rows > 0 {
        let width = reader.info().width as usize;
        finish_row(&mut sums, &mut samples, (step, rows), (width, channels));
    }
    if samples.len() == length { Ok(samples) } else { Err(PictureError::Damaged) }
}

fn finish_row(
    sums: &mut [u32],
    samples: &mut Vec<u8>,
    (step, rows): (usize, usize),
    (width, channels): (usize, usize),
) {
    for (at, sum) in sums.iter_mut().enumerate() {
        // The last column may be narrower.
        let columns = step.min(width - at / channels * step);
        let count = u32::try_from(columns * rows).unwrap_or(1);
        samples.push(u8::try_from(*sum / count).unwrap_or(u8::MAX));
        *sum = 0;
    }
}

/// The decoder makes the whole picture, and more than one copy of some kinds.
fn webp(bytes: &[u8]) -> Result<Pixels, PictureError> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    // Bytes a pixel: the result, the planes, the canvas, alpha on its own.
    let each = match (decoder.has_animation(), decoder.color_type().has_alpha()) {
        (true, _) => 16,
        (false, true) => 12,
        (false, false) if is_lossy(bytes) => 5,
        (false, false) => 8,
    };
    if u64::from(width) * u64::from(height) * each > MEMORY_LIMIT {
        return Err(PictureError::TooLarge);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_LIMIT);
    decoder.set_limits(limits).map_err(refusal)?;
    let orientation = orientation(&mut decoder);
    decode_full_size(decoder, orientation)
}

/// Whether the chunks of a WebP hold a lossy picture.
fn is_lossy(bytes: &[u8]) -> bool {
    let mut at: usize = 12;
    while let Some([a, b, c, d, sizes @ ..]) = bytes.get(at..at.saturating_add(8)) {
        match &[*a, *b, *c, *d] {
            b"VP8 " => return true,
            b"VP8L" => return false,
            _ => {}
        }
        let size: [u8; 4] = sizes.try_into().unwrap_or_default();
        let size = usize::try_from(u32::from_le_bytes(size)).unwrap_or(usize::MAX);
        at = at.saturating_add(8).saturating_add(size).saturating_add(size % 2);
    }
    false
}

fn refusal(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooLarge,
        ImageError::Unsupported(_) => PictureError::Unsupported,
        _ => PictureError::Damaged,
    }
}

fn reduced_refusal(error: jpeg_decoder::Error) -> PictureError {
    match error {
        jpeg_decoder::Error::Unsupported(_) => PictureError::TooLarge,
        _ => PictureError::Damaged,
    }
}

fn png_refusal(error: png::DecodingError) -> PictureError {
    match error {
        png::DecodingError::LimitsExceeded => PictureError::TooLarge,
        _ => PictureError::Damaged,
    }
}
