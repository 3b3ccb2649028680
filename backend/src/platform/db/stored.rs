//! Columns of words: an enum of `shared` in a row, so that `shared` need not know the database.

use std::fmt;
use std::ops::Deref;

use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable, Value};
use serde::{Serialize, Serializer};
use shared::word::Word;

/// A value that is stored by its word. One that is not known is an error, never a default.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stored<T>(pub T);

impl<T> From<T> for Stored<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Stored<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: PartialEq> PartialEq<T> for Stored<T> {
    fn eq(&self, other: &T) -> bool {
        self.0 == *other
    }
}

impl<T: fmt::Debug> fmt::Debug for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Word> Serialize for Stored<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<T: Word> From<Stored<T>> for Value {
    fn from(stored: Stored<T>) -> Self {
        stored.0.word().into()
    }
}

impl<T: Word> TryGetable for Stored<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let word = String::try_get_by(row, index)?;
        let unknown = || DbErr::Type(format!("unknown word in the database: {word:?}"));
        T::of_word(&word).map(Self).ok_or_else(|| TryGetError::DbErr(unknown()))
    }
}

impl<T: Word> ValueType for Stored<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let word = <String as ValueType>::try_from(value)?;
        T::of_word(&word).map(Self).ok_or(ValueTypeErr)
    }

    fn type_name() -> String {
        "String".into()
    }

    fn array_type() -> ArrayType {
        ArrayType::String
    }

    fn column_type() -> ColumnType {
        String::column_type()
    }
}

impl<T: Word> Nullable for Stored<T> {
    fn null() -> Value {
        String::null()
    }
}
