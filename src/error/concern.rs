//! Whom a failure concerns: who has to act, how bad it is, what it means for other mails.

use super::kind::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// Whom a failure concerns: what has to change, or wait, before mail goes again.
    Scope {
        /// This recipient: another recipient of the same mail may be fine.
        Recipient = "recipient",
        /// This mail: another one may go.
        Message = "message",
        /// This sender's address or domain: every mail in its name.
        Sender = "sender",
        /// The sign-in or the account: every mail through this gateway.
        Account = "account",
        /// The client's IP address or the name it gives: every mail from this machine through this gateway.
        ClientAddress = "client_address",
        /// The server or the way to it, for a while: every mail until it passes.
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
    /// Good to know.
    Info,
    /// This mail or recipient only, or it passes by itself.
    Warning,
    /// No mail goes out until a person acts.
    Error,
}

/// What a failure means for the rest of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchEffect {
    /// It concerns this mail only.
    None,
    /// The next mail may fare better; several such failures in a row stop the batch.
    Count,
    /// No further mail can go.
    Stop,
}

/// What a provider's help page is about.
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
