//! Dates, digests, durations, redaction.

pub(crate) mod caller;
mod date;
pub(crate) mod digest;
pub(crate) mod duration;
#[cfg(any(feature = "smtp", feature = "oauth2"))]
pub(crate) mod redact;

pub use date::Date;
