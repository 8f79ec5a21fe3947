//! The two databases behind one interface: the same statements, and the few placeholders in which they differ.

mod connection;
mod migrate;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod text;

pub use connection::{OutboxConnection, OutboxTransaction};
#[cfg(feature = "sqlite")]
pub use sqlite::sqlite_options;
pub(crate) use text::Text;

use crate::error::OutboxError;
use connection::Inner;

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("turn on the feature `sqlite` or `postgres`");

/// Runs one piece of code on either database; the types of the driver are inferred in each arm.
macro_rules! on {
    ($database:expr, $executor:ident => $body:expr) => {
        match $database {
            #[cfg(feature = "sqlite")]
            $crate::store::Database::Sqlite($executor) => $body,
            #[cfg(feature = "postgres")]
            $crate::store::Database::Postgres($executor) => $body,
        }
    };
}

/// [`on`] for an open connection.
macro_rules! on_connection {
    ($connection:expr, $executor:ident => $body:expr) => {
        match $connection {
            #[cfg(feature = "sqlite")]
            $crate::store::OutboxConnection::Sqlite($executor) => {
                let $executor = &mut **$executor;
                $body
            }
            #[cfg(feature = "postgres")]
            $crate::store::OutboxConnection::Postgres($executor) => {
                let $executor = &mut **$executor;
                $body
            }
        }
    };
}

pub(crate) use {on, on_connection};

/// A pool of either database.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
}

/// Which SQL is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

impl Dialect {
    /// Fills in what differs between the databases: `{now}` (milliseconds since 1970 on the database's clock),
    /// `{skip_locked}` and `{skip_locked_lane}` (leave out rows that another transaction holds), `{key_share}` (keep a
    /// row from being deleted), `{share}` (keep it from being changed), `{id}` and `{bytes}` (column types).
    pub(crate) fn sql(self, text: &str) -> sqlx::SqlStr {
        let placeholders = match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite => &sqlite::PLACEHOLDERS,
            #[cfg(feature = "postgres")]
            Self::Postgres => &postgres::PLACEHOLDERS,
        };
        let mut sql = text.to_owned();
        for (placeholder, text) in placeholders {
            if sql.contains(placeholder) {
                sql = sql.replace(placeholder, text);
            }
        }
        sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(sql))
    }
}

/// Placeholder and what stands for it in one database.
type Placeholders = [(&'static str, &'static str); 7];

impl Database {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) fn sql(&self, text: &str) -> sqlx::SqlStr {
        self.dialect().sql(text)
    }

    /// Begins a transaction that holds SQLite's write lock from its first statement on.
    pub(crate) async fn begin(&self) -> Result<OutboxTransaction, OutboxError> {
        Ok(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => OutboxTransaction::new(Inner::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?)),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => OutboxTransaction::new(Inner::Postgres(pool.begin().await?)),
        })
    }

    /// Refuses a database that forgets committed transactions when the machine stops.
    pub(crate) async fn check_durability(&self) -> Result<(), OutboxError> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => sqlite::check_durability(pool).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => postgres::check_durability(pool).await,
        }
    }

    /// Creates or updates this crate's tables, and those of the job engine.
    pub(crate) async fn migrate(&self, engine: bool) -> Result<(), OutboxError> {
        migrate::run(self, engine).await
    }
}
