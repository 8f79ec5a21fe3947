//! How bad a failure is, and who has to act.

use super::{
    Actor, Severity,
    case::{Case, Mailbox, Service, Suite},
};
use crate::error::ErrorKind as K;

/// Severity and actor; the case decides where its advice is for somebody else than the kind's usual.
pub(crate) const fn rank(kind: K, case: Option<Case>) -> (Severity, Actor) {
    match case {
        Some(Case::Suite(
            Suite::MicrosoftBasicAuth
            | Suite::MicrosoftTenant
            | Suite::MicrosoftMailbox
            | Suite::MicrosoftSuspended
            | Suite::MicrosoftConnector
            | Suite::RelayNotRegistered,
        )) => (Severity::Error, Actor::Administrator),
        Some(Case::Service(Service::SesPolicy)) => (Severity::Error, Actor::Administrator),
        Some(
            Case::Suite(Suite::OutlookOAuthOnly | Suite::MicrosoftLocked)
            | Case::Mailbox(Mailbox::YahooAppPassword)
            | Case::Service(Service::BrevoIp),
        ) => (Severity::Error, Actor::User),
        Some(Case::OutcomeUnknown) => (Severity::Warning, Actor::User),
        Some(Case::Oauth(problem, issuer)) => super::oauth2::rank(problem, issuer),
        _ => (kind.traits().severity, kind.traits().actor),
    }
}
