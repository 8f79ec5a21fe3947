//! Lanes whose lease has ended.

use crate::{
    OutboxError,
    mail::error_to_json,
    store::{Database, OutboxConnection, on, on_connection},
};
use ite_mailer::{Error, ErrorKind, Outcome, Stage};

/// Lanes recovered in one transaction.
const LANES: i64 = 100;

/// Frees lanes whose lease has ended, and gives them with the number of mails put in doubt.
///
/// A mail that such an owner had claimed may have gone: it becomes `in_doubt`, never due.
pub(crate) async fn recover(database: &Database) -> Result<Vec<(String, u64)>, OutboxError> {
    const EXPIRED: &str = "FROM outbox_lane l WHERE l.owner IS NOT NULL AND l.lease_until <= {now}";
    // A plain read first: usually there is none, and no lock is needed.
    let look = database.sql(&format!("SELECT 1 {EXPIRED} LIMIT 1"));
    let found: Option<i32> = on!(database, pool => sqlx::query_scalar(look).fetch_optional(pool).await)?;
    if found.is_none() {
        return Ok(Vec::new());
    }
    let mut transaction = database.begin().await?;
    let mut connection = transaction.connection();
    let sql = connection.sql(&format!("SELECT l.lane, l.fence {EXPIRED} LIMIT $1 {{skip_locked_lane}}"));
    let lanes: Vec<(String, i64)> =
        on_connection!(&mut connection, c => sqlx::query_as(sql).bind(LANES).fetch_all(c).await)?;
    let mut recovered = Vec::with_capacity(lanes.len());
    for (lane, fence) in lanes {
        let doubtful = put_in_doubt(&mut connection, &lane).await?;
        let sql = connection.sql(
            "UPDATE outbox_lane SET owner = NULL, lease_until = NULL, fence = fence + 1 WHERE lane = $1 AND fence = $2",
        );
        on_connection!(&mut connection, c => sqlx::query(sql).bind(&lane).bind(fence).execute(c).await.map(drop))?;
        recovered.push((lane, doubtful));
    }
    transaction.commit().await?;
    Ok(recovered)
}

/// Puts the mails of a lane in doubt that were begun and have no end; gives their number. The caller holds the lane.
pub(super) async fn put_in_doubt(connection: &mut OutboxConnection<'_>, lane: &str) -> Result<u64, OutboxError> {
    let error = Error::new(ErrorKind::InDoubt, Stage::FinalReply)
        .with_outcome(Outcome::Unknown)
        .with_detail("the process that was sending it ended before it stored the server's answer");
    let sql = connection.sql(
        "UPDATE outbox_mail SET state = 'in_doubt', error = $2, ended_at = {now}, attempted_at = {now}
            WHERE lane = $1 AND state = 'sending'",
    );
    let rows = on_connection!(connection, c =>
        sqlx::query(sql).bind(lane).bind(error_to_json(&error)).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows)
}
