//! Workers: processes that send.

mod attempt;
mod bells;
mod builder;
mod clean_up;
#[cfg(feature = "imap")]
mod copies;
mod gateway_source;
mod lane_loop;
mod lease_guard;
mod run;
mod seed;
mod under_way;

pub use builder::{Retention, WorkerBuilder};
pub use gateway_source::{GatewaySource, GatewaySourceError};

use crate::{Outbox, documents::DocumentCache};
use ite_mailer::{DocumentMailer, NetworkPolicy, SmtpMailer};
use std::{fmt, sync::Arc, time::Duration};
use tokio::{sync::Notify, time::Instant};

/// Sends the outbox's mails, through each lane's own gateway.
///
/// Any number of workers, on any number of machines, may run on one outbox. A lane is owned by one of them at a time, so
/// the gateway's limits hold for all of them together.
///
/// ```
/// # use ite_mailer::{DocumentMail, GatewaySettings, MemoryMailer, SecretString, SmtpGateway};
/// # use ite_mailer_outbox::{GatewaySource, GatewaySourceError, NewMail, Outbox, Worker};
/// #[derive(Debug)]
/// struct Customers; // the product's table of customers
///
/// #[async_trait::async_trait]
/// impl GatewaySource for Customers {
///     async fn gateway(&self, lane: &str) -> Result<Option<SmtpGateway>, GatewaySourceError> {
///         // Read the settings of this customer, and the secret from where secrets are kept.
///         let (settings, secret): (GatewaySettings, SecretString) = read(lane).await?;
///         Ok(Some(settings.validate(secret)?))
///     }
/// }
///
/// # async fn read(_: &str) -> Result<(GatewaySettings, SecretString), GatewaySourceError> {
/// #     let gateway = SmtpGateway::builder().host("smtp.example.com").user("me").password("x").build()?;
/// #     Ok((gateway.settings(), SecretString::from("x")))
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let outbox = Outbox::connect(&format!("sqlite:{}", folder.path().join("product.db").display())).await?;
/// # outbox.migrate().await?;
/// # let mail = DocumentMail::builder().from("a@example.com").to("b@example.org").text("Hello").build()?;
/// # let mut transaction = outbox.begin().await?;
/// # outbox.enqueue(&mut transaction, NewMail::new("customer-7", mail)).await?;
/// # transaction.commit().await?;
/// let worker = Worker::builder(outbox.clone(), Customers).lanes(50);
/// # let memory = MemoryMailer::new();
/// # let mailer = memory.clone();
/// # let worker = worker.wrap(move |_, _| mailer.clone());
/// # let sigterm = async move { drop(memory.wait_for(1).await) };
/// worker.build().run_until(sigterm).await?;
/// assert_eq!(outbox.counts().await?.accepted, 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "a worker sends nothing until it runs"]
pub struct Worker {
    inner: Arc<Inner>,
}

impl Worker {
    /// A builder; its setters say their defaults.
    pub fn builder(outbox: Outbox, gateways: impl GatewaySource + 'static) -> WorkerBuilder {
        WorkerBuilder::new(outbox, Arc::new(gateways))
    }
}

/// Puts something around the mailer of a lane.
type Wrap = Arc<dyn Fn(SmtpMailer, &str) -> Arc<dyn DocumentMailer> + Send + Sync>;

/// What the parts of a running worker share.
struct Inner {
    outbox: Outbox,
    gateways: Arc<dyn GatewaySource>,
    policy: NetworkPolicy,
    wrap: Wrap,
    config: Config,
    /// This process, as lanes name their owner; random, so that a restarted one is another.
    owner: String,
    documents: DocumentCache,
    #[cfg(feature = "imap")]
    copies: Arc<copies::Copies>,
    /// A lane may have mails.
    woken: Notify,
}

#[derive(Clone, Copy, Debug)]
struct Config {
    lanes: usize,
    lease: Duration,
    turn: Duration,
    linger: Duration,
    max_attempts: u32,
    max_consecutive_failures: u32,
    shutdown: Duration,
    retention: Retention,
}

impl Config {
    /// How often a lease is renewed: six chances, with the default lease every 15 s.
    fn renewal(&self) -> Duration {
        self.lease / 6
    }

    /// When a lease asked for at this moment is given up, unless it is renewed.
    fn ends(&self, asked: Instant) -> Instant {
        asked + self.lease - self.closing()
    }

    /// What a lease must have left for a mail to begin; with the default lease 30 s.
    fn margin(&self) -> Duration {
        self.lease / 3
    }

    /// How long before the end of a lease that could not be renewed its connections are closed, so that the next owner does
    /// not connect beside them. With the default lease 15 s: 5 s for QUIT, and the 10 s for which the core waits until the
    /// server has closed a connection, too.
    fn closing(&self) -> Duration {
        self.lease / 6
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("owner", &self.inner.owner)
            .field("config", &self.inner.config)
            .finish_non_exhaustive()
    }
}
