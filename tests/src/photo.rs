//! Pictures and recordings to upload, each different.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// A JPEG of `width` × `height`, whose content depends on `seed`.
#[must_use]
pub fn jpeg(seed: u8, width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (x * 255 / width, y * 255 / height);
        let byte = |value: u32| u8::try_from(value % 256).unwrap_or_default();
        Rgb([byte(x + u32::from(seed) * 31), byte(y), byte(x + y + u32::from(seed))])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A recording of `frames` frames of 417 bytes, whose content depends on `seed`.
#[must_use]
pub fn recording(seed: u8, frames: usize) -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
    frame.resize(417, seed);
    frame.repeat(frames)
}
