//! [`MemoryMailer`] keeps mails in memory: a test double of `SmtpMailer`.
//!
//! ```
//! use ite_mailer::{DocumentMail, DocumentMailer, MemoryMailer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), ite_mailer::Error> {
//! let mailer = MemoryMailer::new();
//! let mail = DocumentMail::builder()
//!     .from("billing@example.com")
//!     .to("client@example.org")
//!     .text("Hello")
//!     .build()?;
//! mailer.send(&mail).await?;
//! assert_eq!(mailer.sent()[0].recipients(), ["client@example.org"]);
//! # Ok(())
//! # }
//! ```

use crate::{
    error::Rejection,
    error::{Error, ErrorKind, Outcome, Stage},
    gateway::{ImapAccount, SentCopy, SmtpGateway},
    mailer::{DocumentMailer, is_worth_sending},
    message::{Address, Composed, DocumentMail, hash_in_background},
    receipt::{Filing, Receipt},
};
use async_trait::async_trait;
use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// Keeps mails in memory. Validates and composes as `SmtpMailer` does and applies the same limits, without I/O.
///
/// Clones share one outbox. Failures are scripted:
///
/// ```
/// # use ite_mailer::{Document, DocumentMail, DocumentMailer, ErrorKind, MemoryMailer, memory::Failure};
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let quota = Failure::new(ErrorKind::DailyQuotaExceeded);
/// let mailer = MemoryMailer::new().fail_nth(2, quota);
/// let mail = DocumentMail::builder()
///     .from("billing@example.com")
///     .to("client@example.org")
///     .subject("Invoice 42")
///     .document(Document::pdf("invoice-42.pdf", &b"%PDF-1.7 ..."[..]))
///     .build()?;
/// mailer.send(&mail).await?;
/// let error = mailer.send(&mail).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::DailyQuotaExceeded);
/// mailer.assert_sent(|sent| sent.mail().subject() == "Invoice 42");
/// mailer.assert_nothing_else();
/// # Ok::<(), ite_mailer::Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryMailer {
    shared: Arc<Shared>,
    gateway: Option<SmtpGateway>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct State {
    attempts: usize,
    sent: Vec<SentMail>,
    /// Which mails of `sent` an assertion has returned.
    seen: Vec<bool>,
    scripts: Vec<(When, Failure)>,
    refused: Vec<(String, ErrorKind)>,
}

#[derive(Clone, Copy, Debug)]
enum When {
    Always,
    Nth(usize),
}

/// A scripted failure.
#[derive(Clone, Debug)]
pub struct Failure {
    kind: ErrorKind,
    stage: Stage,
    outcome: Outcome,
    arrives: bool,
}

impl Failure {
    /// A failure of this kind with [`Outcome::NotSent`], at the kind's usual stage.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self { kind, stage: kind.traits().usual_stage, outcome: Outcome::NotSent, arrives: false }
    }

    /// The connection ended before the final reply: [`Outcome::Unknown`]. `arrives` decides whether the mail is in the
    /// outbox; the caller of `send` cannot tell.
    #[must_use]
    pub fn unknown(arrives: bool) -> Self {
        Self { kind: ErrorKind::Timeout, stage: Stage::FinalReply, outcome: Outcome::Unknown, arrives }
    }

    /// Sets the stage. Default: the kind's usual stage.
    #[must_use]
    pub fn at(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }

    fn error(&self, mail: &Composed) -> Error {
        Error::new(self.kind, self.stage)
            .with_outcome(self.outcome)
            .with_detail("scripted by the test")
            .with_message_id(mail.message_id())
    }
}

/// A mail in the outbox.
#[derive(Clone, Debug)]
pub struct SentMail {
    mail: DocumentMail,
    eml: bytes::Bytes,
    from: Address,
    receipt: Receipt,
}

impl SentMail {
    /// The mail as it was passed to `send`.
    #[must_use]
    pub fn mail(&self) -> &DocumentMail {
        &self.mail
    }

    /// The message as it would have been sent, without dot-stuffing.
    #[must_use]
    pub fn eml(&self) -> &bytes::Bytes {
        &self.eml
    }

    /// The envelope sender.
    #[must_use]
    pub fn from(&self) -> &Address {
        &self.from
    }

    /// The envelope recipients that were accepted, blind copies included.
    #[must_use]
    pub fn recipients(&self) -> &[String] {
        &self.receipt.accepted
    }

    /// The receipt that `send` returned.
    #[must_use]
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// The message, parsed by the crate `mail-parser`. `None` if it cannot be parsed, which would be a defect.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn parsed(&self) -> Option<crate::message::ParsedMail> {
        crate::message::ParsedMail::parse(&self.eml)
    }
}

impl MemoryMailer {
    /// A mailer without a gateway: no limits, every recipient is accepted.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A mailer with this gateway's limits and policies: size, recipients, copy to the sender, recipient policy.
    #[must_use]
    pub fn for_gateway(gateway: SmtpGateway) -> Self {
        Self { shared: Arc::default(), gateway: Some(gateway) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails the n-th call of `send`, counted from 1 over all clones.
    #[must_use]
    pub fn fail_nth(self, n: usize, failure: Failure) -> Self {
        self.state().scripts.push((When::Nth(n), failure));
        self
    }

    /// Fails every call of `send` until [`clear_failures`](Self::clear_failures).
    #[must_use]
    pub fn fail_always(self, failure: Failure) -> Self {
        self.state().scripts.push((When::Always, failure));
        self
    }

    /// Refuses this envelope recipient; the others are accepted.
    #[must_use]
    pub fn refuse_recipient(self, address: impl Into<String>, kind: ErrorKind) -> Self {
        self.state().refused.push((address.into(), kind));
        self
    }

    /// Removes every scripted failure.
    pub fn clear_failures(&self) {
        let mut state = self.state();
        state.scripts.clear();
        state.refused.clear();
    }

    /// Every accepted mail, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<SentMail> {
        self.state().sent.clone()
    }

    /// Number of calls of `send` with a valid mail, failures included.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.state().attempts
    }

    /// Waits until at least `n` mails were accepted and returns all of them. It has no timeout.
    pub async fn wait_for(&self, n: usize) -> Vec<SentMail> {
        loop {
            let mut arrived = std::pin::pin!(self.shared.arrived.notified());
            // Registered before the check, so that a mail accepted in between is not missed.
            arrived.as_mut().enable();
            let sent = self.sent();
            if sent.len() >= n {
                return sent;
            }
            arrived.await;
        }
    }

    /// Returns the first mail that fits and was not returned before.
    ///
    /// # Panics
    ///
    /// If none fits, with a list of the mails there are.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_sent(&self, fits: impl Fn(&SentMail) -> bool) -> SentMail {
        // Without the lock, so that `fits` can call this mailer.
        let unseen: Vec<(usize, SentMail)> = {
            let state = self.state();
            let seen = state.seen.iter().enumerate().filter(|(_, seen)| !**seen);
            seen.map(|(at, _)| (at, state.sent[at].clone())).collect()
        };
        for (at, sent) in unseen.into_iter().filter(|(_, sent)| fits(sent)) {
            let seen = &mut self.state().seen[at];
            if !std::mem::replace(seen, true) {
                return sent;
            }
        }
        let outbox = outbox(&self.state());
        panic!("no mail fits; {outbox}")
    }

    /// Asserts that [`assert_sent`](Self::assert_sent) has returned every mail.
    ///
    /// # Panics
    ///
    /// If there are others, with a list of them.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_nothing_else(&self) {
        let state = self.state();
        if state.seen.contains(&false) {
            let outbox = outbox(&state);
            drop(state);
            panic!("a mail was not asserted; {outbox}");
        }
    }

    fn deliver(&self, mail: &DocumentMail, composed: &Composed) -> Result<Receipt, Error> {
        let mut state = self.state();
        state.attempts += 1;
        let attempt = state.attempts;
        let due = |when: When| matches!(when, When::Always) || matches!(when, When::Nth(n) if n == attempt);
        let failure = state.scripts.iter().find(|(when, _)| due(*when)).map(|(_, failure)| failure.clone());
        if let Some(failure) = failure.as_ref().filter(|failure| !failure.arrives) {
            return Err(failure.error(composed));
        }
        let (mut accepted, mut rejected) = (Vec::new(), Vec::new());
        for recipient in composed.envelope().to().iter().map(Address::as_str) {
            match state.refused.iter().find(|(address, _)| address == recipient) {
                Some((_, kind)) => {
                    rejected.push(Rejection::new(recipient, *kind, kind.usual_retry(), None));
                }
                None => accepted.push(recipient.to_owned()),
            }
        }
        let policy = self.gateway.as_ref().map(SmtpGateway::recipients).unwrap_or_default();
        if !is_worth_sending(composed.envelope(), policy, &accepted, rejected.len()) {
            return Err(Error::no_recipient_accepted(rejected).with_message_id(composed.message_id()));
        }
        let host = self.gateway.as_ref().map_or("memory", SmtpGateway::host);
        let mut receipt = Receipt::new(composed, host, accepted);
        receipt.rejected = rejected;
        receipt.sent_copy = self.gateway.as_ref().filter(|_| !mail.is_confined()).and_then(filing);
        state.sent.push(SentMail {
            mail: mail.clone(),
            eml: composed.to_eml().into(),
            from: composed.envelope().from().clone(),
            receipt: receipt.clone(),
        });
        state.seen.push(false);
        self.shared.arrived.notify_waiters();
        match failure {
            Some(failure) => Err(failure.error(composed)),
            None => Ok(receipt),
        }
    }
}

/// As a mailer of this gateway that files each copy.
fn filing(gateway: &SmtpGateway) -> Option<Filing> {
    let folder = |account: &ImapAccount| Filing::Filed {
        folder: account.folder().unwrap_or("Sent").to_owned(),
        uid: None,
        uid_validity: None,
        found: false,
    };
    let files = gateway.sent_copy() == SentCopy::Folder;
    files.then(|| gateway.imap().map_or(Filing::ByProvider, folder))
}

fn outbox(state: &State) -> String {
    let mut text = format!("{} in the outbox", state.sent.len());
    for (n, sent) in state.sent.iter().enumerate() {
        let seen = if state.seen[n] { "  (asserted)" } else { "" };
        let documents: Vec<&str> = sent.receipt.documents.iter().map(|document| document.name.as_str()).collect();
        let _ = write!(
            text,
            "\n  {}. to {}: {:?}, documents {documents:?}{seen}",
            n + 1,
            sent.recipients().join(", "),
            sent.mail.subject(),
        );
    }
    text
}

#[async_trait]
impl DocumentMailer for MemoryMailer {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let composed = match &self.gateway {
            Some(gateway) => gateway.compose(mail)?,
            None => mail.compose()?,
        };
        hash_in_background(composed.documents().iter()).await;
        let placed = self.deliver(mail, &composed);
        placed.map_err(|error| match &self.gateway {
            Some(gateway) => error.with_gateway(gateway),
            None => error,
        })
    }
}
