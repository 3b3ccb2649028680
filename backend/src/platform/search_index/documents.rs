//! What the index knows of each thing: the words of its title and its text, and who sees it.

use std::collections::{BTreeSet, HashMap};

use shared::dto::work::report::ReportView;
use shared::dto::work::search::SearchKind;
use shared::text::words;
use uuid::Uuid;

use super::query::reach;
use super::repo::things::{self, ReportRevision};
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::platform::repo::people::posts_of_people;

/// One thing as the index knows it.
#[derive(Debug, Default)]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// Words of the title.
    pub title: BTreeSet<String>,
    /// Words of the rest.
    pub body: BTreeSet<String>,
    /// By which reaches it is found.
    pub reaches: BTreeSet<String>,
}

impl Document {
    fn new(
        id: Uuid,
        title: &[&str],
        body: &[&str],
        reaches: impl IntoIterator<Item = String>,
    ) -> Self {
        let all = |texts: &[&str]| texts.iter().flat_map(|text| words(text)).collect();
        Self { id, title: all(title), body: all(body), reaches: reaches.into_iter().collect() }
    }
}

/// The documents of things of one kind; none for what nobody but its unit may see yet.
///
/// # Errors
/// The database.
pub async fn make(
    db: &impl Connection,
    commune: Uuid,
    kind: SearchKind,
    ids: &[Uuid],
) -> AppResult<Vec<Document>> {
    match kind {
        SearchKind::Task => tasks(db, commune, ids).await,
        SearchKind::Directive => directives(db, commune, ids).await,
        SearchKind::Report => reports(db, commune, ids).await,
        SearchKind::Activity => activities(db, commune, ids).await,
        SearchKind::Unit => units(db, commune, ids).await,
        SearchKind::Person => people(db, commune, ids).await,
    }
}

async fn tasks(db: &impl Connection, commune: Uuid, ids: &[Uuid]) -> AppResult<Vec<Document>> {
    let rows = things::tasks(db, ids).await?;
    let mut units: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (task, unit) in things::units_of_tasks(db, ids).await? {
        units.entry(task).or_default().push(unit);
    }
    let kind = SearchKind::Task;
    Ok(rows
        .iter()
        .map(|row| {
            let own = units.remove(&row.id).unwrap_or_default();
            let reaches = own.into_iter().chain([commune]).map(|id| reach(kind, id));
            Document::new(row.id, &[&row.title], &[&row.description], reaches)
        })
        .collect())
}

async fn directives(db: &impl Connection, commune: Uuid, ids: &[Uuid]) -> AppResult<Vec<Document>> {
    let rows = things::directives(db, ids).await?;
    let clauses = things::clauses(db, ids).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let number = row.number.as_deref().unwrap_or_default();
            let mut body = vec![row.signer.as_str(), &row.preamble, &row.closing];
            body.extend(
                clauses.iter().filter(|one| one.directive_id == row.id).map(|one| &*one.words),
            );
            // Few enough to be narrowed by their scope alone.
            let reaches = [reach(SearchKind::Directive, commune)];
            Document::new(row.id, &[number, &row.subject], &body, reaches)
        })
        .collect())
}

/// Reports as they were last sent; one that never was is its unit's own.
async fn reports(db: &impl Connection, commune: Uuid, ids: &[Uuid]) -> AppResult<Vec<Document>> {
    let rows = things::reports(db, ids).await?;
    let assignments =
        things::sent_assignments(db, rows.iter().map(|row| row.assignment_id)).await?;
    let tasks = things::titles_of_tasks(db, assignments.iter().map(|row| row.task_id)).await?;
    let tasks: Names = tasks.into_iter().collect();
    let units = unit_names(db, assignments.iter().map(|row| row.responsible_unit_id)).await?;
    let mut sent: HashMap<Uuid, ReportRevision> = HashMap::new();
    for revision in things::revisions(db, ids).await? {
        let newer =
            sent.get(&revision.report_id).is_none_or(|it| it.change_seq < revision.change_seq);
        if newer {
            sent.insert(revision.report_id, revision);
        }
    }
    let kind = SearchKind::Report;
    let made = rows.iter().filter_map(|row| {
        let of = assignments.iter().find(|one| one.id == row.assignment_id)?;
        let title = [tasks.get(&of.task_id)?.as_str(), units.get(&of.responsible_unit_id)?];
        let reaches = [commune, of.responsible_unit_id].map(|id| reach(kind, id));
        let snapshot = sent.get(&row.id);
        let snapshot: Option<ReportView> =
            snapshot.and_then(|revision| serde_json::from_str(&revision.snapshot).ok());
        let document = match snapshot {
            Some(sent) => {
                let nil = sent.nil_reason.as_deref().unwrap_or_default();
                let body = [&*sent.narrative, &sent.shortcomings, &sent.proposals, nil];
                Document::new(row.id, &title, &body, reaches)
            }
            None => {
                let nil = row.nil_reason.as_deref().unwrap_or_default();
                let body = [&*row.narrative, &row.shortcomings, &row.proposals, nil];
                Document::new(row.id, &title, &body, reaches)
            }
        };
        Some(document)
    });
    Ok(made.collect())
}

/// Activities that were sent and are not being mended.
async fn activities(db: &impl Connection, commune: Uuid, ids: &[Uuid]) -> AppResult<Vec<Document>> {
    let rows = things::sent_activities(db, ids).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sent: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let doing = things::units_of_activities(db, &sent).await?;
    let items = things::items_of_activities(db, &sent).await?;
    let entries = rows.iter().filter_map(|row| row.channel_id);
    let names = {
        let ids: Vec<Uuid> = entries.chain(items.iter().map(|item| item.item_id)).collect();
        names::catalogue_items(db, &ids).await?
    };
    let name = |id: &Uuid| names.get(id).map(String::as_str).unwrap_or_default();
    let kind = SearchKind::Activity;
    Ok(rows
        .iter()
        .map(|row| {
            let channel = row.channel_id.as_ref().map(name).unwrap_or_default();
            let mut body = vec![row.note.as_str()];
            body.extend(
                items.iter().filter(|it| it.activity_id == row.id).map(|it| name(&it.item_id)),
            );
            let own = doing.iter().filter(|one| one.activity_id == row.id).map(|one| one.unit_id);
            let reaches = own.chain([commune, row.unit_id]).map(|id| reach(kind, id));
            Document::new(row.id, &[channel, &row.place], &body, reaches)
        })
        .collect())
}

async fn units(db: &impl Connection, commune: Uuid, ids: &[Uuid]) -> AppResult<Vec<Document>> {
    let rows = things::units(db, ids).await?;
    let reaches = || [reach(SearchKind::Unit, commune)];
    let made = rows
        .iter()
        .map(|row| Document::new(row.id, &[&row.name, &row.short_name], &[&row.code], reaches()));
    Ok(made.collect())
}

async fn people(db: &impl Connection, commune: Uuid, ids: &[Uuid]) -> AppResult<Vec<Document>> {
    let rows = things::people(db, ids).await?;
    let posts = posts_of_people(db, commune, ids).await?;
    let units = unit_names(db, posts.iter().map(|post| post.unit_id)).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let mut body = Vec::new();
            for post in posts.iter().filter(|post| post.user_id == row.id) {
                body.push(post.title.as_str());
                body.extend(units.get(&post.unit_id).map(String::as_str));
            }
            let reaches = [reach(SearchKind::Person, commune)];
            Document::new(row.id, &[&row.full_name, &row.username], &body, reaches)
        })
        .collect())
}

type Names = HashMap<Uuid, String>;

async fn unit_names(db: &impl Connection, ids: impl Iterator<Item = Uuid>) -> AppResult<Names> {
    let ids: Vec<Uuid> = ids.collect();
    names::units(db, &ids).await
}
