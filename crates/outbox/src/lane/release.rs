//! Handing a lane over.

use super::Ownership;
use crate::{
    Outbox, OutboxError,
    enqueue::{ring_at, unring},
    lane::recover::put_in_doubt,
    store::on_connection,
};
use std::time::Duration;

/// Releases the lane and adds a wake-up job for its next due mail, in one transaction. `false` if another owner has the
/// lane.
///
/// `used` is how many mails of the last minute the owner's rate limiter counts. It counts a mail twice that moved to another
/// connection behind its MAIL, and the table has one row for it; the next owner is told the difference.
///
/// Call it when no mail of the lane is under way: one that is still `sending` has lost its task, and is put in doubt.
pub(crate) async fn release(outbox: &Outbox, of: &Ownership, used: Option<usize>) -> Result<bool, OutboxError> {
    let mut transaction = outbox.begin().await?;
    let mut connection = transaction.connection();
    let sql = connection.sql(
        "UPDATE outbox_lane SET owner = NULL, lease_until = NULL, released_at = {now},
            uncounted = COALESCE(CAST($4 AS BIGINT) - (
                SELECT count(*) FROM outbox_mail m WHERE m.lane = $1 AND m.attempted_at > {now} - 60000
            ), uncounted)
            WHERE lane = $1 AND owner = $2 AND fence = $3 RETURNING paused_until - {now}",
    );
    let used = used.and_then(|used| i64::try_from(used).ok());
    let released: Option<Option<i64>> = on_connection!(&mut connection, c =>
        sqlx::query_scalar(sql).bind(&of.lane).bind(&of.owner).bind(of.fence).bind(used).fetch_optional(c).await)?;
    let Some(paused_for) = released else { return Ok(false) };
    put_in_doubt(&mut connection, &of.lane).await?;
    let sql = connection
        .sql("SELECT due_at - {now} FROM outbox_mail WHERE lane = $1 AND state = 'due' ORDER BY due_at LIMIT 1");
    let due_in: Option<i64> = on_connection!(&mut connection, c =>
        sqlx::query_scalar(sql).bind(&of.lane).fetch_optional(c).await)?;
    if let Some(due_in) = due_in {
        let wait = u64::try_from(due_in.max(paused_for.unwrap_or(0))).unwrap_or(0);
        // After a pause without an end, resuming adds the job.
        if wait < super::FOREVER / 4 {
            unring(&mut connection, &of.lane).await?;
            ring_at(&mut connection, outbox.wake_by, &of.lane, Duration::from_millis(wait)).await?;
        }
    }
    transaction.commit().await?;
    Ok(true)
}
