//! One SMTP connection: socket, TLS, `EHLO`, sign-in, mail transactions.
//!
//! Every command is a [`Connection::command`](command::Connection::command) or part of a pipelined group whose replies
//! are read in order. lettre provides the types of commands, parameters, mechanisms and addresses.

mod auth;
mod command;
mod connect;
mod counted_socket;
mod ehlo;
mod envelope;
mod handshake;
mod open;
mod reply_reader;
mod session;
mod stream;
mod tls;
mod trace;
mod transaction;

pub(crate) use connect::Connector;
pub(crate) use ehlo::Capabilities;
pub(crate) use open::BreakerMode;
pub(crate) use session::{Delivery, Session};
pub(crate) use tls::TlsFacts;
pub(crate) use trace::Trace;
