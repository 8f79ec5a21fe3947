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
        Some(Case::Oauth(problem, issuer)) => super::oauth::rank(problem, issuer),
        _ => usual(kind),
    }
}

const fn usual(kind: K) -> (Severity, Actor) {
    match kind {
        K::AppPasswordRequired
        | K::BadCredentials
        | K::AuthenticationRequired
        | K::BasicAuthDisabled
        | K::AccountBlockedOrSuspiciousLogin
        | K::AccountSuspendedOrNotActivated
        | K::OAuth2TokenInvalidOrExpired
        | K::OAuth2ConsentRequired
        | K::TlsRequired
        | K::SenderNotAllowed
        | K::SenderNotVerified
        | K::RelayDenied
        | K::Configuration
        | K::Dns
        | K::AddressNotAllowed
        | K::Connect
        | K::TlsWrongName
        | K::TlsPlaintextPort
        | K::TlsTlsPort => (Severity::Error, Actor::User),
        K::SmtpAuthDisabledForTenant | K::SmtpAuthDisabledForMailbox | K::TlsUntrusted => {
            (Severity::Error, Actor::Administrator)
        }
        K::TlsExpired => (Severity::Error, Actor::Provider),
        K::AuthMechanismUnsupported | K::IpNotAuthorized | K::OAuth2ClientInvalid | K::Tls => {
            (Severity::Error, Actor::Developer)
        }
        K::MessageMalformed => (Severity::Warning, Actor::Developer),
        K::RecipientUnknown
        | K::RecipientMailboxFull
        | K::RecipientRejected
        | K::TooManyRecipients
        | K::MessageTooLarge
        | K::ContentRejected
        | K::Message
        | K::InDoubt
        | K::Other => (Severity::Warning, Actor::User),
        K::TooManyLoginAttempts
        | K::DailyQuotaExceeded
        | K::RateLimited
        | K::TooManyConnections
        | K::TemporaryServerError
        | K::Timeout
        | K::Protocol
        | K::InProgress
        | K::StoreUnavailable => (Severity::Warning, Actor::Nobody),
        K::Cancelled => (Severity::Info, Actor::Nobody),
    }
}
