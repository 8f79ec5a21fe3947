//! Claiming mails: the step that is committed before the first byte goes to the server.

use super::{
    Ended, Ownership,
    lease::milliseconds,
    settle::{bind, settle_statement},
};
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

type Row = (i64, i64, Text, Text);

/// Parameters of a claim, before those of the mails that are settled with it.
#[cfg(feature = "postgres")]
const PARAMETERS: usize = 5;

/// The state is written so that no index on it is used: SQLite would look at every mail of the outbox that is due.
const CLAIM: &str =
    "UPDATE outbox_mail SET state = 'sending', fence = $3, attempts = attempts + 1, attempted_at = {now}
        WHERE state || '' = 'due' AND id IN (SELECT id FROM next)
            AND EXISTS (
                SELECT 1 FROM outbox_lane
                WHERE lane = $1 AND owner = $2 AND fence = $3 AND lease_until >= {now} + $4
                    AND COALESCE(paused_until, 0) <= {now}
                {share}
            )
        RETURNING id, attempts, message_id, mail";
const NEXT: &str = "next AS MATERIALIZED (
        SELECT id FROM outbox_mail WHERE lane = $1 AND state = 'due' AND due_at <= {now}
        ORDER BY due_at, id LIMIT $5 {skip_locked}
    )";

/// Claims up to `limit` mails that are due, oldest first; none where the lease has less than `margin` left, has another
/// owner, or the lane is paused. Settles mails that have ended in the same commit, whether any is claimed or not.
///
/// The limit stands in a materialized query: PostgreSQL may run a subquery once for each row, and lock and update more.
/// A row that another transaction holds is left for the next claim. The lane's row is locked meanwhile, so that no claim
/// can commit after the lane was taken over.
pub(crate) async fn claim(
    database: &Database,
    of: &Ownership,
    margin: Duration,
    limit: usize,
    ended: &[&Ended],
) -> Result<Vec<Claimed>, OutboxError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    macro_rules! bind_claim {
        ($query:expr) => {
            $query.bind(&of.lane).bind(&of.owner).bind(of.fence).bind(milliseconds(margin)).bind(limit)
        };
    }
    let alone = || database.sql(&format!("WITH {NEXT} {CLAIM}"));
    let mut rows: Vec<Row> = if ended.is_empty() {
        on!(database, pool => bind_claim!(sqlx::query_as(alone())).fetch_all(pool).await)?
    } else {
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(pool) => {
                let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
                let rows = bind_claim!(sqlx::query_as(alone())).fetch_all(&mut *transaction).await?;
                let [values, settle] = settle_statement(ended.len(), 1, "$1");
                let sql = database.sql(&format!("WITH {values} {settle}"));
                let mut query = sqlx::query(sql).bind(of.fence);
                for ended in ended {
                    query = bind!(query, ended);
                }
                query.execute(&mut *transaction).await?;
                transaction.commit().await?;
                rows
            }
            // One statement, so one round trip.
            #[cfg(feature = "postgres")]
            Database::Postgres(pool) => {
                let [values, settle] = settle_statement(ended.len(), PARAMETERS, "$3");
                let sql = format!("WITH {values}, settled AS ({settle} RETURNING m.id), {NEXT} {CLAIM}");
                let mut query = bind_claim!(sqlx::query_as(database.sql(&sql)));
                for ended in ended {
                    query = bind!(query, ended);
                }
                query.fetch_all(pool).await?
            }
        }
    };
    rows.sort_unstable_by_key(|row| row.0);
    let claimed = |(id, attempts, message_id, stored): Row| Claimed {
        id: MailId(id),
        attempts,
        message_id: message_id.0,
        stored: stored.0,
    };
    Ok(rows.into_iter().map(claimed).collect())
}

/// Puts mails back that this owner has claimed without knowing, because the answer to the claim was lost: all but `known`.
pub(crate) async fn unclaim(
    database: &Database,
    of: &Ownership,
    known: impl Iterator<Item = MailId>,
) -> Result<u64, OutboxError> {
    let known: Vec<String> = known.map(|id| id.to_string()).chain(["0".to_owned()]).collect();
    let sql = database.sql(&format!(
        "UPDATE outbox_mail SET state = 'due', attempts = attempts - 1, attempted_at = NULL
            WHERE lane = $1 AND state = 'sending' AND fence = $2 AND id NOT IN ({})",
        known.join(", ")
    ));
    let done = on!(database, pool =>
        sqlx::query(sql).persistent(false).bind(&of.lane).bind(of.fence)
            .execute(pool).await.map(|done| done.rows_affected()))?;
    Ok(done)
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;
    use crate::Outbox;

    #[tokio::test]
    #[allow(clippy::unwrap_used, irrefutable_let_patterns, reason = "a test")]
    async fn other_lanes_mails_are_not_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::connect(&format!("sqlite:{}", folder.path().join("product.db").display())).await.unwrap();
        outbox.migrate().await.unwrap();
        let Database::Sqlite(pool) = &outbox.database else { return };
        let sql = outbox.database.sql(&format!("EXPLAIN QUERY PLAN WITH {NEXT} {CLAIM}"));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sql).bind("a").bind("owner").bind(1).bind(0).bind(1).fetch_all(pool).await.unwrap();
        let steps: Vec<&str> = plan.iter().map(|row| &*row.3).filter(|step| step.contains("outbox_mail")).collect();
        assert_eq!(
            steps,
            [
                "SEARCH outbox_mail USING INTEGER PRIMARY KEY (rowid=?)",
                "SEARCH outbox_mail USING COVERING INDEX outbox_mail_due (lane=? AND due_at<?)"
            ]
        );
    }
}
