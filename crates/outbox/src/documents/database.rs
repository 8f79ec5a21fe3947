//! The table of documents.

use super::DocumentStore;
use crate::{
    OutboxError,
    store::{Database, OutboxConnection, on, on_connection},
};
use bytes::Bytes;
use ite_mailer::Document;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Stores these documents, sorted and each once, within the caller's transaction.
///
/// A row that exists is locked against deletion, not against other readers: transactions that carry the same document
/// do not wait for each other.
pub(crate) async fn insert(
    connection: &mut OutboxConnection<'_>,
    store: Option<&dyn DocumentStore>,
    documents: &[&Document],
) -> Result<(), OutboxError> {
    let look = connection.sql("SELECT 1 FROM outbox_document WHERE sha256 = $1 {key_share}");
    let insert = connection.sql(
        "INSERT INTO outbox_document (sha256, size, bytes, stored_at) VALUES ($1, $2, $3, {now})
            ON CONFLICT (sha256) DO NOTHING",
    );
    for document in documents {
        let sha256 = document.sha256();
        let known: Option<i32> = on_connection!(connection, c =>
            sqlx::query_scalar(look.clone()).bind(sha256).fetch_optional(c).await)?;
        if known.is_none() {
            let bytes = store.is_none().then(|| document.bytes().as_ref());
            let size = i64::try_from(document.size()).unwrap_or(i64::MAX);
            on_connection!(connection, c =>
                sqlx::query(insert.clone()).bind(sha256).bind(size).bind(bytes).execute(c).await.map(drop))?;
        }
        // Behind the row's lock, which the clean-up holds while it deletes; and also where the row is known, for a
        // clean-up may have ended between object and row.
        if let Some(store) = store {
            store.put(sha256, document.bytes()).await.map_err(OutboxError::Documents)?;
        }
    }
    Ok(())
}

/// The bytes of a document; `None` if it is nowhere or damaged.
pub(crate) async fn read(
    database: &Database,
    store: Option<&dyn DocumentStore>,
    sha256: &str,
) -> Result<Option<Bytes>, OutboxError> {
    let sql = database.sql("SELECT bytes FROM outbox_document WHERE sha256 = $1");
    let row: Option<Option<Vec<u8>>> = on!(database, pool =>
        sqlx::query_scalar(sql).bind(sha256).fetch_optional(pool).await)?;
    let bytes = match (row, store) {
        (Some(Some(bytes)), _) => Some(Bytes::from(bytes)),
        (Some(None), Some(store)) => store.get(sha256).await.map_err(OutboxError::Documents)?,
        _ => None,
    };
    Ok(bytes.filter(|bytes| hash(bytes) == sha256))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Removes documents that no mail refers to, stored at least an hour ago, and says how many.
///
/// Objects are deleted while their rows are locked, so that a document that is enqueued meanwhile is stored after it. Where
/// the store fails, the row stays, and is looked at again in an hour.
pub(crate) async fn remove_unused(
    database: &Database,
    store: Option<&dyn DocumentStore>,
) -> Result<usize, OutboxError> {
    let mut transaction = database.begin().await?;
    let mut connection = transaction.connection();
    let sql = connection.sql(
        "SELECT sha256, bytes IS NULL FROM outbox_document d
            WHERE stored_at <= {now} - 3600000
                AND NOT EXISTS (SELECT 1 FROM outbox_mail_document m WHERE m.sha256 = d.sha256)
            LIMIT 20 {skip_locked}",
    );
    let unused: Vec<(String, bool)> = on_connection!(&mut connection, c => sqlx::query_as(sql).fetch_all(c).await)?;
    for (sha256, elsewhere) in &unused {
        let deleted = match store.filter(|_| *elsewhere) {
            Some(store) => store.delete(sha256).await,
            None => Ok(()),
        };
        let sql = match deleted {
            Ok(()) => connection.sql("DELETE FROM outbox_document WHERE sha256 = $1"),
            Err(error) => {
                tracing::warn!(
                    target: "ite_mailer_outbox", sha256, error, "a document that no mail needs could not be deleted"
                );
                connection.sql("UPDATE outbox_document SET stored_at = {now} WHERE sha256 = $1")
            }
        };
        on_connection!(&mut connection, c => sqlx::query(sql).bind(sha256).execute(c).await.map(drop))?;
    }
    transaction.commit().await?;
    Ok(unused.len())
}
