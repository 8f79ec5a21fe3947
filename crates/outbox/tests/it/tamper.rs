//! What no product does to the outbox's tables: faults of the database and of the engine, made by hand.

use crate::{
    support::{Bed, Pool},
    with_pool,
};
use sqlx::AssertSqlSafe;
#[cfg(feature = "sqlite")]
use {
    sqlx::sqlite::SqlitePoolOptions,
    std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// The engine's queue of bells.
const QUEUE: &str = "ite-mailer-outbox";

/// See [`Bed::counting_commits`].
pub enum Commits {
    #[cfg(feature = "sqlite")]
    Sqlite(Arc<AtomicI64>),
    #[cfg(feature = "postgres")]
    Postgres,
}

impl Commits {
    pub async fn get(&self, bed: &Bed) -> i64 {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(made) => {
                let _ = bed;
                made.load(Ordering::SeqCst)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres => bed.number("SELECT count(*) FROM writes").await,
        }
    }
}

impl Bed {
    /// Rings the lane's bell as nothing but a fault of the engine would.
    pub async fn ring(&self, lane: &str) {
        self.push(QUEUE, &format!(r#"{{"lane":"{lane}"}}"#)).await;
    }

    /// Gives the engine a job.
    pub async fn push(&self, queue: &str, job: &str) {
        let job = apalis::prelude::TaskBuilder::new(job.as_bytes().to_vec()).build();
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => {
                let mut connection = pool.acquire().await.unwrap();
                apalis_sqlite::queries::push_tasks(&mut *connection, queue, &[job]).await.unwrap();
            }
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => {
                let mut connection = pool.acquire().await.unwrap();
                apalis_postgres::queries::push_tasks(&mut *connection, queue, vec![job]).await.unwrap();
            }
        }
    }

    /// Takes the engine's tables away.
    pub async fn drop_engine(&self) {
        let tables: &[&str] = match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => &["DROP TABLE Jobs", "DROP TABLE Workers"],
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => &["DROP SCHEMA apalis CASCADE"],
        };
        for sql in tables.iter().chain(&["DROP TABLE outbox_engine_migrations"]) {
            self.execute(sql).await;
        }
    }

    /// As a product does that has jobs of its own.
    pub async fn set_up_engine_as_a_product(&self) {
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(pool) => apalis_sqlite::SqliteStorage::<()>::migrations().run(pool).await.unwrap(),
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => apalis_postgres::PostgresStorage::<()>::migrations().run(pool).await.unwrap(),
        }
    }

    /// The same database, which counts the transactions that write (SQLite), or change mails (PostgreSQL).
    pub async fn counting_commits(self) -> (Self, Commits) {
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => {
                let made = Arc::new(AtomicI64::new(0));
                let count = Arc::clone(&made);
                let options = SqlitePoolOptions::new().after_connect(move |connection, _| {
                    let count = Arc::clone(&count);
                    Box::pin(async move {
                        connection.lock_handle().await?.set_commit_hook(move || {
                            count.fetch_add(1, Ordering::SeqCst);
                            true
                        });
                        Ok(())
                    })
                });
                (Self::sqlite_with(options).await, Commits::Sqlite(made))
            }
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => {
                for sql in [
                    "CREATE TABLE writes (id BIGINT PRIMARY KEY)",
                    "CREATE FUNCTION count_writes() RETURNS trigger AS
                        $$ BEGIN INSERT INTO writes VALUES (txid_current()) ON CONFLICT DO NOTHING; RETURN NULL; END $$
                        LANGUAGE plpgsql",
                    "CREATE TRIGGER count_writes AFTER UPDATE ON outbox_mail FOR EACH ROW
                        EXECUTE FUNCTION count_writes()",
                ] {
                    self.execute(sql).await;
                }
                (self, Commits::Postgres)
            }
        }
    }

    /// The database refuses to store that a mail was accepted.
    pub async fn refuse_receipts(&self) {
        self.refuse("refuse_receipts", "outbox_mail", "UPDATE", "NEW.state = 'accepted'").await;
    }

    /// Ends [`refuse_receipts`](Self::refuse_receipts).
    pub async fn take_receipts(&self) {
        self.allow("refuse_receipts", "outbox_mail").await;
    }

    /// The database refuses to renew a lease.
    pub async fn refuse_renewals(&self) {
        let renewal = "OLD.owner IS NOT NULL AND NEW.owner IS NOT NULL";
        self.refuse("refuse_renewals", "outbox_lane", "UPDATE OF lease_until", renewal).await;
    }

    /// The database refuses these changes of a table, by a trigger of this name.
    pub async fn refuse(&self, name: &str, table: &str, event: &str, when: &str) {
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => {
                self.execute(&format!(
                    "CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when}
                        BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
                ))
                .await;
            }
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => {
                self.execute(
                    "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger AS
                        $$ BEGIN RAISE EXCEPTION 'refused by the test'; END $$ LANGUAGE plpgsql",
                )
                .await;
                self.execute(&format!(
                    "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW
                        WHEN ({when}) EXECUTE FUNCTION refuse()"
                ))
                .await;
            }
        }
    }

    /// Ends [`refuse`](Self::refuse).
    pub async fn allow(&self, name: &str, table: &str) {
        match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => self.execute(&format!("DROP TRIGGER {name}")).await,
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => self.execute(&format!("DROP TRIGGER {name} ON {table}")).await,
        };
    }

    /// Changes the tables as no product does. `{now}`, `{jobs}` and `{bytes}` stand for the database's clock in milliseconds,
    /// the engine's table of jobs, and the type of bytes.
    pub async fn execute(&self, sql: &str) -> u64 {
        let sql = self.sql(sql);
        with_pool!(self, pool => sqlx::query(AssertSqlSafe(sql)).execute(pool).await.unwrap().rows_affected())
    }

    /// Asks for one number, with the words of [`execute`](Self::execute).
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = self.sql(sql);
        with_pool!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(pool).await.unwrap())
    }

    fn sql(&self, sql: &str) -> String {
        let (now, jobs, bytes) = match &self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => ("CAST(unixepoch('subsec') * 1000 AS INTEGER)", "Jobs", "BLOB"),
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => {
                ("CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)", "apalis.jobs", "BYTEA")
            }
        };
        sql.replace("{now}", now).replace("{jobs}", jobs).replace("{bytes}", bytes)
    }
}
