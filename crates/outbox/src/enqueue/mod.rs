//! From the product's transaction into the table.

mod bell;
mod insert;
mod new_mail;

pub(crate) use bell::{QUEUE, Ring, ring, ring_at, unring};
pub use new_mail::{Enqueued, NewMail};

use crate::{Outbox, OutboxConnection, OutboxError};
use ite_mailer::Document;
use std::collections::{BTreeMap, BTreeSet};

impl Outbox {
    /// Puts a mail into the outbox, within the caller's transaction: it is sent if and only if that commits.
    ///
    /// A mail whose idempotency key is already in the outbox, in any state, is not stored again:
    /// [`Enqueued::duplicate`] is set, with the number of the first. A key without an
    /// [`idempotency_scope`](ite_mailer::message::DocumentMailBuilder::idempotency_scope) belongs to its lane.
    ///
    /// On SQLite, begin the transaction with `pool.begin_with("BEGIN IMMEDIATE")`. SQLite refuses a transaction that reads
    /// first and then writes, without waiting, where another process has written in between.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Mail`] for a mail that could never be sent: with its gateway given, larger than that takes.
    /// Nothing was written then, and the transaction is usable. After any other error roll back.
    pub async fn enqueue(
        &self,
        transaction: impl Into<OutboxConnection<'_>>,
        mail: NewMail,
    ) -> Result<Enqueued, OutboxError> {
        let enqueued = self.enqueue_all(transaction, [mail]).await?;
        enqueued.into_iter().next().ok_or_else(|| OutboxError::Stored("no row came back".to_owned()))
    }

    /// Puts thousands of mails into the outbox in one call; the results are in their order.
    ///
    /// A document that several mails carry is stored once. Either all mails are stored or none.
    ///
    /// ```
    /// # use ite_mailer::{Document, DocumentMail};
    /// # use ite_mailer_outbox::{NewMail, Outbox, sqlite_options};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let pool = sqlx::SqlitePool::connect_with(sqlite_options(folder.path().join("product.db"))).await?;
    /// # let outbox = Outbox::sqlite(pool.clone());
    /// # outbox.migrate().await?;
    /// let terms = Document::pdf("terms.pdf", &b"%PDF-1.7 ..."[..]);
    /// let mut mails = Vec::new();
    /// for client in ["ann@example.org", "bob@example.org"] {
    ///     let mail = DocumentMail::builder().from("accounts@example.com").to(client).document(terms.clone()).build()?;
    ///     mails.push(NewMail::new("customer-7", mail));
    /// }
    /// let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    /// let enqueued = outbox.enqueue_all(&mut transaction, mails).await?;
    /// transaction.commit().await?;
    /// assert!(enqueued[0].id < enqueued[1].id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`enqueue`](Self::enqueue).
    pub async fn enqueue_all(
        &self,
        transaction: impl Into<OutboxConnection<'_>>,
        mails: impl IntoIterator<Item = NewMail>,
    ) -> Result<Vec<Enqueued>, OutboxError> {
        let mails: Vec<NewMail> = mails.into_iter().collect();
        let mut connection = transaction.into();
        for (index, mail) in mails.iter().enumerate() {
            let refused = |source| OutboxError::Mail { index, source };
            match &mail.gateway {
                Some(gateway) => gateway.compose(&mail.mail).map(drop).map_err(refused)?,
                None => mail.mail.compose().map(drop).map_err(refused)?,
            }
        }
        connection.lock_for_writing().await?;
        let documents: BTreeMap<&str, &Document> =
            mails.iter().flat_map(|mail| mail.mail.documents()).map(|document| (document.sha256(), document)).collect();
        let documents: Vec<&Document> = documents.into_values().collect();
        crate::documents::insert(&mut connection, self.documents(), &documents).await?;
        let enqueued = insert::insert(&mut connection, &mails).await?;
        let new = mails.iter().zip(&enqueued).filter(|(_, enqueued)| !enqueued.duplicate);
        let lanes: BTreeSet<&str> = new.map(|(mail, _)| mail.lane.as_str()).collect();
        for lane in lanes {
            ring(&mut connection, self.wake_by, lane).await?;
        }
        Ok(enqueued)
    }
}
