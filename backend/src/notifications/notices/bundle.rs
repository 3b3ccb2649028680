//! What one act says to one person of several works: one notice.

use shared::state::NoticeKind;

use super::directory::Recipient;
use super::draft::NoticeDraft;

/// The drafts of one act as they are sent. Whoever is chased for several works is told once, the
/// most urgent first.
#[must_use]
pub fn bundle_chases(
    drafts: Vec<(NoticeDraft, Vec<Recipient>)>,
) -> Vec<(NoticeDraft, Vec<Recipient>)> {
    let (chased, mut sent): (Vec<_>, Vec<_>) =
        drafts.into_iter().partition(|(draft, _)| draft.kind == NoticeKind::Chased);
    let mut by_person: Vec<(Recipient, Vec<NoticeDraft>)> = Vec::new();
    for (draft, people) in chased {
        for person in people {
            match by_person.iter_mut().find(|(one, _)| *one == person) {
                Some((_, some)) => some.push(draft.clone()),
                None => by_person.push((person, vec![draft.clone()])),
            }
        }
    }
    let as_one = |(person, some)| Some((merge_drafts(some)?, vec![person]));
    sent.extend(by_person.into_iter().filter_map(as_one));
    sent
}

fn merge_drafts(mut some: Vec<NoticeDraft>) -> Option<NoticeDraft> {
    some.sort_by_cached_key(|draft| (draft.facts.due_at, draft.facts.task.clone()));
    let about = some.iter().filter_map(|draft| draft.assignment_id).collect();
    let mut rest = some.into_iter();
    let mut draft = rest.next()?;
    let others: Vec<String> = rest.map(|draft| draft.facts.task).collect();
    if !others.is_empty() {
        draft.assignment_id = None;
        draft.facts.other_tasks = others;
        draft.facts.about = about;
        draft.facts.path = "/my-work".to_owned();
    }
    Some(draft)
}
