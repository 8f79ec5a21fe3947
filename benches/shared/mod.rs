//! Shared by the benches: documents, and the growth of a process's memory.

use std::fs;

/// A document of this size without repetitions.
pub(crate) fn pdf(size: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend((0..size).map(|n| (n * 31 + n / 251) as u8));
    pdf.truncate(size);
    pdf
}

/// The peak resident set of this process from here on (Linux only).
pub(crate) struct Peak {
    before: i64,
}

impl Peak {
    /// Resets the peak to the current resident set (proc(5), `clear_refs`).
    pub(crate) fn reset() -> Self {
        fs::write("/proc/self/clear_refs", "5").unwrap();
        Self { before: status("VmRSS:") }
    }

    /// Growth since then in MiB.
    pub(crate) fn growth(self) -> f64 {
        (status("VmHWM:") - self.before) as f64 / 1024.0
    }
}

/// A field of `/proc/self/status` in KiB.
fn status(field: &str) -> i64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}
