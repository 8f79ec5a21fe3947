//! How a batch is sent, and when it stops.

use crate::error::{Error, ErrorKind, Stage};

/// How a batch is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct BatchOptions {
    pub(super) concurrency: usize,
    pub(super) max_consecutive_failures: Option<usize>,
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self { concurrency: 4, max_consecutive_failures: Some(10) }
    }
}

impl BatchOptions {
    /// As many mails at once as this gateway allows connections.
    pub fn for_gateway(gateway: &crate::SmtpGateway) -> Self {
        Self::default().concurrency(gateway.max_connections() as usize)
    }

    /// Mails at once, at least one. More than the mailer has connections only wait for one. Default: 4.
    pub const fn concurrency(mut self, mails: usize) -> Self {
        self.concurrency = if mails == 0 { 1 } else { mails };
        self
    }

    /// After how many failures in a row it stops, of those that are not about the one mail and may yet pass: the network,
    /// a server with a fault, a pace, a sender or content refused. `None` never stops for these. Default: 10.
    pub fn max_consecutive_failures(mut self, failures: impl Into<Option<usize>>) -> Self {
        self.max_consecutive_failures = failures.into();
        self
    }
}

/// What a failure means for the rest of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It was about this mail alone.
    ThisMail,
    /// The next may fare better; after several in a row it will not.
    Perhaps,
    /// No further mail can go.
    Stop,
}

/// What this failure means for the mails to come.
pub(super) fn meaning(error: &Error) -> Meaning {
    // Both come at the stage `wait` and say nothing about the gateway.
    if matches!(error.kind(), ErrorKind::StoreUnavailable | ErrorKind::InProgress) {
        return of_kind(error.kind());
    }
    // The mailer waits for longer than a mail does, or takes none any more: every further one would be told the same.
    if error.stage() == Stage::Wait && error.kind() != ErrorKind::Timeout {
        return Meaning::Stop;
    }
    of_kind(error.kind())
}

const fn of_kind(kind: ErrorKind) -> Meaning {
    use ErrorKind as K;
    match kind {
        K::AppPasswordRequired
        | K::BadCredentials
        | K::AuthenticationRequired
        | K::BasicAuthDisabled
        | K::SmtpAuthDisabledForTenant
        | K::SmtpAuthDisabledForMailbox
        | K::AccountBlockedOrSuspiciousLogin
        | K::AccountSuspendedOrNotActivated
        | K::TooManyLoginAttempts
        | K::OAuth2TokenInvalidOrExpired
        | K::OAuth2ClientInvalid
        | K::OAuth2ConsentRequired
        | K::AuthMechanismUnsupported
        | K::TlsRequired
        | K::IpNotAuthorized
        | K::DailyQuotaExceeded
        | K::Configuration
        | K::AddressNotAllowed
        | K::TlsUntrusted
        | K::TlsWrongName
        | K::TlsExpired
        | K::TlsPlaintextPort
        | K::TlsTlsPort
        | K::Cancelled => Meaning::Stop,
        K::SenderNotAllowed
        | K::SenderNotVerified
        | K::RelayDenied
        | K::RateLimited
        | K::TooManyConnections
        | K::ContentRejected
        | K::MessageMalformed
        | K::TemporaryServerError
        | K::Other
        | K::Dns
        | K::Connect
        | K::Tls
        | K::Timeout
        | K::Protocol
        | K::StoreUnavailable => Meaning::Perhaps,
        K::RecipientUnknown
        | K::RecipientMailboxFull
        | K::RecipientRejected
        | K::TooManyRecipients
        | K::MessageTooLarge
        | K::Message
        | K::InDoubt
        | K::InProgress => Meaning::ThisMail,
    }
}
