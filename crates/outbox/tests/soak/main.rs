//! Kill soak: worker processes are killed, stopped past their lease and woken, the database is cut off or restarted, at
//! random, while mails are enqueued; the SMTP servers count.
//!
//! `.ci/outbox` runs it on both databases. By hand:
//!
//! ```sh
//! cargo test -p ite-mailer-outbox --test soak
//! SOAK_SECONDS=3600 SOAK_SEED=7 cargo test -p ite-mailer-outbox --test soak
//! ```
//!
//! With `OUTBOX_POSTGRES` it runs on that server, and `OUTBOX_POSTGRES_RESTART` names a command that restarts it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub, reason = "tests")]

mod check;
mod lanes;
mod random;
mod violence;
mod workers;

use ite_mailer_outbox::Outbox;
use lanes::Lanes;
use random::Random;
use std::time::{Duration, Instant};
use violence::Violence;
use workers::Workers;

/// Processes at once.
const WORKERS: usize = 3;

#[tokio::main]
async fn main() {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        return workers::work().await;
    }
    let seconds = std::env::var("SOAK_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    let seed = std::env::var("SOAK_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or_else(|| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64
    });
    println!("soak of {seconds} s with {WORKERS} processes, SOAK_SEED={seed}");
    let folder = tempfile::tempdir().unwrap();
    let url = match std::env::var("OUTBOX_POSTGRES") {
        Ok(server) => violence::fresh_database(&server).await,
        Err(_) => format!("sqlite:{}", folder.path().join("soak.db").display()),
    };
    let outbox = Outbox::connect(&url).await.unwrap();
    outbox.migrate().await.unwrap();

    let lanes = Lanes::start().await;
    let watch = lanes.watch();
    let mut workers = Workers::start(WORKERS, &url, &lanes);
    let mut violence = Violence::new(&url, Random::new(seed));
    let mut enqueued = 0;
    let end = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < end {
        enqueued += lanes.enqueue(&outbox, &mut violence.random).await;
        violence.act(&mut workers, &watch).await;
        tokio::time::sleep(Duration::from_millis(violence.random.below(400))).await;
    }
    workers.wake_all();
    let counts = check::wait_for_the_end(&outbox).await;
    workers.stop_all().await;
    println!("{enqueued} mails, {counts:?}, {violence}");
    check::everything(&outbox, &lanes, &watch, enqueued, violence.blows()).await;
    println!("soak passed");
}
