//! Removes what has been kept long enough.

use super::{Inner, Retention};
use crate::{
    Outbox, OutboxError, WakeBy, documents,
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
        match inner.outbox.clean_up(inner.config.retention).await {
            Ok(mails) => tracing::debug!(target: "ite_mailer_outbox", mails, "cleaned up"),
            Err(error) => tracing::warn!(target: "ite_mailer_outbox", %error, "the clean-up failed"),
        }
        sleep(EVERY).await;
    }
}

impl Outbox {
    /// Removes what has been kept long enough: mails, documents that no mail needs, jobs of the engine that are done. Gives
    /// the number of mails removed.
    ///
    /// Every worker does this a minute after its start and then each hour, with its
    /// [`retention`](crate::WorkerBuilder::retention). Call it to remove sooner.
    ///
    /// ```
    /// # use ite_mailer_outbox::{Outbox, OutboxError, Retention};
    /// # use std::time::Duration;
    /// # async fn forget(outbox: Outbox) -> Result<(), OutboxError> {
    /// let week = Duration::from_secs(7 * 24 * 3600);
    /// outbox.clean_up(Retention::default().mails(week).documents(Duration::ZERO)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`]. What was removed before stays removed.
    pub async fn clean_up(&self, retention: Retention) -> Result<u64, OutboxError> {
        remove(&self.database, UNLINK, retention.documents).await?;
        let mails = remove(&self.database, FORGET, retention.mails).await?;
        while documents::remove_unused(&self.database, self.documents()).await? > 0 {}
        if self.wake_by == WakeBy::Apalis {
            remove_jobs(&self.database).await?;
        }
        Ok(mails)
    }
}

/// Takes their documents from ended mails.
const UNLINK: &str = "DELETE FROM outbox_mail_document WHERE mail IN (
    SELECT m.id FROM outbox_mail m WHERE m.state IN ('accepted', 'cancelled') AND m.ended_at <= {now} - $1
        AND EXISTS (SELECT 1 FROM outbox_mail_document d WHERE d.mail = m.id)
    LIMIT $2)";
/// Removes ended mails, but none of the last minute: they count for their gateway's mails a minute.
const FORGET: &str = "DELETE FROM outbox_mail WHERE id IN (
    SELECT id FROM outbox_mail
    WHERE state IN ('accepted', 'failed', 'cancelled') AND ended_at <= {now} - $1
        AND COALESCE(attempted_at, 0) <= {now} - 60000
    LIMIT $2)";

/// Runs a statement until it finds no more rows of that age; gives the number of rows.
async fn remove(database: &Database, statement: &str, age: Duration) -> Result<u64, OutboxError> {
    let mut removed = 0;
    loop {
        let sql = database.sql(statement);
        let rows = on!(database, pool =>
            sqlx::query(sql).bind(milliseconds(age)).bind(ROWS).execute(pool).await.map(|done| done.rows_affected()))?;
        removed += rows;
        if rows == 0 {
            return Ok(removed);
        }
    }
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
