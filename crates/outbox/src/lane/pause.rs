//! Pausing a lane, with its reason.

use super::{Ownership, lease::milliseconds};
use crate::{
    OutboxError,
    mail::error_to_json,
    store::{Database, on},
};
use ite_mailer::Error;
use std::time::Duration;

/// The end of a pause that lasts until it is resumed, in milliseconds since 1970: the greatest whole number that
/// JavaScript keeps exactly.
pub(crate) const FOREVER: u64 = (1 << 53) - 1;

/// Pauses the owner's lane for this time, or until it is resumed.
pub(crate) async fn pause(
    database: &Database,
    of: &Ownership,
    time: Option<Duration>,
    because: &Error,
) -> Result<(), OutboxError> {
    let sql = database.sql(
        "UPDATE outbox_lane SET failures = failures + 1, paused_because = $4,
            paused_until = CASE WHEN $5 THEN $6 ELSE {now} + $6 END
            WHERE lane = $1 AND owner = $2 AND fence = $3",
    );
    let until = time.map_or(i64::try_from(FOREVER).unwrap_or(i64::MAX), milliseconds);
    let because = error_to_json(because);
    on!(database, pool =>
        sqlx::query(sql)
            .bind(&of.lane).bind(&of.owner).bind(of.fence).bind(because).bind(time.is_none()).bind(until)
            .execute(pool).await.map(drop))?;
    Ok(())
}

/// The gateway works: its next failure begins with the shortest pause.
pub(crate) async fn clear_failures(database: &Database, of: &Ownership) -> Result<(), OutboxError> {
    let sql = database.sql(
        "UPDATE outbox_lane SET failures = 0, paused_until = NULL, paused_because = NULL
            WHERE lane = $1 AND owner = $2 AND fence = $3 AND COALESCE(paused_until, 0) <= {now}",
    );
    on!(database, pool =>
        sqlx::query(sql).bind(&of.lane).bind(&of.owner).bind(of.fence).execute(pool).await.map(drop))?;
    Ok(())
}
