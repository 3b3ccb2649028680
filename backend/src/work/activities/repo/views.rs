//! Activities as they are read: rows with their children, loaded in batches.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use shared::catalogue::CatalogueKind;
use shared::dto::page::Named;
use shared::dto::work::activity::{ActivityView, ValueView};
use shared::dto::work::attachment::AttachmentView;
use shared::id::{CatalogueId, ReportId, UnitId};
use uuid::Uuid;

use super::Activity;
use crate::platform::db::entity::{activity, attachment, catalogue_item, unit};
use crate::platform::db::row::row;
use crate::platform::db::sql::Bound;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The children of an activity.
#[derive(Default)]
struct Children {
    units: Vec<Uuid>,
    places: Vec<Uuid>,
    topics: Vec<Uuid>,
    audiences: Vec<Uuid>,
    /// Indicators with their figures.
    values: Vec<(Uuid, i64)>,
    /// By position.
    links: Vec<(i64, String)>,
    /// By position.
    files: Vec<(i64, Uuid)>,
}

/// What the children's ids stand for.
struct Names {
    units: HashMap<Uuid, unit::Model>,
    items: HashMap<Uuid, catalogue_item::Model>,
    files: HashMap<Uuid, attachment::Model>,
}

/// The views of `rows`, in their order: a fixed number of queries however many there are.
///
/// # Errors
/// When the database fails.
pub async fn views(db: &impl Connection, rows: Vec<Activity>) -> AppResult<Vec<ActivityView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut children = children(db, &ids).await?;
    let names = names(db, &rows, &children).await?;
    let of = |row: Activity| {
        let children = children.remove(&row.id).unwrap_or_default();
        view(row, children, &names)
    };
    Ok(rows.into_iter().map(of).collect())
}

/// What a report carries, in its order.
///
/// # Errors
/// When the database fails.
pub async fn views_of_report(
    db: &impl Connection,
    report_id: ReportId,
) -> AppResult<Vec<ActivityView>> {
    let rows = activity::Entity::find()
        .filter(activity::Column::ReportId.eq(report_id.0))
        .filter(activity::Column::DeletedAt.is_null())
        .order_by_asc(activity::Column::Position)
        .order_by_asc(activity::Column::Id)
        .rows(db)
        .await?;
    views(db, rows).await
}

/// A child of any kind, as one statement reads them all.
#[derive(Debug, FromQueryResult)]
struct Child {
    activity_id: Uuid,
    what: i64,
    id: Uuid,
    number: i64,
    words: String,
}

row!(Child { activity_id, what, id, number, words });

const UNIT: i64 = 1;
const PLACE: i64 = 2;
const TOPIC: i64 = 3;
const AUDIENCE: i64 = 4;
const VALUE: i64 = 5;
const LINK: i64 = 6;
const FILE: i64 = 7;

/// All children of some activities, in one statement.
async fn children(db: &impl Connection, ids: &[Uuid]) -> AppResult<HashMap<Uuid, Children>> {
    let mut bound = Bound::new(db);
    let of = bound.list(ids);
    let topics = bound.bind(CatalogueKind::Topics.as_str());
    let part = |what: &str, id: &str, number: &str, words: &str, table: &str| {
        format!(
            "SELECT activity_id, CAST({what} AS bigint) AS what, {id} AS id, {number} AS number, {words} AS words \
             FROM {table} WHERE activity_id IN ({of})"
        )
    };
    let item = format!("CASE WHEN kind = {topics} THEN {TOPIC} ELSE {AUDIENCE} END");
    let sql = [
        part(&UNIT.to_string(), "unit_id", "0", "''", "activity_units"),
        part(&PLACE.to_string(), "unit_id", "0", "''", "activity_places"),
        part(&item, "item_id", "0", "''", "activity_items"),
        part(&VALUE.to_string(), "indicator_id", "amount", "''", "activity_values"),
        part(&LINK.to_string(), "activity_id", "position", "link", "activity_links"),
        part(&FILE.to_string(), "attachment_id", "position", "''", "activity_attachments"),
    ];
    let rows: Vec<Child> = bound.rows(db, &sql.join(" UNION ALL ")).await?;
    let mut children: HashMap<Uuid, Children> = HashMap::new();
    for row in rows {
        let of = children.entry(row.activity_id).or_default();
        match row.what {
            UNIT => of.units.push(row.id),
            PLACE => of.places.push(row.id),
            TOPIC => of.topics.push(row.id),
            AUDIENCE => of.audiences.push(row.id),
            VALUE => of.values.push((row.id, row.number)),
            LINK => of.links.push((row.number, row.words)),
            _ => of.files.push((row.number, row.id)),
        }
    }
    for of in children.values_mut() {
        of.links.sort_unstable();
        of.files.sort_unstable();
    }
    Ok(children)
}

async fn names(
    db: &impl Connection,
    rows: &[Activity],
    children: &HashMap<Uuid, Children>,
) -> AppResult<Names> {
    let all = || children.values();
    let units = distinct(all().flat_map(|of| of.units.iter().chain(&of.places)).copied());
    let files = distinct(all().flat_map(|of| &of.files).map(|(_, id)| *id));
    let named = all().flat_map(|of| of.topics.iter().chain(&of.audiences)).copied();
    let counted = all().flat_map(|of| &of.values).map(|(id, _)| *id);
    let items = distinct(named.chain(counted).chain(rows.iter().filter_map(|row| row.channel_id)));
    let units =
        unit::Entity::find().filter(unit::Column::Id.is_in(units)).rows::<unit::Model>(db).await?;
    let items = catalogue_item::Entity::find()
        .filter(catalogue_item::Column::Id.is_in(items))
        .rows::<catalogue_item::Model>(db)
        .await?;
    let files = if files.is_empty() {
        Vec::new()
    } else {
        attachment::Entity::find()
            .filter(attachment::Column::Id.is_in(files))
            .rows::<attachment::Model>(db)
            .await?
    };
    Ok(Names {
        units: units.into_iter().map(|row| (row.id, row)).collect(),
        items: items.into_iter().map(|row| (row.id, row)).collect(),
        files: files.into_iter().map(|row| (row.id, row)).collect(),
    })
}

fn distinct(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn view(row: Activity, children: Children, names: &Names) -> ActivityView {
    ActivityView {
        id: row.id.into(),
        state: row.state.0,
        units: names.units_of(&children.units),
        report_id: row.report_id.map(Into::into),
        held_on: row.held_on,
        held_at: row.held_at,
        place: row.place,
        channel: row.channel_id.and_then(|id| names.items.get(&id)).map(named_item),
        topics: names.items_of(&children.topics),
        audiences: names.items_of(&children.audiences),
        places_reached: names.units_of(&children.places),
        values: names.values_of(&children.values),
        attachments: (children.files.iter())
            .filter_map(|(_, id)| names.files.get(id))
            .map(file_view)
            .collect(),
        links: children.links.into_iter().map(|(_, link)| link).collect(),
        note: row.note,
        created_at: row.created_at,
        version: row.version,
    }
}

impl Names {
    /// Units by kind and position.
    fn units_of(&self, ids: &[Uuid]) -> Vec<Named<UnitId>> {
        let mut units: Vec<_> = ids.iter().filter_map(|id| self.units.get(id)).collect();
        units.sort_by_key(|unit| (unit.kind.as_str(), unit.position, unit.id));
        (units.into_iter())
            .map(|unit| Named { id: unit.id.into(), name: unit.name.clone() })
            .collect()
    }

    /// Entries in the order of their catalogue.
    fn items_of(&self, ids: &[Uuid]) -> Vec<Named<CatalogueId>> {
        let mut items: Vec<_> = ids.iter().filter_map(|id| self.items.get(id)).collect();
        items.sort_by_key(|item| (item.position, item.id));
        items.into_iter().map(named_item).collect()
    }

    /// Figures, in the order of the indicators.
    fn values_of(&self, values: &[(Uuid, i64)]) -> Vec<ValueView> {
        let mut values: Vec<_> = (values.iter())
            .filter_map(|(id, amount)| Some((self.items.get(id)?, *amount)))
            .collect();
        values.sort_by_key(|(item, _)| (item.position, item.id));
        (values.into_iter())
            .map(|(item, amount)| ValueView {
                indicator_id: item.id.into(),
                name: item.name.clone(),
                unit_of_measure: item.unit_of_measure.clone().unwrap_or_default(),
                amount,
            })
            .collect()
    }
}

fn named_item(item: &catalogue_item::Model) -> Named<CatalogueId> {
    Named { id: item.id.into(), name: item.name.clone() }
}

fn file_view(file: &attachment::Model) -> AttachmentView {
    AttachmentView {
        id: file.id.into(),
        file_name: file.file_name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        source_sha256: file.source_sha256.clone(),
        sha256: file.sha256.clone(),
        width: file.width,
        height: file.height,
        captured_on: file.captured_on,
        created_at: file.created_at,
    }
}
