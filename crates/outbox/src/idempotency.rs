//! A store of idempotency keys in the same database, for products that send without the outbox.

use crate::{
    Outbox,
    report::time,
    store::{Database, on},
};
use async_trait::async_trait;
use ite_mailer::{
    Address, Error, IdempotencyStore, Receipt,
    wrappers::{Claim, IdempotencyKey, IdempotencyStoreError, Resolution},
};
use std::time::Duration;
use tokio::time::timeout;

/// A database that does not answer within this time is an error.
const ANSWER: Duration = Duration::from_secs(30);

/// An [`IdempotencyStore`] in the outbox's database, for [`IdempotentMailer`](ite_mailer::IdempotentMailer).
///
/// It knows nothing of the outbox's own mails, whose keys are unique anyway. Every statement commits by itself; do not
/// wrap a send in a transaction.
///
/// ```
/// # use ite_mailer::{IdempotentMailer, MemoryMailer};
/// # use ite_mailer_outbox::{Outbox, OutboxError, SqlIdempotencyStore};
/// # fn mailer(outbox: &Outbox) -> IdempotentMailer<MemoryMailer> {
/// IdempotentMailer::new(MemoryMailer::new(), SqlIdempotencyStore::new(outbox))
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SqlIdempotencyStore {
    database: Database,
}

impl SqlIdempotencyStore {
    /// A store in this outbox's database; its table is one of those that [`Outbox::migrate`] creates.
    #[must_use]
    pub fn new(outbox: &Outbox) -> Self {
        Self { database: outbox.database.clone() }
    }

    async fn insert(&self, key: &IdempotencyKey, id: &str) -> Result<bool, sqlx::Error> {
        let sql = self.database.sql(
            "INSERT INTO outbox_idempotency (id, scope, idempotency_key, author, begun_at)
                VALUES ($1, $2, $3, $4, {now}) ON CONFLICT (id) DO NOTHING",
        );
        let author = key.author().map(Address::as_str);
        on!(&self.database, pool =>
            sqlx::query(sql).bind(id).bind(key.scope()).bind(key.key()).bind(author)
                .execute(pool).await.map(|done| done.rows_affected() > 0))
    }

    async fn find(&self, id: &str) -> Result<Option<(Option<String>, bool, i64)>, sqlx::Error> {
        let sql = self.database.sql("SELECT receipt, in_doubt, begun_at FROM outbox_idempotency WHERE id = $1");
        on!(&self.database, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool).await)
    }

    async fn execute(&self, sql: &str, id: &str) -> Result<(), IdempotencyStoreError> {
        let sql = self.database.sql(sql);
        timeout(ANSWER, async { on!(&self.database, pool => sqlx::query(sql).bind(id).execute(pool).await.map(drop)) })
            .await??;
        Ok(())
    }
}

#[async_trait]
impl IdempotencyStore for SqlIdempotencyStore {
    async fn begin(&self, key: &IdempotencyKey) -> Result<Claim, IdempotencyStoreError> {
        let id = key.id();
        timeout(ANSWER, async {
            loop {
                if self.insert(key, &id).await? {
                    return Ok(Claim::Claimed);
                }
                match self.find(&id).await? {
                    Some((Some(receipt), _, _)) => {
                        return Ok(Claim::Accepted(Box::new(serde_json::from_str(&receipt)?)));
                    }
                    Some((None, true, _)) => return Ok(Claim::InDoubt),
                    Some((None, false, begun_at)) => return Ok(Claim::InProgress { since: time(begun_at) }),
                    // Released between the two statements.
                    None => {}
                }
            }
        })
        .await?
    }

    async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError> {
        let receipt = serde_json::to_string(receipt)?;
        let sql = self.database.sql(
            "INSERT INTO outbox_idempotency (id, scope, idempotency_key, author, begun_at, receipt)
                VALUES ($1, $2, $3, $4, {now}, $5)
                ON CONFLICT (id) DO UPDATE SET receipt = excluded.receipt, in_doubt = FALSE",
        );
        let (id, author) = (key.id(), key.author().map(Address::as_str));
        timeout(ANSWER, async {
            on!(&self.database, pool =>
                sqlx::query(sql).bind(&id).bind(key.scope()).bind(key.key()).bind(author).bind(&receipt)
                    .execute(pool).await.map(drop))
        })
        .await??;
        Ok(())
    }

    async fn unknown(&self, key: &IdempotencyKey, _error: &Error) -> Result<Resolution, IdempotencyStoreError> {
        let sql = "UPDATE outbox_idempotency SET in_doubt = TRUE WHERE id = $1 AND receipt IS NULL";
        self.execute(sql, &key.id()).await?;
        Ok(Resolution::InDoubt)
    }

    async fn release(&self, key: &IdempotencyKey) -> Result<(), IdempotencyStoreError> {
        self.execute("DELETE FROM outbox_idempotency WHERE id = $1 AND receipt IS NULL", &key.id()).await
    }
}
