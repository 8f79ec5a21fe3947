//! A worker of apalis whose jobs only wake this process.
//!
//! A job ends at once and always returns `Ok`, so apalis neither redelivers nor parks it. Results are persisted, as is
//! the default: otherwise apalis never marks a job as done.

use super::{Inner, builder::random_name};
use crate::{
    enqueue::{QUEUE, Ring, unring},
    store::Database,
};
use apalis::prelude::{BackendExt, BoxDynError, Data, WorkerBuilder};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// How often the engine looks for jobs.
const POLL: Duration = Duration::from_secs(1);
/// Before the engine is started again: it ends when the database fails it.
const RESTART: Duration = Duration::from_secs(2);

/// Runs until it is dropped.
pub(super) async fn listen(inner: Arc<Inner>) {
    loop {
        let name = format!("{QUEUE}-{}", random_name());
        let ended = match &inner.outbox.database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(pool) => {
                let config = apalis_sqlite::Config::default().queue(QUEUE).batch_size(1);
                let backend = apalis_sqlite::SqliteStorage::<Ring>::new(pool).with_config(config);
                let worker = WorkerBuilder::new(&*name)
                    .backend(backend.poll_with_interval(POLL))
                    .data(Arc::clone(&inner))
                    .build(wake);
                worker.run().await
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(pool) => {
                let config = apalis_postgres::Config::default().queue(QUEUE).batch_size(1);
                let backend = apalis_postgres::PostgresStorage::<Ring>::new(pool).with_config(config);
                let worker = WorkerBuilder::new(&*name)
                    .backend(backend.poll_with_interval(POLL))
                    .data(Arc::clone(&inner))
                    .build(wake);
                worker.run().await
            }
        };
        if let Err(error) = ended {
            tracing::warn!(target: "ite_mailer_outbox", %error, "the job engine ended and is started again");
        }
        sleep(RESTART).await;
    }
}

/// Listens to PostgreSQL's own notification of a job, which comes up to a second before the engine looks. Not the engine's listener: while the
/// database is away, that connects again without a pause.
#[cfg(feature = "postgres")]
pub(super) async fn notifications(inner: Arc<Inner>, pool: sqlx::PgPool) {
    loop {
        if let Ok(mut listener) = sqlx::postgres::PgListener::connect_with(&pool).await
            && listener.listen("apalis::job::insert").await.is_ok()
        {
            while listener.recv().await.is_ok() {
                inner.woken.notify_one();
            }
        }
        sleep(RESTART).await;
    }
}

async fn wake(ring: Ring, inner: Data<Arc<Inner>>) -> Result<(), BoxDynError> {
    // Reset before the poll for mails, so that a mail enqueued after it adds a new job.
    if let Ok(mut transaction) = inner.outbox.begin().await
        && unring(&mut transaction.connection(), &ring.lane).await.is_ok()
    {
        let _ = transaction.commit().await;
    }
    inner.woken.notify_one();
    Ok(())
}
