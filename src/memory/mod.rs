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

mod failure;
mod outbox;

pub use failure::Failure;
pub use outbox::{SentMail, SentRawMail};

use crate::{
    error::{Error, ErrorKind, Rejection},
    gateway::{ImapAccount, SentCopy, SmtpGateway},
    mailer::{DocumentMailer, RawMailer, is_worth_sending},
    message::{Address, DocumentMail, Outgoing, RawMail, hash_in_background},
    receipt::{Filing, Receipt},
};
use async_trait::async_trait;
use outbox::Outbox;
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
///
/// It takes messages that were composed elsewhere, too ([`RawMailer`]), and with the feature `lettre-transport` it is a
/// lettre transport. They are checked as `SmtpMailer` checks them, and share the script and the count of calls:
///
/// ```
/// use ite_mailer::{Address, ErrorKind, MemoryMailer, RawMailer};
/// use ite_mailer::{memory::Failure, message::RawMail};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let busy = Failure::new(ErrorKind::RateLimited);
/// let mailer = MemoryMailer::new().fail_nth(2, busy);
/// let bytes = b"From: a@example.com\r\nSubject: Invoice 42\r\n\r\nHello\r\n";
/// let from = Address::new("a@example.com")?;
/// let to = Address::new("client@example.org")?;
/// let mail = RawMail::new(&from, [&to], bytes)?;
/// let receipt = mailer.send_raw_mail(&mail).await?;
/// let error = mailer.send_raw_mail(&mail).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::RateLimited);
///
/// let sent = mailer.assert_sent_raw(|sent| sent.from() == &from);
/// assert_eq!(sent.recipients(), ["client@example.org"]);
/// assert_eq!(sent.receipt().message_id, receipt.message_id);
/// assert!(sent.eml().ends_with(bytes)); // behind the Message-ID and the Date
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
    sent: Outbox<SentMail>,
    sent_raw: Outbox<SentRawMail>,
    scripts: Vec<(When, Failure)>,
    refused: Vec<(String, ErrorKind)>,
}

#[derive(Clone, Copy, Debug)]
enum When {
    Always,
    Nth(usize),
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

    /// Fails the n-th call of `send` and `send_raw_mail`, counted together from 1 over all clones.
    #[must_use]
    pub fn fail_nth(self, n: usize, failure: Failure) -> Self {
        self.state().scripts.push((When::Nth(n), failure));
        self
    }

    /// Fails every call of `send` and `send_raw_mail` until [`clear_failures`](Self::clear_failures).
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

    /// Every accepted document mail, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<SentMail> {
        self.state().sent.all()
    }

    /// Every accepted raw mail, in order.
    #[must_use]
    pub fn sent_raw(&self) -> Vec<SentRawMail> {
        self.state().sent_raw.all()
    }

    /// Number of calls of `send` and `send_raw_mail` with a valid mail, failures included.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.state().attempts
    }

    /// Waits until at least `n` document mails were accepted and returns all of them. It has no timeout.
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

    /// Returns the first document mail that fits and was not returned before.
    ///
    /// # Panics
    ///
    /// If none fits, with a list of the mails there are.
    #[track_caller]
    pub fn assert_sent(&self, fits: impl Fn(&SentMail) -> bool) -> SentMail {
        self.first_unseen(|state| &mut state.sent, fits)
    }

    /// Returns the first raw mail that fits and was not returned before.
    ///
    /// # Panics
    ///
    /// If none fits, with a list of the mails there are.
    #[track_caller]
    pub fn assert_sent_raw(&self, fits: impl Fn(&SentRawMail) -> bool) -> SentRawMail {
        self.first_unseen(|state| &mut state.sent_raw, fits)
    }

    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    fn first_unseen<T: Clone>(&self, outbox: fn(&mut State) -> &mut Outbox<T>, fits: impl Fn(&T) -> bool) -> T {
        // Without the lock, so that `fits` can call this mailer.
        let unseen = outbox(&mut self.state()).unseen();
        for (at, mail) in unseen.into_iter().filter(|(_, mail)| fits(mail)) {
            if outbox(&mut self.state()).mark(at) {
                return mail;
            }
        }
        let list = list(&self.state());
        panic!("no mail fits; {list}")
    }

    /// Asserts that [`assert_sent`](Self::assert_sent) and [`assert_sent_raw`](Self::assert_sent_raw) have returned every
    /// mail.
    ///
    /// # Panics
    ///
    /// If there are others, with a list of them.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_nothing_else(&self) {
        let state = self.state();
        if state.sent.has_unseen() || state.sent_raw.has_unseen() {
            let list = list(&state);
            drop(state);
            panic!("a mail was not asserted; {list}");
        }
    }

    /// Plays the server, for both kinds of mail; `keep` puts an accepted one into its list.
    fn deliver(
        &self,
        mail: &Outgoing<'_>,
        files_copy: bool,
        keep: impl FnOnce(&mut State, SentRawMail),
    ) -> Result<Receipt, Error> {
        let placed = self.place(mail, files_copy, keep);
        placed.map_err(|error| match &self.gateway {
            Some(gateway) => error.with_gateway(gateway),
            None => error,
        })
    }

    fn place(
        &self,
        mail: &Outgoing<'_>,
        files_copy: bool,
        keep: impl FnOnce(&mut State, SentRawMail),
    ) -> Result<Receipt, Error> {
        let mut state = self.state();
        state.attempts += 1;
        let attempt = state.attempts;
        let due = |when: When| matches!(when, When::Always) || matches!(when, When::Nth(n) if n == attempt);
        let failure = state.scripts.iter().find(|(when, _)| due(*when)).map(|(_, failure)| failure.clone());
        if let Some(failure) = failure.as_ref().filter(|failure| !failure.arrives) {
            return Err(failure.error(mail.message_id()));
        }
        let (mut accepted, mut rejected) = (Vec::new(), Vec::new());
        for recipient in mail.envelope().to().iter().map(Address::as_str) {
            match state.refused.iter().find(|(address, _)| address == recipient) {
                Some((_, kind)) => {
                    rejected.push(Rejection::new(recipient, *kind, kind.usual_retry(), None));
                }
                None => accepted.push(recipient.to_owned()),
            }
        }
        let policy = self.gateway.as_ref().map(SmtpGateway::recipients).unwrap_or_default();
        if !is_worth_sending(mail.envelope(), policy, &accepted, rejected.len()) {
            return Err(Error::no_recipient_accepted(rejected).with_message_id(mail.message_id()));
        }
        let host = self.gateway.as_ref().map_or("memory", SmtpGateway::host);
        let mut receipt = Receipt::of(mail, host, accepted);
        receipt.rejected = rejected;
        receipt.sent_copy = self.gateway.as_ref().filter(|_| files_copy).and_then(filing);
        keep(&mut state, SentRawMail::new(mail, receipt.clone()));
        self.shared.arrived.notify_waiters();
        match failure {
            Some(failure) => Err(failure.error(mail.message_id())),
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

/// The mails there are, for the text of a failed assertion.
fn list(state: &State) -> String {
    let mails = state.sent.lines(|sent| {
        let documents: Vec<&str> = sent.receipt().documents.iter().map(|document| document.name.as_str()).collect();
        format!("to {}: {:?}, documents {documents:?}", sent.recipients().join(", "), sent.mail().subject())
    });
    let raw_mails = state
        .sent_raw
        .lines(|sent| format!("to {}: raw mail <{}>", sent.recipients().join(", "), sent.receipt().message_id));
    let lines: Vec<String> = mails.chain(raw_mails).collect();
    let mut text = format!("{} in the outbox", lines.len());
    for (n, line) in lines.iter().enumerate() {
        let _ = write!(text, "\n  {}. {line}", n + 1);
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
        let keep = |state: &mut State, raw| state.sent.push(SentMail::new(mail.clone(), raw));
        self.deliver(composed.outgoing(), !mail.is_confined(), keep)
    }
}

#[async_trait]
impl RawMailer for MemoryMailer {
    async fn send_raw_mail(&self, mail: &RawMail<'_>) -> Result<Receipt, Error> {
        let outgoing = match &self.gateway {
            Some(gateway) => gateway.outgoing(mail)?,
            None => mail.outgoing(false),
        };
        self.deliver(&outgoing, true, |state, raw| state.sent_raw.push(raw))
    }
}
