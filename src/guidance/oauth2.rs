//! The cases of failed sign-ins by access token.

use super::{Actor, Severity, case::Case};
use crate::{
    error::{OAuth2Problem as P, OAuth2Problem},
    provider::Provider,
};

/// The issuer of the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Issuer {
    Google,
    Microsoft,
    /// Personal Microsoft accounts, which have no administrator.
    Outlook,
    Other,
}

/// The case of a problem. Every problem has one.
#[allow(clippy::unnecessary_wraps, reason = "same type as the cases by kind, which may be absent")]
pub(crate) const fn case(problem: OAuth2Problem, provider: Provider) -> Option<Case> {
    let issuer = match provider {
        Provider::Gmail | Provider::GoogleWorkspace | Provider::GoogleSmtpRelay => Issuer::Google,
        Provider::Microsoft365 => Issuer::Microsoft,
        Provider::OutlookCom => Issuer::Outlook,
        _ => Issuer::Other,
    };
    Some(Case::AccessToken(problem, issuer))
}

pub(crate) const fn rank(problem: OAuth2Problem, issuer: Issuer) -> (Severity, Actor) {
    match problem {
        P::EndpointUnreachable => (Severity::Warning, Actor::Nobody),
        P::ClientInvalid
        | P::TenantWrong
        | P::ClockSkew
        | P::EndpointAnswer
        | P::TokenNotRenewed
        | P::TokensNotTaken => (Severity::Error, Actor::Developer),
        P::SmtpAuthOff if !matches!(issuer, Issuer::Outlook) => (Severity::Error, Actor::Administrator),
        P::ConsentMissing if matches!(issuer, Issuer::Microsoft) => (Severity::Error, Actor::Administrator),
        P::GrantInvalid | P::ScopeMissing | P::ConsentMissing | P::SmtpAuthOff | P::OtherMailbox | P::TokenRefused => {
            (Severity::Error, Actor::User)
        }
    }
}
