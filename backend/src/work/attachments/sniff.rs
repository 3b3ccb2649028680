//! What a file is, by its content: neither its name nor the sender's word counts.

use unicode_normalization::UnicodeNormalization;

use super::office::office;

/// The longest file name kept, in characters.
const NAME_LENGTH: usize = 120;

/// The kinds of evidence that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A photo.
    Jpeg,
    /// A screenshot.
    Png,
    /// A picture from the web.
    WebP,
    /// A signed document.
    Pdf,
    /// A text document.
    Docx,
    /// A spreadsheet.
    Xlsx,
    /// A recorded broadcast.
    Mp3,
}

impl Media {
    /// The media type as HTTP names it.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Mp3 => "audio/mpeg",
        }
    }

    /// Whether it is a picture, to be decoded and re-encoded.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::WebP)
    }
}

/// What `bytes` are, where that is taken; HTML, SVG and everything else is not.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<Media> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(Media::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Media::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Media::WebP),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(Media::Pdf),
        [b'P', b'K', 3, 4, ..] => office(bytes),
        [b'I', b'D', b'3', 2..=4, ..] => Some(Media::Mp3),
        _ => is_mpeg_audio(bytes).then_some(Media::Mp3),
    }
}

/// Two frames of MPEG audio layer III, one after the other: one sync word is too common.
fn is_mpeg_audio(bytes: &[u8]) -> bool {
    frame_length(bytes)
        .and_then(|length| bytes.get(length..))
        .is_some_and(|next| frame_length(next).is_some())
}

/// The length of the layer III frame that begins here.
pub(super) fn frame_length(bytes: &[u8]) -> Option<usize> {
    const V1: [usize; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const V2: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let [0xff, second, third, ..] = *bytes else {
        return None;
    };
    let (version, layer) = ((second >> 3) & 3, (second >> 1) & 3);
    if second & 0xe0 != 0xe0 || version == 1 || layer != 1 {
        return None;
    }
    let first = version == 3;
    let rates = if first { V1 } else { V2 };
    let rate = *rates.get(usize::from(third >> 4)).filter(|rate| **rate > 0)?;
    let halvings = match version {
        3 => 0,
        2 => 1,
        _ => 2,
    };
    let hertz = [44_100_usize, 48_000, 32_000].get(usize::from((third >> 2) & 3))? >> halvings;
    let samples = if first { 144_000 } else { 72_000 };
    Some(samples * rate / hertz + usize::from((third >> 1) & 1))
}

/// Marks that turn the direction of text, by which `gpj.exe` reads as `exe.jpg`, and other
/// characters that do not show.
const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{61c}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// The name under which a file is kept and given back: no folders, nothing invisible, at most
/// 120 characters with its ending, in NFC.
#[must_use]
pub fn safe_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last
        .nfc()
        .filter(|c| !c.is_control() && !is_hidden(*c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let seen = seen.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let (stem, ending) = match seen.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 8 => (stem, format!(".{ending}")),
        _ => (seen, String::new()),
    };
    let room = NAME_LENGTH - ending.chars().count();
    let stem: String = stem.chars().take(room).collect();
    match stem.trim_end() {
        "" => format!("tep{ending}"),
        stem => format!("{stem}{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sniff_of_html_svg_gif_or_program_is_none() {
        for text in
            ["<html></html>", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "GIF89a", "MZ\0", ""]
        {
            assert_eq!(sniff(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn sniff_of_mp3_with_one_frame_is_none_with_two_or_tag_is_mp3() {
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        assert_eq!(sniff(&frame), None);
        let two = [frame.clone(), frame].concat();
        assert_eq!(sniff(&two), Some(Media::Mp3));
        assert_eq!(sniff(b"ID3\x03\0"), Some(Media::Mp3));
    }

    #[test]
    fn file_name_with_path_or_control_characters_is_cleaned_and_cut_to_120() {
        let cases = [
            ("../../etc/passwd", "passwd"),
            ("C:\\ảnh\\họp thôn.jpg", "họp thôn.jpg"),
            ("a\0\r\nb.png", "ab.png"),
            ("a\u{202e}gpj.exe", "agpj.exe"),
            ("A\u{309}nh.jpg", "Ảnh.jpg"),
            (".bashrc", "bashrc"),
            ("..", "tep"),
            (" .jpg", "jpg"),
        ];
        for (name, safe) in cases {
            assert_eq!(safe_file_name(name), safe, "{name:?}");
        }
        let long = safe_file_name(&format!("{}.jpg", "ả".repeat(300)));
        assert_eq!(long.chars().count(), 120);
        assert!(long.ends_with("ả.jpg"));
    }
}
