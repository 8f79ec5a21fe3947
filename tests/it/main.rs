//! Every test that sees the crate from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod catalogue;
mod check;
mod classify;
mod gateway;
mod guidance;
mod memory;
mod message;
mod sandbox;
mod secrets;
mod smtp;
