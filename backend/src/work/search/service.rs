//! What is found, and in which order.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use sea_orm::DbBackend;
use shared::Action;
use shared::dto::work::search::{SearchHit, SearchKind, SearchResults};
use shared::text::words;
use uuid::Uuid;

use super::hits;
use crate::organisation::units;
use crate::platform::access::Scope;
use crate::platform::access::actor::Actor;
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::repo::communes;
use crate::platform::search_index::query::{Field, Question, newest, reach, search_words};
use crate::platform::search_index::vocabulary::{LastWord, Vocabulary};

/// Among so many of the newest whose titles match, the best are shown.
const CANDIDATES: u64 = 50;
/// Directives are narrowed by their scope alone.
const DIRECTIVES: u64 = 1000;

/// What somebody must be allowed to read to find it.
const fn required_action(kind: SearchKind) -> Action {
    match kind {
        SearchKind::Task => Action::TaskRead,
        SearchKind::Directive => Action::DirectiveRead,
        SearchKind::Report => Action::AssignmentRead,
        SearchKind::Activity => Action::ActivityRead,
        SearchKind::Unit => Action::UnitRead,
        SearchKind::Person => Action::UserRead,
    }
}

/// How a kind is looked through, until enough is found. Whole words first: all words that begin alike
/// are many more to go through, and fit less.
const STEPS: [(Field, LastWord); 4] = [
    (Field::Title, LastWord::Whole),
    (Field::Title, LastWord::Beginning),
    (Field::Any, LastWord::Whole),
    (Field::Any, LastWord::Beginning),
];

/// One kind while it is looked through.
struct Searched {
    kind: SearchKind,
    scope: Scope,
    reaches: Vec<String>,
    /// What was found, best step first, with whether its title holds the words.
    ids: Vec<(Uuid, bool)>,
}

/// The best `limit` of each kind.
///
/// # Errors
/// The database.
pub async fn search(
    db: &impl Connection,
    actor: &Actor,
    text: &str,
    kinds: &[SearchKind],
    limit: usize,
    now: DateTime<Utc>,
) -> AppResult<SearchResults> {
    let mut results = SearchResults { items: Vec::new(), more: Vec::new() };
    let Some(words) = search_words(text) else { return Ok(results) };
    let vocabulary = Vocabulary::of(db, words).await?;
    // On SQLite the numbers tell kinds apart, and the one commune has all of each.
    let sqlite = db.get_database_backend() == DbBackend::Sqlite;
    let alone = sqlite && communes::ids(db).await?.len() == 1;
    let mut searched = Vec::new();
    for kind in kinds {
        let Some(scope) = actor.scope(required_action(*kind)) else { continue };
        let reaches = reaches(db, scope, *kind, alone).await?;
        searched.push(Searched { kind: *kind, scope, reaches, ids: Vec::new() });
    }
    for how in STEPS {
        take_step(db, &vocabulary, &mut searched, how, limit).await?;
    }
    let words = vocabulary.words();
    let found = searched.iter().map(async |one| {
        Ok::<_, AppError>((one.kind, best_hits(db, one, words, limit, now).await?))
    });
    for (kind, mut found) in try_join_all(found).await? {
        if found.len() > limit {
            results.more.push(kind);
            found.truncate(limit);
        }
        results.items.append(&mut found);
    }
    Ok(results)
}

/// Under which words of the index somebody finds things of a kind; none where the commune is `alone`
/// and all of its things are.
async fn reaches(
    db: &impl Connection,
    scope: Scope,
    kind: SearchKind,
    alone: bool,
) -> AppResult<Vec<String>> {
    let own = match (kind, scope.unit_id) {
        (SearchKind::Directive | SearchKind::Unit | SearchKind::Person, _) | (_, None) => {
            if alone {
                return Ok(Vec::new());
            }
            vec![scope.commune_id]
        }
        // What a unit took over is found under the unit that it was given to.
        (_, Some(unit)) => units::repo::with_predecessors(db, unit).await?,
    };
    Ok(own.into_iter().map(|id| reach(kind, id)).collect())
}

/// Looks further through the kinds in which too little was found so far.
async fn take_step(
    db: &impl Connection,
    vocabulary: &Vocabulary,
    searched: &mut [Searched],
    how: (Field, LastWord),
    limit: usize,
) -> AppResult<()> {
    let backend = db.get_database_backend();
    let wanting = searched.iter().filter(|one| one.ids.len() <= limit);
    let questions = wanting.filter_map(|one| {
        let most = match (one.kind, one.scope.unit_id, how.0) {
            (SearchKind::Directive, ..) => DIRECTIVES,
            // What matches by its text alone is shown newest first, and the office sees nearly all of it.
            (_, None, Field::Any) => 2 * (limit as u64 + 1),
            _ => CANDIDATES,
        };
        vocabulary.question(backend, (one.kind, most), how, &one.reaches)
    });
    let questions: Vec<Question> = questions.collect();
    for (kind, id) in newest(db, &questions).await? {
        let Some(one) = searched.iter_mut().find(|one| one.kind == kind) else { continue };
        if one.ids.iter().all(|(known, _)| *known != id) {
            one.ids.push((id, how.0 == Field::Title));
        }
    }
    Ok(())
}

/// The best of what was found of a kind, one more than `limit` where there are more.
async fn best_hits(
    db: &impl Connection,
    searched: &Searched,
    words: &[String],
    limit: usize,
    now: DateTime<Utc>,
) -> AppResult<Vec<SearchHit>> {
    if searched.ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = searched.ids.iter().map(|(id, _)| *id).collect();
    // The scope of the rows decides, whatever the index says.
    let found = hits::read(db, searched.scope, searched.kind, &ids, now).await?;
    let mut ranked: Vec<_> = found
        .into_iter()
        .map(|(id, hit)| {
            let place = searched.ids.iter().position(|(one, _)| *one == id);
            let by_title = place.and_then(|place| searched.ids.get(place)).is_some_and(|it| it.1);
            let score = if by_title { score(words, &hit.title) } else { 0 };
            ((Reverse(score), place.unwrap_or(usize::MAX)), hit)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    Ok(ranked.into_iter().map(|(_, hit)| hit).take(limit + 1).collect())
}

/// How well a title fits: 3 begins with the words, 2 holds them together, 1 holds them, 0 not.
fn score(search_words: &[String], title: &str) -> u8 {
    let title = words(title);
    let Some((last, before)) = search_words.split_last() else { return 0 };
    let together = |place: usize| {
        let there = title.get(place..place + search_words.len());
        there
            .and_then(<[String]>::split_last)
            .is_some_and(|(word, others)| others == before && word.starts_with(last.as_str()))
    };
    let holds = before.iter().all(|word| title.contains(word))
        && title.iter().any(|word| word.starts_with(last.as_str()));
    match () {
        () if together(0) => 3,
        () if (1..title.len()).any(together) => 2,
        () if holds => 1,
        () => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn score_of_title_with_words_at_start_is_highest_without_all_words_is_zero() {
        let score = |search_words: &str, title: &str| score(&words(search_words), title);
        assert_eq!(score("can b", "Cán bộ xã"), 3);
        assert_eq!(score("can bo", "Họp cán bộ"), 2);
        assert_eq!(score("bo can", "Họp cán bộ, cán sự"), 2);
        assert_eq!(score("hop bo", "Họp cán bộ"), 1);
        assert_eq!(score("hop thon", "Họp cán bộ"), 0);
    }
}
