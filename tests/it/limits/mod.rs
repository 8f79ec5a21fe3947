//! A gateway's limits under cancellation, deadlines, eviction and changed settings, counted at the server.
//!
//! Each run is a seeded mix of sends, drops, evictions, settings changes and server faults on a paused clock. The server of
//! [`server`] checks the limits; afterwards every gateway has to serve a mail again and every connection has to close.
//!
//! `ITE_MAILER_LIMITS` sets the number of runs, `ITE_MAILER_LIMITS_SEED` the seed of the first one.

mod directed;
mod run;
mod server;

use std::{
    cell::Cell,
    collections::BTreeMap,
    env,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tokio::runtime;

/// The default seed: the runs are the same each time, so a failure can be repeated.
const SEED: u64 = 124_286_647_962_427;
const RUNS: u64 = 800;
/// Granularity of the paused clock. Without a running timer it would jump to the next deadline at every wait for a socket.
const TICK: Duration = Duration::from_millis(10);

thread_local! {
    static COARSE: Cell<bool> = const { Cell::new(false) };
}

/// Lets the clock of this thread's runtime run faster, for long waits between few mails.
pub(crate) fn coarse_clock(coarse: bool) {
    COARSE.set(coarse);
}

/// A runtime whose clock advances by one tick whenever every task waits.
pub(crate) fn on_a_paused_clock<F: Future>(test: F) -> F::Output {
    let runtime = runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let ticker = tokio::spawn(async {
            loop {
                tokio::time::sleep(if COARSE.get() { 100 * TICK } else { TICK }).await;
                // The system delivers what is on its way through a loopback socket.
                thread::yield_now();
            }
        });
        let output = test.await;
        ticker.abort();
        output
    })
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is not a number: {text}")))
}

#[test]
fn limits_hold_in_every_run() {
    let first = number("ITE_MAILER_LIMITS_SEED").unwrap_or(SEED);
    let runs = number("ITE_MAILER_LIMITS").unwrap_or(RUNS);
    println!("ITE_MAILER_LIMITS={runs} ITE_MAILER_LIMITS_SEED={first}");
    let began = Instant::now();
    let next = AtomicU64::new(0);
    let (broken, counts) = (Mutex::new(BTreeMap::<&str, Vec<String>>::new()), Mutex::new(run::Counts::default()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= runs {
                        return;
                    }
                    let seed = first + number;
                    let result = on_a_paused_clock(run::run(seed));
                    counts.lock().unwrap().add(&result.counts);
                    for (invariant, what) in result.broken {
                        let what = format!("seed {seed}: {what}");
                        broken.lock().unwrap().entry(invariant).or_default().push(what);
                    }
                }
            });
        }
    });
    let counts = counts.into_inner().unwrap();
    println!("{runs} runs in {:.1} s, {counts:?}", began.elapsed().as_secs_f32());
    let broken = broken.into_inner().unwrap();
    let report: Vec<String> = broken
        .iter()
        .map(|(invariant, runs)| format!("{invariant}: {} times, first {}", runs.len(), runs[0]))
        .collect();
    assert!(report.is_empty(), "{}", report.join("\n"));
    assert!(counts.accepted > runs && counts.dropped > runs / 2, "the mix is too narrow: {counts:?}");
}
