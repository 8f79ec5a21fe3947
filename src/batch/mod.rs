//! Many mails through one mailer, several at once; a batch stops when no further mail can succeed.

mod each;
mod options;
mod report;

pub use options::BatchOptions;
pub use report::BatchReport;

use crate::{
    error::{BatchEffect, Error, ErrorKind, Outcome, Stage},
    mailer::DocumentMailer,
    message::DocumentMail,
    receipt::Receipt,
    util::caller::CallerId,
};
use each::Each;
use futures_core::Stream;
use futures_util::stream::FuturesUnordered;
use options::meaning;
use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

/// How long a mail of a batch waits to start. Rate limits are per minute, so this is longer than any.
const MAX_WAIT: Duration = Duration::from_secs(5 * 60);
const MAX_TRIES: usize = 100;

/// Batches, for every [`DocumentMailer`].
pub trait DocumentMailerExt: DocumentMailer {
    /// Sends all mails of a stream, and yields the index and the result of each, in the order in which they end.
    ///
    /// Nothing is sent until the batch is polled, and no mail is taken from the stream before it can be sent. Dropping
    /// the batch drops the mails in flight, like any `send` future. An `SmtpMailer` goes on with the mails in flight
    /// while no result is awaited, and serves single mails and those of the batch in turn.
    ///
    /// A mail whose wait timed out before it started ([`Stage::Wait`]) is sent again, for up to five minutes.
    ///
    /// A failure that every further mail would share, such as a wrong password or a daily quota, stops the batch, and
    /// so do [`max_consecutive_failures`](BatchOptions::max_consecutive_failures) others in a row: no further mail is
    /// taken, those in flight are completed. The mails not tried are those from index [`tried`](BatchReport::tried) on,
    /// still in the stream: [`Batch::untried`] returns it.
    ///
    /// ```
    /// # use ite_mailer::{BatchOptions, DocumentMail, DocumentMailerExt, ErrorKind, MemoryMailer, memory::Failure};
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let invoices = (0..100).map(|_| DocumentMail::builder().from("a@example.com").to("b@example.org").text("x").build().unwrap());
    /// let quota = Failure::new(ErrorKind::DailyQuotaExceeded);
    /// let mailer = MemoryMailer::new().fail_nth(3, quota);
    /// let mut batch = mailer.send_all(invoices, BatchOptions::default().concurrency(1));
    /// while let Some((index, result)) = batch.next().await {
    ///     match result {
    ///         Ok(receipt) => println!("{index}: {}", receipt.message_id),
    ///         Err(error) => println!("{index}: {error}"),
    ///     }
    /// }
    /// let report = batch.report();
    /// assert_eq!((report.accepted, report.tried, report.not_tried), (2, 3, Some(97)));
    /// assert_eq!(report.stopped_by, Some(ErrorKind::DailyQuotaExceeded));
    /// assert_eq!(batch.untried().count(), 97); // for tomorrow
    /// # Ok::<(), ite_mailer::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn send_stream<S>(&self, mails: S, options: BatchOptions) -> Batch<'_, Self, S>
    where
        S: Stream<Item = DocumentMail> + Unpin,
    {
        Batch {
            mailer: self,
            mails,
            options,
            caller: CallerId::new(),
            under_way: FuturesUnordered::new(),
            began: None,
            exhausted: false,
            in_a_row: 0,
            stopped: Arc::default(),
            report: BatchReport::default(),
        }
    }

    /// [`send_stream`](Self::send_stream) for anything that can be iterated over.
    fn send_all<I>(&self, mails: I, options: BatchOptions) -> Batch<'_, Self, Each<I::IntoIter>>
    where
        I: IntoIterator<Item = DocumentMail>,
    {
        self.send_stream(Each(mails.into_iter()), options)
    }
}

impl<M: DocumentMailer + ?Sized> DocumentMailerExt for M {}

/// The index of one mail of a batch, and its receipt or error.
type Sent = (usize, Result<Receipt, Error>);

/// A running batch: a stream of indices and results. See [`DocumentMailerExt::send_stream`].
#[must_use = "a batch sends nothing until its results are asked for"]
pub struct Batch<'a, M: ?Sized, S> {
    mailer: &'a M,
    mails: S,
    options: BatchOptions,
    /// Identifies the batch to mailers that serve callers in turn.
    caller: CallerId,
    under_way: FuturesUnordered<Pin<Box<dyn Future<Output = Sent> + Send + 'a>>>,
    began: Option<Instant>,
    exhausted: bool,
    in_a_row: usize,
    /// Read by the mails that wait.
    stopped: Arc<AtomicBool>,
    report: BatchReport,
}

impl<M, S> Batch<'_, M, S>
where
    M: DocumentMailer + ?Sized,
    S: Stream<Item = DocumentMail> + Unpin,
{
    /// The next result; `None` after the last one. Cancel safe: dropping the future loses no result.
    pub async fn next(&mut self) -> Option<Sent> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The counts so far.
    #[must_use]
    pub fn report(&self) -> BatchReport {
        let mut report = self.report.clone();
        report.not_tried = match self.mails.size_hint() {
            _ if self.exhausted => Some(0),
            (least, Some(most)) if least == most => Some(least),
            _ => None,
        };
        report
    }

    /// The mails that were not tried, from index [`tried`](BatchReport::tried) on. Mails in flight are dropped.
    pub fn untried(self) -> S {
        self.mails
    }

    fn record(&mut self, result: &Result<Receipt, Error>) {
        self.report.count(result);
        self.report.took = self.began.map_or(Duration::ZERO, |began| began.elapsed());
        let Err(error) = result else {
            self.in_a_row = 0;
            return;
        };
        match meaning(error) {
            BatchEffect::None => return,
            BatchEffect::Stop => {}
            BatchEffect::Count => {
                self.in_a_row += 1;
                if self.options.max_consecutive_failures.is_none_or(|most| self.in_a_row < most) {
                    return;
                }
            }
        }
        self.report.stopped_by.get_or_insert(error.kind());
        self.stopped.store(true, Ordering::Relaxed);
    }
}

impl<'a, M, S> Stream for Batch<'a, M, S>
where
    M: DocumentMailer + ?Sized,
    S: Stream<Item = DocumentMail> + Unpin,
{
    type Item = Sent;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Sent>> {
        let this = &mut *self;
        this.began.get_or_insert_with(Instant::now);
        while this.under_way.len() < this.options.concurrency && !this.exhausted && this.report.stopped_by.is_none() {
            match Pin::new(&mut this.mails).poll_next(context) {
                Poll::Ready(Some(mail)) => {
                    let (index, mailer): (usize, &'a M) = (this.report.tried, this.mailer);
                    this.report.tried += 1;
                    let stopped = Arc::clone(&this.stopped);
                    let sent = async move { (index, send_patiently(mailer, &mail, &stopped).await) };
                    this.under_way.push(Box::pin(sent));
                }
                Poll::Ready(None) => this.exhausted = true,
                Poll::Pending => break,
            }
        }
        let under_way = &mut this.under_way;
        match this.caller.scope(|| Pin::new(under_way).poll_next(context)) {
            Poll::Ready(Some(sent)) => {
                this.record(&sent.1);
                Poll::Ready(Some(sent))
            }
            // No mail is in flight: the stream wakes this task when it has more.
            Poll::Ready(None) if !this.exhausted && this.report.stopped_by.is_none() => Poll::Pending,
            other => other,
        }
    }
}

/// Sends one mail, and again if its wait timed out before it started.
async fn send_patiently<M>(mailer: &M, mail: &DocumentMail, stopped: &AtomicBool) -> Result<Receipt, Error>
where
    M: DocumentMailer + ?Sized,
{
    let began = Instant::now();
    let mut tries = 0;
    loop {
        let result = mailer.send(mail).await;
        tries += 1;
        // A mailer may time out at once, so the number of tries is limited too.
        let over = tries >= MAX_TRIES || began.elapsed() >= MAX_WAIT || stopped.load(Ordering::Relaxed);
        match result {
            Err(error) if !over && waited_too_long(&error) => {}
            result => return result,
        }
    }
}

fn waited_too_long(error: &Error) -> bool {
    (error.kind(), error.stage(), error.outcome()) == (ErrorKind::Timeout, Stage::Wait, Outcome::NotSent)
}

impl<M: fmt::Debug + ?Sized, S> fmt::Debug for Batch<'_, M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("mailer", &self.mailer)
            .field("options", &self.options)
            .field("under_way", &self.under_way.len())
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}
