//! Mails through real servers that are not ours: Postfix with Dovecot, started by `.ci/interop`, which then reads the
//! maildirs with two parsers that are not ours either; and nine servers of mail, started by `.ci/relays`.
// Helpers outside of test functions unwrap and assert, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod deliveries;
mod diagnosis;
mod letter;
mod lettre_transports;
mod mailboxes;
mod mixed;
mod readers;
mod refusals;
mod relays;
mod servers;
mod tokens;
