//! Copies in the Sent folder: filed while a mail is being settled or after it, so that a process that dies meanwhile leaves
//! no mail in doubt. What became of a copy is added to the receipt.

use crate::{
    MailId, OutboxError,
    store::{Database, Text, on},
};
use ite_mailer::{Filing, Receipt, SmtpMailer};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::sleep};

/// Waits before each try to add to a receipt, which may not be stored yet.
const TRIES: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(30),
];

/// The mails whose copies are not noted yet, by Message-ID.
#[derive(Debug, Default)]
pub(super) struct Copies {
    mails: Mutex<HashMap<String, MailId>>,
    removed: Notify,
}

impl Copies {
    /// Registers a mail that is about to be sent. Dropping the guard forgets it, unless the guard was kept.
    pub(super) fn register(self: &Arc<Self>, message_id: &str, id: MailId) -> Registered {
        self.mails().insert(message_id.to_owned(), id);
        Registered { copies: Arc::clone(self), message_id: message_id.to_owned(), kept: false }
    }

    fn forget(&self, message_id: &str) {
        self.mails().remove(message_id);
        self.removed.notify_waiters();
    }

    /// Waits until every copy is noted.
    pub(super) async fn noted_all(&self) {
        loop {
            let mut removed = std::pin::pin!(self.removed.notified());
            // Before the look, so that no removal between the two is missed.
            removed.as_mut().enable();
            if self.mails().is_empty() {
                return;
            }
            removed.await;
        }
    }

    /// The mailer, which adds to receipts what became of their copies.
    pub(super) fn noted(self: &Arc<Self>, mailer: SmtpMailer, database: &Database) -> SmtpMailer {
        let (copies, database) = (Arc::clone(self), database.clone());
        mailer.file_copies_in_background(move |message_id, filing| {
            let Some(id) = copies.mails().get(message_id).copied() else { return };
            let (copies, database, message_id) = (Arc::clone(&copies), database.clone(), message_id.to_owned());
            tokio::spawn(async move {
                note(&database, id, filing).await;
                copies.forget(&message_id);
            });
        })
    }

    fn mails(&self) -> MutexGuard<'_, HashMap<String, MailId>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The guard of a mail that is being sent: dropping it forgets the mail, also when the attempt panics.
#[must_use]
pub(super) struct Registered {
    copies: Arc<Copies>,
    message_id: String,
    kept: bool,
}

impl Registered {
    /// Keeps the mail registered: its copy is being filed, and the mail is forgotten when the end of that is noted.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        if !self.kept {
            self.copies.forget(&self.message_id);
        }
    }
}

async fn note(database: &Database, id: MailId, filing: Filing) {
    for wait in TRIES {
        sleep(wait).await;
        match add(database, id, &filing).await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => {
                tracing::debug!(target: "ite_mailer_outbox", mail = id.0, %error, "the copy is not noted yet")
            }
        }
    }
    tracing::warn!(target: "ite_mailer_outbox", mail = id.0, "what became of the copy of a mail could not be noted");
}

/// `false` while there is no receipt.
async fn add(database: &Database, id: MailId, filing: &Filing) -> Result<bool, OutboxError> {
    let sql = database.sql("SELECT receipt FROM outbox_mail WHERE id = $1 AND receipt IS NOT NULL");
    let row: Option<(Text,)> = on!(database, pool => sqlx::query_as(sql).bind(id.0).fetch_optional(pool).await)?;
    let Some((Text(json),)) = row else { return Ok(false) };
    let stored = |error: serde_json::Error| OutboxError::Stored(error.to_string());
    let mut receipt: Receipt = serde_json::from_str(&json).map_err(stored)?;
    receipt.sent_copy = Some(filing.clone());
    let json = serde_json::to_string(&receipt).map_err(stored)?;
    let sql = database.sql("UPDATE outbox_mail SET receipt = $2 WHERE id = $1 AND receipt IS NOT NULL");
    on!(database, pool => sqlx::query(sql).bind(id.0).bind(json).execute(pool).await.map(drop))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{Arc, Copies, MailId};
    use futures_util::FutureExt;

    #[tokio::test]
    async fn an_attempt_that_panics_leaves_no_copy_to_wait_for() {
        let copies = Arc::new(Copies::default());
        let copy = copies.register("a@example.com", MailId(1));
        let attempt = tokio::spawn(async move {
            let _copy = copy;
            std::panic::resume_unwind(Box::new("an attempt"));
        });
        assert!(attempt.await.is_err());
        assert!(copies.noted_all().now_or_never().is_some());

        copies.register("b@example.com", MailId(2)).keep();
        assert!(copies.noted_all().now_or_never().is_none(), "it is not noted");
        copies.forget("b@example.com");
        assert!(copies.noted_all().now_or_never().is_some());
    }
}
