//! Taking a lane and keeping it, on the database's clock.

use super::Ownership;
use crate::{
    OutboxError,
    store::{Database, on},
};
use std::{iter, time::Duration};

/// A lane that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) ownership: Ownership,
    /// Rises when the product has saved new settings.
    pub(crate) generation: i64,
    /// Failures of the gateway in a row.
    pub(crate) failures: i64,
}

pub(crate) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}

/// What a lane needs to be taken: no owner, no pause, a mail that is due.
const FREE: &str = "l.owner IS NULL AND COALESCE(l.paused_until, 0) <= {now}
    AND EXISTS (SELECT 1 FROM outbox_mail m WHERE m.lane = l.lane AND m.state = 'due' AND m.due_at <= {now})";

/// Whether a lane waits for an owner. A plain read, so that an idle worker takes no lock.
pub(crate) async fn is_waiting(database: &Database) -> Result<bool, OutboxError> {
    let sql = database.sql(&format!("SELECT 1 FROM outbox_lane l WHERE {FREE} LIMIT 1"));
    let found: Option<i32> = on!(database, pool => sqlx::query_scalar(sql).fetch_optional(pool).await)?;
    Ok(found.is_some())
}

/// Whether one of the lane's mails is due.
pub(crate) async fn has_due(database: &Database, lane: &str) -> Result<bool, OutboxError> {
    let sql = database.sql("SELECT 1 FROM outbox_mail WHERE lane = $1 AND state = 'due' AND due_at <= {now} LIMIT 1");
    let found: Option<i32> = on!(database, pool => sqlx::query_scalar(sql).bind(lane).fetch_optional(pool).await)?;
    Ok(found.is_some())
}

/// Takes the lane that has waited longest since it was last served; `None` if none waits.
pub(crate) async fn take(database: &Database, owner: &str, lease: Duration) -> Result<Option<Taken>, OutboxError> {
    let sql = database.sql(&format!(
        "UPDATE outbox_lane SET owner = $1, fence = fence + 1, lease_until = {{now}} + $2
            WHERE owner IS NULL AND lane = (
                SELECT l.lane FROM outbox_lane l WHERE {FREE}
                ORDER BY COALESCE(l.released_at, 0), l.lane LIMIT 1 {{skip_locked_lane}}
            )
            RETURNING lane, fence, generation, failures"
    ));
    let row: Option<(String, i64, i64, i64)> = on!(database, pool =>
        sqlx::query_as(sql).bind(owner).bind(milliseconds(lease)).fetch_optional(pool).await)?;
    Ok(row.map(|(lane, fence, generation, failures)| Taken {
        ownership: Ownership { lane, owner: owner.to_owned(), fence },
        generation,
        failures,
    }))
}

/// What a renewal finds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Renewed {
    pub(crate) generation: i64,
    pub(crate) paused: bool,
}

/// Lengthens the lease; `None` if it has ended or another owner has the lane.
pub(crate) async fn renew(
    database: &Database,
    of: &Ownership,
    lease: Duration,
) -> Result<Option<Renewed>, OutboxError> {
    let sql = database.sql(
        "UPDATE outbox_lane SET lease_until = {now} + $4
            WHERE lane = $1 AND owner = $2 AND fence = $3 AND lease_until > {now}
            RETURNING generation, COALESCE(paused_until, 0) > {now}",
    );
    let row: Option<(i64, bool)> = on!(database, pool =>
        sqlx::query_as(sql)
            .bind(&of.lane).bind(&of.owner).bind(of.fence).bind(milliseconds(lease))
            .fetch_optional(pool).await)?;
    Ok(row.map(|(generation, paused)| Renewed { generation, paused }))
}

/// How long ago the mails of the last minute were sent through this lane, whichever process sent them.
pub(crate) async fn recent_attempts(database: &Database, lane: &str) -> Result<Vec<Duration>, OutboxError> {
    let sql = database.sql(
        "SELECT {now} - attempted_at FROM outbox_mail
            WHERE lane = $1 AND attempted_at IS NOT NULL AND attempted_at > {now} - 60000",
    );
    let mut ages: Vec<i64> = on!(database, pool => sqlx::query_scalar(sql).bind(lane).fetch_all(pool).await)?;
    // What the table does not show counts as if it were sent when the lane was released.
    let sql = database.sql(
        "SELECT uncounted, {now} - released_at FROM outbox_lane
            WHERE lane = $1 AND uncounted > 0 AND released_at > {now} - 60000",
    );
    let more: Option<(i64, i64)> = on!(database, pool => sqlx::query_as(sql).bind(lane).fetch_optional(pool).await)?;
    if let Some((uncounted, age)) = more {
        ages.extend(iter::repeat_n(age, usize::try_from(uncounted).unwrap_or(0)));
    }
    Ok(ages.into_iter().map(|age| Duration::from_millis(u64::try_from(age).unwrap_or(0))).collect())
}
