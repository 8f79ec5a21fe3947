//! Connections of either database: the caller's, and transactions of our own.

use super::Dialect;
use crate::error::OutboxError;

/// The caller's open connection or transaction, of either database.
///
/// It is made by `From` from `&mut Transaction`, `&mut SqliteConnection`, `&mut PgConnection` and pool connections.
#[derive(Debug)]
pub enum OutboxConnection<'a> {
    /// A connection to SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(&'a mut sqlx::SqliteConnection),
    /// A connection to PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(&'a mut sqlx::PgConnection),
}

impl OutboxConnection<'_> {
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
}

impl OutboxConnection<'_> {
    /// Takes SQLite's write lock, and waits for it, before a read could pin an old state of the file that no longer may
    /// be written to (`SQLITE_BUSY_SNAPSHOT`, <https://sqlite.org/rescode.html#busy_snapshot>). Changes nothing.
    pub(crate) async fn lock_for_writing(&mut self) -> Result<(), OutboxError> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                sqlx::query("DELETE FROM outbox_bell WHERE FALSE").execute(&mut **connection).await?;
                Ok(())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Lets each statement of the transaction just begun see what others have committed, whatever the product's default is.
    pub(crate) async fn read_committed(&mut self) -> Result<(), OutboxError> {
        match self {
            // The write lock is held; nothing else commits.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                sqlx::query("SET TRANSACTION ISOLATION LEVEL READ COMMITTED").execute(&mut **connection).await?;
                Ok(())
            }
        }
    }
}

macro_rules! from {
    ($feature:literal, $variant:ident, $($connection:ty),+) => {$(
        #[cfg(feature = $feature)]
        impl<'a> From<&'a mut $connection> for OutboxConnection<'a> {
            fn from(connection: &'a mut $connection) -> Self {
                Self::$variant(connection)
            }
        }
    )+};
}

from!(
    "sqlite",
    Sqlite,
    sqlx::SqliteConnection,
    sqlx::Transaction<'_, sqlx::Sqlite>,
    sqlx::pool::PoolConnection<sqlx::Sqlite>
);
from!(
    "postgres",
    Postgres,
    sqlx::PgConnection,
    sqlx::Transaction<'_, sqlx::Postgres>,
    sqlx::pool::PoolConnection<sqlx::Postgres>
);

/// A transaction of the outbox's own pool, for products that know their database only by its URL. Dropping it rolls it
/// back.
#[derive(Debug)]
pub struct OutboxTransaction(Inner);

#[derive(Debug)]
pub(super) enum Inner {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl OutboxTransaction {
    pub(super) const fn new(inner: Inner) -> Self {
        Self(inner)
    }

    pub(crate) fn connection(&mut self) -> OutboxConnection<'_> {
        match &mut self.0 {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(transaction) => OutboxConnection::Sqlite(transaction),
            #[cfg(feature = "postgres")]
            Inner::Postgres(transaction) => OutboxConnection::Postgres(transaction),
        }
    }

    /// Commits.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`]: whether it was committed may be unknown. A mail with an idempotency key may be enqueued
    /// again.
    pub async fn commit(self) -> Result<(), OutboxError> {
        match self.0 {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(transaction) => transaction.commit().await?,
            #[cfg(feature = "postgres")]
            Inner::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

impl<'a> From<&'a mut OutboxTransaction> for OutboxConnection<'a> {
    fn from(transaction: &'a mut OutboxTransaction) -> Self {
        transaction.connection()
    }
}
