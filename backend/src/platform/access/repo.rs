//! Rows of sessions and of powers lent.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use shared::Role;
use shared::id::{PostId, SessionId, UserId};
use uuid::Uuid;

use crate::platform::db::entity::{
    auth_epoch, commune, delegation, post, second_factor, session, user,
};
use crate::platform::db::row::row;
use crate::platform::db::stored::Stored;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::{AppError, AppResult};

pub use crate::platform::db::entity::delegation::Model as Delegation;
pub use crate::platform::db::entity::session::Model as Session;

/// A session with what decides whether it still counts.
#[derive(Debug, Clone, FromQueryResult)]
pub struct SessionRow {
    /// The person.
    pub user_id: Uuid,
    /// The post by which the person acts.
    pub post_id: Uuid,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// How long it lives without being used.
    pub idle_seconds: i64,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Since when the person may not log in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// The commune of the post.
    pub commune_id: Uuid,
    /// The unit of the post.
    pub unit_id: Uuid,
    /// The role of the post.
    pub role: Stored<Role>,
    /// The first day of the post.
    pub valid_from: NaiveDate,
    /// The last day of the post.
    pub valid_to: Option<NaiveDate>,
    /// The settings of the commune, as they are stored.
    pub settings: String,
    /// Since when the person has a second factor.
    pub second_factor_at: Option<DateTime<Utc>>,
}

row!(SessionRow {
    user_id,
    post_id,
    last_seen_at,
    expires_at,
    idle_seconds,
    ended_at,
    disabled_at,
    commune_id,
    unit_id,
    role,
    valid_from,
    valid_to,
    settings,
    second_factor_at,
});

/// The number that every change of who may do what raises.
///
/// # Errors
/// The database.
pub async fn auth_epoch(db: &impl Connection) -> AppResult<i64> {
    let row = auth_epoch::Entity::find().row::<auth_epoch::Model>(db).await?;
    Ok(row.ok_or_else(|| AppError::Internal("no row in auth_epoch".into()))?.epoch)
}

/// A session with its person, post, commune and second factor: in one query, as every request asks.
///
/// # Errors
/// The database.
pub async fn find_session_row(db: &impl Connection, id: Uuid) -> AppResult<Option<SessionRow>> {
    session::Entity::find_by_id(id)
        .join(JoinType::InnerJoin, session::Relation::User.def())
        .join(JoinType::InnerJoin, session::Relation::Post.def())
        .join(JoinType::InnerJoin, post::Relation::Commune.def())
        .join(JoinType::LeftJoin, session::Relation::SecondFactor.def())
        .select_only()
        .column(commune::Column::Settings)
        .column_as(second_factor::Column::ConfirmedAt, "second_factor_at")
        .columns([
            session::Column::UserId,
            session::Column::PostId,
            session::Column::LastSeenAt,
            session::Column::ExpiresAt,
            session::Column::IdleSeconds,
            session::Column::EndedAt,
        ])
        .column(user::Column::DisabledAt)
        .columns([
            post::Column::CommuneId,
            post::Column::UnitId,
            post::Column::Role,
            post::Column::ValidFrom,
            post::Column::ValidTo,
        ])
        .row(db)
        .await
}

/// The session of this id.
///
/// # Errors
/// The database.
pub async fn find_session(db: &impl Connection, id: Uuid) -> AppResult<Option<Session>> {
    session::Entity::find_by_id(id).row(db).await
}

/// The sessions of a person that were not ended and do not expire before `now`, the last used first.
///
/// # Errors
/// The database.
pub async fn open_sessions(
    db: &impl Connection,
    user_id: UserId,
    now: DateTime<Utc>,
) -> AppResult<Vec<Session>> {
    session::Entity::find()
        .filter(session::Column::UserId.eq(user_id.0))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::LastSeenAt)
        .rows(db)
        .await
}

/// Inserts a session.
///
/// # Errors
/// The database.
pub async fn insert_session(tx: &impl Connection, row: Session) -> AppResult<()> {
    session::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Notes when a session was last used.
///
/// # Errors
/// The database.
pub async fn set_last_seen(db: &impl Connection, id: Uuid, at: DateTime<Utc>) -> AppResult<()> {
    // Nothing is asked back: SQLite writes a statement that returns rows when it is closed, and the
    // driver does not hear of a full disk then.
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(at))
        .filter(session::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Gives a session another post, with how long it lives by it.
///
/// # Errors
/// The database.
pub async fn set_post(
    db: &impl Connection,
    id: SessionId,
    post_id: PostId,
    idle_seconds: i64,
    expires_at: DateTime<Utc>,
) -> AppResult<()> {
    session::ActiveModel {
        id: Set(id.0),
        post_id: Set(post_id.0),
        idle_seconds: Set(idle_seconds),
        expires_at: Set(expires_at),
        ..Default::default()
    }
    .update(db)
    .await?;
    Ok(())
}

/// Ends a session that is still open.
///
/// # Errors
/// The database.
pub async fn end_session(db: &impl Connection, id: Uuid, now: DateTime<Utc>) -> AppResult<()> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Ends every open session of a person, but for one that may be kept.
///
/// # Errors
/// The database.
pub async fn end_sessions_of_user(
    db: &impl Connection,
    user_id: UserId,
    kept: Option<SessionId>,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let mut update = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .filter(session::Column::UserId.eq(user_id.0))
        .filter(session::Column::EndedAt.is_null());
    if let Some(kept) = kept {
        update = update.filter(session::Column::Id.ne(kept.0));
    }
    update.exec(db).await?;
    Ok(())
}

/// Powers lent to a post that nobody has ended, the oldest first.
///
/// # Errors
/// The database.
pub async fn delegations_to(db: &impl Connection, post_id: Uuid) -> AppResult<Vec<Delegation>> {
    delegation::Entity::find()
        .filter(delegation::Column::ToPostId.eq(post_id))
        .filter(delegation::Column::EndedAt.is_null())
        .order_by_asc(delegation::Column::Id)
        .rows(db)
        .await
}
