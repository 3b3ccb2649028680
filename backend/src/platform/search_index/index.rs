//! Keeping the index: each writing transaction follows its own changes, by the number of the
//! commune's change, so that no service can forget to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QuerySelect};
use shared::dto::search::SearchKind;
use uuid::Uuid;

use super::documents::{Document, make};
use super::query::TITLE;
use crate::platform::app::App;
use crate::platform::db::entity::{audit_head, commune};
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;

/// Things that are indexed in one go.
const BATCH: usize = 400;

#[derive(FromQueryResult)]
struct Changed {
    kind: String,
    id: Uuid,
}

/// Brings the index to what the transaction numbered `seq` has changed. A task is found by the
/// units it is given to, a directive by its clauses, a person by posts.
///
/// # Errors
/// The database.
pub async fn follow(
    db: &impl ConnectionTrait,
    commune: Uuid,
    seq: i64,
    renamed: &[Uuid],
) -> AppResult<()> {
    let mut bound = Bound::new(db);
    let (c, s) = (bound.bind(commune), bound.bind(seq));
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
        let names = listed(&mut bound, renamed);
        parts.push(format!(
            "SELECT 'report' AS kind, r.id FROM reports r JOIN assignments a ON a.id = r.assignment_id
             WHERE a.task_id IN ({names}) OR a.responsible_unit_id IN ({names})"
        ));
        parts.push(format!(
            "SELECT 'person' AS kind, user_id AS id FROM posts WHERE unit_id IN ({names})"
        ));
    }
    let changed: Vec<Changed> = bound.all(db, &parts.join(" UNION ")).await?;
    let mut by_kind: BTreeMap<SearchKind, Vec<Uuid>> = BTreeMap::new();
    for one in changed {
        if let Some(kind) = SearchKind::parse(&one.kind) {
            by_kind.entry(kind).or_default().push(one.id);
        }
    }
    for (kind, ids) in by_kind {
        for ids in ids.chunks(BATCH) {
            renew(db, commune, kind, ids).await?;
        }
    }
    Ok(())
}

/// Indexes things anew; what is not to be found any more goes.
async fn renew(
    db: &impl ConnectionTrait,
    commune: Uuid,
    kind: SearchKind,
    ids: &[Uuid],
) -> AppResult<()> {
    let made = make(db, commune, kind, ids).await?;
    let there: BTreeSet<Uuid> = made.iter().map(|document| document.id).collect();
    let gone: Vec<Uuid> = ids.iter().copied().filter(|id| !there.contains(id)).collect();
    drop(db, kind, &gone).await?;
    match db.get_database_backend() {
        DbBackend::Postgres => put_vectors(db, kind, &made).await,
        _ => put_fts5(db, kind, &made).await,
    }
}

#[derive(FromQueryResult)]
struct Numbered {
    object_id: Uuid,
    number: i64,
}

fn listed(bound: &mut Bound, ids: &[Uuid]) -> String {
    let places: Vec<String> = ids.iter().map(|id| bound.bind(*id)).collect();
    places.join(", ")
}

async fn numbers(
    db: &impl ConnectionTrait,
    kind: SearchKind,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, i64>> {
    let mut bound = Bound::new(db);
    let kind = bound.bind(kind.as_str());
    let sql = format!(
        "SELECT object_id, number FROM search_documents WHERE kind = {kind} AND object_id IN ({})",
        listed(&mut bound, ids)
    );
    let found: Vec<Numbered> = bound.all(db, &sql).await?;
    Ok(found.into_iter().map(|one| (one.object_id, one.number)).collect())
}

async fn drop(db: &impl ConnectionTrait, kind: SearchKind, ids: &[Uuid]) -> AppResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let there = numbers(db, kind, ids).await?;
    if there.is_empty() {
        return Ok(());
    }
    let numbers: Vec<String> = there.values().map(i64::to_string).collect();
    let numbers = numbers.join(", ");
    if db.get_database_backend() != DbBackend::Postgres {
        db.execute_unprepared(&format!("DELETE FROM search_index WHERE rowid IN ({numbers})"))
            .await?;
    }
    db.execute_unprepared(&format!("DELETE FROM search_documents WHERE number IN ({numbers})"))
        .await?;
    Ok(())
}

fn joined(words: &BTreeSet<String>) -> String {
    words.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

async fn put_fts5(db: &impl ConnectionTrait, kind: SearchKind, made: &[Document]) -> AppResult<()> {
    if made.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = made.iter().map(|document| document.id).collect();
    let old = numbers(db, kind, &ids).await?;
    if !old.is_empty() {
        let numbers: Vec<String> = old.values().map(i64::to_string).collect();
        let sql = format!("DELETE FROM search_index WHERE rowid IN ({})", numbers.join(", "));
        db.execute_unprepared(&sql).await?;
    }
    let mut bound = Bound::new(db);
    let word = bound.bind(kind.as_str());
    let new = ids.iter().filter(|id| !old.contains_key(id));
    let rows: Vec<String> = new.map(|id| format!("({word}, {})", bound.bind(*id))).collect();
    let mut numbers = old;
    if !rows.is_empty() {
        let sql = format!(
            "INSERT INTO search_documents (kind, object_id) VALUES {} RETURNING object_id, number",
            rows.join(", ")
        );
        let given: Vec<Numbered> = bound.all(db, &sql).await?;
        numbers.extend(given.into_iter().map(|one| (one.object_id, one.number)));
    }
    let mut bound = Bound::new(db);
    let rows: Vec<String> = made
        .iter()
        .filter_map(|document| Some((numbers.get(&document.id)?, document)))
        .map(|(number, document)| {
            let texts = [&document.title, &document.body, &document.reaches];
            let texts = texts.map(|words| bound.bind(joined(words)));
            format!("({number}, {})", texts.join(", "))
        })
        .collect();
    let sql =
        format!("INSERT INTO search_index (rowid, title, body, reach) VALUES {}", rows.join(", "));
    bound.run(db, &sql).await
}

/// A document as a text vector, written out: its own parser is not asked.
fn vector(document: &Document) -> String {
    let titled = document.title.iter().map(|word| format!("{TITLE}{word}"));
    let plain = [&document.title, &document.body, &document.reaches].into_iter().flatten();
    // Longer ones are no words, and more than a vector holds.
    let all: BTreeSet<String> =
        titled.chain(plain.cloned()).filter(|word| word.len() <= 1000).collect();
    all.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ")
}

async fn put_vectors(
    db: &impl ConnectionTrait,
    kind: SearchKind,
    made: &[Document],
) -> AppResult<()> {
    if made.is_empty() {
        return Ok(());
    }
    let mut bound = Bound::new(db);
    let word = bound.bind(kind.as_str());
    let rows: Vec<String> = made
        .iter()
        .map(|document| {
            let id = bound.bind(document.id);
            format!("({word}, {id}, CAST({} AS tsvector))", bound.bind(vector(document)))
        })
        .collect();
    let sql = format!(
        "INSERT INTO search_documents (kind, object_id, words) VALUES {}
         ON CONFLICT (kind, object_id) DO UPDATE SET words = excluded.words",
        rows.join(", ")
    );
    bound.run(db, &sql).await
}

/// The mark that everything older than the index is in it.
const BUILT: &str = "built";

#[derive(FromQueryResult)]
struct Mark {
    #[allow(dead_code, reason = "that there is a row is all")]
    name: String,
}

/// Indexes what was there before the index, once.
///
/// # Errors
/// The database.
pub async fn build_once(app: &App) -> AppResult<()> {
    let mut bound = Bound::new(&app.db.read);
    let mark = bound.bind(BUILT);
    let sql = format!("SELECT name FROM search_marks WHERE name = {mark}");
    let built: Vec<Mark> = bound.all(&app.db.read, &sql).await?;
    if built.is_empty() {
        rebuild(app).await?;
    }
    Ok(())
}

/// Indexes everything anew, some hundred things at a time, so that others write between.
///
/// # Errors
/// The database.
pub async fn rebuild(app: &App) -> AppResult<()> {
    let communes: Vec<Uuid> = commune::Entity::find()
        .select_only()
        .column(commune::Column::Id)
        .into_tuple()
        .all(&app.db.read)
        .await?;
    for commune in communes {
        for kind in SearchKind::ALL {
            rebuild_kind(app, commune, kind).await?;
        }
    }
    let tx = app.db.begin().await?;
    let mut bound = Bound::new(&tx);
    let mark = bound.bind(BUILT);
    let sql = format!("INSERT INTO search_marks (name) VALUES ({mark}) ON CONFLICT DO NOTHING");
    bound.run(&tx, &sql).await?;
    tx.commit().await?;
    // Much has come in: what the planner knows is of before.
    if app.db.read.get_database_backend() == DbBackend::Postgres {
        app.db.writer().execute_unprepared("ANALYZE search_documents").await?;
    }
    app.db.keep_statistics().await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

async fn rebuild_kind(app: &App, commune: Uuid, kind: SearchKind) -> AppResult<()> {
    let table = match kind {
        SearchKind::Task => "tasks",
        SearchKind::Directive => "directives",
        SearchKind::Report => "reports",
        SearchKind::Activity => "activities",
        SearchKind::Unit => "units",
        SearchKind::Person => "posts",
    };
    let column = if kind == SearchKind::Person { "user_id" } else { "id" };
    let mut after = Uuid::nil();
    loop {
        let tx = app.db.begin().await?;
        // The commune's writers wait: what they would index is not overwritten by what was.
        audit_head::Entity::find_by_id(commune).lock_exclusive().one(&tx).await?;
        let mut bound = Bound::new(&tx);
        let (commune_place, from) = (bound.bind(commune), bound.bind(after));
        let sql = format!(
            "SELECT DISTINCT {column} AS id FROM {table} WHERE commune_id = {commune_place}
             AND {column} > {from} ORDER BY {column} LIMIT {BATCH}"
        );
        let ids: Vec<Id> = bound.all(&tx, &sql).await?;
        let ids: Vec<Uuid> = ids.into_iter().map(|one| one.id).collect();
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        renew(&tx, commune, kind, &ids).await?;
        tx.commit().await?;
    }
}
