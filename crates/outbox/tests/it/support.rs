//! A database, an SMTP server, mails and workers for one test.

use async_trait::async_trait;
use ite_mailer::{
    Document, DocumentMail, SmtpGateway,
    sandbox::{SandboxBuilder, SmtpSandbox},
};
use ite_mailer_outbox::{
    Counts, Enqueued, GatewaySource, GatewaySourceError, LanePause, MailFilter, NewMail, Outbox, OutboxError,
    OutboxMail, Worker, WorkerBuilder,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

/// Longer than any test needs on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub enum Pool {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
}

/// Runs a block with the test's pool, whichever it is.
#[macro_export]
macro_rules! with_pool {
    ($bed:expr, $pool:ident => $body:expr) => {
        match &$bed.pool {
            #[cfg(feature = "sqlite")]
            $crate::support::Pool::Sqlite($pool) => $body,
            #[cfg(feature = "postgres")]
            $crate::support::Pool::Postgres($pool) => $body,
        }
    };
}

pub struct Bed {
    pub outbox: Outbox,
    pub pool: Pool,
    pub gateways: Gateways,
    _folder: tempfile::TempDir,
}

impl Bed {
    #[cfg(feature = "sqlite")]
    pub async fn sqlite() -> Self {
        Self::sqlite_with(sqlx::sqlite::SqlitePoolOptions::new()).await
    }

    #[cfg(feature = "sqlite")]
    pub async fn sqlite_with(options: sqlx::sqlite::SqlitePoolOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = ite_mailer_outbox::sqlite_options(folder.path().join("product.db"));
        let pool = options.connect_with(file).await.unwrap();
        let outbox = Outbox::sqlite(pool.clone());
        outbox.migrate().await.unwrap();
        Self { outbox, pool: Pool::Sqlite(pool), gateways: Gateways::default(), _folder: folder }
    }

    /// A database of its own on the server of `OUTBOX_POSTGRES`.
    #[cfg(feature = "postgres")]
    pub async fn postgres() -> Self {
        let pool = postgres_pool().await;
        let outbox = Outbox::postgres(pool.clone());
        outbox.migrate().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        Self { outbox, pool: Pool::Postgres(pool), gateways: Gateways::default(), _folder: folder }
    }

    pub const fn is_sqlite(&self) -> bool {
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => true,
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => false,
        }
    }

    /// Drops the database: its tables in a small tablespace must not fill that for the next test.
    #[cfg(feature = "postgres")]
    pub async fn drop_database(self) {
        let Pool::Postgres(pool) = &self.pool else { return };
        let name = pool.connect_options().get_database().unwrap().to_owned();
        pool.close().await;
        let url = std::env::var("OUTBOX_POSTGRES").unwrap();
        let admin = sqlx::PgPool::connect(&url).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).execute(&admin).await.unwrap();
    }

    /// The same outbox over connections that may not write.
    pub async fn read_only(&self) -> Outbox {
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => {
                let options = pool.connect_options().as_ref().clone().create_if_missing(false).read_only(true);
                Outbox::sqlite(sqlx::SqlitePool::connect_with(options).await.unwrap())
            }
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => {
                let options = pool.connect_options().as_ref().clone();
                let options = options.options([("default_transaction_read_only", "on")]);
                Outbox::postgres(sqlx::PgPool::connect_with(options).await.unwrap())
            }
        }
    }

    pub fn worker(&self) -> WorkerBuilder {
        Worker::builder(self.outbox.clone(), self.gateways.clone())
    }

    /// Enqueues in a transaction of its own.
    pub async fn enqueue(&self, mails: impl IntoIterator<Item = NewMail>) -> Result<Vec<Enqueued>, OutboxError> {
        with_pool!(self, pool => {
            let mut transaction = pool.begin().await.unwrap();
            let enqueued = self.outbox.enqueue_all(&mut transaction, mails).await?;
            transaction.commit().await.unwrap();
            Ok(enqueued)
        })
    }

    /// Waits until the counts are so.
    pub async fn wait(&self, what: &str, mut done: impl FnMut(&Counts) -> bool) -> Counts {
        let until = Instant::now() + PATIENCE;
        loop {
            let counts = self.outbox.counts().await.unwrap();
            if done(&counts) {
                return counts;
            }
            assert!(Instant::now() < until, "waited in vain for {what}: {counts:?}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn wait_for_owner(&self, lane: &str) {
        let until = Instant::now() + PATIENCE;
        while self.outbox.lane(lane).await.unwrap().is_none_or(|lane| lane.owner.is_none()) {
            assert!(Instant::now() < until, "no worker took the lane {lane}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn wait_for_no_owner(&self, lane: &str) {
        let until = Instant::now() + PATIENCE;
        while self.outbox.lane(lane).await.unwrap().is_none_or(|lane| lane.owner.is_some()) {
            assert!(Instant::now() < until, "the lane {lane} is not released");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the engine has run every one of our jobs.
    pub async fn wait_for_jobs(&self) {
        let until = Instant::now() + PATIENCE;
        let left = "SELECT count(*) FROM {jobs} WHERE job_type <> 'product' AND status <> 'Done'";
        while self.number(left).await > 0 {
            assert!(Instant::now() < until, "the engine runs no jobs");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the lane is paused, and gives its pause.
    pub async fn wait_for_pause(&self, lane: &str) -> LanePause {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(pause) = self.outbox.lane(lane).await.unwrap().and_then(|lane| lane.pause) {
                return pause;
            }
            assert!(Instant::now() < until, "the lane {lane} does not pause");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until a mail is so, and gives it.
    pub async fn wait_for_mail(&self, fits: impl Fn(&OutboxMail) -> bool) -> OutboxMail {
        let until = Instant::now() + PATIENCE;
        loop {
            let mails = self.outbox.list(&MailFilter::new()).await.unwrap();
            if let Some(mail) = mails.into_iter().find(&fits) {
                return mail;
            }
            assert!(Instant::now() < until, "no such mail");
            sleep(Duration::from_millis(20)).await;
        }
    }
}

#[cfg(feature = "postgres")]
pub async fn postgres_pool() -> sqlx::PgPool {
    use sqlx::{AssertSqlSafe, postgres::PgPoolOptions};
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let url = std::env::var("OUTBOX_POSTGRES").expect("OUTBOX_POSTGRES is not set: .ci/outbox starts a server");
    let name = format!("outbox_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let admin = PgPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
    let options: sqlx::postgres::PgConnectOptions = url.parse().unwrap();
    PgPoolOptions::new().max_connections(10).connect_with(options.database(&name)).await.unwrap()
}

/// A running worker; dropping it is as killing its process.
pub struct Running {
    task: JoinHandle<Result<(), OutboxError>>,
    stop: Arc<tokio::sync::Notify>,
}

pub fn start(worker: WorkerBuilder) -> Running {
    let stop = Arc::new(tokio::sync::Notify::new());
    let stopped = Arc::clone(&stop);
    let worker = worker.build();
    let task = tokio::spawn(async move { worker.run_until(async move { stopped.notified().await }).await });
    Running { task, stop }
}

impl Running {
    /// Shuts down in order.
    pub async fn stop(mut self) {
        self.stop.notify_one();
        (&mut self.task).await.unwrap().unwrap();
    }

    /// Ends it without a word, as a killed process ends.
    pub async fn kill(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The gateways of lanes, as a product's table of customers.
#[derive(Clone, Debug, Default)]
pub struct Gateways(Arc<Mutex<HashMap<String, Answer>>>);

#[derive(Clone, Debug)]
enum Answer {
    Gateway(Box<SmtpGateway>),
    Error(String),
    Never,
}

impl Gateways {
    pub fn set(&self, lane: &str, gateway: SmtpGateway) {
        self.0.lock().unwrap().insert(lane.to_owned(), Answer::Gateway(Box::new(gateway)));
    }

    pub fn fail(&self, lane: &str, why: &str) {
        self.0.lock().unwrap().insert(lane.to_owned(), Answer::Error(why.to_owned()));
    }

    /// The source does not answer for this lane.
    pub fn stall(&self, lane: &str) {
        self.0.lock().unwrap().insert(lane.to_owned(), Answer::Never);
    }
}

#[async_trait]
impl GatewaySource for Gateways {
    async fn gateway(&self, lane: &str) -> Result<Option<SmtpGateway>, GatewaySourceError> {
        let answer = self.0.lock().unwrap().get(lane).cloned();
        match answer {
            Some(Answer::Gateway(gateway)) => Ok(Some(*gateway)),
            Some(Answer::Error(why)) => Err(why.into()),
            Some(Answer::Never) => std::future::pending().await,
            None => Ok(None),
        }
    }
}

/// A server without TLS and sign-in: tests of the outbox are not tests of those.
pub fn sandbox() -> SandboxBuilder {
    SmtpSandbox::builder().plaintext().no_auth()
}

pub fn gateway(sandbox: &SmtpSandbox, connections: u32, per_minute: Option<u32>) -> SmtpGateway {
    let builder = SmtpGateway::builder()
        .host(sandbox.host())
        .port(sandbox.plain_port().unwrap())
        .security(ite_mailer::Security::PlaintextLoopback)
        .authentication(false)
        .max_connections(connections);
    match per_minute {
        Some(per_minute) => builder.mails_per_minute(per_minute).build().unwrap(),
        None => builder.build().unwrap(),
    }
}

/// A gateway with TLS and this password.
pub fn secure_gateway(sandbox: &SmtpSandbox, password: &str) -> SmtpGateway {
    SmtpGateway::builder()
        .host(sandbox.host())
        .port(sandbox.port())
        .root_certificate(sandbox.ca_pem())
        .user(sandbox.user())
        .password(password)
        .build()
        .unwrap()
}

/// The n-th invoice of a lane.
pub fn invoice(lane: &str, n: usize) -> NewMail {
    NewMail::new(lane, mail(lane, n))
}

pub fn mail(lane: &str, n: usize) -> DocumentMail {
    DocumentMail::builder()
        .from(format!("accounts@{lane}.example.com"))
        .to("client@example.org")
        .subject(format!("Facture n° {n}"))
        .text("Bonjour, veuillez trouver votre facture ci-jointe.")
        .document(Document::pdf("Facture.pdf", format!("%PDF-1.7 {lane} {n}").into_bytes()))
        .idempotency_key(format!("invoice-{n}"))
        .build()
        .unwrap()
}

/// How often each subject arrived.
pub fn arrived(sandbox: &SmtpSandbox) -> HashMap<String, usize> {
    let mut arrived = HashMap::new();
    for mail in sandbox.mails() {
        let id = mail.parsed().unwrap().message_id.unwrap_or_default();
        *arrived.entry(id).or_default() += 1;
    }
    arrived
}

/// Waits for a command of any client.
pub trait Heard {
    fn wait_for_command(&self, verb: &str) -> impl Future<Output = ()>;
}

impl Heard for SmtpSandbox {
    async fn wait_for_command(&self, verb: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.commands().iter().any(|command| command.starts_with(verb)) {
            assert!(Instant::now() < until, "no {verb} came");
            sleep(Duration::from_millis(5)).await;
        }
    }
}
