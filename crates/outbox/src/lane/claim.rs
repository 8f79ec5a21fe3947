//! Claiming mails: the step that is committed before the first byte goes to the server.

use super::{Ownership, lease::milliseconds};
use crate::{
    MailId, OutboxError,
    store::{Database, Text, on},
};
use std::time::Duration;

/// A mail that this process, and no other, may send now.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub(crate) id: MailId,
    /// This one among them.
    pub(crate) attempts: i64,
    pub(crate) message_id: String,
    pub(crate) stored: String,
}

/// Claims up to `limit` mails that are due, oldest first, in one statement; none where the lease has less than `margin`
/// left, has another owner, or the lane is paused.
///
/// The limit stands in a materialized query: PostgreSQL may run a subquery once for each row, and lock and update more.
/// A row that another transaction holds is left for the next claim. The lane's row is locked meanwhile, so that no claim can commit after the lane was taken over.
pub(crate) async fn claim(
    database: &Database,
    of: &Ownership,
    margin: Duration,
    limit: usize,
) -> Result<Vec<Claimed>, OutboxError> {
    let sql = database.sql(
        "WITH next AS MATERIALIZED (
                SELECT id FROM outbox_mail WHERE lane = $1 AND state = 'due' AND due_at <= {now}
                ORDER BY due_at, id LIMIT $5 {skip_locked}
            )
            UPDATE outbox_mail SET state = 'sending', fence = $3, attempts = attempts + 1, attempted_at = {now}
            WHERE state = 'due' AND id IN (SELECT id FROM next)
                AND EXISTS (
                    SELECT 1 FROM outbox_lane
                    WHERE lane = $1 AND owner = $2 AND fence = $3 AND lease_until >= {now} + $4
                        AND COALESCE(paused_until, 0) <= {now}
                    {share}
                )
            RETURNING id, attempts, message_id, mail",
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows: Vec<(i64, i64, Text, Text)> = on!(database, pool =>
        sqlx::query_as(sql)
            .bind(&of.lane).bind(&of.owner).bind(of.fence).bind(milliseconds(margin)).bind(limit)
            .fetch_all(pool).await)?;
    rows.sort_unstable_by_key(|row| row.0);
    let claimed = |(id, attempts, message_id, stored): (i64, i64, Text, Text)| Claimed {
        id: MailId(id),
        attempts,
        message_id: message_id.0,
        stored: stored.0,
    };
    Ok(rows.into_iter().map(claimed).collect())
}

/// Puts mails back that this owner has claimed and not begun to send: the answer to a claim was lost. Call it only while
/// none of the lane's mails is under way.
pub(crate) async fn unclaim(database: &Database, of: &Ownership) -> Result<u64, OutboxError> {
    let sql = database.sql(
        "UPDATE outbox_mail SET state = 'due', attempts = attempts - 1, attempted_at = NULL
            WHERE lane = $1 AND state = 'sending' AND fence = $2",
    );
    let done = on!(database, pool =>
        sqlx::query(sql).bind(&of.lane).bind(of.fence).execute(pool).await.map(|done| done.rows_affected()))?;
    Ok(done)
}
