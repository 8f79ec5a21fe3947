//! Number and state of a mail.

use crate::OutboxError;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The number of a mail in its outbox: rising, never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MailId(pub i64);

impl fmt::Display for MailId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a mail stands. Its serialised form, [`as_str`](Self::as_str), is what the table holds.
///
/// ```text
/// due ──▶ sending ──▶ accepted
///  ▲  ▲      │  ├────▶ failed ──┐
///  │  └──────┘  └────▶ in_doubt │      back to due: settle(NotArrived), retry_failed
///  ├───────────────────────┴────┘
///  └──▶ cancelled
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MailState {
    /// Waits to be sent, now or later.
    Due,
    /// A worker has begun to send it.
    Sending,
    /// The server took responsibility for it. Final.
    Accepted,
    /// It did not go and is not tried again by itself.
    Failed,
    /// It was begun and its end is not known: it may have been delivered. It is never sent again by itself.
    InDoubt,
    /// It was withdrawn before it was sent. Final.
    Cancelled,
}

impl MailState {
    /// Every state, in the order a mail can take them.
    pub const ALL: [Self; 6] = [Self::Due, Self::Sending, Self::Accepted, Self::Failed, Self::InDoubt, Self::Cancelled];

    /// The stable snake_case code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Failed => "failed",
            Self::InDoubt => "in_doubt",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for MailState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for MailState {
    type Err = OutboxError;

    fn from_str(code: &str) -> Result<Self, OutboxError> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == code);
        found.ok_or_else(|| OutboxError::Stored(format!("\"{}\" is no state of a mail", code.escape_debug())))
    }
}
