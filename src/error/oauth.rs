//! The problems of a sign-in by access token (RFC 6749, RFC 7628).

use super::{Error, ErrorKind, Stage, kind::codes};

codes! {
    /// What is wrong with a sign-in by access token: finer than the [`ErrorKind`], with guidance of its own.
    OAuth2Problem {
        /// The refresh token or the code is expired, used up or revoked (`invalid_grant`, RFC 6749 §5.2): connect
        /// again.
        GrantInvalid = "grant_invalid",
        /// The token does not cover sending: request the scope, and have the user consent to it.
        ScopeMissing = "scope_missing",
        /// The identifier or the secret of the application is wrong, or the application may not do this
        /// (`invalid_client`, `unauthorized_client`).
        ClientInvalid = "client_invalid",
        /// The request names the wrong tenant: it does not exist, or the account does not belong to it.
        TenantWrong = "tenant_wrong",
        /// The user or an administrator has to consent first (`consent_required`, `interaction_required`).
        ConsentMissing = "consent_missing",
        /// The token is valid, but SMTP sign-in is off for the mailbox or the organisation.
        SmtpAuthOff = "smtp_auth_off",
        /// The token is for another mailbox than the login.
        OtherMailbox = "other_mailbox",
        /// The clock of this machine is wrong: tokens and certificates seem expired or not yet valid.
        ClockSkew = "clock_skew",
        /// The token endpoint did not answer, or has a temporary error: try again later.
        EndpointUnreachable = "endpoint_unreachable",
        /// The answer of the token endpoint is not one of RFC 6749: the URL may be wrong.
        EndpointAnswer = "endpoint_answer",
        /// The server refused a token that was just issued, without a reason.
        TokenRefused = "token_refused",
        /// The server refused the token, and the token provider cannot renew it (`StaticToken`): supply a new token, or
        /// use a provider that renews tokens.
        TokenNotRenewed = "token_not_renewed",
        /// The server offers no mechanism for access tokens.
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
    /// No access token could be obtained: the problem's kind at [`Stage::Token`], with the kind's usual retry advice.
    #[must_use]
    pub fn oauth2(problem: OAuth2Problem) -> Self {
        Self::new(problem.kind(), Stage::Token).with_oauth2_problem(problem)
    }
}
