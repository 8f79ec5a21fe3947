//! The bell of a lane: at most one pending job of the engine, which wakes a worker for the lane's new mails.
//!
//! It is an optimisation: if the job is lost, late or delivered twice, the workers' polling finds the mails.

use crate::{
    OutboxError, WakeBy,
    store::{OutboxConnection, on_connection},
};
use apalis::prelude::TaskBuilder;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The engine's queue of wake-up jobs.
pub(crate) const QUEUE: &str = "ite-mailer-outbox";

/// The job: a lane has mails to send.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ring {
    pub(crate) lane: String,
}

/// Adds a job within the caller's transaction, unless one is pending.
///
/// A row locked by another transaction is skipped, since that transaction adds the job. So no transaction of a product
/// waits for another here.
pub(crate) async fn ring(
    connection: &mut OutboxConnection<'_>,
    wake_by: WakeBy,
    lane: &str,
) -> Result<(), OutboxError> {
    if wake_by == WakeBy::Polling {
        return Ok(());
    }
    let sql = connection.sql(
        "UPDATE outbox_bell SET rung = TRUE WHERE lane IN (
            SELECT lane FROM outbox_bell WHERE lane = $1 AND NOT rung {skip_locked}
        )",
    );
    let rung =
        on_connection!(connection, c => sqlx::query(sql).bind(lane).execute(c).await.map(|done| done.rows_affected()))?;
    if rung > 0 { push(connection, lane, None).await } else { Ok(()) }
}

/// Adds a job for this time, even if one is pending.
pub(crate) async fn ring_at(
    connection: &mut OutboxConnection<'_>,
    wake_by: WakeBy,
    lane: &str,
    after: Duration,
) -> Result<(), OutboxError> {
    if wake_by == WakeBy::Polling { Ok(()) } else { push(connection, lane, Some(after)).await }
}

/// Resets the bell: the next mail adds a job again.
pub(crate) async fn unring(connection: &mut OutboxConnection<'_>, lane: &str) -> Result<(), OutboxError> {
    let sql = connection.sql(
        "UPDATE outbox_bell SET rung = FALSE WHERE lane IN (
            SELECT lane FROM outbox_bell WHERE lane = $1 AND rung {skip_locked}
        )",
    );
    on_connection!(connection, c => sqlx::query(sql).bind(lane).execute(c).await.map(drop))?;
    Ok(())
}

async fn push(connection: &mut OutboxConnection<'_>, lane: &str, after: Option<Duration>) -> Result<(), OutboxError> {
    let job = serde_json::to_vec(&Ring { lane: lane.to_owned() });
    let mut task = TaskBuilder::new(job.map_err(|error| OutboxError::Stored(error.to_string()))?);
    if let Some(after) = after {
        task = task.run_after(after);
    }
    let task = task.build();
    match connection {
        #[cfg(feature = "sqlite")]
        OutboxConnection::Sqlite(connection) => apalis_sqlite::queries::push_tasks(&mut **connection, QUEUE, &[task])
            .await
            .map_err(|error| OutboxError::Engine(error.into())),
        #[cfg(feature = "postgres")]
        OutboxConnection::Postgres(connection) => {
            apalis_postgres::queries::push_tasks(&mut **connection, QUEUE, vec![task])
                .await
                .map_err(|error| OutboxError::Engine(error.into()))
        }
    }
}
