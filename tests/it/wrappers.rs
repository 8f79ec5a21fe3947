//! The wrappers.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod failover;
mod idempotency_store;
mod idempotent;
mod redirect;
mod retry;
mod stacked;

use async_trait::async_trait;
use ite_mailer::{
    Document, DocumentMail, DocumentMailer, Error, ErrorKind, MemoryMailer, RawMailer, Receipt, conformance::REFUSED,
    message::RawMail,
};
use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{Arc, Mutex},
    task::Poll,
};

fn mail(key: &str) -> DocumentMail {
    DocumentMail::builder()
        .from("Billing <billing@example.com>")
        .to("client@example.org")
        .subject("Invoice")
        .document(Document::pdf("invoice.pdf", [b"%PDF-1.7\n".as_slice(), &[b'.'; 3000]].concat()))
        .idempotency_scope("customer-7")
        .idempotency_key(key)
        .build()
        .unwrap()
}

/// An outbox that passes the conformance suite.
fn outbox() -> MemoryMailer {
    MemoryMailer::new().refuse_recipient(REFUSED, ErrorKind::RecipientRejected)
}

/// Fails with these errors, one for each call, then passes mails on; keeps the bytes of every mail.
#[derive(Clone, Debug)]
struct Scripted {
    inner: MemoryMailer,
    errors: Arc<Mutex<VecDeque<Error>>>,
    given: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Scripted {
    fn new(errors: impl IntoIterator<Item = Error>) -> Self {
        let errors = Arc::new(Mutex::new(errors.into_iter().collect()));
        Self { inner: MemoryMailer::new(), errors, given: Arc::default() }
    }

    fn calls(&self) -> usize {
        self.given.lock().unwrap().len()
    }
}

#[async_trait]
impl DocumentMailer for Scripted {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        self.given.lock().unwrap().push(mail.compose()?.to_eml());
        let error = self.errors.lock().unwrap().pop_front();
        match error {
            Some(error) => Err(error),
            None => self.inner.send(mail).await,
        }
    }
}

#[async_trait]
impl RawMailer for Scripted {
    async fn send_raw_mail(&self, mail: &RawMail<'_>) -> Result<Receipt, Error> {
        self.given.lock().unwrap().push(mail.to_eml());
        let error = self.errors.lock().unwrap().pop_front();
        match error {
            Some(error) => Err(error),
            None => self.inner.send_raw_mail(mail).await,
        }
    }
}

/// Yields this often before it passes a mail on, so that a send can be dropped in the middle.
#[derive(Clone, Debug)]
struct Slow {
    inner: MemoryMailer,
    yields: usize,
}

#[async_trait]
impl DocumentMailer for Slow {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        for _ in 0..self.yields {
            tokio::task::yield_now().await;
        }
        let receipt = self.inner.send(mail).await;
        tokio::task::yield_now().await;
        receipt
    }
}

/// Fails a test that hangs.
async fn bounded<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(crate::support::LIMIT, future).await.expect("it hangs")
}

/// Polls a future at most this often, then drops it; its output if it was completed.
async fn polled<F: Future>(future: F, most: usize) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut polls = 0;
    poll_fn(|cx| {
        polls += 1;
        match future.as_mut().poll(cx) {
            Poll::Ready(answer) => Poll::Ready(Some(answer)),
            Poll::Pending if polls == most => Poll::Ready(None),
            Poll::Pending => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    })
    .await
}
