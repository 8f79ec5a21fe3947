//! `Security`, the TLS mode of a connection.

use serde::{Deserialize, Serialize};

/// The TLS mode of a connection. The server's certificate is always verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Security {
    /// TLS from the first byte (RFC 8314 §3.3); usual port 465.
    #[serde(alias = "tls", alias = "ssl", alias = "smtps")]
    ImplicitTls,
    /// `STARTTLS` is required (RFC 3207); usual port 587. The default.
    #[serde(rename = "starttls_required", alias = "starttls", alias = "start_tls")]
    StartTlsRequired,
    /// No TLS. Only allowed to a loopback address.
    #[serde(alias = "none", alias = "plain")]
    PlaintextLoopback,
}
