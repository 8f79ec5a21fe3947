//! The properties of each [`ErrorKind`], one row a kind: a new kind is described in one place.

use super::{Actor, BatchEffect, ErrorKind, PageTopic, Retry, Scope, Severity, Stage};
use std::time::Duration;

/// The row of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KindTraits {
    /// Whom it concerns.
    pub(crate) scope: Scope,
    /// The advice if a reply names no wait.
    pub(crate) retry: Retry,
    /// Number of refusals of this kind in a row that open the auth breaker; `None` if it is no refusal of credentials.
    #[cfg_attr(not(feature = "smtp"), allow(dead_code, reason = "read by the auth breaker"))]
    pub(crate) trips_breaker: Option<u32>,
    /// What it means for the rest of a batch.
    pub(crate) batch: BatchEffect,
    /// Whether another gateway may take the mail.
    pub(crate) fails_over: bool,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// Who has to act, unless a provider's case says otherwise.
    pub(crate) actor: Actor,
    /// Where it usually happens.
    pub(crate) usual_stage: Stage,
    /// The topic of the provider's help page for it.
    pub(crate) topic: Option<PageTopic>,
    /// Whether it may come from settings that only the provider knows.
    pub(crate) asks_provider: bool,
}

/// Chosen by us. RFC 5321 §4.5.4.1 asks a relay for at least thirty minutes between two attempts; a submission client
/// may retry sooner.
const MINUTE: Retry = Retry::After(Duration::from_secs(60));

/// The server refuses the sign-in.
const SIGN_IN: KindTraits = KindTraits {
    scope: Scope::Account,
    retry: Retry::Never,
    // A single refusal may be an internal error of the server.
    trips_breaker: Some(2),
    batch: BatchEffect::Stop,
    fails_over: true,
    severity: Severity::Error,
    actor: Actor::User,
    usual_stage: Stage::Auth,
    topic: Some(PageTopic::Access),
    asks_provider: false,
};
/// The settings do not fit the server.
const SETTINGS: KindTraits =
    KindTraits { trips_breaker: None, topic: Some(PageTopic::Setup), asks_provider: true, ..SIGN_IN };
/// The server's certificate, or TLS itself.
const TLS: KindTraits = KindTraits { usual_stage: Stage::Tls, topic: None, asks_provider: false, ..SETTINGS };
/// The network, or a server with a temporary error.
const PASSING: KindTraits = KindTraits {
    scope: Scope::Server,
    retry: MINUTE,
    batch: BatchEffect::Count,
    severity: Severity::Warning,
    actor: Actor::Nobody,
    usual_stage: Stage::FinalReply,
    topic: None,
    asks_provider: false,
    ..SETTINGS
};
/// The sender's address, or relaying.
const SENDER: KindTraits = KindTraits {
    scope: Scope::Sender,
    batch: BatchEffect::Count,
    usual_stage: Stage::MailFrom,
    topic: Some(PageTopic::Sender),
    asks_provider: false,
    ..SETTINGS
};
/// One mail, whichever gateway sends it.
const MAIL: KindTraits = KindTraits {
    scope: Scope::Message,
    batch: BatchEffect::None,
    fails_over: false,
    severity: Severity::Warning,
    usual_stage: Stage::FinalReply,
    topic: None,
    asks_provider: false,
    ..SETTINGS
};
/// One recipient of a mail.
const RECIPIENT: KindTraits = KindTraits { scope: Scope::Recipient, usual_stage: Stage::RcptTo, ..MAIL };
/// Found by this crate before any gateway was asked.
const LOCAL: KindTraits =
    KindTraits { scope: Scope::Message, retry: MINUTE, fails_over: false, usual_stage: Stage::Wait, ..PASSING };

impl ErrorKind {
    /// Whom it concerns.
    #[must_use]
    pub const fn scope(self) -> Scope {
        self.traits().scope
    }

    /// The retry advice if the server names no wait.
    #[must_use]
    pub const fn usual_retry(self) -> Retry {
        self.traits().retry
    }

    pub(crate) const fn traits(self) -> KindTraits {
        use ErrorKind as K;
        match self {
            K::AppPasswordRequired | K::BadCredentials => {
                KindTraits { topic: Some(PageTopic::Password), asks_provider: true, ..SIGN_IN }
            }
            K::AuthenticationRequired => KindTraits { usual_stage: Stage::MailFrom, ..SETTINGS },
            K::BasicAuthDisabled | K::OAuth2TokenInvalidOrExpired => SIGN_IN,
            K::SmtpAuthDisabledForTenant | K::SmtpAuthDisabledForMailbox => {
                KindTraits { actor: Actor::Administrator, ..SIGN_IN }
            }
            // A further sign-in makes it worse.
            K::AccountBlockedOrSuspiciousLogin => {
                KindTraits { trips_breaker: Some(1), topic: Some(PageTopic::Blocked), ..SIGN_IN }
            }
            K::AccountSuspendedOrNotActivated => {
                KindTraits { usual_stage: Stage::FinalReply, topic: Some(PageTopic::Blocked), ..SIGN_IN }
            }
            K::TooManyLoginAttempts => KindTraits {
                retry: Retry::After(Duration::from_secs(15 * 60)),
                trips_breaker: Some(1),
                severity: Severity::Warning,
                actor: Actor::Nobody,
                topic: Some(PageTopic::Blocked),
                ..SIGN_IN
            },
            K::AuthMechanismUnsupported => {
                KindTraits { actor: Actor::Developer, topic: Some(PageTopic::Setup), asks_provider: true, ..SIGN_IN }
            }
            // The issuer's refusals come before the server has seen a token.
            K::OAuth2ClientInvalid => {
                KindTraits { trips_breaker: None, actor: Actor::Developer, usual_stage: Stage::Token, ..SIGN_IN }
            }
            K::OAuth2ConsentRequired => KindTraits { trips_breaker: None, usual_stage: Stage::Token, ..SIGN_IN },
            K::TlsRequired => KindTraits { usual_stage: Stage::MailFrom, ..SETTINGS },
            K::Configuration => KindTraits { usual_stage: Stage::Gateway, ..SETTINGS },
            K::AddressNotAllowed => KindTraits { usual_stage: Stage::Dns, ..SETTINGS },
            K::IpNotAuthorized => KindTraits {
                scope: Scope::ClientAddress,
                actor: Actor::Developer,
                usual_stage: Stage::Connect,
                topic: Some(PageTopic::ClientAddress),
                ..SIGN_IN
            },
            K::SenderNotAllowed | K::SenderNotVerified => SENDER,
            K::RelayDenied => KindTraits {
                scope: Scope::Account,
                usual_stage: Stage::RcptTo,
                topic: Some(PageTopic::Setup),
                asks_provider: true,
                ..SENDER
            },
            K::RecipientUnknown | K::RecipientRejected => RECIPIENT,
            // A person empties a mailbox, seldom within the hour.
            K::RecipientMailboxFull => KindTraits { retry: Retry::After(Duration::from_secs(4 * 3600)), ..RECIPIENT },
            K::TooManyRecipients => {
                KindTraits { fails_over: true, usual_stage: Stage::RcptTo, topic: Some(PageTopic::Limits), ..MAIL }
            }
            K::MessageTooLarge => KindTraits { fails_over: true, topic: Some(PageTopic::Limits), ..MAIL },
            K::Message => KindTraits { usual_stage: Stage::Message, ..MAIL },
            K::InDoubt => MAIL,
            // The next gateway's reputation would suffer from content that this one refused.
            K::ContentRejected => KindTraits { batch: BatchEffect::Count, topic: Some(PageTopic::Content), ..MAIL },
            K::MessageMalformed => KindTraits { batch: BatchEffect::Count, actor: Actor::Developer, ..MAIL },
            K::Other => KindTraits { batch: BatchEffect::Count, ..MAIL },
            K::DailyQuotaExceeded => KindTraits {
                scope: Scope::Account,
                retry: Retry::NextDay,
                batch: BatchEffect::Stop,
                topic: Some(PageTopic::Limits),
                ..PASSING
            },
            K::RateLimited => KindTraits {
                retry: Retry::After(Duration::from_secs(5 * 60)),
                topic: Some(PageTopic::Limits),
                ..PASSING
            },
            K::TooManyConnections => {
                KindTraits { usual_stage: Stage::Connect, topic: Some(PageTopic::Limits), ..PASSING }
            }
            K::TemporaryServerError | K::Timeout | K::Protocol => {
                KindTraits { asks_provider: matches!(self, K::Protocol), ..PASSING }
            }
            K::Dns | K::Connect => KindTraits {
                severity: Severity::Error,
                actor: Actor::User,
                usual_stage: if matches!(self, K::Dns) { Stage::Dns } else { Stage::Connect },
                topic: Some(PageTopic::Setup),
                asks_provider: true,
                ..PASSING
            },
            K::Tls => KindTraits {
                retry: Retry::Never,
                severity: Severity::Error,
                actor: Actor::Developer,
                usual_stage: Stage::Tls,
                topic: Some(PageTopic::Setup),
                ..PASSING
            },
            K::TlsUntrusted => KindTraits { actor: Actor::Administrator, ..TLS },
            K::TlsExpired => KindTraits { actor: Actor::Provider, ..TLS },
            K::TlsWrongName | K::TlsPlaintextPort => {
                KindTraits { topic: Some(PageTopic::Setup), asks_provider: true, ..TLS }
            }
            K::StartTlsNotOffered => {
                KindTraits { usual_stage: Stage::StartTls, topic: Some(PageTopic::Setup), asks_provider: true, ..TLS }
            }
            K::TlsTlsPort => KindTraits { usual_stage: Stage::Greeting, ..SETTINGS },
            K::Cancelled => KindTraits {
                scope: Scope::Account,
                retry: Retry::Never,
                batch: BatchEffect::Stop,
                severity: Severity::Info,
                ..LOCAL
            },
            K::InProgress => KindTraits { batch: BatchEffect::None, ..LOCAL },
            K::StoreUnavailable => KindTraits { scope: Scope::Server, ..LOCAL },
            // Never the error of a send: it is in the receipt, or in a diagnosis.
            K::SentCopyFailed => {
                KindTraits { scope: Scope::Account, fails_over: false, usual_stage: Stage::SentCopy, ..MAIL }
            }
        }
    }
}
