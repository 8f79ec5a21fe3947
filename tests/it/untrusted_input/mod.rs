//! Untrusted texts and numbers at their extremes: no call panics, takes long, or allocates far more than its input.

mod mails;
mod replies;
mod servers;
mod settings;

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// Longest time of one call, in a release build on an idle machine.
const TIME: Duration = Duration::from_millis(50);
/// Factor for a debug build on a busy machine. CPU time of the thread is measured.
const SLACK: u32 = 6;
/// How much one call may allocate at a time, in addition to a few copies of its input.
const MEMORY: u64 = 2 << 20;
const COPIES: u64 = 8;

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

/// Runs `call` within its bounds of time and memory; `input` is how many bytes it was given.
fn within<T>(what: &str, input: usize, call: impl FnOnce() -> T) -> T {
    let began = cpu();
    let mut result = None;
    let used = allocation_counter::measure(|| result = Some(call()));
    let took = cpu() - began;
    assert!(took < TIME * SLACK, "{what}: {took:?} for {input} bytes");
    let most = MEMORY + COPIES * input as u64;
    assert!(used.bytes_max < most, "{what}: {} bytes for {input}", used.bytes_max);
    result.unwrap()
}

/// Texts that break parsers: empty, long, repeated openings, characters of several bytes, invisible ones.
fn texts() -> Vec<String> {
    let long = |piece: &str, size: usize| piece.repeat(size / piece.len());
    let mut texts: Vec<String> =
        ["", "\0", "\u{feff}", "\r\n", "@", ".", "xn--", "[::1]", "%", "…", "=?utf-8?b?=?="].map(str::to_owned).into();
    for piece in [
        "a",
        "é",
        "\u{202e}",
        "\u{1f468}\u{200d}",
        "a.",
        "xn--a-",
        "@",
        "<a",
        "<",
        "&",
        "\"",
        "\\",
        "%41",
        "a@b,",
        "\r\n",
        "\0",
        "=?utf-8?q?a?= ",
        "1",
        "https://",
        "[",
        "((((",
        "\u{301}",
    ] {
        texts.extend([63, 255, 20_000].map(|size| long(piece, size)));
    }
    texts
}
