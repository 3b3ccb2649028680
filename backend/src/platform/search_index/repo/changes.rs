//! Which things a transaction has changed, and which there are.

use sea_orm::{DbBackend, FromQueryResult};
use shared::dto::work::search::SearchKind;
use uuid::Uuid;

use crate::platform::db::Connection;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;

/// A thing, by the word of its kind.
#[derive(Debug, FromQueryResult)]
pub struct Changed {
    /// The word of its kind.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

/// What the change numbered `seq` of a commune has changed, and what is found by the names of
/// `renamed`. A task is found by the units it is given to, a directive by its clauses, a person by
/// posts.
///
/// # Errors
/// The database.
pub async fn changed(
    db: &impl Connection,
    commune_id: Uuid,
    seq: i64,
    renamed: &[Uuid],
) -> AppResult<Vec<Changed>> {
    let mut bound = Bound::new(db);
    let (c, s) = (bound.bind(commune_id), bound.bind(seq));
    let own = |kind: &str, table: &str| {
        format!(
            "SELECT '{kind}' AS kind, id FROM {table} WHERE commune_id = {c} AND change_seq = {s}"
        )
    };
    let mut parts = vec![
        own("task", "tasks"),
        // Those that were just given out, shown or called off; what is done with them changes
        // nothing that is looked for.
        format!(
            "SELECT 'task' AS kind, task_id AS id FROM assignments WHERE commune_id = {c}
             AND change_seq = {s} AND state IN ('assigned', 'cancelled')"
        ),
        own("directive", "directives"),
        own("report", "reports"),
        own("activity", "activities"),
        own("unit", "units"),
        format!(
            "SELECT 'person' AS kind, user_id AS id FROM posts
             WHERE commune_id = {c} AND change_seq = {s}"
        ),
        format!(
            "SELECT 'person' AS kind, u.id FROM users u WHERE u.change_seq = {s}
             AND EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id AND p.commune_id = {c})"
        ),
    ];
    // A report is found by its task's title and its unit's name, a person by the unit's.
    if !renamed.is_empty() {
        let names = bound.list(renamed);
        parts.push(format!(
            "SELECT 'report' AS kind, r.id FROM reports r JOIN assignments a ON a.id = r.assignment_id
             WHERE a.task_id IN ({names}) OR a.responsible_unit_id IN ({names})"
        ));
        parts.push(format!(
            "SELECT 'person' AS kind, user_id AS id FROM posts WHERE unit_id IN ({names})"
        ));
    }
    bound.all(db, &parts.join(" UNION ")).await
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

/// The ids of a commune's things of a kind after an id, in their order, at most `limit`.
///
/// # Errors
/// The database.
pub async fn ids_after(
    db: &impl Connection,
    commune_id: Uuid,
    kind: SearchKind,
    after: Uuid,
    limit: usize,
) -> AppResult<Vec<Uuid>> {
    let table = match kind {
        SearchKind::Task => "tasks",
        SearchKind::Directive => "directives",
        SearchKind::Report => "reports",
        SearchKind::Activity => "activities",
        SearchKind::Unit => "units",
        SearchKind::Person => "posts",
    };
    let column = if kind == SearchKind::Person { "user_id" } else { "id" };
    let mut bound = Bound::new(db);
    let (commune, from) = (bound.bind(commune_id), bound.bind(after));
    // SQLite would take an index of the commune and sort all that is left, each time.
    let own =
        if db.get_database_backend() == DbBackend::Sqlite { "+commune_id" } else { "commune_id" };
    let sql = format!(
        "SELECT DISTINCT {column} AS id FROM {table} WHERE {own} = {commune}
         AND {column} > {from} ORDER BY {column} LIMIT {limit}"
    );
    let ids: Vec<Id> = bound.all(db, &sql).await?;
    Ok(ids.into_iter().map(|one| one.id).collect())
}
