//! Never the same mail twice.

use super::{Claim, IdempotencyKey, IdempotencyStore, IdempotencyStoreError, Resolution};
use crate::{
    error::{Error, ErrorKind, Outcome, Retry, Stage},
    mailer::DocumentMailer,
    message::DocumentMail,
    receipt::Receipt,
};
use async_trait::async_trait;
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// How soon a store that could not answer is worth asking again.
const ASK_AGAIN: Duration = Duration::from_secs(60);

/// Sends a mail with an idempotency key once, whatever happens between.
///
/// The key is claimed in a [`IdempotencyStore`] before the mail is sent. A second `send` with the same key and author:
///
/// | the first | the second |
/// |---|---|
/// | was accepted | gets the first receipt; nothing is sent |
/// | did not go | is sent |
/// | may have gone | [`ErrorKind::InDoubt`], [`Outcome::Unknown`], [`Retry::Never`]; nothing is sent |
/// | was dropped under way, or its process ended | as above |
/// | is under way in this mailer or a clone of it | waits for its end, which the first one's deadlines bound; then as above |
/// | is under way elsewhere | in doubt, as above |
///
/// The key alone decides: a mail with the same key and another document or recipient counts as the same. A mail without
/// a key is handed on, and nothing is remembered.
///
/// Where the store cannot answer, nothing is sent: [`ErrorKind::StoreUnavailable`] at [`Stage::Wait`], with the store's error as
/// source and advice to try again. Where it cannot keep how a mail ended, the caller gets the mail's own answer, and
/// the entry stays in doubt; the store's own code knows.
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
/// #     mail.idempotency_key(key).build()
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
    under_way: Arc<UnderWay>,
}

impl<M: DocumentMailer> IdempotentMailer<M> {
    /// A mailer that asks this store.
    pub fn new(inner: M, store: impl IdempotencyStore + 'static) -> Self {
        Self { inner, store: Arc::new(store), under_way: Arc::default() }
    }

    /// The mailer inside.
    #[must_use]
    pub fn inner(&self) -> &M {
        &self.inner
    }

    async fn once(&self, key: &IdempotencyKey, mail: &DocumentMail) -> Result<Receipt, Error> {
        match self.store.begin(key).await {
            Ok(Claim::Claimed) => {}
            Ok(Claim::Accepted(receipt)) => return Ok(*receipt),
            Ok(Claim::InDoubt) => return Err(in_doubt(mail)),
            Err(error) => return Err(no_answer(mail, error)),
        }
        // From here to the end of the function, a drop leaves the entry begun, which is in doubt. What the store fails
        // to keep stays so too.
        let error = match self.inner.send(mail).await {
            Ok(receipt) => {
                let _ = self.store.commit(key, &receipt).await;
                return Ok(receipt);
            }
            Err(error) => error,
        };
        if error.outcome() == Outcome::NotSent {
            let _ = self.store.release(key).await;
            return Err(error);
        }
        match self.store.unknown(key, &error).await {
            Ok(Resolution::Accepted(receipt)) => {
                let _ = self.store.commit(key, &receipt).await;
                Ok(*receipt)
            }
            // Only a store that has let go of the key may say so, or the next try would find it in doubt.
            Ok(Resolution::NotSent) if self.store.release(key).await.is_ok() => {
                Err(error.with_outcome(Outcome::NotSent))
            }
            _ => Err(error),
        }
    }
}

fn in_doubt(mail: &DocumentMail) -> Error {
    Error::new(ErrorKind::InDoubt, Stage::FinalReply)
        .with_outcome(Outcome::Unknown)
        .with_detail("a mail with this idempotency key was begun before, and its end is not known")
        .with_message_id(mail.message_id())
}

fn no_answer(mail: &DocumentMail, error: IdempotencyStoreError) -> Error {
    Error::new(ErrorKind::StoreUnavailable, Stage::Wait)
        .with_retry(Retry::After(ASK_AGAIN))
        .with_detail("the send store did not answer, so nothing was sent")
        .with_message_id(mail.message_id())
        .with_source(error)
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M: DocumentMailer> DocumentMailer for IdempotentMailer<M> {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let Some(key) = IdempotencyKey::of(mail) else { return self.inner.send(mail).await };
        let _turn = self.under_way.turn(&key).await;
        self.once(&key, mail).await
    }
}

/// The keys being sent right now.
#[derive(Debug, Default)]
struct UnderWay {
    keys: Mutex<HashSet<IdempotencyKey>>,
    ended: Notify,
}

/// Ends when dropped, whatever became of the send.
struct KeyLock<'a> {
    under_way: &'a UnderWay,
    key: &'a IdempotencyKey,
}

impl UnderWay {
    fn keys(&self) -> MutexGuard<'_, HashSet<IdempotencyKey>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn turn<'a>(&'a self, key: &'a IdempotencyKey) -> KeyLock<'a> {
        loop {
            // Made before the look: it hears an end between look and wait.
            let ended = self.ended.notified();
            if self.keys().insert(key.clone()) {
                return KeyLock { under_way: self, key };
            }
            ended.await;
        }
    }
}

impl Drop for KeyLock<'_> {
    fn drop(&mut self) {
        self.under_way.keys().remove(self.key);
        self.under_way.ended.notify_waiters();
    }
}
