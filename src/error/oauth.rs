//! What may be wrong with a sign-in by access token (RFC 6749, RFC 7628).

use super::{Error, ErrorKind, Stage, kind::codes};

codes! {
    /// What is wrong with a sign-in by access token: finer than the [`ErrorKind`], which says what a program does about
    /// it. Each has guidance of its own.
    OAuth2Problem {
        /// The refresh token or the code is expired, used up or revoked (`invalid_grant`, RFC 6749 §5.2): connect again.
        GrantInvalid = "grant_invalid",
        /// The token does not cover sending: ask for the scope, and have it agreed to.
        ScopeMissing = "scope_missing",
        /// The identifier or the secret of the application is wrong, or the application may not do this
        /// (`invalid_client`, `unauthorized_client`).
        ClientInvalid = "client_invalid",
        /// The application asks in the wrong directory: the tenant does not exist, or the account is none of it.
        TenantWrong = "tenant_wrong",
        /// A person or an administrator has to agree first (`consent_required`, `interaction_required`).
        ConsentMissing = "consent_missing",
        /// The token is good, and SMTP sign-in is off for the mailbox or the organisation.
        SmtpAuthOff = "smtp_auth_off",
        /// The token is good for another mailbox than the login's.
        OtherMailbox = "other_mailbox",
        /// The clock of this machine is wrong, so that what it signs or is given seems expired or not valid yet.
        ClockSkew = "clock_skew",
        /// The token endpoint did not answer, or has a passing fault: try again later.
        EndpointUnreachable = "endpoint_unreachable",
        /// What answers as the token endpoint is none: its answer is not one of RFC 6749.
        EndpointAnswer = "endpoint_answer",
        /// The server refused a token that has just been issued, and does not say why.
        TokenRefused = "token_refused",
        /// The server refused the token, and its provider has no other one, as `StaticToken`: give a new token, or use a
        /// provider that renews it.
        TokenNotRenewed = "token_not_renewed",
        /// The server takes no access tokens at all.
        TokensNotTaken = "tokens_not_taken",
    }
}

impl OAuth2Problem {
    /// The kind an error with this problem usually has.
    #[must_use]
    pub const fn kind(self) -> ErrorKind {
        match self {
            Self::GrantInvalid
            | Self::ScopeMissing
            | Self::OtherMailbox
            | Self::ClockSkew
            | Self::TokenRefused
            | Self::TokenNotRenewed => ErrorKind::OAuth2TokenInvalidOrExpired,
            Self::ClientInvalid | Self::TenantWrong => ErrorKind::OAuth2ClientInvalid,
            Self::ConsentMissing => ErrorKind::OAuth2ConsentRequired,
            Self::SmtpAuthOff => ErrorKind::SmtpAuthDisabledForMailbox,
            Self::EndpointUnreachable => ErrorKind::TemporaryServerError,
            Self::EndpointAnswer => ErrorKind::Protocol,
            Self::TokensNotTaken => ErrorKind::AuthMechanismUnsupported,
        }
    }
}

impl Error {
    /// No access token could be had: the problem's kind at [`Stage::Token`], with the kind's usual retry advice.
    #[must_use]
    pub fn oauth(problem: OAuth2Problem) -> Self {
        Self::new(problem.kind(), Stage::Token).with_oauth2_problem(problem)
    }
}
