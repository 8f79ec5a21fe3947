//! Removes what has been kept long enough.

use super::{Inner, Retention};
use crate::{
    OutboxError, WakeBy, documents,
    lane::milliseconds,
    store::{Database, on},
};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

const EVERY: Duration = Duration::from_secs(3600);
const FIRST: Duration = Duration::from_secs(60);
/// Rows of one statement, so that no lock is held for long.
const ROWS: i64 = 1000;

/// Runs until it is dropped.
pub(super) async fn run(inner: Arc<Inner>) {
    sleep(FIRST).await;
    loop {
        match clean_up(&inner).await {
            Ok(mails) => tracing::debug!(target: "ite_mailer_outbox", mails, "cleaned up"),
            Err(error) => tracing::warn!(target: "ite_mailer_outbox", %error, "the clean-up failed"),
        }
        sleep(EVERY).await;
    }
}

async fn clean_up(inner: &Inner) -> Result<u64, OutboxError> {
    let outbox = &inner.outbox;
    let mails = remove(&outbox.database, inner.config.retention).await?;
    while documents::remove_unused(&outbox.database, outbox.documents()).await? > 0 {}
    if outbox.wake_by == WakeBy::Apalis {
        remove_jobs(&outbox.database).await?;
    }
    Ok(mails)
}

/// Removes mails and links to documents whose time is over; gives the number of mails.
pub(crate) async fn remove(database: &Database, retention: Retention) -> Result<u64, OutboxError> {
    for (sql, time) in [
        (
            "DELETE FROM outbox_mail_document WHERE mail IN (
                SELECT m.id FROM outbox_mail m WHERE m.state IN ('accepted', 'cancelled') AND m.ended_at < {now} - $1
                    AND EXISTS (SELECT 1 FROM outbox_mail_document d WHERE d.mail = m.id)
                LIMIT $2)",
            retention.documents,
        ),
        (
            "DELETE FROM outbox_mail WHERE id IN (
                SELECT id FROM outbox_mail
                WHERE state IN ('accepted', 'failed', 'cancelled') AND ended_at < {now} - $1 LIMIT $2)",
            retention.mails,
        ),
    ] {
        let mut removed = 0;
        loop {
            let sql = database.sql(sql);
            let rows = on!(database, pool =>
                sqlx::query(sql).bind(milliseconds(time)).bind(ROWS).execute(pool).await
                    .map(|done| done.rows_affected()))?;
            removed += rows;
            if rows == 0 {
                break;
            }
        }
        if sql.starts_with("DELETE FROM outbox_mail ") {
            return Ok(removed);
        }
    }
    Ok(0)
}

/// The engine keeps its jobs, and the names of its workers on SQLite, for ever.
async fn remove_jobs(database: &Database) -> Result<(), OutboxError> {
    match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite(pool) => {
            let sql = "DELETE FROM Jobs WHERE job_type = $1 AND status = 'Done' AND done_at < unixepoch() - 3600";
            sqlx::query(sql).bind(crate::enqueue::QUEUE).execute(pool).await?;
            let sql = "DELETE FROM Workers WHERE worker_type = $1 AND last_seen < unixepoch() - 86400
                AND NOT EXISTS (SELECT 1 FROM Jobs WHERE Jobs.lock_by = Workers.id)";
            sqlx::query(sql).bind(crate::enqueue::QUEUE).execute(pool).await?;
        }
        #[cfg(feature = "postgres")]
        Database::Postgres(pool) => {
            let sql = "DELETE FROM apalis.jobs WHERE job_type = $1 AND status = 'Done'
                AND done_at < now() - INTERVAL '1 hour'";
            sqlx::query(sql).bind(crate::enqueue::QUEUE).execute(pool).await?;
        }
    }
    Ok(())
}
