//! What is found, and in which order.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
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
use crate::platform::search_index::query::{Field, LastWord, newest, reach, search_words};

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
    let permitted =
        kinds.iter().filter_map(|kind| Some((*kind, actor.scope(required_action(*kind))?)));
    let found = permitted.map(async |(kind, scope)| {
        Ok::<_, AppError>((kind, of_kind(db, scope, kind, &words, limit, now).await?))
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

async fn of_kind(
    db: &impl Connection,
    scope: Scope,
    kind: SearchKind,
    words: &[String],
    limit: usize,
    now: DateTime<Utc>,
) -> AppResult<Vec<SearchHit>> {
    let own = match (kind, scope.unit_id) {
        (SearchKind::Directive | SearchKind::Unit | SearchKind::Person, _) | (_, None) => {
            vec![scope.commune_id]
        }
        // What a unit took over is found under the unit that it was given to.
        (_, Some(unit)) => units::repo::with_predecessors(db, unit).await?,
    };
    let reaches: Vec<String> = own.into_iter().map(|id| reach(kind, id)).collect();
    let (most, few) = match (kind, scope.unit_id) {
        (SearchKind::Directive, _) => (DIRECTIVES, DIRECTIVES),
        // What matches by its text alone is shown newest first, and the office sees nearly all of it.
        (_, None) => (CANDIDATES, 2 * (limit as u64 + 1)),
        (_, Some(_)) => (CANDIDATES, CANDIDATES),
    };
    let mut ids: Vec<Uuid> = Vec::new();
    // Whole words first: all words that begin alike are many more to go through, and fit less.
    for (how, most) in [
        ((Field::Title, LastWord::Whole), most),
        ((Field::Title, LastWord::Beginning), most),
        ((Field::Any, LastWord::Whole), few),
        ((Field::Any, LastWord::Beginning), few),
    ] {
        if ids.len() <= limit {
            let known: HashSet<Uuid> = ids.iter().copied().collect();
            let more = newest(db, kind, words, how, &reaches, most).await?;
            ids.extend(more.into_iter().filter(|id| !known.contains(id)));
        }
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // The scope of the rows decides, whatever the index says.
    let mut found = hits::read(db, scope, kind, &ids, now).await?;
    let place = |id: Uuid| ids.iter().position(|one| *one == id).unwrap_or(usize::MAX);
    found.sort_by_key(|(id, hit)| (std::cmp::Reverse(score(words, &hit.title)), place(*id)));
    Ok(found.into_iter().map(|(_, hit)| hit).take(limit + 1).collect())
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
