//! Activities as they are read: rows with their children, loaded in batches.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::catalogue::CatalogueKind;
use shared::dto::page::Named;
use shared::dto::work::activity::{ActivityView, ValueView};
use shared::dto::work::attachment::AttachmentView;
use shared::id::{CatalogueId, ReportId, UnitId};
use uuid::Uuid;

use super::Activity;
use crate::platform::db::entity::{
    activity, activity_attachment, activity_item, activity_link, activity_place, activity_unit,
    activity_value, attachment, catalogue_item, unit,
};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The children of many activities, by activity.
struct Children {
    units: HashMap<Uuid, Vec<Uuid>>,
    places: HashMap<Uuid, Vec<Uuid>>,
    items: HashMap<Uuid, Vec<activity_item::Model>>,
    values: HashMap<Uuid, Vec<activity_value::Model>>,
    links: HashMap<Uuid, Vec<String>>,
    attachments: HashMap<Uuid, Vec<Uuid>>,
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
    let mut children = children(db, rows.iter().map(|row| row.id).collect()).await?;
    let names = names(db, &rows, &children).await?;
    Ok(rows.into_iter().map(|row| view(row, &mut children, &names)).collect())
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

fn group<R, T>(rows: Vec<R>, split: impl Fn(R) -> (Uuid, T)) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for (id, child) in rows.into_iter().map(split) {
        groups.entry(id).or_default().push(child);
    }
    groups
}

async fn children(db: &impl Connection, ids: Vec<Uuid>) -> AppResult<Children> {
    let units = activity_unit::Entity::find()
        .filter(activity_unit::Column::ActivityId.is_in(ids.clone()))
        .rows::<activity_unit::Model>(db)
        .await?;
    let places = activity_place::Entity::find()
        .filter(activity_place::Column::ActivityId.is_in(ids.clone()))
        .rows::<activity_place::Model>(db)
        .await?;
    let items = activity_item::Entity::find()
        .filter(activity_item::Column::ActivityId.is_in(ids.clone()))
        .rows::<activity_item::Model>(db)
        .await?;
    let values = activity_value::Entity::find()
        .filter(activity_value::Column::ActivityId.is_in(ids.clone()))
        .rows::<activity_value::Model>(db)
        .await?;
    let links = activity_link::Entity::find()
        .filter(activity_link::Column::ActivityId.is_in(ids.clone()))
        .order_by_asc(activity_link::Column::Position)
        .rows::<activity_link::Model>(db)
        .await?;
    let attachments = activity_attachment::Entity::find()
        .filter(activity_attachment::Column::ActivityId.is_in(ids))
        .order_by_asc(activity_attachment::Column::Position)
        .rows::<activity_attachment::Model>(db)
        .await?;
    Ok(Children {
        units: group(units, |row| (row.activity_id, row.unit_id)),
        places: group(places, |row| (row.activity_id, row.unit_id)),
        items: group(items, |row| (row.activity_id, row)),
        values: group(values, |row| (row.activity_id, row)),
        links: group(links, |row| (row.activity_id, row.link)),
        attachments: group(attachments, |row| (row.activity_id, row.attachment_id)),
    })
}

async fn names(db: &impl Connection, rows: &[Activity], children: &Children) -> AppResult<Names> {
    let units =
        distinct(children.units.values().chain(children.places.values()).flatten().copied());
    let files = distinct(children.attachments.values().flatten().copied());
    let items = distinct(
        (children.items.values().flatten().map(|row| row.item_id))
            .chain(children.values.values().flatten().map(|row| row.indicator_id))
            .chain(rows.iter().filter_map(|row| row.channel_id)),
    );
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

fn view(row: Activity, children: &mut Children, names: &Names) -> ActivityView {
    let id = row.id;
    let items = children.items.remove(&id).unwrap_or_default();
    ActivityView {
        id: id.into(),
        state: row.state.0,
        units: names.units_of(children.units.remove(&id)),
        report_id: row.report_id.map(Into::into),
        held_on: row.held_on,
        held_at: row.held_at,
        place: row.place,
        channel: row.channel_id.and_then(|id| names.items.get(&id)).map(named_item),
        topics: names.items_of(&items, CatalogueKind::Topics),
        audiences: names.items_of(&items, CatalogueKind::Audiences),
        places_reached: names.units_of(children.places.remove(&id)),
        values: names.values_of(children.values.remove(&id)),
        attachments: (children.attachments.remove(&id).unwrap_or_default().iter())
            .filter_map(|id| names.files.get(id))
            .map(file_view)
            .collect(),
        links: children.links.remove(&id).unwrap_or_default(),
        note: row.note,
        created_at: row.created_at,
        version: row.version,
    }
}

impl Names {
    /// Units by kind and position.
    fn units_of(&self, ids: Option<Vec<Uuid>>) -> Vec<Named<UnitId>> {
        let ids = ids.unwrap_or_default();
        let mut units: Vec<_> = ids.iter().filter_map(|id| self.units.get(id)).collect();
        units.sort_by_key(|unit| (unit.kind.as_str(), unit.position, unit.id));
        (units.into_iter())
            .map(|unit| Named { id: unit.id.into(), name: unit.name.clone() })
            .collect()
    }

    /// The items of one catalogue, in its order.
    fn items_of(
        &self,
        rows: &[activity_item::Model],
        kind: CatalogueKind,
    ) -> Vec<Named<CatalogueId>> {
        let mut items: Vec<_> = (rows.iter())
            .filter(|row| row.kind == kind)
            .filter_map(|row| self.items.get(&row.item_id))
            .collect();
        items.sort_by_key(|item| (item.position, item.id));
        items.into_iter().map(named_item).collect()
    }

    /// Figures, in the order of the indicators.
    fn values_of(&self, rows: Option<Vec<activity_value::Model>>) -> Vec<ValueView> {
        let rows = rows.unwrap_or_default();
        let mut values: Vec<_> = (rows.iter())
            .filter_map(|row| Some((row, self.items.get(&row.indicator_id)?)))
            .collect();
        values.sort_by_key(|(_, item)| (item.position, item.id));
        (values.into_iter())
            .map(|(row, item)| ValueView {
                indicator_id: item.id.into(),
                name: item.name.clone(),
                unit_of_measure: item.unit_of_measure.clone().unwrap_or_default(),
                amount: row.amount,
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
