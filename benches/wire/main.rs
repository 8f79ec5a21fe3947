#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot run must stop")]
//! Ours, lettre's pooled transport and mail-send side by side: time, round trips, CPU time and memory of a mail.
//!
//! `cargo bench -p ite-mailer-benches --bench wire` takes some four minutes and prints a table, one JSON object per line, and the bars that
//! must hold. `-- --quick` takes fewer cases and fewer mails.
//!
//! Each client, the sink and the delay line are separate processes. The clients of one case take turns, so that noise of
//! the machine affects all of them. At 0 ms the clients connect to the sink directly.

mod case;
mod client;
mod line;
mod process;
mod report;
#[path = "../shared/mod.rs"]
mod shared;
mod sink;

fn main() {
    match process::role().as_deref() {
        Some("sink") => sink::run(),
        Some("line") => line::run(),
        Some(peer) => client::run(peer),
        // `cargo test --benches` runs benches without this; there is nothing to check then.
        None if std::env::args().all(|argument| argument != "--bench") => {}
        None => report::run(std::env::args().any(|argument| argument == "--quick")),
    }
}
