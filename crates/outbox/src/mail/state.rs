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
    /// The row's state is none of these: a newer version of this crate has written it, or it is damaged. No worker sends or
    /// removes the mail; the column `state` of the table `outbox_mail` has what was found. Never written.
    Unknown,
}

impl MailState {
    /// Every state, in the order a mail can take them, and last the unknown one.
    pub const ALL: [Self; 7] =
        [Self::Due, Self::Sending, Self::Accepted, Self::Failed, Self::InDoubt, Self::Cancelled, Self::Unknown];

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
            Self::Unknown => "unknown",
        }
    }

    /// The state that a row holds.
    pub(crate) fn of_row(code: &str) -> Self {
        code.parse().unwrap_or(Self::Unknown)
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
