//! Mails through real servers that are not ours: Postfix with Dovecot, started by `.ci/interop`, which then reads the
//! maildirs with two parsers that are not ours either.
// Helpers outside of test functions say what they expect just as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod deliveries;
mod letter;
mod refusals;
mod servers;
mod tokens;
