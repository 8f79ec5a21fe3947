//! SQLite: options, words, durability.

use super::Words;
use crate::error::OutboxError;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

pub(super) const WORDS: Words = [
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

/// Options for a database file that keeps what it has committed: write-ahead log, `synchronous = FULL`, 30 s of waiting
/// for other writers. The file is created if it is missing.
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
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
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
