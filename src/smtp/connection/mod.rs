//! One SMTP connection: socket, TLS, `EHLO`, sign-in, and one mail after the other.

mod auth;
mod connect;
mod ehlo;
mod envelope;
mod handshake;
mod redactor;
mod sasl_oauth;
mod session;
mod stream;
mod tls;
mod trace;
mod transaction;

pub(crate) use ehlo::Capabilities;
pub(crate) use handshake::BreakerMode;
pub(crate) use session::{Delivery, Session};
pub(crate) use tls::Tls;
pub(crate) use trace::Trace;
