//! `IdempotentMailer`, which sends each mail at most once.

use super::{
    Claim, IdempotencyKey, IdempotencyStore, IdempotencyStoreError, Resolution,
    key_lock::{KeyLock, KeyLocks},
    texts as T,
};
use crate::{
    error::{Error, ErrorKind, Outcome, Stage},
    mailer::DocumentMailer,
    message::DocumentMail,
    receipt::Receipt,
};
use async_trait::async_trait;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

/// Longer than a send with the default deadlines: 5 minutes of waiting, 15 s to 60 s a step, 3 minutes a data block, 10
/// minutes for the final reply.
const IN_DOUBT_AFTER: Duration = Duration::from_secs(60 * 60);

/// Sends each mail with an idempotency key at most once.
///
/// Before a mail is sent, its scope and key are claimed in an [`IdempotencyStore`]. A second `send` with the same scope
/// and key, by any author:
///
/// | the first | the second |
/// |---|---|
/// | was accepted | gets the first receipt; nothing is sent |
/// | was not sent | is sent |
/// | may have been delivered | [`ErrorKind::InDoubt`], [`Outcome::Unknown`]; nothing is sent |
/// | was dropped while it was sending | as above |
/// | is being sent by this mailer or a clone of it | waits for its end, then as above |
/// | is being sent by another process | [`ErrorKind::InProgress`], [`Outcome::NotSent`], retry after a minute; nothing is sent |
/// | was claimed longer ago than [`in_doubt_after`](Self::in_doubt_after), without an end | [`ErrorKind::InDoubt`]; its process has ended |
///
/// Only scope and key are compared: a mail with another document or recipient is the same mail. A mail without a key is
/// sent without a claim. A mail with a key and without a scope is refused with [`ErrorKind::Message`] and a problem of
/// the field `idempotency_scope`: a key such as `invoice-42` is unique within one customer only.
///
/// If the store is not available, nothing is sent: [`ErrorKind::StoreUnavailable`] at [`Stage::Wait`], with the store's
/// error as source. If the store cannot record the result of a mail, the caller still gets that result, and the next
/// `send` finds the mail in doubt.
///
/// Wrap a [`FailoverMailer`](crate::FailoverMailer) in it, not the other way round: a gateway that failed would release
/// the key, and each gateway could send the mail once. [`FailoverMailer`](crate::FailoverMailer) refuses that order.
///
/// ```
/// # use ite_mailer::{DocumentMail, DocumentMailer, Error, ErrorKind, IdempotentMailer, MemoryIdempotencyStore, MemoryMailer};
/// # use ite_mailer::{Outcome, memory::Failure};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let outbox = MemoryMailer::new().fail_nth(2, Failure::unknown(true));
/// let mailer = IdempotentMailer::new(outbox.clone(), MemoryIdempotencyStore::new());
/// # let invoice = |key: &str| {
/// #     let mail = DocumentMail::builder().from("a@example.com").to("b@example.org").text("Hello");
/// #     mail.idempotency_scope("customer-7").idempotency_key(key).build()
/// # };
/// let first = mailer.send(&invoice("invoice-41")?).await?;
/// let again = mailer.send(&invoice("invoice-41")?).await?;
/// assert_eq!((first.message_id, outbox.sent().len()), (again.message_id, 1));
///
/// mailer.send(&invoice("invoice-42")?).await.unwrap_err(); // no answer came
/// let again = mailer.send(&invoice("invoice-42")?).await.unwrap_err();
/// assert_eq!((again.kind(), again.outcome()), (ErrorKind::InDoubt, Outcome::Unknown));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct IdempotentMailer<M> {
    inner: M,
    store: Arc<dyn IdempotencyStore>,
    in_doubt_after: Duration,
    locks: Arc<KeyLocks>,
}

impl<M: DocumentMailer> IdempotentMailer<M> {
    /// A mailer that claims keys in this store.
    pub fn new(inner: M, store: impl IdempotencyStore + 'static) -> Self {
        Self { inner, store: Arc::new(store), in_doubt_after: IN_DOUBT_AFTER, locks: Arc::default() }
    }

    /// Sets the age from which an entry in progress counts as in doubt. Default: 1 hour.
    ///
    /// Take more than the longest time that a send of the mailer inside can take, all its deadlines together. The age
    /// is computed from the store's clock and this process's clock.
    pub fn in_doubt_after(mut self, age: Duration) -> Self {
        self.in_doubt_after = age;
        self
    }

    /// The mailer inside.
    #[must_use]
    pub fn inner(&self) -> &M {
        &self.inner
    }

    /// Claims the key; a receipt if the mail was accepted before.
    async fn claim(&self, lock: &KeyLock<'_>, mail: &DocumentMail) -> Result<Option<Receipt>, Error> {
        let error = in_doubt(mail);
        // A second time if the store found that the earlier mail was not sent.
        for _ in 0..2 {
            let claim = self.store.begin(lock.key()).await.map_err(|cause| store_unavailable(mail, cause))?;
            let Claim::InProgress { since } = claim else {
                lock.set_abandoned(false);
                return match claim {
                    Claim::Claimed => Ok(None),
                    Claim::Accepted(receipt) => Ok(Some(*receipt)),
                    _ => Err(error),
                };
            };
            let age = SystemTime::now().duration_since(since).unwrap_or_default();
            if !lock.is_abandoned() && age < self.in_doubt_after {
                return Err(in_progress(mail, age));
            }
            match self.resolve(lock.key(), &error).await.0 {
                Resolution::Accepted(receipt) => return Ok(Some(*receipt)),
                Resolution::InDoubt => return Err(error),
                Resolution::NotSent => {}
            }
        }
        Err(error)
    }

    /// Records that a mail may have been delivered. Returns the store's resolution, and whether it was recorded.
    async fn resolve(&self, key: &IdempotencyKey, error: &Error) -> (Resolution, bool) {
        match self.store.unknown(key, error).await {
            Ok(Resolution::Accepted(receipt)) => {
                let recorded = self.store.commit(key, &receipt).await.is_ok();
                (Resolution::Accepted(receipt), recorded)
            }
            // Without the release, the next send would find the key in doubt.
            Ok(Resolution::NotSent) if self.store.release(key).await.is_ok() => (Resolution::NotSent, true),
            Ok(_) => (Resolution::InDoubt, true),
            Err(_) => (Resolution::InDoubt, false),
        }
    }

    /// Sends a mail whose key is claimed. Returns its result, and whether the store has recorded it.
    async fn send_claimed(&self, key: &IdempotencyKey, mail: &DocumentMail) -> (Result<Receipt, Error>, bool) {
        let error = match self.inner.send(mail).await {
            Ok(receipt) => {
                let recorded = self.store.commit(key, &receipt).await.is_ok();
                return (Ok(receipt), recorded);
            }
            Err(error) => error,
        };
        if error.outcome() == Outcome::NotSent {
            return (Err(error), self.store.release(key).await.is_ok());
        }
        let (resolution, recorded) = self.resolve(key, &error).await;
        let answer = match resolution {
            Resolution::Accepted(receipt) => Ok(*receipt),
            Resolution::NotSent => Err(error.with_outcome(Outcome::NotSent)),
            Resolution::InDoubt => Err(error),
        };
        (answer, recorded)
    }
}

fn in_doubt(mail: &DocumentMail) -> Error {
    Error::new(ErrorKind::InDoubt, Stage::FinalReply)
        .with_outcome(Outcome::Unknown)
        .with_detail("a mail with this idempotency key was sent before, and its result is unknown")
        .with_message_id(mail.message_id())
}

fn in_progress(mail: &DocumentMail, age: Duration) -> Error {
    let detail = format!("a send of this idempotency key began {} s ago and has not ended", age.as_secs());
    Error::new(ErrorKind::InProgress, Stage::Wait).with_detail(detail).with_message_id(mail.message_id())
}

fn store_unavailable(mail: &DocumentMail, cause: IdempotencyStoreError) -> Error {
    Error::new(ErrorKind::StoreUnavailable, Stage::Wait)
        .with_detail("the idempotency store did not answer, so nothing was sent")
        .with_message_id(mail.message_id())
        .with_source(cause)
}

fn no_scope(mail: &DocumentMail) -> Error {
    Error::invalid(ErrorKind::Message, Stage::Message, vec![T::SCOPE_MISSING.at("idempotency_scope")])
        .with_message_id(mail.message_id())
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M: DocumentMailer> DocumentMailer for IdempotentMailer<M> {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let Some(key) = IdempotencyKey::of(mail) else {
            return match mail.idempotency_key() {
                Some(_) => Err(no_scope(mail)),
                None => self.inner.send(mail).await,
            };
        };
        let lock = self.locks.lock(&key).await;
        if let Some(receipt) = self.claim(&lock, mail).await? {
            return Ok(receipt);
        }
        // If this future is dropped from here on, or the store cannot record the result, the entry stays in progress,
        // and only this mailer knows that no send is running.
        lock.set_abandoned(true);
        let (answer, recorded) = self.send_claimed(&key, mail).await;
        lock.set_abandoned(!recorded);
        answer
    }

    fn claims_idempotency_keys(&self) -> bool {
        true
    }
}
