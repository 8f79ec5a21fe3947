//! Every test that sees the crate from outside.

mod catalogue;
mod classify;
mod gateway;
mod guidance;
mod message;
mod sandbox;
