//! Every test that sees the crate from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod batch;
mod cancel;
mod catalogue;
mod check;
mod classify;
mod closing_servers;
mod documentation;
mod error;
mod faults;
mod gateway;
mod guidance;
mod hostile;
mod idle;
mod injection;
#[cfg(feature = "lettre-transport")]
mod lettre_bridge;
mod limits;
mod lint;
mod log;
mod mailer_cache;
mod memory;
mod message;
mod network;
mod oauth;
mod odd_servers;
mod pipelining;
mod rate_limiter;
mod raw_mail;
mod restarts;
mod sandbox;
mod secrets;
mod smtp;
mod soak;
mod stored;
mod support;
mod untrusted_input;
mod wrappers;
