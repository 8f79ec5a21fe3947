//! `RetryMailer`, which sends again after temporary failures.

use crate::{
    error::{Error, Outcome, Retry},
    mailer::{DocumentMailer, RawMailer},
    message::{DocumentMail, RawMail},
    receipt::Receipt,
};
use async_trait::async_trait;
use backon::{BackoffBuilder, ExponentialBuilder};
use std::{fmt, sync::Arc, time::Duration};
use tokio::time::Instant;

/// Longest backoff.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Sends a mail again if it was not sent and waiting may help.
///
/// - Only [`Outcome::NotSent`] with [`Retry::After`] is retried. [`Outcome::Unknown`], [`Retry::Never`] and
///   [`Retry::NextDay`] are returned at once. An [`IdempotentMailer`](crate::IdempotentMailer) inside may resolve an
///   `Unknown`.
/// - It waits as long as the error advises, plus an exponential backoff with jitter: with the defaults 5 s to 10 s,
///   then 10 s to 20 s, then 20 s to 40 s.
/// - Tries and total time are limited. It does not wait beyond the total time, and does not interrupt a running try,
///   which has the deadlines of its gateway.
/// - Each try sends the same mail: same Message-ID, same date, same bytes.
/// - A mail accepted for some recipients is a [`Receipt`], and is not retried for the others.
///
/// Around a [`RawMailer`], it is one too, with the same rules.
///
/// Needs tokio with time enabled. A future dropped while it waits sends nothing more; dropping it during a try drops
/// the `send` of the mailer inside.
///
/// ```
/// # use ite_mailer::{DocumentMail, DocumentMailer, Error, ErrorKind, MemoryMailer, RetryMailer, memory::Failure};
/// # use std::time::Duration;
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Error> {
/// let failure = Failure::new(ErrorKind::TemporaryServerError);
/// let flaky = MemoryMailer::new().fail_nth(1, failure);
/// let mailer = RetryMailer::new(flaky)
///     .tries(3)
///     .total(Duration::from_secs(180))
///     .on_wait(|event| {
///         println!("try {}: {}, next in {:?}", event.attempt, event.error, event.wait);
///     });
/// let mail = DocumentMail::builder()
///     .from("a@example.com")
///     .to("b@example.org")
///     .text("Hello")
///     .build()?;
/// mailer.send(&mail).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct RetryMailer<M> {
    inner: M,
    tries: u32,
    total: Duration,
    first_wait: Duration,
    longest_wait: Duration,
    on_wait: Option<Arc<OnWait>>,
}

type OnWait = dyn Fn(&RetryEvent<'_>) + Send + Sync;

/// A failed try, and the wait before the next.
#[derive(Debug)]
#[non_exhaustive]
pub struct RetryEvent<'a> {
    /// The mail's Message-ID, without angle brackets.
    pub message_id: &'a str,
    /// The mail; `None` for a raw mail.
    pub mail: Option<&'a DocumentMail>,
    /// Number of the failed try; the first is 1.
    pub attempt: u32,
    /// Its error.
    pub error: &'a Error,
    /// The wait before the next try.
    pub wait: Duration,
}

impl<M> RetryMailer<M> {
    /// Four tries within ten minutes.
    pub fn new(inner: M) -> Self {
        Self {
            inner,
            tries: 4,
            total: Duration::from_secs(10 * 60),
            first_wait: Duration::from_secs(5),
            longest_wait: Duration::from_secs(60),
            on_wait: None,
        }
    }

    /// Sets the number of tries, the first included. Default: 4; 0 means 1.
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// Sets the time after which no further try starts, from the call of `send`. Default: 10 minutes.
    pub fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// Sets the first backoff; it doubles each time, and jitter adds up to the same again. Default: 5 s; at most a day.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait.min(LONGEST);
        self
    }

    /// Sets the longest backoff, without jitter. Default: 60 s; at most a day.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait.min(LONGEST);
        self
    }

    /// Calls this before each wait. It must not block. Default: nothing.
    pub fn on_wait(mut self, call: impl Fn(&RetryEvent<'_>) + Send + Sync + 'static) -> Self {
        self.on_wait = Some(Arc::new(call));
        self
    }

    /// The mailer inside.
    #[must_use]
    pub fn inner(&self) -> &M {
        &self.inner
    }

    /// The tries of one mail: `send` is one of them.
    async fn repeat<F>(
        &self,
        message_id: &str,
        mail: Option<&DocumentMail>,
        send: impl Fn() -> F + Sync,
    ) -> Result<Receipt, Error>
    where
        F: Future<Output = Result<Receipt, Error>> + Send,
    {
        let started = Instant::now();
        let mut waits = ExponentialBuilder::new()
            .with_min_delay(self.first_wait.min(self.longest_wait))
            .with_max_delay(self.longest_wait)
            .without_max_times()
            .with_jitter()
            .build();
        let mut attempt = 1;
        loop {
            let error = match send().await {
                Ok(mut receipt) => {
                    if attempt > 1 {
                        receipt.took = started.elapsed();
                    }
                    return Ok(receipt);
                }
                Err(error) => error,
            };
            let (Outcome::NotSent, Retry::After(advised)) = (error.outcome(), error.retry()) else { return Err(error) };
            // In addition to the advised wait, so that clients refused together do not retry together.
            let wait = advised.saturating_add(waits.next().unwrap_or_default());
            if attempt >= self.tries || started.elapsed().saturating_add(wait) > self.total {
                return Err(error);
            }
            if let Some(on_wait) = &self.on_wait {
                on_wait(&RetryEvent { message_id, mail, attempt, error: &error, wait });
            }
            drop(error);
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M: DocumentMailer> DocumentMailer for RetryMailer<M> {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        self.repeat(mail.message_id(), Some(mail), || self.inner.send(mail)).await
    }

    fn claims_idempotency_keys(&self) -> bool {
        self.inner.claims_idempotency_keys()
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M: RawMailer> RawMailer for RetryMailer<M> {
    async fn send_raw_mail(&self, mail: &RawMail<'_>) -> Result<Receipt, Error> {
        self.repeat(mail.message_id(), None, || self.inner.send_raw_mail(mail)).await
    }
}

impl<M: fmt::Debug> fmt::Debug for RetryMailer<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryMailer")
            .field("inner", &self.inner)
            .field("tries", &self.tries)
            .field("total", &self.total)
            .field("first_wait", &self.first_wait)
            .field("longest_wait", &self.longest_wait)
            .field("on_wait", &self.on_wait.is_some())
            .finish()
    }
}
