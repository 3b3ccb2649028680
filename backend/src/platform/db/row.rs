//! Rows of known types, read by whichever driver: that of the pool by the names of its columns, the
//! one that reads in the asking thread by their places, which are looked up once a statement.

use chrono::{DateTime, NaiveDate, Utc};
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
    pub fn take<T: Cell>(&mut self) -> rusqlite::Result<T> {
        let place = match self.places {
            Some(places) => places.get(self.taken).copied().unwrap_or(usize::MAX),
            None => self.taken,
        };
        self.taken += 1;
        let value = self.row.get_ref(place)?;
        T::of(value).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(place, value.data_type(), Box::new(error))
        })
    }
}

/// A value of one column.
pub trait Cell: Sized {
    /// Reads what SQLite holds.
    ///
    /// # Errors
    /// A value that is none of this type.
    fn of(value: ValueRef<'_>) -> FromSqlResult<Self>;
}

macro_rules! cell {
    ($($type:ty),*) => {$(
        impl Cell for $type {
            fn of(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Self::column_result(value)
            }
        }
    )*};
}
cell!(Uuid, String, i64, bool, f64, Vec<u8>, NaiveDate);

impl<T: Cell> Cell for Option<T> {
    fn of(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::of(value).map(Some),
        }
    }
}

impl Cell for DateTime<Utc> {
    fn of(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str().ok().and_then(stored_time) {
            Some(time) => Ok(time),
            None => Self::column_result(value),
        }
    }
}

/// A time as Loa stores it, `2026-11-30T23:53:41.379+00:00`; a reader of any format, which goes through
/// its description of one, was a tenth of what a list costs.
fn stored_time(text: &str) -> Option<DateTime<Utc>> {
    let text = text.strip_suffix("+00:00")?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let separated = |at: usize, sign: u8| whole.as_bytes().get(at) == Some(&sign);
    let in_form = whole.len() == 19
        && separated(4, b'-')
        && separated(7, b'-')
        && separated(10, b'T')
        && separated(13, b':')
        && separated(16, b':');
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let part = |from: usize, until: usize| number(whole.get(from..until)?);
    if !in_form || fraction.len() > 9 {
        return None;
    }
    let nanos = match fraction {
        "" => 0,
        digits => number(digits)? * 10_u32.pow(u32::try_from(9 - digits.len()).ok()?),
    };
    let year = i32::try_from(part(0, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, part(5, 7)?, part(8, 10)?)?
        .and_hms_nano_opt(part(11, 13)?, part(14, 16)?, part(17, 19)?, nanos)
        .map(|time| time.and_utc())
}

impl<T: Word> Cell for Stored<T> {
    fn of(value: ValueRef<'_>) -> FromSqlResult<Self> {
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
            $($name: Cell + Send,)*
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

#[cfg(test)]
mod tests {
    use chrono::SecondsFormat;

    use super::*;

    #[test]
    fn stored_times_are_read_as_they_were_written() {
        for nanos in [0, 379_000_000, 379_125_000, 1] {
            let time = NaiveDate::from_ymd_opt(2026, 11, 30)
                .and_then(|day| day.and_hms_nano_opt(23, 53, 41, nanos))
                .unwrap_or_default()
                .and_utc();
            let text = time.to_rfc3339_opts(SecondsFormat::AutoSi, false);
            assert_eq!(stored_time(&text), Some(time), "{text}");
        }
    }

    #[test]
    fn other_forms_of_a_time_are_left_to_the_driver() {
        let others = [
            "2026-11-30 23:53:41+00:00",
            "2026-11-30T23:53:41Z",
            "2026-11-30T23:53:41.+07:00",
            "2026-13-30T23:53:41+00:00",
            "2026-11-30T23:53:4x+00:00",
            "+026-11-30T23:53:41+00:00",
            "2026-11-30T23:53:41.1234567890+00:00",
            "",
        ];
        for text in others {
            assert_eq!(stored_time(text), None, "{text}");
        }
    }
}
