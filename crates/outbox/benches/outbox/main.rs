//! The outbox beside the bare mailer and beside one job of apalis for each mail, in one run.
//!
//! ```sh
//! cargo bench -p ite-mailer-outbox
//! OUTBOX_POSTGRES=postgres://user@localhost/postgres cargo bench -p ite-mailer-outbox --features postgres
//! ```
//!
//! `BENCH_MAILS` (500) is the number of mails of a drain, `BENCH_ENQUEUE` (10000) that of the enqueue.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "a benchmark")]

mod engine;

use ite_mailer::{
    Document, DocumentMail, DocumentMailer, Security, SmtpGateway, SmtpMailer,
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use ite_mailer_outbox::{GatewaySource, GatewaySourceError, NewMail, Outbox, Worker, sqlite_options};
use std::{
    io::Read,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    process::{Child, Command},
    task::JoinSet,
    time::sleep,
};

/// Connections of each gateway.
const CONNECTIONS: u32 = 4;
/// Lanes of the run with several processes, and those that one process serves at once.
const LANES: usize = 200;
const AT_ONCE: usize = 10;

#[tokio::main]
async fn main() {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        return work().await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mails = number("BENCH_MAILS", 500);
    let mut databases = vec![("SQLite", format!("sqlite:{}", folder.path().join("bench.db").display()))];
    if let Ok(server) = std::env::var("OUTBOX_POSTGRES") {
        databases.push(("PostgreSQL", fresh_database(&server).await));
    }
    let bare = bare(mails).await;
    println!("bare SmtpMailer: {mails} mails, {:.3} ms a mail", bare * 1e3);
    for (name, url) in &databases {
        println!("\n{name}");
        let outbox = Outbox::connect(url).await.unwrap();
        outbox.migrate().await.unwrap();
        enqueue(&outbox, url).await;
        drain(&outbox, url, mails, bare).await;
        engine::drain(url, mails, bare).await;
        take_over(&outbox, url).await;
        processes(&outbox, url).await;
    }
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn mail(scope: &str, n: usize, document: &Document) -> DocumentMail {
    DocumentMail::builder()
        .from("accounts@example.com")
        .to("client@example.org")
        .subject(format!("Facture n° {n}"))
        .document(document.clone())
        .idempotency_scope(scope)
        .idempotency_key(format!("invoice-{n}"))
        .build()
        .unwrap()
}

fn brochure() -> Document {
    Document::pdf("Conditions.pdf", format!("%PDF-1.7 {}", "x".repeat(60_000)).into_bytes())
}

fn gateway(port: u16) -> SmtpGateway {
    SmtpGateway::builder()
        .host("127.0.0.1")
        .port(port)
        .security(Security::PlaintextLoopback)
        .authentication(false)
        .max_connections(CONNECTIONS)
        .build()
        .unwrap()
}

/// Seconds a mail, without an outbox.
async fn bare(mails: usize) -> f64 {
    let server = SmtpSandbox::builder().plaintext().no_auth().start().await.unwrap();
    let mailer = SmtpMailer::new(gateway(server.plain_port().unwrap())).unwrap();
    let document = brochure();
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for n in 0..mails {
        if tasks.len() >= CONNECTIONS as usize {
            tasks.join_next().await;
        }
        let (mailer, mail) = (mailer.clone(), mail("bare", n, &document));
        tasks.spawn(async move { mailer.send(&mail).await.unwrap() });
    }
    while tasks.join_next().await.is_some() {}
    began.elapsed().as_secs_f64() / mails as f64
}

async fn enqueue(outbox: &Outbox, url: &str) {
    let mails = number("BENCH_ENQUEUE", 10_000);
    let document = brochure();
    let new: Vec<_> = (0..mails).map(|n| NewMail::new("nobody", mail("enqueue", n, &document))).collect();
    let before = bytes(url).await;
    let began = Instant::now();
    let mut transaction = outbox.begin().await.unwrap();
    outbox.enqueue_all(&mut transaction, new).await.unwrap();
    transaction.commit().await.unwrap();
    let took = began.elapsed().as_secs_f64();
    let stored = bytes(url).await - before;
    println!(
        "  enqueue of {mails} mails with one 60 KB document: {:.0} mails/s, {took:.2} s, {} bytes stored a mail",
        mails as f64 / took,
        stored / mails as i64
    );
    outbox.pause("nobody", "bench").await.unwrap();
}

/// The size of the database, without SQLite's write-ahead log.
async fn bytes(url: &str) -> i64 {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let pool = sqlx::SqlitePool::connect_with(sqlite_options(path)).await.unwrap();
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&pool).await.unwrap();
        return std::fs::metadata(path).unwrap().len() as i64;
    }
    #[cfg(feature = "postgres")]
    {
        let pool = sqlx::PgPool::connect(url).await.unwrap();
        let sql = "SELECT pg_database_size(current_database())";
        sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap()
    }
    #[cfg(not(feature = "postgres"))]
    panic!("turn on the feature postgres")
}

#[derive(Debug)]
struct Port(u16);

#[async_trait::async_trait]
impl GatewaySource for Port {
    async fn gateway(&self, lane: &str) -> Result<Option<SmtpGateway>, GatewaySourceError> {
        Ok((lane != "nobody").then(|| gateway(self.0)))
    }
}

/// Until every mail of lanes whose names begin so is accepted.
async fn wait(outbox: &Outbox, accepted: u64) -> Instant {
    while outbox.counts().await.unwrap().accepted < accepted {
        sleep(Duration::from_millis(10)).await;
    }
    Instant::now()
}

async fn drain(outbox: &Outbox, url: &str, mails: usize, bare: f64) {
    let server = SmtpSandbox::builder().plaintext().no_auth().start().await.unwrap();
    let before = outbox.counts().await.unwrap().accepted;
    let document = brochure();
    let mut transaction = outbox.begin().await.unwrap();
    let new = (0..mails).map(|n| NewMail::new("drain", mail("drain", n, &document)));
    outbox.enqueue_all(&mut transaction, new).await.unwrap();
    transaction.commit().await.unwrap();
    let counted = counted(url).await;
    let commits = commits(url).await;
    let worker = Worker::builder(counted, Port(server.plain_port().unwrap())).build();
    let worker = tokio::spawn(worker.run());
    server.wait_for(1).await.unwrap();
    let began = Instant::now();
    let each = (wait(outbox, before + mails as u64).await - began).as_secs_f64() / mails as f64;
    worker.abort();
    println!(
        "  drain of {mails} mails: {:.3} ms a mail, {:.3} ms more than bare, {:.2} ×",
        each * 1e3,
        (each - bare) * 1e3,
        each / bare
    );
    let sqlite = url.starts_with("sqlite:");
    if !sqlite {
        // A session of PostgreSQL reports its last transactions when it has been idle for ten seconds.
        sleep(Duration::from_secs(12)).await;
    }
    let made = (self::commits(url).await - commits) as f64 / mails as f64;
    println!("  commits a mail{}: {made:.2}", if sqlite { "" } else { ", reads and looks included" });
}

/// Writing transactions of [`counted`] connections to SQLite.
static COMMITS: AtomicI64 = AtomicI64::new(0);

/// An outbox whose commits are counted.
async fn counted(url: &str) -> Outbox {
    let Some(path) = url.strip_prefix("sqlite:") else { return Outbox::connect(url).await.unwrap() };
    let options = sqlx::sqlite::SqlitePoolOptions::new().after_connect(|connection, _| {
        Box::pin(async move {
            connection.lock_handle().await?.set_commit_hook(|| {
                COMMITS.fetch_add(1, Ordering::Relaxed);
                true
            });
            Ok(())
        })
    });
    Outbox::sqlite(options.connect_with(sqlite_options(path)).await.unwrap())
}

/// Commits so far; on PostgreSQL those of the whole database.
async fn commits(url: &str) -> i64 {
    if url.starts_with("sqlite:") {
        return COMMITS.load(Ordering::Relaxed);
    }
    #[cfg(feature = "postgres")]
    {
        let pool = sqlx::PgPool::connect(url).await.unwrap();
        let sql = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
        sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap()
    }
    #[cfg(not(feature = "postgres"))]
    panic!("turn on the feature postgres")
}

/// From the death of a lane's owner to its next mail.
async fn take_over(outbox: &Outbox, url: &str) {
    let lease = Duration::from_secs(6);
    let server = SmtpSandbox::builder().plaintext().no_auth().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_millis(50))));
    let document = brochure();
    let mut transaction = outbox.begin().await.unwrap();
    let new = (0..400).map(|n| NewMail::new("take-over", mail("take-over", n, &document)));
    outbox.enqueue_all(&mut transaction, new).await.unwrap();
    transaction.commit().await.unwrap();
    let mut owner = start(url, server.plain_port().unwrap(), lease);
    server.wait_for(10).await.unwrap();
    let mut next = start(url, server.plain_port().unwrap(), lease);
    sleep(Duration::from_millis(500)).await;
    owner.kill().await.unwrap();
    let died = Instant::now();
    sleep(Duration::from_millis(200)).await;
    let taken = server.mails().len();
    server.wait_for(taken + 1).await.unwrap();
    println!(
        "  lane of a killed owner went on after {:.1} s, lease {} s",
        died.elapsed().as_secs_f64(),
        lease.as_secs()
    );
    next.kill().await.unwrap();
    outbox.pause("take-over", "bench").await.unwrap();
}

async fn processes(outbox: &Outbox, url: &str) {
    let mut one = None;
    for processes in [1, 2, 4] {
        let server = SmtpSandbox::builder().plaintext().no_auth().start().await.unwrap();
        for step in [SmtpStep::Greeting, SmtpStep::Ehlo, SmtpStep::MailFrom, SmtpStep::FinalReply] {
            server.script().fault(Fault::new(step, Action::Delay(Duration::from_millis(20))));
        }
        let server = Arc::new(server);
        let before = outbox.counts().await.unwrap().accepted;
        let scope = format!("{processes} processes");
        let small = Document::pdf("Facture.pdf", &b"%PDF-1.7 small"[..]);
        let mails = LANES * 5;
        let new = (0..mails).map(|n| NewMail::new(format!("{scope} {}", n % LANES), mail(&scope, n, &small)));
        let mut transaction = outbox.begin().await.unwrap();
        outbox.enqueue_all(&mut transaction, new.collect::<Vec<_>>()).await.unwrap();
        transaction.commit().await.unwrap();
        let port = server.plain_port().unwrap();
        let mut running: Vec<_> = (0..processes).map(|_| start(url, port, Duration::from_secs(90))).collect();
        server.wait_for(1).await.unwrap();
        let began = Instant::now();
        let took = (wait(outbox, before + mails as u64).await - began).as_secs_f64();
        for child in &mut running {
            drop(child.stdin.take());
            child.wait().await.unwrap();
        }
        let faster = *one.get_or_insert(took) / took;
        println!(
            "  {processes} processes, {AT_ONCE} lanes each, over {LANES} lanes 20 ms away: {:.0} mails/s, {faster:.2} ×",
            mails as f64 / took
        );
    }
}

fn start(url: &str, port: u16, lease: Duration) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .arg("worker")
        .env("BENCH_URL", url)
        .env("BENCH_PORT", port.to_string())
        .env("BENCH_LEASE", lease.as_secs().to_string())
        .stdin(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn work() {
    let outbox = Outbox::connect(&std::env::var("BENCH_URL").unwrap()).await.unwrap();
    let port = std::env::var("BENCH_PORT").unwrap().parse().unwrap();
    let lease = Duration::from_secs(std::env::var("BENCH_LEASE").unwrap().parse().unwrap());
    let stdin_ends = async {
        let _ = tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0])).await;
    };
    Worker::builder(outbox, Port(port)).lanes(AT_ONCE).lease(lease).build().run_until(stdin_ends).await.unwrap();
}

#[cfg(feature = "postgres")]
async fn fresh_database(server: &str) -> String {
    let name = format!("bench_{}", std::process::id());
    let admin = sqlx::PgPool::connect(server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

#[cfg(not(feature = "postgres"))]
async fn fresh_database(_server: &str) -> String {
    panic!("turn on the feature postgres")
}
