//! The outbox against a real database and a real SMTP server, on SQLite always and on PostgreSQL with the feature
//! `postgres` and a server named by `OUTBOX_POSTGRES` (`.ci/outbox` starts one).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub, reason = "tests")]

mod support;
mod tamper;

mod batches;
mod bells;
mod clean_up;
#[cfg(feature = "imap")]
mod copies;
mod deaths;
#[cfg(feature = "object-store")]
mod documents;
mod engine;
mod enqueue;
mod faults;
mod handover;
mod idempotency;
mod lanes;
mod progress;
mod reports;
mod sending;

/// Defines each test once for each database.
#[macro_export]
macro_rules! on_each_database {
    ($($name:ident),+ $(,)?) => {
        #[cfg(feature = "sqlite")]
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::support::Bed::sqlite().await).await;
            })+
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::support::Bed::postgres().await).await;
            })+
        }
    };
}
