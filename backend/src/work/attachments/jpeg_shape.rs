//! What a JPEG says of itself before it is decoded: size, parts, and so the memory it will take.

/// More scans than any camera or program writes; each costs a pass over the whole picture.
const MAX_SCANS: usize = 64;

/// A JPEG whose marks hold together from the first to the last.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct JpegShape {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Horizontal and vertical sampling of each colour component.
    components: Vec<(u64, u64)>,
    /// Whether the picture comes in passes that each refine all of it.
    progressive: bool,
    /// Whether one scan holds all components.
    interleaved: bool,
}

impl JpegShape {
    /// Walks the parts to the end mark: a decoder fills in grey what is missing. What a camera
    /// appends behind that does not matter. `None` when the file is damaged or cut off.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let mut shape = None;
        let (mut at, mut scans) = (2, 0);
        loop {
            let (&[0xff, mark], rest) = bytes.get(at..)?.split_first_chunk::<2>()? else {
                return None;
            };
            match mark {
                0xff => at += 1,
                0xd9 => return shape.filter(|_| scans > 0),
                0x01 | 0xd0..=0xd7 => at += 2,
                _ => {
                    let (length, _) = rest.split_first_chunk::<2>()?;
                    let length = usize::from(u16::from_be_bytes(*length));
                    let part = rest.get(2..length)?;
                    at += 2 + length;
                    match mark {
                        // DHT, JPG and DAC lie among the frame headers.
                        0xc0..=0xcf if !matches!(mark, 0xc4 | 0xc8 | 0xcc) => {
                            if shape.is_some() {
                                return None;
                            }
                            shape = Some(Self::of_frame(mark, part)?);
                        }
                        0xda => {
                            scans += 1;
                            let shape = shape.as_mut()?;
                            if scans == 1 {
                                let parts = usize::from(*part.first()?);
                                shape.interleaved = parts == shape.components.len();
                            } else if scans > MAX_SCANS {
                                return None;
                            }
                            at = end_of_scan(bytes, at);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    fn of_frame(mark: u8, part: &[u8]) -> Option<Self> {
        let &[_, h1, h2, w1, w2, count] = part.first_chunk::<6>()?;
        let components: Vec<_> = part.get(6..6 + 3 * usize::from(count))?.chunks_exact(3).collect();
        let sampling = |part: &&[u8]| (u64::from(part[1] >> 4), u64::from(part[1] & 15));
        let components: Vec<_> = components.iter().map(sampling).collect();
        let sound = components.iter().all(|(h, v)| (1..=4).contains(h) && (1..=4).contains(v));
        let (width, height) = (u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2]));
        (sound && !components.is_empty() && width > 0 && height > 0).then(|| Self {
            width: width.into(),
            height: height.into(),
            components,
            progressive: matches!(mark, 0xc2 | 0xc6 | 0xca | 0xce),
            interleaved: false,
        })
    }

    /// Samples of all components, in whole blocks.
    fn samples(&self) -> u64 {
        let across = self.components.iter().map(|(h, _)| *h).max().unwrap_or(1);
        let down = self.components.iter().map(|(_, v)| *v).max().unwrap_or(1);
        let units =
            u64::from(self.width).div_ceil(8 * across) * u64::from(self.height).div_ceil(8 * down);
        self.components.iter().map(|(h, v)| units * h * v * 64).sum()
    }

    /// Bytes that decoding the whole picture takes: the pixels, and 16-bit coefficients where no
    /// row can be finished before all have been read.
    #[must_use]
    pub fn whole_cost(&self) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let waiting = self.progressive || !self.interleaved;
        let coefficients = if waiting { 2 * self.samples() } else { 0 };
        pixels * self.components.len() as u64 + coefficients
    }

    /// Bytes that decoding one pixel of `step` × `step` takes: the components, the pixels, and
    /// the coefficients of a picture that comes in passes.
    #[must_use]
    pub fn reduced_cost(&self, step: u32) -> u64 {
        let pixels = u64::from(self.width.div_ceil(step)) * u64::from(self.height.div_ceil(step));
        let planes = self.samples() / u64::from(step).pow(2);
        let coefficients = if self.progressive { 2 * self.samples() } else { 0 };
        pixels * self.components.len() as u64 + planes + coefficients
    }
}

/// Where the next mark stands behind the compressed data that begin at `from`.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let data = bytes.get(from..).unwrap_or_default();
    data.windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff))
        .map_or(bytes.len(), |found| from + found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::work::attachments::decode::MEMORY_LIMIT;

    /// The marks of a picture of 8,160 × 6,120 in 4:2:0, as phones take them.
    fn photo(frame: u8, parts_of_first_scan: u8, scans: usize) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, frame, 0, 17, 8, 0x17, 0xe8, 0x1f, 0xe0, 3];
        bytes.extend([1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
        for _ in 0..scans {
            bytes.extend([0xff, 0xda, 0, 3, parts_of_first_scan, 0x12, 0xff, 0x00, 0x34]);
        }
        bytes.extend([0xff, 0xd9]);
        bytes
    }

    #[test]
    fn jpeg_cost_of_progressive_or_separate_scans_is_higher_than_baseline() {
        let plain = JpegShape::of(&photo(0xc0, 3, 1)).unwrap();
        assert_eq!((plain.width, plain.height), (8_160, 6_120));
        assert_eq!(plain.whole_cost(), 8_160 * 6_120 * 3);
        assert!(plain.reduced_cost(2) <= MEMORY_LIMIT, "{}", plain.reduced_cost(2));
        // In passes, or component by component, all coefficients wait: 3 bytes a pixel more.
        for waiting in [photo(0xc2, 3, 5), photo(0xc0, 1, 3)] {
            let shape = JpegShape::of(&waiting).unwrap();
            assert!(shape.whole_cost() > 2 * plain.whole_cost() - 1_000);
        }
        let progressive = JpegShape::of(&photo(0xc2, 3, 5)).unwrap();
        assert!(progressive.reduced_cost(8) > MEMORY_LIMIT);
    }

    #[test]
    fn jpeg_shape_of_inconsistent_markers_is_none() {
        let whole = photo(0xc0, 3, 1);
        assert_eq!(JpegShape::of(&whole[..whole.len() - 2]), None);
        assert_eq!(JpegShape::of(&photo(0xc0, 3, 0)), None);
        assert_eq!(JpegShape::of(&photo(0xc2, 3, MAX_SCANS + 1)), None);
        let second_frame = [&whole[..21], &whole[2..]].concat();
        assert_eq!(JpegShape::of(&second_frame), None);
    }
}
