//! Dates, digests, durations, redaction, results of tasks.

pub(crate) mod caller;
mod date;
pub(crate) mod digest;
pub(crate) mod duration;
#[cfg(any(feature = "smtp", feature = "oauth2"))]
pub(crate) mod redact;
#[cfg(any(feature = "smtp", feature = "oauth2"))]
pub(crate) mod task;

pub use date::Date;
