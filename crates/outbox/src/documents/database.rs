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
///
/// An object that the clean-up is deleting may be gone at any moment, also after it was stored anew. So such a document goes
/// into the row.
pub(crate) async fn insert(
    connection: &mut OutboxConnection<'_>,
    store: Option<&dyn DocumentStore>,
    documents: &[&Document],
) -> Result<(), OutboxError> {
    let look = connection
        .sql("SELECT bytes IS NULL, removing_at IS NOT NULL FROM outbox_document WHERE sha256 = $1 {key_share}");
    let insert = connection.sql(
        "INSERT INTO outbox_document (sha256, size, bytes, stored_at) VALUES ($1, $2, $3, {now})
            ON CONFLICT (sha256) DO NOTHING",
    );
    let keep = connection.sql("UPDATE outbox_document SET bytes = $2, stored_at = {now} WHERE sha256 = $1");
    for document in documents {
        let (sha256, bytes) = (document.sha256(), document.bytes().as_ref());
        let known: Option<(bool, bool)> =
            on_connection!(connection, c => sqlx::query_as(look.clone()).bind(sha256).fetch_optional(c).await)?;
        match known {
            None => {
                let bytes = store.is_none().then_some(bytes);
                let size = i64::try_from(document.size()).unwrap_or(i64::MAX);
                on_connection!(connection, c =>
                    sqlx::query(insert.clone()).bind(sha256).bind(size).bind(bytes).execute(c).await.map(drop))?;
            }
            Some((true, true)) => {
                on_connection!(connection, c =>
                    sqlx::query(keep.clone()).bind(sha256).bind(bytes).execute(c).await.map(drop))?;
                continue;
            }
            Some((false, _)) => continue,
            Some((true, false)) => {}
        }
        // Where the row is known, too: one more object is cheap, and one that was lost is there again.
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

/// How old the mark of an object's deletion is before another clean-up takes it over: the first one's process has ended, or
/// its store failed. Long, for a call to a store must not reach it after this.
const FORSAKEN: i64 = 3_600_000;
/// Documents of one transaction.
const ROWS: i64 = 20;

/// Removes documents that no mail refers to, stored at least an hour ago, and says how many were looked at.
///
/// Those in rows are deleted in one transaction. Objects are deleted while none is open: one has marked the row before, and
/// from its commit on [`insert`] does not rely on the object; the row is deleted after, unless it has been given bytes.
/// Where the store fails or the process ends, the mark stays, and another clean-up goes on an hour later.
pub(crate) async fn remove_unused(
    database: &Database,
    store: Option<&dyn DocumentStore>,
) -> Result<usize, OutboxError> {
    let (looked_at, marked) = take_unused(database, store.is_some()).await?;
    let Some(store) = store.filter(|_| !marked.is_empty()) else { return Ok(looked_at) };
    let mut deleted = Vec::with_capacity(marked.len());
    for mark in marked {
        if !is_fresh(database, &mark).await? {
            continue;
        }
        match store.delete(&mark.sha256).await {
            Ok(()) => deleted.push(mark),
            Err(error) => tracing::warn!(
                target: "ite_mailer_outbox", sha256 = mark.sha256, error, "a document that no mail needs could not be deleted"
            ),
        }
    }
    // Each by itself: a transaction that holds one row and waits for another could deadlock with a product's.
    for mark in deleted {
        for sql in [
            "DELETE FROM outbox_document WHERE sha256 = $1 AND removing_at = $2 AND bytes IS NULL",
            "UPDATE outbox_document SET removing_at = NULL WHERE sha256 = $1 AND removing_at = $2",
        ] {
            let done = on!(database, pool =>
                sqlx::query(sql).bind(&mark.sha256).bind(mark.at)
                    .execute(pool).await.map(|done| done.rows_affected()))?;
            if done > 0 {
                break;
            }
        }
    }
    Ok(looked_at)
}

/// An object that this clean-up, and no other, may delete.
struct Mark {
    sha256: String,
    /// Tells it from the marks of others.
    at: i64,
}

/// Deletes unused documents that lie in rows, and marks those that lie in the store. Gives the number of both.
///
/// The rows are locked for deletion first: the lock of an [`insert`] would pass a mere `UPDATE` and not see the mark.
///
/// Two statements for each: an [`insert`] may have committed between the first one's snapshot and its lock, and only the
/// second sees its mail.
async fn take_unused(database: &Database, has_store: bool) -> Result<(usize, Vec<Mark>), OutboxError> {
    const UNUSED: &str = "NOT EXISTS (SELECT 1 FROM outbox_mail_document m WHERE m.sha256 = d.sha256)";
    let mut transaction = database.begin().await?;
    let mut connection = transaction.connection();
    connection.read_committed().await?;
    let sql = connection.sql(&format!(
        "SELECT sha256, removing_at IS NOT NULL OR bytes IS NULL FROM outbox_document d
            WHERE (removing_at IS NULL AND stored_at <= {{now}} - 3600000 AND {UNUSED} AND ($1 OR bytes IS NOT NULL))
                OR (removing_at <= {{now}} - $2 AND $1)
            LIMIT $3 {{skip_locked}}"
    ));
    let found: Vec<(String, bool)> = on_connection!(&mut connection, c =>
        sqlx::query_as(sql).bind(has_store).bind(FORSAKEN).bind(ROWS).fetch_all(c).await)?;
    let mut marked = Vec::new();
    for (sha256, has_object) in &found {
        let sql = if *has_object {
            connection.sql(&format!(
                "UPDATE outbox_document AS d SET removing_at = {{now}}
                    WHERE sha256 = $1 AND (removing_at IS NOT NULL OR {UNUSED}) RETURNING removing_at"
            ))
        } else {
            connection
                .sql(&format!("DELETE FROM outbox_document AS d WHERE sha256 = $1 AND {UNUSED} RETURNING stored_at"))
        };
        let at: Option<i64> =
            on_connection!(&mut connection, c => sqlx::query_scalar(sql).bind(sha256).fetch_optional(c).await)?;
        if let (Some(at), true) = (at, has_object) {
            marked.push(Mark { sha256: sha256.clone(), at });
        }
    }
    transaction.commit().await?;
    Ok((found.len(), marked))
}

/// Whether the mark is still ours by far. A process that was stopped meanwhile, or whose store is slow, must not delete what
/// another clean-up has finished with.
async fn is_fresh(database: &Database, mark: &Mark) -> Result<bool, OutboxError> {
    let sql = database
        .sql("SELECT 1 FROM outbox_document WHERE sha256 = $1 AND removing_at = $2 AND removing_at > {now} - $3");
    let found: Option<i32> = on!(database, pool =>
        sqlx::query_scalar(sql).bind(&mark.sha256).bind(mark.at).bind(FORSAKEN / 2).fetch_optional(pool).await)?;
    Ok(found.is_some())
}
