//! PostgreSQL: placeholders, durability.

use super::Placeholders;
use crate::error::OutboxError;
use sqlx::PgPool;

/// `statement_timestamp`: `now` stands still within a transaction, and `clock_timestamp` cannot use an index. Where a
/// statement waits for a lock, its time is early, which errs on the side of an ending lease.
pub(super) const PLACEHOLDERS: Placeholders = [
    ("{now}", "CAST(extract(epoch FROM statement_timestamp()) * 1000 AS BIGINT)"),
    ("{skip_locked_lane}", "FOR UPDATE OF l SKIP LOCKED"),
    ("{skip_locked}", "FOR UPDATE SKIP LOCKED"),
    ("{key_share}", "FOR KEY SHARE"),
    ("{share}", "FOR SHARE"),
    ("{id}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    ("{bytes}", "BYTEA"),
];

pub(super) async fn check_durability(pool: &PgPool) -> Result<(), OutboxError> {
    let commit: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(pool).await?;
    if commit == "off" {
        return Err(OutboxError::Configuration(
            "synchronous_commit is off; the outbox needs it on, or a power cut could send a mail twice".to_owned(),
        ));
    }
    Ok(())
}
