//! Text of a row that may be damaged.

use sqlx::{Decode, Type, error::BoxDynError};

/// A column's text. SQLite gives whatever bytes a damaged page holds; those that are not UTF-8 are replaced here, so that
/// one row does not make a statement over many fail.
#[derive(Debug)]
pub(crate) struct Text(pub(crate) String);

#[cfg(feature = "sqlite")]
impl Type<sqlx::Sqlite> for Text {
    fn type_info() -> sqlx::sqlite::SqliteTypeInfo {
        <String as Type<sqlx::Sqlite>>::type_info()
    }

    /// Any: SQLite's columns take values of every type.
    fn compatible(_: &sqlx::sqlite::SqliteTypeInfo) -> bool {
        true
    }
}

#[cfg(feature = "sqlite")]
impl<'r> Decode<'r, sqlx::Sqlite> for Text {
    fn decode(value: sqlx::sqlite::SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        let bytes = <&[u8] as Decode<sqlx::Sqlite>>::decode(value)?;
        Ok(Self(String::from_utf8_lossy(bytes).into_owned()))
    }
}

#[cfg(feature = "postgres")]
impl Type<sqlx::Postgres> for Text {
    fn type_info() -> sqlx::postgres::PgTypeInfo {
        <String as Type<sqlx::Postgres>>::type_info()
    }

    fn compatible(of: &sqlx::postgres::PgTypeInfo) -> bool {
        <String as Type<sqlx::Postgres>>::compatible(of)
    }
}

#[cfg(feature = "postgres")]
impl<'r> Decode<'r, sqlx::Postgres> for Text {
    fn decode(value: sqlx::postgres::PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(<String as Decode<sqlx::Postgres>>::decode(value)?))
    }
}
