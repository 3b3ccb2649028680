//! Rows of people.

use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, Order, QueryFilter, QuerySelect, QueryTrait, Select,
};
use shared::ErrorCode;
use shared::dto::page::Page;
use shared::id::UserId;
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{post, user};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::repo::people::find_user;

pub use crate::platform::repo::people::{User, find_user_by_name};

/// People who hold or held a post in the commune.
fn of_commune(scope: Scope) -> Select<user::Entity> {
    let holders = post::Entity::find()
        .select_only()
        .column(post::Column::UserId)
        .filter(post::Column::CommuneId.eq(scope.commune_id))
        .into_query();
    user::Entity::find().filter(user::Column::Id.in_subquery(holders))
}

/// People who are not barred and have a password.
pub(super) fn active() -> Select<user::Entity> {
    user::Entity::find()
        .filter(user::Column::DisabledAt.is_null())
        .filter(user::Column::PasswordHash.ne(""))
}

/// People of the commune by id.
///
/// # Errors
/// The database.
pub async fn by_ids(db: &impl Connection, scope: Scope, ids: &[Uuid]) -> AppResult<Vec<User>> {
    of_commune(scope).filter(user::Column::Id.is_in(ids.iter().copied())).rows(db).await
}

/// One page of people, by given name.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(db: &impl Connection, scope: Scope, paging: &Paging) -> AppResult<Page<User>> {
    let sort = Sort {
        word: "name".into(),
        column: user::Column::SortKey,
        id: user::Column::Id,
        order: Order::Asc,
    };
    let key = |row: &User| (Key::Text(row.sort_key.clone()), row.id);
    page(db, of_commune(scope), sort, paging, key).await
}

/// One person of the commune.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, scope: Scope, id: UserId) -> AppResult<Option<User>> {
    of_commune(scope).filter(user::Column::Id.eq(id.0)).row(db).await
}

/// One person of any commune: an account that its owner or a secret of it names.
///
/// # Errors
/// 404 when there is none; the database.
pub async fn get(db: &impl Connection, id: UserId) -> AppResult<User> {
    Ok(find_user(db, id).await?.ok_or(ErrorCode::NotFound)?)
}

/// The same, with the row locked until the transaction ends: what is decided by it (a password, a
/// second factor, a bar) does not change meanwhile. Taken before any other row of the person is.
///
/// # Errors
/// 404 when there is none; the database.
pub async fn get_locked(tx: &impl Connection, id: UserId) -> AppResult<User> {
    // Rows elsewhere may go on to refer to this one.
    let row = user::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate).row(tx).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// Those of `ids` whose login is barred.
///
/// # Errors
/// The database.
pub async fn disabled_among(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<Vec<Uuid>> {
    user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Id.is_in(ids))
        .filter(user::Column::DisabledAt.is_not_null())
        .rows(db)
        .await
}

/// Whether one of `ids` is not barred and has a password.
///
/// # Errors
/// The database.
pub async fn any_active(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<bool> {
    Ok(active().filter(user::Column::Id.is_in(ids)).row::<user::Model>(db).await?.is_some())
}

/// Gives a person the next version, as part of the change `seq`.
///
/// # Errors
/// The database.
pub async fn bump_version(db: &impl Connection, id: UserId, seq: i64) -> AppResult<()> {
    user::Entity::update_many()
        .col_expr(user::Column::Version, Expr::col(user::Column::Version).add(1))
        .col_expr(user::Column::ChangeSeq, Expr::value(seq))
        .filter(user::Column::Id.eq(id.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Replaces the hash of a password without a new version.
///
/// # Errors
/// The database.
pub async fn set_password_hash(db: &impl Connection, id: UserId, hash: String) -> AppResult<()> {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .filter(user::Column::Id.eq(id.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes away the secret that unsubscribes from mails, without a new version.
///
/// # Errors
/// The database.
pub async fn clear_mail_secret(db: &impl Connection, id: UserId) -> AppResult<()> {
    user::Entity::update_many()
        .col_expr(user::Column::MailSecret, Expr::value(Option::<String>::None))
        .filter(user::Column::Id.eq(id.0))
        .exec(db)
        .await?;
    Ok(())
}
