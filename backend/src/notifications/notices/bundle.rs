//! What one act says to one person of several works: one notice.

use shared::state::NoticeKind;

use super::directory::Recipient;
use super::send::Letter;

/// The letters of one act as they are sent. Whoever is chased for several works is told once, the
/// most urgent first.
#[must_use]
pub fn bundled(letters: Vec<(Letter, Vec<Recipient>)>) -> Vec<(Letter, Vec<Recipient>)> {
    let (chased, mut sent): (Vec<_>, Vec<_>) =
        letters.into_iter().partition(|(letter, _)| letter.kind == NoticeKind::Chased);
    let mut by_person: Vec<(Recipient, Vec<Letter>)> = Vec::new();
    for (letter, people) in chased {
        for person in people {
            match by_person.iter_mut().find(|(one, _)| *one == person) {
                Some((_, some)) => some.push(letter.clone()),
                None => by_person.push((person, vec![letter.clone()])),
            }
        }
    }
    let as_one = |(person, some)| Some((one(some)?, vec![person]));
    sent.extend(by_person.into_iter().filter_map(as_one));
    sent
}

fn one(mut some: Vec<Letter>) -> Option<Letter> {
    some.sort_by_cached_key(|letter| (letter.facts.due_at, letter.facts.task.clone()));
    let about = some.iter().filter_map(|letter| letter.assignment_id).collect();
    let mut rest = some.into_iter();
    let mut letter = rest.next()?;
    let others: Vec<String> = rest.map(|letter| letter.facts.task).collect();
    if !others.is_empty() {
        letter.assignment_id = None;
        letter.facts.other_tasks = others;
        letter.facts.about = about;
        letter.facts.path = "/my-work".to_owned();
    }
    Some(letter)
}
