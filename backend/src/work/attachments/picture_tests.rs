//! Pictures as cameras and attackers make them.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;

use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

/// What was said of a picture, and the picture as written anew.
fn prepared(source: &[u8]) -> Result<(Prepared, Vec<u8>), PictureError> {
    let mut bytes = Vec::new();
    prepare(source.to_vec(), &mut bytes).map(|prepared| (prepared, bytes))
}

fn refused(source: &[u8]) -> Option<PictureError> {
    prepared(source).err()
}

/// Red above, blue below; 60 × 40.
fn sample() -> RgbImage {
    RgbImage::from_fn(60, 40, |_, y| if y < 20 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) })
}

fn write(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The sample as a phone sends it: with an orientation and the place where it was taken.
fn photo(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    exif.extend([0; 4]);
    // GPS: one entry, the latitude's hemisphere, and a word to look for.
    exif.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPSPLACE");
    let plain = write(&DynamicImage::ImageRgb8(sample()), ImageFormat::Jpeg);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

#[test]
fn photo_with_exif_is_written_without_exif_and_place() {
    let photo = photo(1);
    assert!(photo.windows(8).any(|w| w == b"GPSPLACE"));
    let (prepared, written) = prepared(&photo).unwrap();
    for bytes in [&written, &prepared.thumbnail] {
        assert!(!bytes.windows(4).any(|w| w == b"Exif" || w == b"GPSP"));
    }
    assert_eq!((prepared.width, prepared.height), (60, 40));
    assert_eq!(prepared.media_type, "image/jpeg");
}

#[test]
fn photo_with_orientation_is_turned_upright() {
    // 6: the camera was held so that the stored top is the right-hand side.
    let (said, written) = prepared(&photo(6)).unwrap();
    assert_eq!((said.width, said.height), (40, 60));
    let upright = image::load_from_memory(&written).unwrap().to_rgb8();
    assert!(upright.get_pixel(35, 30)[0] > 150, "red to the right");
    assert!(upright.get_pixel(5, 30)[2] > 150, "blue to the left");
    for (orientation, size) in [(2, (60, 40)), (3, (60, 40)), (5, (40, 60)), (8, (40, 60))] {
        let (said, _) = prepared(&photo(orientation)).unwrap();
        assert_eq!((said.width, said.height), size, "{orientation}");
    }
}

#[test]
fn picture_truncated_is_damaged_of_other_format_is_unsupported() {
    let whole = photo(1);
    for length in [20, whole.len() / 2, whole.len() - 2] {
        assert_eq!(refused(&whole[..length]), Some(PictureError::Damaged));
    }
    let appended = [&whole[..], b"something a phone appends"].concat();
    assert_eq!(refused(&appended), None);
    let png = write(&DynamicImage::ImageRgb8(sample()), ImageFormat::Png);
    assert_eq!(refused(&png[..png.len() / 2]), Some(PictureError::Damaged));
    assert_eq!(refused(b"<svg/>"), Some(PictureError::Unsupported));
    assert_eq!(refused(b"\xff\xd8\xff\xe0<html>"), Some(PictureError::Damaged));
}

#[test]
fn picture_with_huge_size_in_header_is_too_large() {
    let mut bomb = write(&DynamicImage::ImageRgb8(sample()), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0x7f, 0xff, 0, 0, 0x7f, 0xff]);
    // The checksum of the header is mended, so that only the size is wrong.
    let mut crc = u32::MAX;
    for byte in &bomb[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
        }
    }
    bomb[29..33].copy_from_slice(&(!crc).to_be_bytes());
    assert_eq!(refused(&bomb), Some(PictureError::TooLarge));
}

#[test]
fn png_with_transparency_stays_png_with_small_white_thumbnail() {
    let clear = RgbaImage::from_pixel(1200, 600, Rgba([0, 0, 0, 0]));
    let png = write(&DynamicImage::ImageRgba8(clear), ImageFormat::Png);
    let (said, _) = prepared(&png).unwrap();
    assert_eq!(said.media_type, "image/png");
    let small = image::load_from_memory(&said.thumbnail).unwrap();
    assert_eq!((small.width(), small.height()), (480, 240));
    assert!(small.to_rgb8().get_pixel(9, 9)[0] > 250, "clear is white");
    let webp = write(&DynamicImage::ImageRgb8(sample()), ImageFormat::WebP);
    assert_eq!(prepared(&webp).unwrap().0.media_type, "image/jpeg");
}
