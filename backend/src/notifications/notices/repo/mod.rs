//! Rows of notices, and of what they are made from.

pub mod outbox;
pub mod people;
pub mod reminders;
pub mod subjects;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, Order, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::Deserialize;
use shared::ErrorCode;
use shared::dto::notifications::notice::{NoticeCount, NoticeView};
use shared::dto::page::{Named, Page};
use shared::id::NoticeId;
use shared::state::NoticeKind;
use uuid::Uuid;

use super::subject::NoticePayload;
use crate::platform::access::Person;
use crate::platform::db::entity::notice;
use crate::platform::db::filter::parse_list;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::sql::Bound;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::outbox::hub::Subscriber;

pub use crate::platform::db::entity::notice::Model as Notice;

/// Filters of the list.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Only those that have not been read.
    pub unread: Option<bool>,
    /// Kinds, separated by commas.
    pub kind: Option<String>,
}

fn of_person(person: &Person) -> sea_orm::Select<notice::Entity> {
    use notice::Column as C;
    notice::Entity::find()
        .filter(C::UserId.eq(person.user_id))
        .filter(C::CommuneId.eq(person.commune_id))
        .filter(C::Shown.eq(true))
}

/// One's own notices, the newest first.
///
/// # Errors
/// A malformed filter, a bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    person: &Person,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<NoticeView>> {
    use notice::Column as C;
    let mut select = of_person(person);
    if filter.unread == Some(true) {
        select = select.filter(C::ReadAt.is_null());
    }
    if let Some(kinds) = &filter.kind {
        select = select.filter(C::Kind.is_in(parse_list(kinds, "kind", NoticeKind::parse)?));
    }
    let sort = Sort { word: "-at".into(), column: C::Id, id: C::Id, order: Order::Desc };
    let found = page(db, select, sort, paging, |row: &Notice| (Key::Id(row.id), row.id)).await?;
    let items = found.items.into_iter().filter_map(view).collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

fn view(row: Notice) -> Option<NoticeView> {
    let facts: NoticePayload = serde_json::from_str(&row.facts).unwrap_or_default();
    Some(NoticeView {
        id: row.id.into(),
        kind: NoticeKind::parse(&row.kind)?,
        at: row.at,
        read: row.read_at.is_some(),
        assignment_id: row.assignment_id.map(Into::into),
        task: facts.task_id.map(|id| Named { id: id.into(), name: facts.task }),
        other_tasks: facts.other_tasks,
        unit: facts.unit_id.map(|id| Named { id: id.into(), name: facts.unit }),
        other_units: facts.others,
        due_at: facts.due_at,
        moved_from: facts.moved_from,
        number: facts.number,
        by: facts.by,
        note: facts.note,
        for_post: facts.for_post,
        path: facts.path,
    })
}

#[derive(Debug, FromQueryResult)]
struct UnreadCount {
    user_id: Uuid,
    commune_id: Uuid,
    unread: i64,
}

/// How many notices some people have not read, in one query; those without any are left out.
///
/// # Errors
/// The database.
pub async fn unread(
    db: &impl Connection,
    subscribers: &[Subscriber],
) -> AppResult<HashMap<Subscriber, i64>> {
    let mut bound = Bound::new(db);
    let users: Vec<String> = subscribers.iter().map(|(user, _)| bound.bind(*user)).collect();
    let sql = format!(
        "SELECT user_id, commune_id, count(*) AS unread FROM notices
         WHERE user_id IN ({}) AND read_at IS NULL AND shown GROUP BY user_id, commune_id",
        users.join(", ")
    );
    let counted: Vec<UnreadCount> = bound.all(db, &sql).await?;
    Ok(counted.into_iter().map(|row| ((row.user_id, row.commune_id), row.unread)).collect())
}

/// The newest notice of a person.
///
/// # Errors
/// The database.
pub async fn newest(db: &impl Connection, subscriber: Subscriber) -> AppResult<Option<NoticeId>> {
    let newest: Option<Uuid> = notice::Entity::find()
        .select_only()
        .column(notice::Column::Id)
        .filter(notice::Column::UserId.eq(subscriber.0))
        .filter(notice::Column::CommuneId.eq(subscriber.1))
        .filter(notice::Column::Shown.eq(true))
        .order_by_desc(notice::Column::Id)
        .limit(1)
        .row(db)
        .await?;
    Ok(newest.map(Into::into))
}

/// What one's own bell shows.
///
/// # Errors
/// The database.
pub async fn count(db: &impl Connection, person: &Person) -> AppResult<NoticeCount> {
    let subscriber = (person.user_id, person.commune_id);
    let unread = unread(db, &[subscriber]).await?.get(&subscriber).copied().unwrap_or_default();
    Ok(NoticeCount { unread, newest: newest(db, subscriber).await? })
}

/// Marks one's own notices as read: one, or all up to one, or all.
///
/// # Errors
/// 404 for one that is not one's own; the database.
pub async fn read(
    db: &impl Connection,
    person: &Person,
    which: NoticeSelection,
    now: DateTime<Utc>,
) -> AppResult<()> {
    use notice::Column as C;
    let mut update = notice::Entity::update_many()
        .col_expr(C::ReadAt, Expr::value(now))
        .filter(C::UserId.eq(person.user_id))
        .filter(C::CommuneId.eq(person.commune_id))
        .filter(C::ReadAt.is_null());
    match which {
        NoticeSelection::One(id) => {
            let own = of_person(person).filter(C::Id.eq(id.0)).row::<notice::Model>(db).await?;
            own.ok_or(ErrorCode::NotFound)?;
            update = update.filter(C::Id.eq(id.0));
        }
        NoticeSelection::UpTo(id) => update = update.filter(C::Id.lte(id.0)),
        NoticeSelection::All => {}
    }
    update.exec(db).await?;
    Ok(())
}

/// Which notices.
#[derive(Debug, Clone, Copy)]
pub enum NoticeSelection {
    /// This one.
    One(NoticeId),
    /// This one and all before it.
    UpTo(NoticeId),
    /// Every one.
    All,
}

/// Writes a notice; whether it was there to be written: a person is told once of a cause.
///
/// # Errors
/// The database.
pub async fn insert(db: &impl Connection, row: Notice) -> AppResult<bool> {
    let once = [notice::Column::UserId, notice::Column::CommuneId, notice::Column::Cause];
    let written = notice::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(written > 0)
}

/// The notice of a cause that a person has.
///
/// # Errors
/// The database.
pub async fn find_by_cause(
    db: &impl Connection,
    (user_id, commune_id): Subscriber,
    cause: &str,
) -> AppResult<Option<Notice>> {
    notice::Entity::find()
        .filter(notice::Column::UserId.eq(user_id))
        .filter(notice::Column::CommuneId.eq(commune_id))
        .filter(notice::Column::Cause.eq(cause))
        .row(db)
        .await
}

/// The notices of a commune that wait for the mail of the morning, the oldest first.
///
/// # Errors
/// The database.
pub async fn mail_due(db: &impl Connection, commune_id: Uuid) -> AppResult<Vec<Notice>> {
    notice::Entity::find()
        .filter(notice::Column::CommuneId.eq(commune_id))
        .filter(notice::Column::MailDue.eq(true))
        .order_by_asc(notice::Column::Id)
        .rows(db)
        .await
}

/// Lets notices wait for no mail any more.
///
/// # Errors
/// The database.
pub async fn clear_mail_due(db: &impl Connection, ids: &[Uuid]) -> AppResult<()> {
    notice::Entity::update_many()
        .col_expr(notice::Column::MailDue, Expr::value(false))
        .filter(notice::Column::Id.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}
