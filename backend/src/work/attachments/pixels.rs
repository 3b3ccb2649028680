//! Decoded pixels, seen upright, and written anew row by row: no copy of them is ever made.

use std::io::{self, Write};

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{GenericImageView, ImageError, Rgb, imageops};

use super::picture::PictureError;

/// A picture as it was decoded: rows of 8-bit samples.
#[derive(Debug)]
pub struct Pixels {
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// Samples a pixel: grey, grey and alpha, RGB, or RGBA.
    pub channels: usize,
    /// The samples.
    pub samples: Vec<u8>,
    /// How the camera was held.
    pub orientation: Orientation,
}

impl Pixels {
    /// Whether across is down once the picture stands upright.
    const fn is_turned(&self) -> bool {
        use Orientation as O;
        matches!(
            self.orientation,
            O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH
        )
    }

    /// Width and height of the upright picture.
    #[must_use]
    pub const fn upright_size(&self) -> (u32, u32) {
        if self.is_turned() { (self.height, self.width) } else { (self.width, self.height) }
    }

    /// The samples of the pixel that stands at `x`, `y` in the upright picture.
    fn at(&self, x: u32, y: u32) -> &[u8] {
        let (right, bottom) = (self.width - 1, self.height - 1);
        let (x, y) = match self.orientation {
            Orientation::NoTransforms => (x, y),
            Orientation::Rotate90 => (y, bottom - x),
            Orientation::Rotate180 => (right - x, bottom - y),
            Orientation::Rotate270 => (right - y, x),
            Orientation::FlipHorizontal => (right - x, y),
            Orientation::FlipVertical => (x, bottom - y),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270FlipH => (right - y, bottom - x),
        };
        let at = (y as usize * self.width as usize + x as usize) * self.channels;
        &self.samples[at..at + self.channels]
    }

    /// Writes a JPEG, which knows no transparency: what is see-through becomes white, as on paper.
    ///
    /// # Errors
    /// What `into` does not take.
    pub fn write_jpeg(&self, into: impl Write, quality: u8) -> Result<(), PictureError> {
        JpegEncoder::new_with_quality(into, quality)
            .encode_image(&UprightImage(self))
            .map_err(|error| unwritable_image(&error))
    }

    /// A JPEG whose longer side is at most `side`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn thumbnail(&self, side: u32, quality: u8) -> Result<Vec<u8>, PictureError> {
        let (width, height) = self.upright_size();
        let longer = width.max(height);
        let mut bytes = Vec::new();
        if longer <= side {
            self.write_jpeg(&mut bytes, quality)?;
            return Ok(bytes);
        }
        let scaled = |pixels: u32| {
            let exact = u64::from(pixels) * u64::from(side) / u64::from(longer);
            u32::try_from(exact).unwrap_or(side).max(1)
        };
        let small = imageops::thumbnail(&UprightImage(self), scaled(width), scaled(height));
        JpegEncoder::new_with_quality(&mut bytes, quality)
            .encode_image(&small)
            .map_err(|error| unwritable_image(&error))?;
        Ok(bytes)
    }

    /// Writes a PNG, with its transparency.
    ///
    /// # Errors
    /// What `into` does not take.
    pub fn write_png(&self, into: impl Write) -> Result<(), PictureError> {
        let (width, height) = self.upright_size();
        let mut encoder = png::Encoder::new(into, width, height);
        encoder.set_color(match self.channels {
            1 => png::ColorType::Grayscale,
            2 => png::ColorType::GrayscaleAlpha,
            3 => png::ColorType::Rgb,
            _ => png::ColorType::Rgba,
        });
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().map_err(unwritable_png)?;
        let mut rows = writer.stream_writer().map_err(unwritable_png)?;
        let row_length = width as usize * self.channels;
        if self.orientation == Orientation::NoTransforms {
            for row in self.samples.chunks_exact(row_length) {
                rows.write_all(row).map_err(|error| unwritable(&error))?;
            }
        } else {
            let mut row = Vec::with_capacity(row_length);
            for y in 0..height {
                row.clear();
                (0..width).for_each(|x| row.extend_from_slice(self.at(x, y)));
                rows.write_all(&row).map_err(|error| unwritable(&error))?;
            }
        }
        rows.finish().map_err(unwritable_png)?;
        writer.finish().map_err(unwritable_png)
    }
}

/// Pixels as the encoders ask for them: upright, without transparency.
struct UprightImage<'a>(&'a Pixels);

impl GenericImageView for UprightImage<'_> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.0.upright_size()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        match *self.0.at(x, y) {
            [red, green, blue] => Rgb([red, green, blue]),
            [grey] => Rgb([grey; 3]),
            [grey, alpha] => Rgb([blend_on_white(grey, alpha); 3]),
            [red, green, blue, alpha] => Rgb([
                blend_on_white(red, alpha),
                blend_on_white(green, alpha),
                blend_on_white(blue, alpha),
            ]),
            _ => Rgb([u8::MAX; 3]),
        }
    }
}

fn blend_on_white(colour: u8, alpha: u8) -> u8 {
    let alpha = u16::from(alpha);
    let mixed = (u16::from(colour) * alpha + 255 * (255 - alpha)) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn unwritable(error: &io::Error) -> PictureError {
    PictureError::Unwritable(error.kind())
}

fn unwritable_image(error: &ImageError) -> PictureError {
    match error {
        ImageError::IoError(error) => unwritable(error),
        _ => PictureError::Unwritable(io::ErrorKind::Other),
    }
}

fn unwritable_png(error: png::EncodingError) -> PictureError {
    match error {
        png::EncodingError::IoError(error) => unwritable(&error),
        _ => PictureError::Unwritable(io::ErrorKind::Other),
    }
}
