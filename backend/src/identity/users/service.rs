//! People as they are shown.

use std::collections::HashMap;

use shared::ErrorCode;
use shared::dto::identity::user::{PostView, SigningCapacity, UserView};
use shared::dto::page::Page;
use shared::id::UserId;
use uuid::Uuid;

use super::repo::{self, Post, User};
use crate::platform::access::actor::Scope;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;

/// One page of people.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    paging: &Paging,
) -> AppResult<Page<UserView>> {
    let page = repo::list(db, scope, paging).await?;
    let items = views(db, scope, page.items).await?;
    Ok(Page { items, next_cursor: page.next_cursor, total: page.total })
}

/// One person.
///
/// # Errors
/// 404 for people of other communes.
pub async fn read(db: &impl Connection, scope: Scope, id: UserId) -> AppResult<UserView> {
    let row = repo::find(db, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    views(db, scope, vec![row]).await?.pop().ok_or_else(|| ErrorCode::NotFound.into())
}

async fn views(db: &impl Connection, scope: Scope, rows: Vec<User>) -> AppResult<Vec<UserView>> {
    let ids: Vec<UserId> = rows.iter().map(|row| row.id.into()).collect();
    let posts = repo::posts::of_people(db, scope, &ids).await?;
    let units: Vec<Uuid> = posts.iter().map(|post| post.unit_id).collect();
    let names = names::units(db, &units).await?;
    let mut posts_by_user: HashMap<Uuid, Vec<PostView>> = HashMap::new();
    for post in posts {
        let name = names.get(&post.unit_id).cloned().unwrap_or_default();
        posts_by_user.entry(post.user_id).or_default().push(post_view(post, name)?);
    }
    Ok(rows
        .into_iter()
        .map(|row| UserView {
            id: row.id.into(),
            username: row.username,
            full_name: row.full_name,
            disabled: row.disabled_at.is_some(),
            has_password: !row.password_hash.is_empty(),
            posts: posts_by_user.remove(&row.id).unwrap_or_default(),
            version: row.version,
        })
        .collect())
}

fn post_view(row: Post, unit_name: String) -> AppResult<PostView> {
    let role = row.role.0;
    Ok(PostView {
        id: row.id.into(),
        unit_id: row.unit_id.into(),
        unit_name,
        role,
        title: row.title,
        signing_capacity: row.signing_capacity.as_deref().and_then(SigningCapacity::parse),
        head: row.head,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    })
}
