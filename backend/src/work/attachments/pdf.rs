//! PDF read along its cross references (ISO 32000-1, 7.5): from the end of the file to the
//! catalogue of the document. Nothing is unpacked, so nothing can unfold.

use std::collections::{HashMap, HashSet};

/// A document that was changed and signed again and again; each has its own references.
const MAX_SECTIONS: usize = 1024;
/// Dictionaries within dictionaries.
const MAX_DEPTH: usize = 64;
/// The end of the file is looked for in so many last bytes: some programs append a few.
const TAIL: usize = 2048;

/// Whether a file holds together as a PDF: header, end, each section of references, and the
/// catalogue where they say.
#[must_use]
pub fn is_whole(bytes: &[u8]) -> bool {
    walk(bytes).is_some()
}

fn walk(bytes: &[u8]) -> Option<()> {
    let version = bytes.strip_prefix(b"%PDF-")?;
    matches!(version, [b'1' | b'2', b'.', b'0'..=b'9', ..]).then_some(())?;
    let mut next = Some(last_section(bytes)?);
    let (mut seen, mut places) = (HashSet::new(), HashMap::new());
    let (mut root, mut packed) = (None, false);
    while let Some(offset) = next {
        if !seen.insert(offset) || seen.len() > MAX_SECTIONS {
            return None;
        }
        let mut reader = Reader { bytes, at: offset };
        let section = if reader.word(b"xref") {
            reader.table(&mut places)?
        } else {
            packed = true;
            reader.stream()?
        };
        packed |= section.number("XRefStm").is_some();
        root = root.or_else(|| section.reference("Root"));
        next = match section.0.get("Prev") {
            Some(_) => Some(section.number("Prev")?),
            None => None,
        };
    }
    let root = root?;
    match places.get(&root) {
        Some(place) => Reader { bytes, at: *place }.object().filter(|number| *number == root)?,
        // It lies in a stream, which a table knows nothing of.
        None => packed.then_some(root)?,
    };
    Some(())
}

/// Where the last section of references begins.
fn last_section(bytes: &[u8]) -> Option<usize> {
    const MARK: &[u8] = b"startxref";
    let start = bytes.len().saturating_sub(TAIL);
    let tail = bytes.get(start..)?;
    let found = tail.windows(MARK.len()).rposition(|window| window == MARK)?;
    let mut reader = Reader { bytes, at: start + found + MARK.len() };
    let offset = reader.number()?;
    let remaining = bytes.get(reader.at..)?;
    remaining.windows(5).any(|window| window == b"%%EOF").then_some(offset)
}

/// The entries of a dictionary, each value as it is written.
struct Dictionary<'a>(HashMap<&'a str, &'a [u8]>);

impl Dictionary<'_> {
    fn number(&self, key: &str) -> Option<usize> {
        Reader { bytes: self.0.get(key)?, at: 0 }.number()
    }

    /// The number of the object that an entry refers to.
    fn reference(&self, key: &str) -> Option<usize> {
        let mut reader = Reader { bytes: self.0.get(key)?, at: 0 };
        let number = reader.number()?;
        reader.number()?;
        reader.word(b"R").then_some(number)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn remaining(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Passes over white space and comments.
    fn skip_whitespace(&mut self) {
        while let Some(byte) = self.remaining().first() {
            match byte {
                0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ' => self.at += 1,
                b'%' => {
                    let remaining = self.remaining();
                    let line = remaining.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                    self.at += line.unwrap_or(remaining.len());
                }
                _ => return,
            }
        }
    }

    /// Passes over `word` if it comes next.
    fn word(&mut self, word: &[u8]) -> bool {
        self.skip_whitespace();
        let is_next = self.remaining().starts_with(word);
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    fn number(&mut self) -> Option<usize> {
        self.skip_whitespace();
        let remaining = self.remaining();
        let length = remaining.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += length;
        std::str::from_utf8(remaining.get(..length)?).ok()?.parse().ok()
    }

    /// `7 0 obj`: its number.
    fn object(&mut self) -> Option<usize> {
        let number = self.number()?;
        self.number()?;
        self.word(b"obj").then_some(number)
    }

    /// A table behind `xref`, and its trailer. The newest place of an object counts.
    fn table(&mut self, places: &mut HashMap<usize, usize>) -> Option<Dictionary<'a>> {
        while !self.word(b"trailer") {
            let (first, count) = (self.number()?, self.number()?);
            for number in first..first.checked_add(count)? {
                let place = self.number()?;
                self.number()?;
                if self.word(b"n") {
                    places.entry(number).or_insert(place);
                } else if !self.word(b"f") {
                    return None;
                }
            }
        }
        self.dictionary(0)
    }

    /// References in a stream: `7 0 obj << /Type /XRef … >> stream … endstream`.
    fn stream(&mut self) -> Option<Dictionary<'a>> {
        self.object()?;
        let dictionary = self.dictionary(0)?;
        let is_kind = dictionary.0.get("Type").is_some_and(|kind| kind.trim_ascii() == b"/XRef");
        (is_kind && dictionary.0.contains_key("W") && self.word(b"stream")).then_some(())?;
        self.at +=
            self.remaining().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count().min(2);
        self.at = self.at.checked_add(dictionary.number("Length")?)?;
        self.word(b"endstream").then_some(dictionary)
    }

    fn dictionary(&mut self, depth: usize) -> Option<Dictionary<'a>> {
        self.word(b"<<").then_some(())?;
        let mut entries = HashMap::new();
        while !self.word(b">>") {
            let key = self.name()?;
            self.skip_whitespace();
            let from = self.at;
            self.value(depth + 1)?;
            entries.insert(key, self.bytes.get(from..self.at)?);
        }
        Some(Dictionary(entries))
    }

    fn name(&mut self) -> Option<&'a str> {
        self.word(b"/").then_some(())?;
        let remaining = self.remaining();
        let length = remaining.iter().take_while(|byte| is_regular(**byte)).count();
        self.at += length;
        std::str::from_utf8(remaining.get(..length)?).ok()
    }

    /// Passes over a value, with what it holds.
    fn value(&mut self, depth: usize) -> Option<()> {
        (depth <= MAX_DEPTH).then_some(())?;
        self.skip_whitespace();
        match self.remaining() {
            [b'<', b'<', ..] => self.dictionary(depth).map(|_| ()),
            [b'<', remaining @ ..] => {
                self.at += 2 + remaining.iter().position(|byte| *byte == b'>')?;
                Some(())
            }
            [b'[', ..] => {
                self.at += 1;
                while !self.word(b"]") {
                    self.value(depth + 1)?;
                }
                Some(())
            }
            [b'(', ..] => self.string(),
            [b'/', ..] => self.name().map(|_| ()),
            remaining => {
                let length = remaining.iter().take_while(|byte| is_regular(**byte)).count();
                self.at += length;
                // `7 0 R` is one value.
                let after = self.at;
                if self.number().is_none() || !self.word(b"R") {
                    self.at = after;
                }
                (length > 0).then_some(())
            }
        }
    }

    /// Brackets within a string come in pairs, or behind a backslash.
    fn string(&mut self) -> Option<()> {
        let mut open = 0;
        loop {
            match self.remaining().first()? {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Some(());
            }
        }
    }
}

const fn is_regular(byte: u8) -> bool {
    !matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
        && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
#[path = "pdf_tests.rs"]
mod tests;
