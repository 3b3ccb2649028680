//! MP3 read frame by frame: what is neither a frame nor a known tag is not kept as a recording.

use super::sniff::frame_length;

/// Bytes between frames that recorders and editors leave behind.
const MAX_PADDING: usize = 64 * 1024;

/// Whether a file is MPEG layer III audio from its beginning to its end, with the tags that go
/// before and behind it.
#[must_use]
pub fn is_whole(bytes: &[u8]) -> bool {
    let mut at = tags_before(bytes);
    let (mut frames, mut other) = (0_usize, 0_usize);
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        if frames > 0 && is_trailing_tag(rest) {
            break;
        }
        match frame_length(rest) {
            // After something else two have to follow each other: one mark is too common.
            Some(length) if is_followed(rest, length) => {
                frames += 1;
                at += length;
            }
            _ => {
                // Silence that fills up a block of the recorder.
                other += usize::from(rest.first() != Some(&0));
                at += 1;
            }
        }
        if other > MAX_PADDING.min(bytes.len() / 20) {
            return false;
        }
    }
    frames >= 2
}

/// The end, a tag, silence or another frame; the last frame may be cut off.
fn is_followed(rest: &[u8], length: usize) -> bool {
    let Some(next) = rest.get(length..).filter(|next| next.len() >= 4) else { return true };
    frame_length(next).is_some() || is_trailing_tag(next) || next.starts_with(&[0; 4])
}

/// Where the tags that stand before the sound end.
fn tags_before(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some([b'I', b'D', b'3', _, _, flags, a, b, c, d, ..]) = bytes.get(at..) {
        // Seven bits of each byte count.
        let size = [a, b, c, d].iter().fold(0, |size, byte| size << 7 | usize::from(**byte & 0x7f));
        let footer = if flags & 0x10 == 0 { 0 } else { 10 };
        at += 10 + size + footer;
    }
    at
}

fn is_trailing_tag(rest: &[u8]) -> bool {
    (rest.starts_with(b"TAG") && rest.len() <= 128 + 227)
        || [&b"APETAGEX"[..], b"LYRICSBEGIN", b"ID3", b"3DI"]
            .iter()
            .any(|tag| rest.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(count: usize) -> Vec<u8> {
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0x55);
        frame.repeat(count)
    }

    #[test]
    fn mp3_with_tags_padding_or_cut_last_frame_is_whole() {
        let tag = b"ID3\x03\0\0\0\0\0\x04\0\0\0\0";
        let behind = [&b"TAG"[..], &[0x20; 125]].concat();
        for whole in [
            frames(2),
            [&tag[..], &frames(3)].concat(),
            [frames(40), behind].concat(),
            [frames(40), vec![0; 3000]].concat(),
            // The recorder was switched off.
            frames(40)[..417 * 39 + 100].to_vec(),
        ] {
            assert!(is_whole(&whole), "{} bytes", whole.len());
        }
    }

    #[test]
    fn mp3_without_following_frames_is_not_whole() {
        for other in [
            b"ID3\x03\0".to_vec(),
            b"ID3\x03\0\0\0\0\x0f\x7f".to_vec(),
            frames(1),
            [&frames(2)[..], &b"<script>".repeat(2000)].concat(),
            [&b"ID3\x03\0\0\0\0\0\x04\0\0\0\0"[..], &b"MZ\x90 program".repeat(3000)].concat(),
        ] {
            assert!(!is_whole(&other), "{:?}", &other[..5]);
        }
    }
}
