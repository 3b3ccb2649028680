//! Keyset paging: a cursor holds the sort key and id of the last row seen.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ColumnTrait, ColumnType, Condition, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder,
    QuerySelect, Select, Value,
};
use serde::{Deserialize, Serialize};
use shared::ErrorCode;
use shared::dto::page::Page;
use uuid::Uuid;

use crate::platform::db::row::Row;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::{AppError, AppResult};

const DEFAULT_LIMIT: u64 = 50;
const MAX_LIMIT: u64 = 200;
/// Totals are exact up to here.
pub const MAX_TOTAL: u64 = 10_000;

/// `limit`, `cursor` and `include_total` of every list.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Items a page: 1 to 200, 50 if left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all; exact to 10,000.
    pub include_total: Option<bool>,
}

impl Paging {
    /// How many items a page has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
    }

    /// The place after which the page begins, with the order that its cursor is of: for lists that
    /// [`page`] does not read.
    ///
    /// # Errors
    /// A cursor that is of none.
    pub fn after(&self) -> AppResult<Option<(String, Key, Uuid)>> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let Cursor { order, key, id } = read_cursor(cursor)?;
        let key = serde_json::from_value(key).map_err(|_| ErrorCode::InvalidCursor)?;
        Ok(Some((order, key, id)))
    }
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    order: String,
    key: serde_json::Value,
    id: Uuid,
}

/// How a list is ordered: by a column, then by id, both in the same direction.
#[derive(Debug, Clone)]
pub struct Sort<C> {
    /// The word of the `sort` parameter; a cursor of another order is refused.
    pub word: String,
    /// The column.
    pub column: C,
    /// The id that makes the order total.
    pub id: C,
    /// The direction.
    pub order: Order,
}

/// The name and the direction of a `sort` parameter: `-due_at` is `due_at`, downwards.
#[must_use]
pub fn direction(word: &str) -> (&str, Order) {
    match word.strip_prefix('-') {
        Some(name) => (name, Order::Desc),
        None => (word, Order::Asc),
    }
}

/// The error of a `sort` that the list does not know.
#[must_use]
pub fn unknown_sort(known: &str) -> AppError {
    AppError::Code(ErrorCode::MalformedQuery, Some(format!("sort: {known}")))
}

/// The value of a sort column.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// A number.
    Number(i64),
    /// An id; before texts, for the first that fits is taken.
    Id(Uuid),
    /// A text.
    Text(String),
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Number(number) => number.into(),
            Key::Text(text) => text.into(),
            Key::Id(id) => id.into(),
        }
    }
}

/// One page of `select`, ordered by `sort`. `key` gives the sort key and id of a row.
///
/// # Errors
/// A cursor that is not of this list, or a failing database.
pub async fn page<E, M, C>(
    db: &impl Connection,
    select: Select<E>,
    sort: Sort<C>,
    paging: &Paging,
    key: impl Fn(&M) -> (Key, Uuid),
) -> AppResult<Page<M>>
where
    E: EntityTrait<Model: Send + Sync>,
    M: Row,
    C: ColumnTrait,
{
    joined_page(db, select, |select| select, sort, paging, key).await
}

/// The same of rows with what `join` puts beside them; it leaves none out, so they are counted
/// without.
///
/// # Errors
/// A cursor that is not of this list, or a failing database.
pub async fn joined_page<E, M, C>(
    db: &impl Connection,
    select: Select<E>,
    join: impl FnOnce(Select<E>) -> Select<E>,
    sort: Sort<C>,
    paging: &Paging,
    key: impl Fn(&M) -> (Key, Uuid),
) -> AppResult<Page<M>>
where
    E: EntityTrait<Model: Send + Sync>,
    M: Row,
    C: ColumnTrait,
{
    let limit = paging.size();
    let total = match paging.include_total {
        // Nothing is read of a row that is counted: an index may do.
        Some(true) => {
            let found = select.clone().select_only().expr(Expr::val(1)).limit(MAX_TOTAL);
            Some(found.count_rows(db).await?)
        }
        _ => None,
    };
    let mut select = join(select)
        .order_by(sort.column, sort.order.clone())
        .order_by(sort.id, sort.order.clone())
        .limit(limit + 1);
    if let Some(cursor) = &paging.cursor {
        let after = decode(cursor, &sort.word)?;
        select = select.filter(after_cursor(&sort, after)?);
    }
    let mut items = select.rows::<M>(db).await?;
    let more = items.len() as u64 > limit;
    items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = match items.last() {
        Some(last) if more => Some(encode(&sort.word, key(last))?),
        _ => None,
    };
    Ok(Page { items, next_cursor, total })
}

/// `(column, id) > (key, id)` written so that both databases use the index.
fn after_cursor<C: ColumnTrait>(sort: &Sort<C>, after: Cursor) -> AppResult<Condition> {
    let key: Key = serde_json::from_value(after.key).map_err(|_| ErrorCode::InvalidCursor)?;
    // A cursor somebody made up must not reach the database as a value of another type.
    let value = match (sort.column.def().get_column_type(), key) {
        (ColumnType::Date, Key::Text(day)) => day.parse::<NaiveDate>().ok().map(Value::from),
        (ColumnType::Date, _) => None,
        (ColumnType::Uuid, key @ Key::Id(_)) => Some(key.into()),
        (ColumnType::BigInteger, key @ Key::Number(_)) => Some(key.into()),
        (ColumnType::Uuid | ColumnType::BigInteger, _) => None,
        (_, key @ Key::Text(_)) => Some(key.into()),
        _ => None,
    };
    let value = value.ok_or(ErrorCode::InvalidCursor)?;
    let row: SimpleExpr = Expr::tuple([
        Expr::col((sort.column.entity_name(), sort.column)),
        Expr::col((sort.id.entity_name(), sort.id)),
    ]);
    let last_shown: SimpleExpr = Expr::tuple([Expr::val(value), Expr::val(after.id)]);
    let expr = match sort.order {
        Order::Desc => Expr::expr(row).lt(last_shown),
        _ => Expr::expr(row).gt(last_shown),
    };
    Ok(Condition::all().add(expr))
}

/// The cursor of a place in an order: the key and the id of the last row shown.
///
/// # Errors
/// A key that is no JSON.
pub fn encode(word: &str, (key, id): (Key, Uuid)) -> AppResult<String> {
    let cursor = Cursor { order: word.to_owned(), key: serde_json::to_value(key)?, id };
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor)?))
}

fn decode(text: &str, word: &str) -> AppResult<Cursor> {
    let cursor = read_cursor(text)?;
    if cursor.order == word { Ok(cursor) } else { Err(ErrorCode::InvalidCursor.into()) }
}

fn read_cursor(text: &str) -> AppResult<Cursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| ErrorCode::InvalidCursor)?;
    Ok(serde_json::from_slice(&bytes).map_err(|_| ErrorCode::InvalidCursor)?)
}
