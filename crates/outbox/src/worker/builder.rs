//! Setting a worker up.

use super::{Config, GatewaySource, Inner, Worker, Wrap};
use crate::{Outbox, documents::DocumentCache};
use ite_mailer::{DocumentMailer, NetworkPolicy, SmtpMailer};
use std::{fmt::Write as _, sync::Arc, time::Duration};
use tokio::sync::Notify;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long ended mails are kept. Mails in doubt, and failed ones within their time, stay for a person to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retention {
    /// Accepted, failed and cancelled mails, from their end on. A key that was removed is free again.
    pub mails: Duration,
    /// Documents of mails that were accepted or cancelled, from that on.
    pub documents: Duration,
}

impl Default for Retention {
    /// 90 days for mails, seven for documents.
    fn default() -> Self {
        Self { mails: 90 * DAY, documents: 7 * DAY }
    }
}

impl Retention {
    /// Sets how long mails are kept. Default: 90 days.
    #[must_use]
    pub const fn mails(mut self, time: Duration) -> Self {
        self.mails = time;
        self
    }

    /// Sets how long the documents of accepted and cancelled mails are kept. Default: seven days.
    #[must_use]
    pub const fn documents(mut self, time: Duration) -> Self {
        self.documents = time;
        self
    }
}

/// Builds a [`Worker`].
#[must_use]
pub struct WorkerBuilder {
    outbox: Outbox,
    gateways: Arc<dyn GatewaySource>,
    policy: NetworkPolicy,
    wrap: Wrap,
    config: Config,
}

impl WorkerBuilder {
    pub(super) fn new(outbox: Outbox, gateways: Arc<dyn GatewaySource>) -> Self {
        let config = Config {
            lanes: 100,
            lease: Duration::from_secs(90),
            turn: Duration::from_secs(60),
            linger: Duration::from_secs(2),
            max_attempts: 20,
            max_consecutive_failures: 10,
            shutdown: Duration::from_secs(60),
            retention: Retention::default(),
        };
        Self { outbox, gateways, policy: NetworkPolicy::any(), wrap: Arc::new(|mailer, _| Arc::new(mailer)), config }
    }

    /// Lanes this process serves at once, at least one. Each has as many connections as its gateway allows.
    /// Default: 100.
    pub fn lanes(mut self, lanes: usize) -> Self {
        self.config.lanes = lanes.max(1);
        self
    }

    /// How long a lane stays with a process that does not answer any more. Default: 90 s, at least 3 s.
    ///
    /// A third of it must be left for a mail to begin, and it is renewed six times within it. With 90 s or more, a
    /// gateway's minute has passed by itself before another process takes the lane over.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.config.lease = lease.max(Duration::from_secs(3));
        self
    }

    /// How long a lane keeps its place while others wait for one. Default: 60 s.
    pub fn turn(mut self, turn: Duration) -> Self {
        self.config.turn = turn;
        self
    }

    /// Attempts after which a mail that was refused for the time being fails. The waits between them double from a
    /// minute to four hours. Pauses of the lane do not count. Default: 20, which is two days and a half.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.config.max_attempts = attempts.max(1);
        self
    }

    /// Refused mails in a row after which the lane pauses: until it is resumed, or for a while where the refusals say that
    /// they may pass. Default: 10.
    pub fn max_consecutive_failures(mut self, failures: u32) -> Self {
        self.config.max_consecutive_failures = failures.max(1);
        self
    }

    /// How long the end of the worker waits for mails under way. Default: 60 s.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.config.shutdown = timeout;
        self
    }

    /// Which addresses the mailers may connect to. For settings that customers type:
    /// [`NetworkPolicy::public_only`]. Default: any.
    pub fn network_policy(mut self, policy: NetworkPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// What is put around the mailer of each lane when a worker takes the lane; it is called with the lane's name, as
    /// [`MailerCacheBuilder::wrap`](ite_mailer::MailerCacheBuilder::wrap) is with the customer. Default: nothing.
    ///
    /// The worker keeps the limits of the lane's own gateway. Where the wrapper sends through another one, as a
    /// [`FailoverMailer`](ite_mailer::FailoverMailer) does, that gateway's limits hold for each process by itself.
    ///
    /// ```
    /// # use ite_mailer::MemoryMailer;
    /// # use ite_mailer_outbox::{GatewaySource, Outbox, Worker};
    /// # fn worker(outbox: Outbox, customers: impl GatewaySource + 'static) -> Worker {
    /// // In the product's own tests no mail leaves the process.
    /// let mails = MemoryMailer::new();
    /// Worker::builder(outbox, customers).wrap(move |_mailer, _lane| mails.clone()).build()
    /// # }
    /// ```
    pub fn wrap<M: DocumentMailer + 'static>(
        mut self,
        wrap: impl Fn(SmtpMailer, &str) -> M + Send + Sync + 'static,
    ) -> Self {
        self.wrap = Arc::new(move |mailer, lane| Arc::new(wrap(mailer, lane)));
        self
    }

    /// How long ended mails and their documents are kept. Default: see [`Retention`].
    pub fn retention(mut self, retention: Retention) -> Self {
        self.config.retention = retention;
        self
    }

    /// The worker.
    pub fn build(self) -> Worker {
        let inner = Inner {
            outbox: self.outbox,
            gateways: self.gateways,
            policy: self.policy,
            wrap: self.wrap,
            config: self.config,
            owner: random_name(),
            documents: DocumentCache::default(),
            #[cfg(feature = "imap")]
            copies: Arc::default(),
            woken: Notify::new(),
        };
        Worker { inner: Arc::new(inner) }
    }
}

/// The process's number helps an operator, the random part tells two processes of that number apart.
pub(super) fn random_name() -> String {
    let mut random = [0_u8; 8];
    // Without random numbers the time has to do; the fence tells owners of one name apart.
    if getrandom::fill(&mut random).is_err() {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        random = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX).to_be_bytes();
    }
    random.iter().fold(format!("{}-", std::process::id()), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}
