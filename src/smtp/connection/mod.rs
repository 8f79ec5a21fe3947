//! One SMTP connection: socket, TLS, `EHLO`, sign-in, and one mail after the other.
//!
//! Everything said to a server is one [`Connection::command`](command::Connection::command), or a group of pipelined
//! commands whose replies are read in order. lettre gives the vocabulary: commands, parameters, mechanisms, addresses.

mod auth;
mod command;
mod connect;
mod counted_socket;
mod ehlo;
mod envelope;
mod handshake;
mod open;
mod redactor;
mod reply_reader;
mod sasl_oauth;
mod session;
mod stream;
mod tls;
mod trace;
mod transaction;

pub(crate) use connect::Connector;
pub(crate) use ehlo::Capabilities;
pub(crate) use open::BreakerMode;
pub(crate) use session::{Delivery, Session};
pub(crate) use trace::Trace;
