//! The pages as a server sees them, and as people see them in a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests say what they expect")]

mod browser;
#[path = "../../examples/support/providers.rs"]
mod providers;
mod server;
mod site;
