//! The cases: failures at certain providers with advice of their own.

use super::oauth2::Issuer;
use crate::{
    error::{ErrorKind, ErrorKind as K, ImapProblem, OAuth2Problem, Reply},
    provider::{FromRule, Provider, Provider as P, SecretShape, SecretShape as S, Security},
};

/// A case whose advice is not the kind's usual one. Each variant has a constant of the same name under `texts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    GoogleAppPassword,
    WorkspaceAppPassword,
    GoogleNewAppPassword,
    GoogleBlocked,
    GoogleAlias,
    RelayNotRegistered,
    RelaySender,
    MicrosoftAppPassword,
    MicrosoftCredentials,
    MicrosoftBasicAuth,
    MicrosoftTenant,
    MicrosoftMailbox,
    MicrosoftLocked,
    MicrosoftSuspended,
    MicrosoftSendAs,
    MicrosoftConnector,
    MicrosoftConsent,
    OutlookOAuthOnly,
    OutlookChallenge,
    NewAppPassword,
    YahooAppPassword,
    AolAppPassword,
    ICloudAppPassword,
    FastmailAppPassword,
    ProtonToken,
    YandexAppPassword,
    ZohoAppPassword,
    ZohoCredentials,
    ZohoBlocked,
    ZohoAlias,
    GmxAppPassword,
    GmxCredentials,
    WebDeCredentials,
    MailComAccess,
    OwnPassword,
    LocalPartPassword,
    LaPosteFrozen,
    OvhCredentials,
    OvhBlocked,
    OrangeRefusal,
    /// The provider serves only one of the two submission ports.
    OnePort,
    BrevoSmtpKey,
    BrevoApiKey,
    BrevoIp,
    BrevoSender,
    BrevoNotActivated,
    MailjetKeys,
    MailjetSender,
    SesCredentials,
    SesIdentity,
    SesPolicy,
    ApiKeyAsPassword,
    KeyAsPassword,
    PostmarkToken,
    MailgunCredentials,
    SmtpUser,
    /// A refused sender at a provider that verifies senders: the text of [`ErrorKind::SenderNotVerified`].
    SenderToVerify,
    /// An unverified sender at a mailbox provider: the text of [`ErrorKind::SenderNotAllowed`].
    SenderAlias,
    /// A refused IP address at a mailbox provider, which has no allow-list for customers.
    MailboxIpRefused,
    /// For every kind with [`Outcome::Unknown`](crate::Outcome::Unknown).
    OutcomeUnknown,
    AccessToken(OAuth2Problem, Issuer),
    SentCopy(ImapProblem),
}

/// The provider's case; `None` for the text of the kind.
pub(crate) fn case(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Case> {
    match provider {
        P::Gmail | P::GoogleWorkspace | P::GoogleSmtpRelay => google(kind, provider, shape),
        P::Microsoft365 => microsoft(kind),
        P::OutlookCom => outlook(kind),
        _ => service(kind, provider, shape).or_else(|| mailbox(kind, provider, shape)),
    }
    .or_else(|| any_provider(kind, provider))
}

/// The case named in the reply, at any provider: a relay passes on the reply of the recipient's server.
pub(crate) fn from_reply(kind: ErrorKind, reply: &Reply) -> Option<Case> {
    let orange = is_orange_refusal(kind) && reply.text().split(|c: char| c.is_whitespace()).any(is_ofr_code);
    orange.then_some(Case::OrangeRefusal)
}

/// `OFR_506`, `OFR004_104`.
fn is_ofr_code(word: &str) -> bool {
    word.strip_prefix("OFR").is_some_and(|rest| {
        rest.contains('_') && rest.chars().all(|c| c == '_' || c.is_ascii_digit() || c.is_ascii_punctuation())
    })
}

/// The kinds for which Orange's codes concern the sending server, not an address or the sign-in.
const fn is_orange_refusal(kind: ErrorKind) -> bool {
    matches!(
        kind,
        K::IpNotAuthorized
            | K::RateLimited
            | K::TooManyConnections
            | K::ContentRejected
            | K::TemporaryServerError
            | K::Other
    )
}

fn google(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Case> {
    Some(match (provider, kind) {
        (P::GoogleSmtpRelay, K::IpNotAuthorized | K::RelayDenied | K::AuthenticationRequired) => {
            Case::RelayNotRegistered
        }
        (P::GoogleSmtpRelay, K::SenderNotAllowed | K::SenderNotVerified) => Case::RelaySender,
        (_, K::SenderNotAllowed | K::SenderNotVerified) => Case::GoogleAlias,
        (_, K::AppPasswordRequired | K::BadCredentials) if shape == S::Expected => Case::GoogleNewAppPassword,
        (P::Gmail, K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled) => Case::GoogleAppPassword,
        (_, K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled) => Case::WorkspaceAppPassword,
        (_, K::AccountBlockedOrSuspiciousLogin) => Case::GoogleBlocked,
        _ => return None,
    })
}

const fn microsoft(kind: ErrorKind) -> Option<Case> {
    Some(match kind {
        K::OAuth2TokenInvalidOrExpired => Case::MicrosoftConsent,
        K::AppPasswordRequired => Case::MicrosoftAppPassword,
        K::BadCredentials => Case::MicrosoftCredentials,
        K::BasicAuthDisabled => Case::MicrosoftBasicAuth,
        K::SmtpAuthDisabledForTenant => Case::MicrosoftTenant,
        K::SmtpAuthDisabledForMailbox => Case::MicrosoftMailbox,
        K::AccountBlockedOrSuspiciousLogin | K::TooManyLoginAttempts => Case::MicrosoftLocked,
        K::AccountSuspendedOrNotActivated => Case::MicrosoftSuspended,
        K::SenderNotAllowed | K::SenderNotVerified => Case::MicrosoftSendAs,
        K::IpNotAuthorized => Case::MicrosoftConnector,
        _ => return None,
    })
}

const fn outlook(kind: ErrorKind) -> Option<Case> {
    Some(match kind {
        K::AccountBlockedOrSuspiciousLogin | K::AccountSuspendedOrNotActivated => Case::OutlookChallenge,
        K::OAuth2TokenInvalidOrExpired => Case::MicrosoftConsent,
        // For every reply to a password: no password works there.
        K::AppPasswordRequired
        | K::BadCredentials
        | K::AuthenticationRequired
        | K::BasicAuthDisabled
        | K::SmtpAuthDisabledForTenant
        | K::SmtpAuthDisabledForMailbox
        | K::TooManyLoginAttempts
        | K::AuthMechanismUnsupported => Case::OutlookOAuthOnly,
        _ => return None,
    })
}

fn service(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Case> {
    Some(match (provider, kind) {
        (P::Brevo, K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled) => match shape {
            S::ApiKey => Case::BrevoApiKey,
            _ => Case::BrevoSmtpKey,
        },
        (P::Brevo, K::IpNotAuthorized) => Case::BrevoIp,
        (P::Brevo, K::SenderNotAllowed | K::SenderNotVerified) => Case::BrevoSender,
        (P::Brevo, K::AccountSuspendedOrNotActivated | K::AccountBlockedOrSuspiciousLogin) => Case::BrevoNotActivated,
        (P::Mailjet, K::SenderNotAllowed | K::SenderNotVerified) => Case::MailjetSender,
        (P::Ses, K::SenderNotVerified) => Case::SesIdentity,
        (P::Ses, K::SenderNotAllowed) => Case::SesPolicy,
        (P::MailgunUs | P::MailgunEu, K::RelayDenied) => Case::MailgunCredentials,
        (_, K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled) => match provider {
            P::Mailjet => Case::MailjetKeys,
            P::Ses => Case::SesCredentials,
            P::SendGrid | P::SparkPost | P::Mailtrap | P::Resend => Case::ApiKeyAsPassword,
            P::Scaleway | P::Mandrill => Case::KeyAsPassword,
            P::Postmark => Case::PostmarkToken,
            P::MailgunUs | P::MailgunEu => Case::MailgunCredentials,
            P::ElasticEmail | P::Smtp2Go => Case::SmtpUser,
            _ => return None,
        },
        _ => return None,
    })
}

fn mailbox(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Case> {
    match kind {
        // Yahoo answers "too many bad attempts" to the very first try with the account's password.
        K::TooManyLoginAttempts if provider == P::Yahoo && shape != S::Expected => Some(Case::YahooAppPassword),
        K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled => password(kind, provider, shape),
        K::SmtpAuthDisabledForMailbox => match provider {
            P::Yandex => Some(Case::YandexAppPassword),
            P::GmxNet | P::GmxCom => Some(Case::GmxCredentials),
            P::WebDe => Some(Case::WebDeCredentials),
            P::MailCom => Some(Case::MailComAccess),
            _ => None,
        },
        K::AccountBlockedOrSuspiciousLogin | K::AccountSuspendedOrNotActivated => match provider {
            P::OvhMxPlan | P::OvhEmailPro | P::OvhExchange => Some(Case::OvhBlocked),
            P::ZohoCom | P::ZohoEu => Some(Case::ZohoBlocked),
            P::LaPoste => Some(Case::LaPosteFrozen),
            _ => None,
        },
        K::SenderNotAllowed | K::SenderNotVerified if matches!(provider, P::ZohoCom | P::ZohoEu) => {
            Some(Case::ZohoAlias)
        }
        K::IpNotAuthorized | K::TooManyConnections if provider == P::Orange => Some(Case::OrangeRefusal),
        _ => None,
    }
}

fn password(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Case> {
    let app_password = match provider {
        P::Yahoo => Case::YahooAppPassword,
        P::Aol => Case::AolAppPassword,
        P::ICloud => Case::ICloudAppPassword,
        P::Fastmail => Case::FastmailAppPassword,
        P::Yandex => Case::YandexAppPassword,
        P::Proton => return Some(Case::ProtonToken),
        _ => return mailbox_password(kind, provider),
    };
    let replace = shape == S::Expected && kind != K::BasicAuthDisabled;
    Some(if replace { Case::NewAppPassword } else { app_password })
}

fn mailbox_password(kind: ErrorKind, provider: Provider) -> Option<Case> {
    let app = kind == K::AppPasswordRequired;
    Some(match provider {
        _ if kind == K::BasicAuthDisabled => return None,
        P::ZohoCom | P::ZohoEu if app => Case::ZohoAppPassword,
        P::ZohoCom | P::ZohoEu => Case::ZohoCredentials,
        P::GmxNet | P::GmxCom | P::WebDe if app => Case::GmxAppPassword,
        P::GmxNet | P::GmxCom => Case::GmxCredentials,
        P::WebDe => Case::WebDeCredentials,
        P::MailCom => Case::MailComAccess,
        P::OvhMxPlan | P::OvhEmailPro | P::OvhExchange => Case::OvhCredentials,
        P::Free | P::LaPoste => Case::LocalPartPassword,
        P::Gandi | P::IonosDe | P::IonosFr | P::IonosCom | P::Infomaniak | P::Orange | P::Sfr => Case::OwnPassword,
        _ => return None,
    })
}

/// The cases that follow from the row of any provider.
fn any_provider(kind: ErrorKind, provider: Provider) -> Option<Case> {
    let row = provider.info()?;
    // A service without mailboxes has no aliases.
    let verifies = row.from_rule == FromRule::Verified || !row.has_mailboxes();
    match kind {
        K::TlsRequired | K::TlsPlaintextPort | K::StartTlsNotOffered | K::TlsTlsPort
            if ports(provider) != Ports::Both =>
        {
            Some(Case::OnePort)
        }
        K::SenderNotAllowed if verifies => Some(Case::SenderToVerify),
        K::SenderNotVerified if !verifies => Some(Case::SenderAlias),
        K::IpNotAuthorized if row.has_mailboxes() => Some(Case::MailboxIpRefused),
        _ => None,
    }
}

/// The submission ports that a provider is known to serve.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ports {
    Both,
    StartTls,
    ImplicitTls,
}

/// Unconfirmed ports are not advised. For an unknown provider both are.
pub(crate) fn ports(provider: Provider) -> Ports {
    let endpoints = provider.info().map_or(&[][..], |info| info.endpoints);
    let serves = |port, security| endpoints.iter().any(|end| end.port == port && end.security == security);
    match (serves(587, Security::StartTlsRequired), serves(465, Security::ImplicitTls)) {
        (true, false) => Ports::StartTls,
        (false, true) => Ports::ImplicitTls,
        _ => Ports::Both,
    }
}
