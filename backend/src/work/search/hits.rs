//! Things that were found, as they are shown: read through the scope of their own lists.

use chrono::{DateTime, Utc};
use shared::dto::work::search::{SearchHit, SearchKind};
use shared::time::day_of;
use uuid::Uuid;

use super::repo;
use crate::identity::users;
use crate::organisation::units;
use crate::platform::access::Scope;
use crate::platform::access::session;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::platform::repo::people::posts_of_people;
use crate::work::{directives, tasks};

/// Those of `ids` that `scope` shows, each with the id under which the index knows it.
///
/// # Errors
/// The database.
pub async fn read(
    db: &impl Connection,
    scope: Scope,
    kind: SearchKind,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> AppResult<Vec<(Uuid, SearchHit)>> {
    let ids = ids.to_vec();
    match kind {
        SearchKind::Task => tasks(db, scope, ids).await,
        SearchKind::Directive => directives(db, scope, ids).await,
        SearchKind::Report => reports(db, scope, ids).await,
        SearchKind::Activity => activities(db, scope, ids).await,
        SearchKind::Unit => units(db, scope, ids).await,
        SearchKind::Person => people(db, scope, ids, now).await,
    }
}

async fn tasks(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<(Uuid, SearchHit)>> {
    let rows = repo::tasks(db, scope, ids).await?;
    let sources: Vec<Uuid> = rows.iter().filter_map(|row| row.directive_id).collect();
    let sources = directives::repo::by_ids(db, &sources).await?;
    let made = rows.into_iter().map(|row| {
        let source = row.directive_id.and_then(|id| sources.get(&id));
        let hit = SearchHit {
            kind: SearchKind::Task,
            id: row.id,
            title: row.title,
            detail: source.and_then(|source| source.number.clone()).unwrap_or_default(),
            day: row.due_at.map(day_of),
        };
        (hit.id, hit)
    });
    Ok(made.collect())
}

async fn directives(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<(Uuid, SearchHit)>> {
    let rows = repo::directives(db, scope, ids).await?;
    let made = rows.into_iter().map(|row| {
        let hit = SearchHit {
            kind: SearchKind::Directive,
            id: row.id,
            title: row.subject,
            detail: row.number.unwrap_or_default(),
            day: row.signed_on,
        };
        (hit.id, hit)
    });
    Ok(made.collect())
}

async fn reports(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<(Uuid, SearchHit)>> {
    let rows = repo::reports(db, scope, ids).await?;
    let assignments = repo::assignments(db, rows.iter().map(|(_, assignment)| *assignment)).await?;
    let titles = tasks::repo::titles(db, assignments.iter().map(|row| row.task_id)).await?;
    let doers: Vec<Uuid> = assignments.iter().map(|row| row.responsible_unit_id).collect();
    let names = names::units(db, &doers).await?;
    let made = rows.into_iter().filter_map(|(id, assignment)| {
        let of = assignments.iter().find(|one| one.id == assignment)?;
        let hit = SearchHit {
            kind: SearchKind::Report,
            id: of.id,
            title: titles.get(&of.task_id)?.clone(),
            detail: names.get(&of.responsible_unit_id).cloned().unwrap_or_default(),
            day: of.last_submitted_at.map(day_of),
        };
        Some((id, hit))
    });
    Ok(made.collect())
}

async fn activities(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<(Uuid, SearchHit)>> {
    let rows = repo::activities(db, scope, ids).await?;
    let channels: Vec<Uuid> = rows.iter().filter_map(|row| row.channel_id).collect();
    let channels = names::catalogue_items(db, &channels).await?;
    let doers: Vec<Uuid> = rows.iter().map(|row| row.unit_id).collect();
    let names = names::units(db, &doers).await?;
    let made = rows.into_iter().map(|row| {
        let channel = row.channel_id.and_then(|id| channels.get(&id).cloned()).unwrap_or_default();
        let words = [channel, row.place];
        let words: Vec<&str> =
            words.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
        let hit = SearchHit {
            kind: SearchKind::Activity,
            id: row.id,
            title: words.join(", "),
            detail: names.get(&row.unit_id).cloned().unwrap_or_default(),
            day: row.held_on,
        };
        (hit.id, hit)
    });
    Ok(made.collect())
}

async fn units(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
) -> AppResult<Vec<(Uuid, SearchHit)>> {
    let rows = units::repo::by_ids(db, scope, ids).await?;
    let made = rows.into_iter().map(|row| {
        let short = Some(row.short_name).filter(|short| *short != row.name);
        let hit = SearchHit {
            kind: SearchKind::Unit,
            id: row.id,
            title: row.name,
            detail: short.unwrap_or_default(),
            // The last day of one that has ended.
            day: row.valid_to,
        };
        (hit.id, hit)
    });
    Ok(made.collect())
}

async fn people(
    db: &impl Connection,
    scope: Scope,
    ids: Vec<Uuid>,
    now: DateTime<Utc>,
) -> AppResult<Vec<(Uuid, SearchHit)>> {
    let rows = users::repo::by_ids(db, scope, &ids).await?;
    let posts = posts_of_people(db, scope.commune_id, &ids).await?;
    let places: Vec<Uuid> = posts.iter().map(|post| post.unit_id).collect();
    let names = names::units(db, &places).await?;
    let made = rows.into_iter().map(|row| {
        let mut own = posts.iter().filter(|post| post.user_id == row.id);
        let current = own.find(|post| session::is_current(post.valid_from, post.valid_to, now));
        let current = current.map(|post| {
            let unit = names.get(&post.unit_id).map(String::as_str).unwrap_or_default();
            format!("{}, {unit}", post.title)
        });
        let hit = SearchHit {
            kind: SearchKind::Person,
            id: row.id,
            title: row.full_name,
            detail: current.unwrap_or_default(),
            day: None,
        };
        (hit.id, hit)
    });
    Ok(made.collect())
}
