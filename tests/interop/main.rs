//! Mails through real servers that are not ours: Postfix with Dovecot, started by `.ci/interop`, which then reads the
//! maildirs with two parsers that are not ours either; nine servers of mail, started by `.ci/relays`; and the Sent folders
//! of Dovecot and Courier, started by `.ci/imap`.
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
mod sent_folder;
mod servers;
mod tokens;
