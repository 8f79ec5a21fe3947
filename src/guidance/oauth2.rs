//! Which sign-ins by access token have advice of their own, and whose it is.

use super::{Actor, Severity, case::Case};
use crate::{
    error::{OAuth2Problem as P, OAuth2Problem},
    provider::Provider,
};

/// Who issues the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Issuer {
    Google,
    Microsoft,
    /// A private Microsoft account, which no administrator looks after.
    Outlook,
    Other,
}

/// Every problem has a case.
#[allow(clippy::unnecessary_wraps, reason = "as the cases by kind, of which some have none")]
pub(crate) const fn case(problem: OAuth2Problem, provider: Provider) -> Option<Case> {
    let issuer = match provider {
        Provider::Gmail | Provider::GoogleWorkspace | Provider::GoogleSmtpRelay => Issuer::Google,
        Provider::Microsoft365 => Issuer::Microsoft,
        Provider::OutlookCom => Issuer::Outlook,
        _ => Issuer::Other,
    };
    Some(Case::Oauth(problem, issuer))
}

pub(crate) const fn rank(problem: OAuth2Problem, issuer: Issuer) -> (Severity, Actor) {
    match problem {
        P::EndpointUnreachable => (Severity::Warning, Actor::Nobody),
        P::ClientInvalid | P::TenantWrong | P::ClockSkew | P::EndpointAnswer | P::TokensNotTaken => {
            (Severity::Error, Actor::Developer)
        }
        P::SmtpAuthOff if !matches!(issuer, Issuer::Outlook) => (Severity::Error, Actor::Administrator),
        P::ConsentMissing if matches!(issuer, Issuer::Microsoft) => (Severity::Error, Actor::Administrator),
        P::GrantInvalid | P::ScopeMissing | P::ConsentMissing | P::SmtpAuthOff | P::OtherMailbox | P::TokenRefused => {
            (Severity::Error, Actor::User)
        }
    }
}
