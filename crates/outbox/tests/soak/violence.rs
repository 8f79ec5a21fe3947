//! Faults of processes and of the database.

use crate::{
    lanes::Watch,
    random::Random,
    workers::{LEASE, Workers},
};
use std::{fmt, time::Duration};
use tokio::{process::Command, time::sleep};

/// Faults that every soak has at least once: the round, and the number that [`Violence::act`] would draw.
const CERTAIN: [(usize, u64); 5] = [(3, 0), (8, 8), (13, 6), (18, 4), (25, 0)];

pub struct Violence {
    url: String,
    round: usize,
    pub random: Random,
    kills: usize,
    stops: usize,
    cuts: usize,
    restarts: usize,
}

impl Violence {
    pub fn new(url: &str, random: Random) -> Self {
        Self { url: url.to_owned(), round: 0, random, kills: 0, stops: 0, cuts: 0, restarts: 0 }
    }

    /// How many faults there were. Each may leave as many mails in doubt as its process has connections.
    pub const fn blows(&self) -> usize {
        self.kills + self.stops + self.cuts + self.restarts
    }

    /// Causes a fault, or mostly none.
    pub async fn act(&mut self, workers: &mut Workers, watch: &Watch) {
        let worker = self.random.below(workers.len() as u64) as usize;
        let drawn = self.random.below(40);
        self.round += 1;
        let certain = CERTAIN.into_iter().find(|(round, _)| *round == self.round);
        match certain.map_or(drawn, |(_, deed)| deed) {
            0..=3 => {
                self.kills += 1;
                watch.note(format_args!("killed {worker}"));
                workers.kill(worker).await;
            }
            4 => {
                self.stops += 1;
                watch.close_eyes();
                watch.note(format_args!("stopped {worker}"));
                workers.stop(worker);
                sleep(LEASE + Duration::from_millis(500 + self.random.below(2_000))).await;
                watch.note(format_args!("woke {worker}"));
                workers.go_on(worker);
                watch.open_eyes().await;
            }
            // Shorter than a lease, which therefore holds.
            5 => {
                watch.note(format_args!("stopped {worker} for a moment"));
                workers.stop(worker);
                sleep(Duration::from_millis(300)).await;
                workers.go_on(worker);
            }
            6 | 7 => {
                self.cuts += 1;
                watch.note("cut the database off");
                self.cut().await;
            }
            8 => self.restart(watch).await,
            _ => {}
        }
    }

    /// Ends every connection of the workers (PostgreSQL), or holds the write lock for a while (SQLite).
    async fn cut(&mut self) {
        if let Some(path) = self.url.strip_prefix("sqlite:") {
            let pool = sqlx::SqlitePool::connect_with(ite_mailer_outbox::sqlite_options(path)).await.unwrap();
            let Ok(transaction) = pool.begin_with("BEGIN IMMEDIATE").await else { return };
            sleep(Duration::from_millis(500 + self.random.below(1_000))).await;
            let _ = transaction.rollback().await;
            return;
        }
        #[cfg(feature = "postgres")]
        if let Ok(pool) = sqlx::PgPool::connect(&self.url).await {
            let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
            let _ = sqlx::query(sql).execute(&pool).await;
        }
    }

    /// Restarts the server. SQLite has none: its soak may run beside that of the server which the command restarts.
    async fn restart(&mut self, watch: &Watch) {
        if self.url.starts_with("sqlite:") {
            return;
        }
        let Ok(command) = std::env::var("OUTBOX_POSTGRES_RESTART") else { return };
        self.restarts += 1;
        watch.note("restarted the database");
        let status = Command::new("bash").args(["-c", &command]).status().await.unwrap();
        assert!(status.success(), "the database does not come back");
    }
}

impl fmt::Display for Violence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills, {} stops past the lease, {} cuts and {} restarts of the database",
            self.kills, self.stops, self.cuts, self.restarts
        )
    }
}

#[cfg(feature = "postgres")]
pub async fn fresh_database(server: &str) -> String {
    use sqlx::AssertSqlSafe;
    let name = format!("soak_{}", std::process::id());
    let admin = sqlx::PgPool::connect(server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

#[cfg(not(feature = "postgres"))]
pub async fn fresh_database(_server: &str) -> String {
    panic!("turn on the feature postgres")
}
