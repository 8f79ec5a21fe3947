//! Scope, severity and actor of a failure.

use super::kind::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// What a failure concerns, and so which other mails will fail too.
    Scope {
        /// This recipient; other recipients of the same mail may be accepted.
        Recipient = "recipient",
        /// This mail; another one may be accepted.
        Message = "message",
        /// This sender's address or domain: every mail from it.
        Sender = "sender",
        /// The sign-in or the account: every mail through this gateway.
        Account = "account",
        /// The client's IP address or the name it gives: every mail from this machine through this gateway.
        ClientAddress = "client_address",
        /// The server or the network, for a while: every mail until the fault is over.
        Server = "server",
    }
}

/// Who has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Actor {
    /// The person whose gateway it is.
    User,
    /// The administrator of their organisation or mail domain.
    Administrator,
    /// The mail provider.
    Provider,
    /// The developers or operators of the product that sends.
    Developer,
    /// No person: waiting is enough.
    Nobody,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// For information.
    Info,
    /// It concerns one mail or recipient, or ends without action.
    Warning,
    /// No mail can be sent until a person acts.
    Error,
}

/// What a failure means for the rest of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchEffect {
    /// It concerns this mail only.
    None,
    /// The next mail may be accepted; several such failures in a row stop the batch.
    Count,
    /// No further mail can be sent.
    Stop,
}

/// The topic of a provider's help page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageTopic {
    Password,
    Access,
    Setup,
    Blocked,
    Sender,
    ClientAddress,
    Limits,
    Content,
}
