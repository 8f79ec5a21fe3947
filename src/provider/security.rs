//! How the connection is protected. TLS mode and port are one decision.

use serde::{Deserialize, Serialize};

/// How the connection is protected. No mode skips the check of the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Security {
    /// TLS from the first byte (RFC 8314 §3.3); usual port 465.
    #[serde(alias = "tls", alias = "ssl", alias = "smtps")]
    ImplicitTls,
    /// `STARTTLS` before anything else, or no mail (RFC 3207); usual port 587. The default.
    #[serde(rename = "starttls_required", alias = "starttls", alias = "start_tls")]
    StartTlsRequired,
    /// No TLS: only to a loopback address.
    #[serde(alias = "none", alias = "plain")]
    PlaintextLoopback,
}
