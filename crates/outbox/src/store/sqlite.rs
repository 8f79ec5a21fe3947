//! SQLite: options, placeholders, durability.

use super::Placeholders;
use crate::error::OutboxError;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

pub(super) const PLACEHOLDERS: Placeholders = [
    ("{now}", "CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
    ("{skip_locked_lane}", ""),
    ("{skip_locked}", ""),
    ("{key_share}", ""),
    ("{share}", ""),
    ("{id}", "INTEGER PRIMARY KEY AUTOINCREMENT"),
    ("{bytes}", "BLOB"),
];

/// How long a statement waits for another process's transaction.
const BUSY: Duration = Duration::from_secs(30);

/// Options for a database file that keeps what it has committed: `synchronous = FULL`, foreign keys, 30 s of waiting for
/// other writers. The file is created if it is missing.
///
/// The write-ahead log is a property of the file, which [`Outbox::migrate`](crate::Outbox::migrate) sets. A connection
/// that asked for it anew each time would fail where another writes at that moment.
///
/// The file must be on a local disk: SQLite's locks do not work on network file systems.
///
/// ```
/// let options = ite_mailer_outbox::sqlite_options("/var/lib/example/product.db");
/// ```
#[must_use]
pub fn sqlite_options(path: impl AsRef<Path>) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
}

/// Sets the write-ahead log, in which readers do not wait for writers. SQLite does not wait for the lock this takes.
pub(super) async fn set_write_ahead_log(pool: &SqlitePool) -> Result<(), OutboxError> {
    const TRIES: u32 = 50;
    for _ in 0..TRIES {
        match sqlx::query_scalar::<_, String>("PRAGMA journal_mode = WAL").fetch_one(pool).await {
            Ok(_) => return Ok(()),
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("5") => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(OutboxError::Configuration("the write-ahead log could not be set: another process is writing".to_owned()))
}

/// `PRAGMA synchronous`: 2 is FULL, 3 EXTRA (<https://sqlite.org/pragma.html#pragma_synchronous>).
pub(super) async fn check_durability(pool: &SqlitePool) -> Result<(), OutboxError> {
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(pool).await?;
    if synchronous < 2 {
        return Err(OutboxError::Configuration(format!(
            "PRAGMA synchronous is {synchronous}; the outbox needs FULL (2), or a power cut could send a mail twice"
        )));
    }
    let foreign_keys: bool = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(pool).await?;
    if !foreign_keys {
        return Err(OutboxError::Configuration("PRAGMA foreign_keys is off; the outbox needs it on".to_owned()));
    }
    Ok(())
}
