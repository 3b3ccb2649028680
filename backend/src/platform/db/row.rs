//! Rows of known types, read by whichever driver: that of the pool by the names of its columns, the
//! one that reads in the asking thread by their places, which are looked up once a statement.

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use sea_orm::{DbErr, QueryResult, TryGetableMany};
use shared::word::Word;
use uuid::Uuid;

use super::stored::Stored;

/// What one row is read into.
pub trait Row: Sized + Send {
    /// The names of its columns in the order in which [`Row::from_cells`] takes them; none where the
    /// order of the statement is that order.
    fn columns() -> Option<Vec<&'static str>>;

    /// Takes its columns one after another.
    ///
    /// # Errors
    /// A value that is none of its column.
    fn from_cells(cells: &mut Cells<'_>) -> rusqlite::Result<Self>;

    /// Reads a row of the pool.
    ///
    /// # Errors
    /// A value that is none of its column.
    fn from_result(result: &QueryResult) -> Result<Self, DbErr>;
}

/// The cells of a row, taken one after another.
pub struct Cells<'row> {
    row: &'row rusqlite::Row<'row>,
    places: Option<&'row [usize]>,
    taken: usize,
}

impl<'row> Cells<'row> {
    /// The cells at these places, or all.
    pub(super) fn new(row: &'row rusqlite::Row<'row>, places: Option<&'row [usize]>) -> Self {
        Self { row, places, taken: 0 }
    }

    /// The next one.
    ///
    /// # Errors
    /// A value that is none of its column.
    pub fn take<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let place = match self.places {
            Some(places) => places.get(self.taken).copied().unwrap_or(usize::MAX),
            None => self.taken,
        };
        self.taken += 1;
        self.row.get(place)
    }
}

impl<T: Word> FromSql for Stored<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        let unknown = || format!("unknown word in the database: {word:?}").into();
        let found = T::of_word(word).map(Self);
        found.ok_or_else(|| rusqlite::types::FromSqlError::Other(unknown()))
    }
}

/// Single values are read from the first column.
macro_rules! value {
    ($($type:ty),*) => {$(
        impl Row for $type {
            fn columns() -> Option<Vec<&'static str>> {
                None
            }

            fn from_cells(cells: &mut Cells<'_>) -> rusqlite::Result<Self> {
                cells.take()
            }

            fn from_result(result: &QueryResult) -> Result<Self, DbErr> {
                result.try_get_by_index(0)
            }
        }
    )*};
}
value!(Uuid, String, Option<String>, i64);

/// Has a struct that derives `FromQueryResult` read by both drivers; the field in brackets is a
/// row itself.
macro_rules! row {
    ($type:ident $([$nested:ident : $inner:ty])? { $($field:ident),* $(,)? }) => {
        impl $crate::platform::db::row::Row for $type {
            fn columns() -> Option<Vec<&'static str>> {
                #[allow(unused_mut, reason = "not every row has rows in it")]
                let mut columns: Vec<&'static str> = Vec::new();
                $(columns.extend(<$inner as $crate::platform::db::row::Row>::columns()?);)?
                columns.extend([$(stringify!($field)),*]);
                Some(columns)
            }

            fn from_cells(
                cells: &mut $crate::platform::db::row::Cells<'_>,
            ) -> rusqlite::Result<Self> {
                Ok(Self {
                    $($nested: <$inner as $crate::platform::db::row::Row>::from_cells(cells)?,)?
                    $($field: cells.take()?,)*
                })
            }

            fn from_result(result: &sea_orm::QueryResult) -> Result<Self, sea_orm::DbErr> {
                sea_orm::FromQueryResult::from_query_result(result, "")
            }
        }
    };
}
pub(crate) use row;

/// Tuples are read in the order of the statement.
macro_rules! tuple {
    ($($name:ident),*) => {
        impl<$($name),*> Row for ($($name,)*)
        where
            $($name: FromSql + Send,)*
            ($($name,)*): TryGetableMany,
        {
            fn columns() -> Option<Vec<&'static str>> {
                None
            }

            fn from_cells(cells: &mut Cells<'_>) -> rusqlite::Result<Self> {
                Ok(($(cells.take::<$name>()?,)*))
            }

            fn from_result(result: &QueryResult) -> Result<Self, DbErr> {
                <Self as TryGetableMany>::try_get_many_by_index(result).map_err(Into::into)
            }
        }
    };
}
tuple!(A);
tuple!(A, B);
tuple!(A, B, C);
tuple!(A, B, C, D);
