//! One job of apalis for each mail: what a product may build instead of an outbox. It keeps no promise of one.

use crate::{brochure, gateway, mail};
use apalis::prelude::{BackendExt, BoxDynError, Data, TaskBuilder, WorkerBuilder};
use ite_mailer::{Document, DocumentMailer, SmtpMailer, sandbox::SmtpSandbox};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

const QUEUE: &str = "bench-mails";
const POLL: Duration = Duration::from_millis(50);

/// The document lies elsewhere, as in the outbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Job {
    n: usize,
}

#[derive(Clone)]
struct Sender {
    mailer: SmtpMailer,
    document: Document,
}

async fn send(job: Job, sender: Data<Sender>) -> Result<(), BoxDynError> {
    sender.mailer.send(&mail("engine", job.n, &sender.document)).await?;
    Ok(())
}

pub(crate) async fn drain(url: &str, mails: usize, bare: f64) {
    let server = SmtpSandbox::builder().plaintext().no_auth().start().await.unwrap();
    let mailer = SmtpMailer::new(gateway(server.plain_port().unwrap())).unwrap();
    let sender = Sender { mailer, document: brochure() };
    let jobs = (0..mails).map(|n| TaskBuilder::new(serde_json::to_vec(&Job { n }).unwrap()).build());
    let jobs: Vec<_> = jobs.collect();
    // The same engine, its own look at the table, its own batch of ten.
    let (worker, done) = if let Some(path) = url.strip_prefix("sqlite:") {
        let pool = sqlx::SqlitePool::connect_with(ite_mailer_outbox::sqlite_options(path)).await.unwrap();
        let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
        for jobs in jobs.chunks(100) {
            apalis_sqlite::queries::push_tasks(&mut *transaction, QUEUE, jobs).await.unwrap();
        }
        transaction.commit().await.unwrap();
        let config = apalis_sqlite::Config::default().queue(QUEUE);
        let backend = apalis_sqlite::SqliteStorage::<Job>::new(&pool).with_config(config);
        let worker =
            WorkerBuilder::new("bench").backend(backend.poll_with_interval(POLL)).data(sender.clone()).build(send);
        let done = "SELECT count(*) FROM Jobs WHERE job_type = 'bench-mails' AND status = 'Done'";
        (tokio::spawn(async move { drop(worker.run().await) }), Count::Sqlite(pool, done))
    } else {
        postgres(url, jobs, &sender).await
    };
    server.wait_for(1).await.unwrap();
    let began = Instant::now();
    while done.get().await < mails as i64 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let each = began.elapsed().as_secs_f64() / mails as f64;
    worker.abort();
    println!(
        "  one job of apalis for each of {mails} mails: {:.3} ms a mail, {:.3} ms more than bare, {:.2} ×",
        each * 1e3,
        (each - bare) * 1e3,
        each / bare
    );
}

enum Count {
    Sqlite(sqlx::SqlitePool, &'static str),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool, &'static str),
}

impl Count {
    async fn get(&self) -> i64 {
        match self {
            Self::Sqlite(pool, sql) => sqlx::query_scalar(*sql).fetch_one(pool).await.unwrap(),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool, sql) => sqlx::query_scalar(*sql).fetch_one(pool).await.unwrap(),
        }
    }
}

#[cfg(feature = "postgres")]
async fn postgres(
    url: &str,
    jobs: Vec<apalis_postgres::PgTask<Vec<u8>>>,
    sender: &Sender,
) -> (tokio::task::JoinHandle<()>, Count) {
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    let mut transaction = pool.begin().await.unwrap();
    apalis_postgres::queries::push_tasks(&mut *transaction, QUEUE, jobs).await.unwrap();
    transaction.commit().await.unwrap();
    let config = apalis_postgres::Config::default().queue(QUEUE);
    let backend = apalis_postgres::PostgresStorage::<Job>::new(&pool).with_config(config);
    let worker = WorkerBuilder::new("bench").backend(backend.poll_with_interval(POLL)).data(sender.clone()).build(send);
    let done = "SELECT count(*) FROM apalis.jobs WHERE job_type = 'bench-mails' AND status = 'Done'";
    (tokio::spawn(async move { drop(worker.run().await) }), Count::Postgres(pool, done))
}
