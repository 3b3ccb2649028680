//! Which letters of a text are those that were searched for.

use crate::form::fold;

/// The text in pieces, each with whether it was searched for. `words` are folded already, so that
/// "bac" finds "Bắc".
#[must_use]
pub(super) fn marked(text: &str, words: &str) -> Vec<(String, bool)> {
    let letters: Vec<char> = text.chars().collect();
    // What each letter is without its marks; one letter may be several, or none.
    let mut plain: Vec<(char, usize)> = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        if letter.is_ascii() {
            plain.push((letter.to_ascii_lowercase(), at));
        } else {
            plain.extend(fold(&letter.to_string()).chars().map(|letter| (letter, at)));
        }
    }
    let mut hit = vec![false; letters.len()];
    // Cut as the server cuts them: "05/KH-UBND" is three words.
    let words = words.split(|letter: char| !letter.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        let word: Vec<char> = word.chars().collect();
        let found: Vec<usize> = plain
            .windows(word.len())
            .enumerate()
            .filter(|(_, part)| part.iter().map(|(letter, _)| letter).eq(word.iter()))
            .map(|(at, _)| at)
            .collect();
        let begins = |at: &&usize| **at == 0 || !plain[**at - 1].0.is_alphanumeric();
        // "an" is meant in "An ninh" before it is in "Xuân".
        let first: Vec<usize> = found.iter().filter(begins).copied().collect();
        for at in if first.is_empty() { found } else { first } {
            for (_, letter) in &plain[at..at + word.len()] {
                hit[*letter] = true;
            }
        }
    }
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for (letter, hit) in letters.into_iter().zip(hit) {
        match pieces.last_mut() {
            Some((piece, same)) if *same == hit => piece.push(letter),
            _ => pieces.push((letter.to_string(), hit)),
        }
    }
    pieces
}
