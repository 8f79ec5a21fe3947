#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot run must stop")]
//! Ours, lettre's pooled transport and mail-send side by side: time, round trips, CPU time and memory of a mail.
//!
//! `cargo bench -p ite-mailer-benches --bench wire` takes some four minutes and prints a table, one JSON object per line, and the bars that
//! must hold. `-- --quick` takes fewer cases and fewer mails, `-- --fleet` the fleet of mailers alone.
//!
//! Each client, the sink and the delay line are separate processes. The clients of one case take turns, so that noise of
//! the machine affects all of them. At 0 ms the clients connect to the sink directly.

mod case;
mod client;
mod fleet;
mod line;
mod process;
mod report;
#[path = "../shared/mod.rs"]
mod shared;
mod sink;

fn asked_for(option: &str) -> bool {
    std::env::args().any(|argument| argument == option)
}

fn main() {
    match process::role().as_deref() {
        Some("sink") => sink::run(),
        Some("line") => line::run(),
        Some("fleet") => fleet::run(),
        Some(peer) => client::run(peer),
        // `cargo test --benches` runs benches without this; there is nothing to check then.
        None if !asked_for("--bench") => {}
        None if asked_for("--fleet") => report::fleet(),
        None => report::run(asked_for("--quick")),
    }
}
