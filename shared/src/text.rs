//! Vietnamese text: normal form, folding for search, keys for sorting (docs/DOMAIN.md §9).

use unicode_normalization::UnicodeNormalization;

/// NFC with surrounding white space removed: how every text is stored.
#[must_use]
pub fn clean(text: &str) -> String {
    text.nfc().collect::<String>().trim().to_owned()
}

/// Lower case without marks, đ as d, runs of white space as one: "Hoà  Đồng" → "hoa dong".
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfd().flat_map(char::to_lowercase) {
        match letter {
            '\u{300}'..='\u{36f}' => {}
            'đ' => folded.push('d'),
            c if c.is_control() && !c.is_whitespace() => {}
            c if c.is_whitespace() => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => folded.push(c),
        }
    }
    folded.trim().to_owned()
}

/// The words of a text as search knows them: folded, cut at whatever is no letter and no digit.
/// "Kế hoạch số 05/KH-UBND" → ke, hoach, so, 05, kh, ubnd.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Marks that make another letter of the alphabet, in alphabet order after the plain one.
const fn letter_rank(mark: char) -> Option<char> {
    match mark {
        '\u{306}' => Some('1'), // ă after a
        '\u{302}' => Some('2'), // â, ê, ô
        '\u{31b}' => Some('3'), // ơ, ư
        _ => None,
    }
}

/// Tones in the order of Vietnamese dictionaries: huyền, hỏi, ngã, sắc, nặng.
const fn tone_rank(mark: char) -> Option<char> {
    match mark {
        '\u{300}' => Some('1'),
        '\u{309}' => Some('2'),
        '\u{303}' => Some('3'),
        '\u{301}' => Some('4'),
        '\u{323}' => Some('5'),
        _ => None,
    }
}

/// A key whose byte order is Vietnamese alphabetical order, numbers by value:
/// "Thôn 2" before "Thôn 10", "Đ" after "D", tones last of all.
#[must_use]
pub fn sort_key(text: &str) -> String {
    let (mut letters, mut tones) = (String::new(), String::new());
    let mut digits = String::new();
    let flush = |digits: &mut String, letters: &mut String| {
        if !digits.is_empty() {
            let value = digits.trim_start_matches('0');
            letters.push_str(&format!("{value:0>12}"));
            digits.clear();
        }
    };
    for c in text.trim().nfd().flat_map(char::to_lowercase) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        flush(&mut digits, &mut letters);
        match c {
            'đ' => letters.push_str("d1"),
            // A place for the mark that may follow; without it "an" would follow "ăn".
            'a' | 'd' | 'e' | 'o' | 'u' => letters.extend([c, '0']),
            _ if letter_rank(c).is_some() => {
                letters.pop();
                letters.extend(letter_rank(c));
            }
            _ if tone_rank(c).is_some() => {
                tones.push_str(&format!("{:03}", letters.chars().count()));
                tones.extend(tone_rank(c));
            }
            _ => letters.push(c),
        }
    }
    flush(&mut digits, &mut letters);
    format!("{letters}\u{1}{tones}")
}

/// The key by which people sort: the given name (last word) first (docs/DOMAIN.md §9).
#[must_use]
pub fn person_sort_key(full_name: &str) -> String {
    let given = full_name.split_whitespace().next_back().unwrap_or_default();
    sort_key(&format!("{given} {full_name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_strips_marks_and_d() {
        assert_eq!(fold("Đại hội CÁN  BỘ"), "dai hoi can bo");
        assert_eq!(fold("hoà"), fold("hòa"));
        assert_eq!(fold("ca\u{301}n"), fold("cán"));
        assert_eq!(fold("Đ"), "d");
    }

    #[test]
    fn clean_composes_decomposed_letters() {
        assert_eq!(clean(" Nhươ\u{323}ng "), "Nhượng");
    }

    #[test]
    fn numbers_sort_as_numbers() {
        assert!(sort_key("Thôn 2") < sort_key("Thôn 10"));
    }

    #[test]
    fn sort_key_follows_the_vietnamese_alphabet() {
        let sorted = ["an", "ăn", "ân", "da", "đa", "e", "ê", "o", "ô", "ơ", "u", "ư", "v"];
        for pair in sorted.windows(2) {
            assert!(sort_key(pair[0]) < sort_key(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn sort_key_orders_by_tone_after_letters() {
        for pair in ["ma", "mà", "mả", "mã", "má", "mạ"].windows(2) {
            assert!(sort_key(pair[0]) < sort_key(pair[1]), "{pair:?}");
        }
        assert!(sort_key("má") < sort_key("mai"));
    }

    #[test]
    fn people_sort_by_given_name() {
        assert!(person_sort_key("Trần Văn An") < person_sort_key("Nguyễn Thị Bình"));
    }
}
