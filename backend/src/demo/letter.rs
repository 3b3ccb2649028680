//! The letter of 2023 by which a commune ordered this work: the demo's directive.

const TEXT: &str = include_str!("../../seed/letter.txt");
/// How the first of the six duties begins.
const FIRST: &str = "Đẩy mạnh công tác tuyên truyền";
const DUTIES: usize = 6;

/// The parts of the letter.
#[derive(Debug)]
pub struct Letter {
    /// What stands before the duties.
    pub preamble: String,
    /// The six duties.
    pub clauses: Vec<&'static str>,
    /// What stands behind them.
    pub closing: String,
}

/// Reads the letter.
#[must_use]
pub fn letter() -> Letter {
    let paragraphs: Vec<&str> = TEXT.split("\n\n").map(str::trim).collect();
    let first = paragraphs.iter().position(|p| p.starts_with(FIRST)).unwrap_or_default();
    let (before, rest) = paragraphs.split_at(first);
    let (clauses, after) = rest.split_at(DUTIES.min(rest.len()));
    Letter { preamble: before.join("\n\n"), clauses: clauses.to_vec(), closing: after.join("\n\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_orders_six_duties() {
        let letter = letter();
        assert_eq!(letter.clauses.len(), DUTIES);
        assert!(letter.preamble.starts_with("Trong thời gian qua"));
        assert!(letter.preamble.ends_with("nhiệm vụ sau:"));
        assert!(letter.clauses[5].starts_with("Tăng cường tuyên truyền nhân rộng"));
        assert!(letter.closing.ends_with("./."));
    }
}
