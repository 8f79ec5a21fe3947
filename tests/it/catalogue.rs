//! Tests of the catalogue: its rows, what it suggests, what it says about secrets, and its JSON.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stand outside the test functions")]

mod form;
mod rows;
mod suggest;
