//! One attempt at one mail: load, send, settle.

use super::{Inner, lease_guard::LeaseGuard};
use crate::{
    MailState, OutboxError, documents,
    lane::{Claimed, LaneEffect, Settlement, has_reached_server, settle, verdict},
    mail::{LoadError, load},
};
use async_trait::async_trait;
use bytes::Bytes;
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

/// What became of an attempt, as its lane sees it.
#[derive(Debug)]
pub(super) enum Attempted {
    Accepted,
    NotAccepted(LaneEffect, Error),
    /// The lease ended first. The row is left to the next owner, who puts it in doubt.
    Dropped,
}

/// What an attempt needs of its lane.
pub(super) struct Attempt {
    pub(super) inner: Arc<Inner>,
    pub(super) mailer: Arc<dyn DocumentMailer>,
    pub(super) lease: LeaseGuard,
    pub(super) lane: String,
    pub(super) fence: i64,
    pub(super) failures: i64,
}

impl Attempt {
    pub(super) async fn run(self, claimed: Claimed) -> Attempted {
        let result = match self.load(&claimed).await {
            Ok(mail) => {
                tokio::select! {
                    biased;
                    () = self.lease.lost() => return self.drop_it(&claimed),
                    result = self.mailer.send(&mail) => result,
                }
            }
            Err(error) => Err(error),
        };
        let (settlement, attempted, reached) = match result {
            Ok(receipt) => (Settlement::Accepted(Box::new(receipt)), Attempted::Accepted, true),
            Err(error) => {
                let (reached, reason) = (has_reached_server(&error), error.clone());
                let (settlement, effect) =
                    verdict(error, claimed.attempts, self.inner.config.max_attempts, self.failures);
                (settlement, Attempted::NotAccepted(effect, reason), reached)
            }
        };
        self.settle(&claimed, &settlement, reached).await;
        attempted
    }

    fn drop_it(&self, claimed: &Claimed) -> Attempted {
        tracing::warn!(
            target: "ite_mailer_outbox",
            lane = self.lane, mail = claimed.id.0, "the lease ended while a mail was under way; its connection is closed"
        );
        Attempted::Dropped
    }

    /// Stores the answer, and tries until it is stored: no other process has it.
    async fn settle(&self, claimed: &Claimed, settlement: &Settlement, reached: bool) {
        let mut wait = SETTLE_AGAIN;
        loop {
            match settle(&self.inner.outbox.database, claimed.id, self.fence, settlement, reached).await {
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(
                        target: "ite_mailer_outbox",
                        lane = self.lane, mail = claimed.id.0, %error, "the end of a mail could not be stored yet"
                    );
                    sleep(wait).await;
                    wait = (wait * 2).min(SETTLE_AGAIN_MAX);
                }
            }
        }
        report(&self.lane, claimed, settlement);
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

/// Events and counters; fields that begin with `monotonic_counter.` are what `tracing-opentelemetry` counts.
fn report(lane: &str, claimed: &Claimed, settlement: &Settlement) {
    let mail = claimed.id.0;
    let attempts = claimed.attempts;
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
