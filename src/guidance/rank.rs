//! Severity and actor of a failure.

use super::{
    Actor, Severity,
    case::{Case, Case as C},
};
use crate::error::{ErrorKind as K, ImapProblem as I};

/// Severity and actor. Some cases have another actor than their kind.
pub(crate) const fn rank(kind: K, case: Option<Case>) -> (Severity, Actor) {
    match case {
        Some(
            C::MicrosoftBasicAuth
            | C::MicrosoftTenant
            | C::MicrosoftMailbox
            | C::MicrosoftSuspended
            | C::MicrosoftConnector
            | C::RelayNotRegistered
            | C::SesPolicy,
        ) => (Severity::Error, Actor::Administrator),
        Some(C::OutlookOAuthOnly | C::MicrosoftLocked | C::YahooAppPassword | C::BrevoIp) => {
            (Severity::Error, Actor::User)
        }
        Some(C::OrangeRefusal) => (kind.traits().severity, Actor::Developer),
        Some(C::OutcomeUnknown) => (Severity::Warning, Actor::User),
        Some(C::AccessToken(problem, issuer)) => super::oauth2::rank(problem, issuer),
        Some(C::SentCopy(problem)) => (Severity::Warning, sent_copy_actor(problem)),
        _ => (kind.traits().severity, kind.traits().actor),
    }
}

const fn sent_copy_actor(problem: I) -> Actor {
    match problem {
        I::Unreachable | I::TooManyConnections | I::Unavailable | I::TimedOut | I::InDoubt => Actor::Nobody,
        I::MechanismUnsupported | I::TokenRefused => Actor::Developer,
        _ => Actor::User,
    }
}
