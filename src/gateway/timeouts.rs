//! How long each step may take. Nothing waits for ever.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The deadline of each step. Serialises as whole seconds.
///
/// The defaults for the data block and the final reply are those of RFC 5321 §4.5.3.2; a person waits for the others,
/// so they are shorter than the RFC's five minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Timeouts {
    /// Waiting before a mail starts: for as long as the server has asked, for the pace and for a free connection, all
    /// together. Default: 5 minutes.
    #[serde(with = "crate::util::duration::seconds")]
    pub wait: Duration,
    /// DNS and TCP connect together, over all addresses of the host. Default: 15 seconds.
    #[serde(with = "crate::util::duration::seconds")]
    pub connect: Duration,
    /// The TLS handshake. Default: 15 seconds.
    #[serde(with = "crate::util::duration::seconds")]
    pub tls: Duration,
    /// The server's greeting. Default: 60 seconds, since some servers delay it on purpose.
    #[serde(with = "crate::util::duration::seconds")]
    pub greeting: Duration,
    /// The answer to one command. Default: 60 seconds.
    #[serde(with = "crate::util::duration::seconds")]
    pub command: Duration,
    /// Writing one block of the message (64 KiB at most). Default: 3 minutes (RFC 5321 §4.5.3.2.5).
    #[serde(with = "crate::util::duration::seconds")]
    pub data_block: Duration,
    /// The answer to the end of the message. Default: 10 minutes (RFC 5321 §4.5.3.2.6). Shorter means more mails
    /// whose fate is unknown.
    #[serde(with = "crate::util::duration::seconds")]
    pub final_reply: Duration,
    /// How long an unused connection is kept. Default: 30 seconds.
    #[serde(with = "crate::util::duration::seconds")]
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(300),
            connect: Duration::from_secs(15),
            tls: Duration::from_secs(15),
            greeting: Duration::from_secs(60),
            command: Duration::from_secs(60),
            data_block: Duration::from_secs(180),
            final_reply: Duration::from_secs(600),
            idle: Duration::from_secs(30),
        }
    }
}

impl Timeouts {
    /// Every step up to the message shares this deadline; the data block, the final reply, the wait and the idle time
    /// keep theirs.
    #[must_use]
    pub fn all_steps(mut self, deadline: Duration) -> Self {
        (self.connect, self.tls, self.greeting, self.command) = (deadline, deadline, deadline, deadline);
        self
    }

    /// Whether every deadline is longer than zero.
    pub(super) fn is_valid(&self) -> bool {
        [self.wait, self.connect, self.tls, self.greeting, self.command, self.data_block, self.final_reply, self.idle]
            .iter()
            .all(|deadline| !deadline.is_zero())
    }
}
