//! Copies in the Sent folders of Dovecot and Courier, which `.ci/imap` starts. The SMTP server is the sandbox, so that each
//! copy can be compared with the bytes that it got; the folders are read with Python's IMAP client.

mod filed;
mod line;
mod mailbox;
mod memory;
mod refused;
mod tokens;
