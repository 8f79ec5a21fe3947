//! Contract tests for mailers and stores.
//!
//! The suites run the contracts of [`DocumentMailer`] and of
//! [`IdempotencyStore`](crate::IdempotencyStore) on implementations of your own. This crate runs
//! them on its own mailers and stores:
//!
//! ```
//! use ite_mailer::{ErrorKind, MemoryMailer, conformance};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), conformance::Violation> {
//! let mailer = MemoryMailer::new()
//!     .refuse_recipient(conformance::REFUSED, ErrorKind::RecipientRejected);
//! conformance::check(&mailer, &mailer).await
//! # }
//! ```

use crate::{
    error::{Error, Outcome},
    mailer::DocumentMailer,
    memory::MemoryMailer,
    message::{Document, DocumentMail, ParsedMail},
    receipt::Receipt,
    util::digest::hex,
};
use async_trait::async_trait;
use std::{
    future::{Future, poll_fn},
    task::Poll,
};

mod idempotency_store;

pub use idempotency_store::check_idempotency_store;

/// The recipient that [`DeliverySink`] refuses.
pub const REFUSED: &str = "nobody@example.org";

/// One mail that arrived at a [`DeliverySink`].
#[derive(Clone, Debug)]
pub struct DeliveredMail {
    /// Envelope recipients.
    pub recipients: Vec<String>,
    /// The message, without dot-stuffing.
    pub eml: Vec<u8>,
}

/// Where the mailer under test delivers to: a sandbox, a mailbox. It accepts every recipient but [`REFUSED`].
#[async_trait]
pub trait DeliverySink: Send + Sync {
    /// Every mail that has arrived. A mail must be listed once its sender has the receipt.
    async fn arrived(&self) -> Vec<DeliveredMail>;
}

#[async_trait]
impl DeliverySink for MemoryMailer {
    async fn arrived(&self) -> Vec<DeliveredMail> {
        let arrived = |sent: crate::memory::SentMail| DeliveredMail {
            recipients: sent.recipients().to_vec(),
            eml: sent.eml().to_vec(),
        };
        self.sent().into_iter().map(arrived).collect()
    }
}

/// A rule of the contract that the implementation breaks.
#[derive(Debug, thiserror::Error)]
#[error("{rule}: {found}")]
#[non_exhaustive]
pub struct Violation {
    /// The rule.
    pub rule: &'static str,
    /// What was found instead.
    pub found: String,
}

type Checked = Result<(), Violation>;

fn want(rule: &'static str, holds: bool, found: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(Violation { rule, found: found() }) }
}

fn sent(rule: &'static str, result: Result<Receipt, Error>) -> Result<Receipt, Violation> {
    result.map_err(|error| Violation { rule, found: error.to_string() })
}

/// Runs the contract of [`DocumentMailer`] on a mailer. The mailer must deliver to `sink`, and no other mailer may
/// deliver there meanwhile.
///
/// # Errors
///
/// The first [`Violation`].
pub async fn check(mailer: &dyn DocumentMailer, sink: &dyn DeliverySink) -> Checked {
    a_receipt_is_correct(mailer, sink).await?;
    blind_copies_stay_blind(mailer, sink).await?;
    one_refused_recipient_does_not_stop_the_others(mailer, sink).await?;
    all_refused_is_an_error(mailer, sink).await?;
    concurrent_mails_do_not_mix(mailer, sink).await?;
    dropped_send_leaves_the_mailer_usable(mailer, sink).await
}

/// Differs in each run, so that a store or server that remembers mails can be checked again.
fn fresh(rule: &'static str) -> Result<String, Violation> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|error| Violation { rule, found: error.to_string() })?;
    Ok(hex(&random))
}

fn mail(key: &str, to: &[&str]) -> Result<DocumentMail, Violation> {
    let body = format!("%PDF-1.7\n% {key}\n{}", ".line that begins with a dot\n".repeat(300));
    let builder = DocumentMail::builder()
        .from("Ma Société <billing@example.com>")
        .subject(format!("Facture {key} – été"))
        .text("Bonjour,\n.\n.. deux points\nFin")
        .document(Document::pdf(format!("Facture n° {key}.pdf"), body.into_bytes()))
        .idempotency_scope(fresh("the suite's own mail is valid")?)
        .idempotency_key(key);
    to.iter()
        .fold(builder, |builder, recipient| builder.to(*recipient))
        .build()
        .map_err(|error| Violation { rule: "the suite's own mail is valid", found: error.to_string() })
}

fn message_id(mail: &DocumentMail) -> Result<String, Violation> {
    let composed = mail.compose();
    composed
        .map(|composed| composed.message_id().to_owned())
        .map_err(|error| Violation { rule: "the suite's own mail composes", found: error.to_string() })
}

async fn with_id(sink: &dyn DeliverySink, id: &str) -> Vec<DeliveredMail> {
    let mut arrived = sink.arrived().await;
    arrived.retain(|mail| ParsedMail::parse(&mail.eml).is_some_and(|mail| mail.message_id.as_deref() == Some(id)));
    arrived
}

async fn a_receipt_is_correct(mailer: &dyn DocumentMailer, sink: &dyn DeliverySink) -> Checked {
    const RULE: &str = "a receipt is correct";
    let mail = mail("truth", &["client@example.org"])?;
    let receipt = sent(RULE, mailer.send(&mail).await)?;
    let id = message_id(&mail)?;
    want(RULE, receipt.message_id == id, || format!("Message-ID {} instead of {id}", receipt.message_id))?;
    want(RULE, receipt.accepted == ["client@example.org"], || format!("accepted {:?}", receipt.accepted))?;
    want(RULE, receipt.rejected.is_empty(), || format!("rejected {:?}", receipt.rejected))?;
    let arrived = with_id(sink, &id).await;
    want(RULE, arrived.len() == 1, || format!("the mail arrived {} times", arrived.len()))?;
    let Some(first) = arrived.first() else { return Ok(()) };
    want(RULE, first.eml.len() as u64 == receipt.size, || {
        format!("{} bytes arrived, the receipt says {}", first.eml.len(), receipt.size)
    })?;
    let parts = ParsedMail::parse(&first.eml).map(|mail| mail.parts).unwrap_or_default();
    let documents: Vec<_> = parts.iter().map(|part| (part.name.clone(), part.bytes.len() as u64)).collect();
    let promised: Vec<_> =
        receipt.documents.iter().map(|document| (Some(document.name.clone()), document.size)).collect();
    want(RULE, documents == promised, || format!("documents {documents:?} arrived, the receipt says {promised:?}"))?;
    let same = parts.iter().zip(mail.documents()).all(|(part, document)| part.bytes == document.bytes().as_ref());
    want(RULE, same, || "a document arrived with other bytes".to_owned())
}

async fn blind_copies_stay_blind(mailer: &dyn DocumentMailer, sink: &dyn DeliverySink) -> Checked {
    const RULE: &str = "blind copies are delivered and not shown";
    let valid = |error: Error| Violation { rule: RULE, found: error.to_string() };
    let mail = DocumentMail::builder()
        .from("billing@example.com")
        .to("client@example.org")
        .bcc("archive@example.net")
        .subject("Blind copy")
        .text("Hello")
        .build()
        .map_err(valid)?;
    let receipt = sent(RULE, mailer.send(&mail).await)?;
    let arrived = with_id(sink, &receipt.message_id).await;
    let got = arrived.iter().any(|mail| mail.recipients.iter().any(|recipient| recipient == "archive@example.net"));
    want(RULE, got, || format!("the envelope was {arrived:?}"))?;
    let shown = arrived.iter().any(|mail| String::from_utf8_lossy(&mail.eml).contains("archive@example.net"));
    want(RULE, !shown, || "the message names the blind copy".to_owned())
}

async fn one_refused_recipient_does_not_stop_the_others(
    mailer: &dyn DocumentMailer,
    sink: &dyn DeliverySink,
) -> Checked {
    const RULE: &str = "one refused recipient does not stop the others";
    let mail = mail("partly", &["client@example.org", REFUSED, "second@example.org"])?;
    let receipt = sent(RULE, mailer.send(&mail).await)?;
    let refused: Vec<_> = receipt.rejected.iter().map(|rejection| rejection.recipient.as_str()).collect();
    want(RULE, refused == [REFUSED], || format!("rejected {refused:?}"))?;
    want(RULE, receipt.accepted == ["client@example.org", "second@example.org"], || {
        format!("accepted {:?}", receipt.accepted)
    })?;
    let arrived = with_id(sink, &receipt.message_id).await;
    want(RULE, arrived.len() == 1, || format!("the mail arrived {} times", arrived.len()))
}

async fn all_refused_is_an_error(mailer: &dyn DocumentMailer, sink: &dyn DeliverySink) -> Checked {
    const RULE: &str = "a mail without an accepted recipient is an error, and the mailer stays usable";
    let mail = mail("nobody", &[REFUSED])?;
    let id = message_id(&mail)?;
    match mailer.send(&mail).await {
        Ok(receipt) => want(RULE, false, || format!("a receipt: {receipt:?}"))?,
        Err(error) => {
            want(RULE, error.outcome() == Outcome::NotSent, || format!("outcome {}", error.outcome()))?;
            want(RULE, error.message_id() == Some(id.as_str()), || format!("Message-ID {:?}", error.message_id()))?;
            want(RULE, error.rejected().len() == 1, || format!("rejected {:?}", error.rejected()))?;
        }
    }
    let arrived = with_id(sink, &id).await;
    want(RULE, arrived.is_empty(), || "the mail arrived all the same".to_owned())?;
    sent(RULE, mailer.send(&self::mail("after nobody", &["client@example.org"])?).await).map(|_| ())
}

async fn concurrent_mails_do_not_mix(mailer: &dyn DocumentMailer, sink: &dyn DeliverySink) -> Checked {
    const RULE: &str = "concurrent mails do not mix";
    let mails =
        (0..8).map(|n| mail(&format!("parallel {n}"), &["client@example.org"])).collect::<Result<Vec<_>, _>>()?;
    let mut running: Vec<_> = mails.iter().map(|mail| Some(mailer.send(mail))).collect();
    let mut receipts: Vec<Option<Result<Receipt, Error>>> = running.iter().map(|_| None).collect();
    poll_fn(|cx| {
        for (future, receipt) in running.iter_mut().zip(&mut receipts) {
            if let Some(Poll::Ready(result)) = future.as_mut().map(|future| future.as_mut().poll(cx)) {
                *receipt = Some(result);
                *future = None;
            }
        }
        if receipts.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    for (mail, receipt) in mails.iter().zip(receipts.into_iter().flatten()) {
        let (receipt, id) = (sent(RULE, receipt)?, message_id(mail)?);
        want(RULE, receipt.message_id == id, || format!("Message-ID {} instead of {id}", receipt.message_id))?;
        let arrived = with_id(sink, &id).await;
        want(RULE, arrived.len() == 1, || format!("a mail arrived {} times", arrived.len()))?;
        let whole = arrived.iter().all(|arrived| arrived.eml.len() as u64 == receipt.size);
        want(RULE, whole, || "a mail arrived in parts".to_owned())?;
    }
    Ok(())
}

async fn dropped_send_leaves_the_mailer_usable(mailer: &dyn DocumentMailer, sink: &dyn DeliverySink) -> Checked {
    const RULE: &str = "a dropped send leaves the mailer usable";
    for polls in 1..=24 {
        let dropped = mail(&format!("dropped {polls}"), &["client@example.org"])?;
        let done = poll_at_most(mailer.send(&dropped), polls).await;
        let next = mail(&format!("after dropped {polls}"), &["client@example.org"])?;
        let receipt = sent(RULE, mailer.send(&next).await)?;
        let arrived = with_id(sink, &receipt.message_id).await;
        want(RULE, arrived.len() == 1, || format!("the next mail arrived {} times", arrived.len()))?;
        let whole = arrived.iter().all(|arrived| arrived.eml.len() as u64 == receipt.size);
        want(RULE, whole, || "the next mail arrived mixed with the dropped one".to_owned())?;
        let arrived = with_id(sink, &message_id(&dropped)?).await;
        want(RULE, arrived.len() <= 1, || format!("the dropped mail arrived {} times", arrived.len()))?;
        if done {
            break;
        }
    }
    Ok(())
}

/// Polls a future at most this often, then drops it; whether it was ready.
async fn poll_at_most<F: Future + Unpin>(mut future: F, mut polls: usize) -> bool {
    poll_fn(|cx| {
        polls -= 1;
        match std::pin::Pin::new(&mut future).poll(cx) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if polls == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
