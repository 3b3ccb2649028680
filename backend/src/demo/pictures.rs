//! Photos for the demo: drawn, not taken, so that nobody is on them.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};

use super::Error;
use crate::platform::evidence::store::Store;
use crate::platform::id::sha256;
use crate::work::attachments::picture::{Prepared, prepare};

/// How many there are; activities share them.
const PHOTOS: u32 = 12;
const WIDTH: u32 = 800;
const HEIGHT: u32 = 600;

/// A photo that is in the store.
#[derive(Debug)]
pub(super) struct Photo {
    pub prepared: Prepared,
    pub source_sha256: String,
    pub sha256: String,
    pub size: usize,
    pub thumbnail_sha256: String,
}

/// Draws the photos and puts them into the store, on two threads. Blocking.
///
/// # Errors
/// When the store does not take them.
pub(super) fn photos(store: &Store) -> Result<Vec<Photo>, Error> {
    let half = |odd: u32| (0..PHOTOS).filter(move |n| n % 2 == odd);
    let (even, odd) = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1).map(|n| photo(store, n)).collect::<Vec<_>>());
        let own: Vec<_> = half(0).map(|n| photo(store, n)).collect();
        (own, other.join().unwrap_or_default())
    });
    even.into_iter().chain(odd).collect()
}

fn photo(store: &Store, number: u32) -> Result<Photo, Error> {
    let source = draw(number)?;
    let (source_sha256, mut bytes) = (sha256(&source), Vec::new());
    let prepared = prepare(source, &mut bytes)?;
    Ok(Photo {
        source_sha256,
        sha256: store.put(&bytes)?,
        size: bytes.len(),
        thumbnail_sha256: store.put(&prepared.thumbnail)?,
        prepared,
    })
}

/// A sky over the sea, with a sun; each number has its own hour of the day.
fn draw(number: u32) -> Result<Vec<u8>, Error> {
    const SKIES: [([u32; 3], [u32; 3]); 4] = [
        ([88, 150, 214], [250, 226, 186]),
        ([52, 74, 128], [246, 158, 110]),
        ([120, 190, 226], [226, 240, 244]),
        ([38, 44, 92], [214, 112, 126]),
    ];
    let (high, low) = SKIES[number as usize % SKIES.len()];
    let horizon = 330 + number * 13 % 90;
    let sun = (110 + number * 167 % 580, horizon - 60 - number * 29 % 120);
    let radius = 34 + number * 7 % 20;
    let mut pixels = Vec::with_capacity((WIDTH * HEIGHT * 3) as usize);
    for y in 0..HEIGHT {
        let (from, to, at, of) = if y < horizon {
            (high, low, y, horizon)
        } else {
            (low.map(|c| c * 3 / 4), high.map(|c| c / 2), y - horizon, HEIGHT - horizon)
        };
        let line = [0, 1, 2].map(|i| byte((from[i] * (of - at) + to[i] * at) / of));
        pixels.extend(line.repeat(WIDTH as usize));
    }
    let mut picture = RgbImage::from_raw(WIDTH, HEIGHT, pixels).unwrap_or_default();
    for dy in 0..radius * 2 {
        for dx in 0..radius * 2 {
            let inside = dx.abs_diff(radius).pow(2) + dy.abs_diff(radius).pow(2) < radius.pow(2);
            let at = (sun.0 + dx - radius, sun.1 + dy - radius);
            if inside && let Some(pixel) = picture.get_pixel_mut_checked(at.0, at.1) {
                *pixel = Rgb([255, 244, 214]);
            }
        }
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85)
        .encode(&picture, WIDTH, HEIGHT, ExtendedColorType::Rgb8)
        .map_err(|_| {
            crate::work::attachments::picture::PictureError::Unwritable(std::io::ErrorKind::Other)
        })?;
    Ok(bytes)
}

fn byte(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}
