//! One attempt at one mail: load, send, judge. Its lane stores the end.

use super::{Inner, lease_guard::LeaseGuard};
use crate::{
    MailId, MailState, OutboxError, documents,
    lane::{Claimed, Ended, LaneEffect, Ownership, Settlement, has_reached_server, settle, verdict},
    mail::{LoadError, load},
};
use async_trait::async_trait;
use bytes::Bytes;
#[cfg(feature = "imap")]
use ite_mailer::Filing;
use ite_mailer::{
    DocumentMail, DocumentMailer, Error, ErrorKind, Retry, Stage,
    message::{DocumentSource, DocumentSourceError, StoredDocument},
};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// How long the answer to an attempt waits between two tries to store it.
const SETTLE_AGAIN: Duration = Duration::from_millis(200);
const SETTLE_AGAIN_MAX: Duration = Duration::from_secs(5);
/// How long a mail waits that another version may read.
const READ_AGAIN: Duration = Duration::from_secs(60);

/// What became of an attempt.
#[derive(Debug)]
pub(super) struct Attempted {
    /// To be stored by the lane.
    pub(super) ended: Ended,
    /// What a mail that was not accepted means for its lane.
    pub(super) effect: Option<(LaneEffect, Error)>,
    attempts: i64,
}

/// What an attempt needs of its lane.
pub(super) struct Attempt {
    pub(super) inner: Arc<Inner>,
    pub(super) mailer: Arc<dyn DocumentMailer>,
    pub(super) lease: LeaseGuard,
    pub(super) lane: String,
    pub(super) failures: i64,
}

impl Attempt {
    /// `None` where the lease ended first. The row is left to the next owner, who puts it in doubt.
    pub(super) async fn run(self, claimed: Claimed) -> Option<Attempted> {
        #[cfg(feature = "imap")]
        let copy = self.inner.copies.register(&claimed.message_id, claimed.id);
        let result = match self.load(&claimed).await {
            Ok(mail) => tokio::select! {
                biased;
                () = self.lease.lost() => {
                    self.warn_dropped(&claimed);
                    return None;
                }
                result = self.mailer.send(&mail) => result,
            },
            Err(error) => Err(error),
        };
        let (settlement, effect, reached) = match result {
            Ok(receipt) => (Settlement::Accepted(Box::new(receipt)), None, true),
            Err(error) => {
                let (reached, reason) = (has_reached_server(&error), error.clone());
                let (settlement, effect) =
                    verdict(error, claimed.attempts, self.inner.config.max_attempts, self.failures);
                (settlement, Some((effect, reason)), reached)
            }
        };
        #[cfg(feature = "imap")]
        if matches!(&settlement, Settlement::Accepted(receipt) if matches!(receipt.sent_copy, Some(Filing::UnderWay))) {
            copy.keep();
        }
        Some(Attempted { ended: Ended::new(claimed.id, settlement, reached), effect, attempts: claimed.attempts })
    }

    fn warn_dropped(&self, claimed: &Claimed) {
        tracing::warn!(
            target: "ite_mailer_outbox",
            lane = self.lane, mail = claimed.id.0, "the lease ended while a mail was under way; its connection is closed"
        );
    }

    async fn load(&self, claimed: &Claimed) -> Result<DocumentMail, Error> {
        let stored = load(&claimed.stored).map_err(|error| {
            let retry = match error {
                LoadError::Version(_) => Retry::After(READ_AGAIN),
                LoadError::Damaged(_) => Retry::Never,
            };
            Error::new(ErrorKind::Message, Stage::Message)
                .with_retry(retry)
                .with_message_id(&claimed.message_id)
                .with_detail(error.to_string())
        })?;
        stored.restore_from(self).await
    }

    async fn read(&self, sha256: &str) -> Result<Option<Bytes>, OutboxError> {
        if let Some(bytes) = self.inner.documents.get(sha256) {
            return Ok(Some(bytes));
        }
        let outbox = &self.inner.outbox;
        let bytes = documents::read(&outbox.database, outbox.documents(), sha256).await?;
        if let Some(bytes) = &bytes {
            self.inner.documents.insert(sha256.to_owned(), bytes.clone());
        }
        Ok(bytes)
    }
}

#[async_trait]
impl DocumentSource for Attempt {
    async fn document(&self, document: &StoredDocument) -> Result<Option<Bytes>, DocumentSourceError> {
        Ok(self.read(document.sha256()).await?)
    }
}

/// Stores the end of an attempt, and tries until it is stored: no other process has it.
pub(super) async fn settle_until_stored(inner: &Inner, of: &Ownership, attempted: Attempted) -> MailId {
    let mut wait = SETTLE_AGAIN;
    while let Err(error) = settle(&inner.outbox.database, of.fence, &[&attempted.ended]).await {
        tracing::warn!(
            target: "ite_mailer_outbox",
            lane = of.lane, mail = attempted.ended.id.0, %error, "the end of a mail could not be stored yet"
        );
        sleep(wait).await;
        wait = (wait * 2).min(SETTLE_AGAIN_MAX);
    }
    attempted.report(&of.lane);
    attempted.ended.id
}

impl Attempted {
    /// Events and counters; fields that begin with `monotonic_counter.` are what `tracing-opentelemetry` counts.
    pub(super) fn report(&self, lane: &str) {
        let (mail, attempts, settlement) = (self.ended.id.0, self.attempts, &self.ended.settlement);
        let kind = settlement.error().map(|error| error.kind().as_str());
        match settlement.state() {
            MailState::Accepted => tracing::info!(
                target: "ite_mailer_outbox", { monotonic_counter.outbox_accepted = 1, lane, mail, attempts }, "accepted"
            ),
            MailState::Due => tracing::info!(
                target: "ite_mailer_outbox", { monotonic_counter.outbox_again = 1, lane, mail, attempts, kind }, "due again"
            ),
            MailState::InDoubt => tracing::warn!(
                target: "ite_mailer_outbox", { monotonic_counter.outbox_in_doubt = 1, lane, mail, attempts, kind }, "in doubt"
            ),
            _ => tracing::warn!(
                target: "ite_mailer_outbox", { monotonic_counter.outbox_failed = 1, lane, mail, attempts, kind }, "failed"
            ),
        }
    }
}
