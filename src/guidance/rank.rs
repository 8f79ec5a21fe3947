//! Severity and actor of a failure.

use super::{
    Actor, Severity,
    case::{Case, Case as C},
};
use crate::error::ErrorKind as K;

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
        _ => (kind.traits().severity, kind.traits().actor),
    }
}
