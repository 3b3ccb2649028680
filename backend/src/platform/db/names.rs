//! Names of rows by id, as they stand beside what refers to them.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait};
use uuid::Uuid;

use super::entity::{catalogue_item, post, unit, user};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// The names of units, by id.
///
/// # Errors
/// The database.
pub async fn units(db: &impl Connection, ids: &[Uuid]) -> AppResult<HashMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String)> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .column(unit::Column::Name)
        .filter(unit::Column::Id.is_in(ids.iter().copied()))
        .rows(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The names of entries of catalogues, by id.
///
/// # Errors
/// The database.
pub async fn catalogue_items(
    db: &impl Connection,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, String>> {
    let found: Vec<(Uuid, String)> = catalogue_item::Entity::find()
        .select_only()
        .columns([catalogue_item::Column::Id, catalogue_item::Column::Name])
        .filter(catalogue_item::Column::Id.is_in(ids.iter().copied()))
        .rows(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// The names of people, by id.
///
/// # Errors
/// The database.
pub async fn people(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::FullName])
        .filter(user::Column::Id.is_in(ids))
        .rows(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// "Name, title" of posts, by id.
///
/// # Errors
/// When the database fails.
pub async fn posts(db: &impl Connection, ids: Vec<Uuid>) -> AppResult<HashMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String, String)> = post::Entity::find()
        .join(JoinType::InnerJoin, post::Relation::User.def())
        .select_only()
        .column(post::Column::Id)
        .column(user::Column::FullName)
        .column(post::Column::Title)
        .filter(post::Column::Id.is_in(ids))
        .rows(db)
        .await?;
    Ok(rows.into_iter().map(|(id, name, title)| (id, with_title(&name, &title))).collect())
}

/// "Name, title" of one post.
///
/// # Errors
/// When the database fails.
pub async fn post(db: &impl Connection, id: Uuid) -> AppResult<String> {
    Ok(posts(db, vec![id]).await?.remove(&id).unwrap_or_default())
}

/// A name with the title of a post.
#[must_use]
pub fn with_title(name: &str, title: &str) -> String {
    format!("{name}, {title}")
}
