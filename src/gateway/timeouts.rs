//! The deadlines of a session.

use serde::{Deserialize, Serialize, Serializer};
use std::time::Duration;

/// The longest deadline of a step: six times the longest minimum of RFC 5321 (§4.5.3.2.6).
pub(crate) const MAX_STEP: Duration = Duration::from_secs(3600);
/// The longest time a mail may wait to start: a day, after which a daily quota is renewed.
const MAX_WAIT: Duration = Duration::from_secs(24 * 3600);

/// The deadline of each step. Serialises as whole seconds, without those that are the default.
///
/// Each is longer than zero and at most one hour, [`wait`](Self::wait) at most 24 hours; others are problems of the
/// settings.
///
/// The defaults for the data block and the final reply are those of RFC 5321 §4.5.3.2. The others are shorter than the
/// RFC's five minutes, because a person waits for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Timeouts {
    /// Waiting before a mail starts, in total: for the time the server asked for, the rate limit and a free connection.
    /// Default: 5 minutes.
    #[serde(deserialize_with = "crate::util::duration::seconds::deserialize")]
    pub wait: Duration,
    /// DNS and TCP connect together, over all addresses of the host. Default: 15 seconds.
    #[serde(deserialize_with = "crate::util::duration::seconds::deserialize")]
    pub connect: Duration,
    /// The TLS handshake. Default: 15 seconds.
    #[serde(deserialize_with = "crate::util::duration::seconds::deserialize")]
    pub tls: Duration,
    /// The server's greeting. Default: 60 seconds, since some servers delay it on purpose.
    #[serde(deserialize_with = "crate::util::duration::seconds::deserialize")]
    pub greeting: Duration,
    /// The reply to one command. Default: 60 seconds.
    #[serde(deserialize_with = "crate::util::duration::seconds::deserialize")]
    pub command: Duration,
    /// Writing one block of the message (64 KiB at most). Default: 3 minutes (RFC 5321 §4.5.3.2.5).
    #[serde(deserialize_with = "crate::util::duration::seconds::deserialize")]
    pub data_block: Duration,
    /// The final reply. Default: 10 minutes (RFC 5321 §4.5.3.2.6). A shorter deadline means more mails with
    /// [`Outcome::Unknown`](crate::Outcome::Unknown).
    #[serde(deserialize_with = "crate::util::duration::seconds::deserialize")]
    pub final_reply: Duration,
    /// Filing a copy in the Sent folder over IMAP, in total, from the moment the mail was accepted. Default: 3 minutes.
    #[serde(deserialize_with = "crate::util::duration::seconds::deserialize")]
    pub sent_copy: Duration,
    /// How long an unused connection is kept. Default: 30 seconds.
    #[serde(deserialize_with = "crate::util::duration::seconds::deserialize")]
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
            sent_copy: Duration::from_secs(180),
            idle: Duration::from_secs(30),
        }
    }
}

impl Timeouts {
    /// Sets this deadline for every step up to the message. The data block, the final reply, the wait, the copy and the
    /// idle time are not changed.
    #[must_use]
    pub fn all_steps(mut self, deadline: Duration) -> Self {
        (self.connect, self.tls, self.greeting, self.command) = (deadline, deadline, deadline, deadline);
        self
    }

    /// Each deadline with its name and its maximum.
    pub(super) fn with_maxima(&self) -> [(&'static str, Duration, Duration); 9] {
        [
            ("wait", self.wait, MAX_WAIT),
            ("connect", self.connect, MAX_STEP),
            ("tls", self.tls, MAX_STEP),
            ("greeting", self.greeting, MAX_STEP),
            ("command", self.command, MAX_STEP),
            ("data_block", self.data_block, MAX_STEP),
            ("final_reply", self.final_reply, MAX_STEP),
            ("sent_copy", self.sent_copy, MAX_STEP),
            ("idle", self.idle, MAX_STEP),
        ]
    }
}

impl Serialize for Timeouts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let usual = Self::default().with_maxima();
        let pairs = self.with_maxima().into_iter().zip(usual);
        let changed = pairs.filter(|((_, own, _), (_, usual, _))| own != usual);
        serializer.collect_map(changed.map(|((step, deadline, _), _)| (step, deadline.as_secs())))
    }
}
