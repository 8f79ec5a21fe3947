//! Which failures at which providers have advice of their own.

use super::oauth2::Issuer;
use crate::{
    error::{ErrorKind, ErrorKind as K, OAuth2Problem},
    provider::{Login, Provider, Provider as P, SecretShape, SecretShape as S, Security},
};

/// Advice that is not the kind's usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Suite(Suite),
    Mailbox(Mailbox),
    Service(Service),
    Oauth(OAuth2Problem, Issuer),
    /// Whatever the kind: the mail may have gone.
    OutcomeUnknown,
}

/// Cases of Google and Microsoft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suite {
    GoogleAppPassword,
    WorkspaceAppPassword,
    GoogleNewAppPassword,
    MicrosoftAppPassword,
    MicrosoftCredentials,
    MicrosoftBasicAuth,
    MicrosoftTenant,
    MicrosoftMailbox,
    MicrosoftLocked,
    MicrosoftSuspended,
    MicrosoftSendAs,
    MicrosoftConnector,
    MicrosoftPort,
    MicrosoftConsent,
    OutlookOAuthOnly,
    OutlookChallenge,
    GoogleBlocked,
    RelayNotRegistered,
    RelaySender,
}

/// Cases of the other mailbox providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mailbox {
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
    GmxAppPassword,
    GmxCredentials,
    WebDeCredentials,
    MailComAccess,
    OwnPassword,
    LocalPartPassword,
    LaPosteFrozen,
    OvhCredentials,
    OvhBlocked,
    ZohoAlias,
    OnePort,
}

/// Cases of the sending services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    BrevoSmtpKey,
    BrevoApiKey,
    BrevoIp,
    BrevoNotActivated,
    MailjetKeys,
    SesCredentials,
    SesIdentity,
    SesPolicy,
    ApiKeyAsPassword,
    KeyAsPassword,
    PostmarkToken,
    MailgunCredentials,
    SmtpUser,
}

/// The case of its own; `None` where the kind's usual words say it all.
pub(crate) fn case(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Case> {
    match provider {
        P::Gmail | P::GoogleWorkspace | P::GoogleSmtpRelay | P::Microsoft365 | P::OutlookCom => {
            suite(kind, provider, shape).map(Case::Suite)
        }
        _ => service(kind, provider, shape)
            .map(Case::Service)
            .or_else(|| mailbox(kind, provider, shape).map(Case::Mailbox)),
    }
}

fn suite(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Suite> {
    let microsoft = provider == P::Microsoft365;
    Some(match (provider, kind) {
        (P::OutlookCom, K::AccountBlockedOrSuspiciousLogin | K::AccountSuspendedOrNotActivated) => {
            Suite::OutlookChallenge
        }
        (P::OutlookCom, _) if is_sign_in(kind) => Suite::OutlookOAuthOnly,
        (P::OutlookCom | P::Microsoft365, K::TlsRequired | K::TlsPlaintextPort | K::TlsTlsPort) => Suite::MicrosoftPort,
        (P::OutlookCom | P::Microsoft365, K::OAuth2TokenInvalidOrExpired) => Suite::MicrosoftConsent,
        (_, K::AppPasswordRequired) if microsoft => Suite::MicrosoftAppPassword,
        (_, K::BadCredentials) if microsoft => Suite::MicrosoftCredentials,
        (_, K::BasicAuthDisabled) if microsoft => Suite::MicrosoftBasicAuth,
        (_, K::SmtpAuthDisabledForTenant) if microsoft => Suite::MicrosoftTenant,
        (_, K::SmtpAuthDisabledForMailbox) if microsoft => Suite::MicrosoftMailbox,
        (_, K::AccountBlockedOrSuspiciousLogin | K::TooManyLoginAttempts) if microsoft => Suite::MicrosoftLocked,
        (_, K::AccountSuspendedOrNotActivated) if microsoft => Suite::MicrosoftSuspended,
        (_, K::SenderNotAllowed) if microsoft => Suite::MicrosoftSendAs,
        (_, K::IpNotAuthorized) if microsoft => Suite::MicrosoftConnector,
        (P::OutlookCom | P::Microsoft365, _) => return None,
        (P::GoogleSmtpRelay, K::IpNotAuthorized | K::RelayDenied | K::AuthenticationRequired) => {
            Suite::RelayNotRegistered
        }
        (P::GoogleSmtpRelay, K::SenderNotAllowed | K::SenderNotVerified) => Suite::RelaySender,
        (_, K::AppPasswordRequired | K::BadCredentials) if shape == S::Expected => Suite::GoogleNewAppPassword,
        (P::Gmail, K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled) => Suite::GoogleAppPassword,
        (_, K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled) => Suite::WorkspaceAppPassword,
        (_, K::AccountBlockedOrSuspiciousLogin) => Suite::GoogleBlocked,
        _ => return None,
    })
}

/// The kinds a password provider answers with when it does not take this sign-in.
const fn is_sign_in(kind: ErrorKind) -> bool {
    matches!(
        kind,
        K::AppPasswordRequired
            | K::BadCredentials
            | K::AuthenticationRequired
            | K::BasicAuthDisabled
            | K::SmtpAuthDisabledForTenant
            | K::SmtpAuthDisabledForMailbox
            | K::TooManyLoginAttempts
            | K::AuthMechanismUnsupported
    )
}

fn mailbox(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Mailbox> {
    match kind {
        K::TlsRequired | K::TlsPlaintextPort | K::TlsTlsPort if ports(provider) != Ports::Both => {
            Some(Mailbox::OnePort)
        }
        // Yahoo answers "too many bad attempts" to the very first try with the account's password.
        K::TooManyLoginAttempts if provider == P::Yahoo && shape != S::Expected => Some(Mailbox::YahooAppPassword),
        K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled => password(kind, provider, shape),
        K::SmtpAuthDisabledForMailbox => match provider {
            P::Yandex => Some(Mailbox::YandexAppPassword),
            P::GmxNet | P::GmxCom => Some(Mailbox::GmxCredentials),
            P::WebDe => Some(Mailbox::WebDeCredentials),
            P::MailCom => Some(Mailbox::MailComAccess),
            _ => None,
        },
        K::AccountBlockedOrSuspiciousLogin | K::AccountSuspendedOrNotActivated => match provider {
            P::OvhMxPlan | P::OvhEmailPro | P::OvhExchange => Some(Mailbox::OvhBlocked),
            P::ZohoCom | P::ZohoEu => Some(Mailbox::ZohoBlocked),
            P::LaPoste => Some(Mailbox::LaPosteFrozen),
            _ => None,
        },
        K::SenderNotAllowed if matches!(provider, P::ZohoCom | P::ZohoEu) => Some(Mailbox::ZohoAlias),
        _ => None,
    }
}

fn password(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Mailbox> {
    let app_password = match provider {
        P::Yahoo => Mailbox::YahooAppPassword,
        P::Aol => Mailbox::AolAppPassword,
        P::ICloud => Mailbox::ICloudAppPassword,
        P::Fastmail => Mailbox::FastmailAppPassword,
        P::Yandex => Mailbox::YandexAppPassword,
        P::Proton => return Some(Mailbox::ProtonToken),
        _ => return mailbox_password(kind, provider),
    };
    let replace = shape == S::Expected && kind != K::BasicAuthDisabled;
    Some(if replace { Mailbox::NewAppPassword } else { app_password })
}

fn mailbox_password(kind: ErrorKind, provider: Provider) -> Option<Mailbox> {
    let app = kind == K::AppPasswordRequired;
    Some(match provider {
        _ if kind == K::BasicAuthDisabled => return None,
        P::ZohoCom | P::ZohoEu if app => Mailbox::ZohoAppPassword,
        P::ZohoCom | P::ZohoEu => Mailbox::ZohoCredentials,
        P::GmxNet | P::GmxCom | P::WebDe if app => Mailbox::GmxAppPassword,
        P::GmxNet | P::GmxCom => Mailbox::GmxCredentials,
        P::WebDe => Mailbox::WebDeCredentials,
        P::MailCom => Mailbox::MailComAccess,
        P::OvhMxPlan | P::OvhEmailPro | P::OvhExchange => Mailbox::OvhCredentials,
        P::Free | P::LaPoste => Mailbox::LocalPartPassword,
        P::Gandi | P::IonosDe | P::IonosFr | P::IonosCom | P::Infomaniak | P::Orange | P::Sfr => Mailbox::OwnPassword,
        _ => return None,
    })
}

fn service(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Option<Service> {
    Some(match (provider, kind) {
        (P::Brevo, K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled) => match shape {
            S::ApiKey => Service::BrevoApiKey,
            _ => Service::BrevoSmtpKey,
        },
        (P::Brevo, K::IpNotAuthorized) => Service::BrevoIp,
        (P::Brevo, K::AccountSuspendedOrNotActivated | K::AccountBlockedOrSuspiciousLogin) => {
            Service::BrevoNotActivated
        }
        (P::Ses, K::SenderNotVerified) => Service::SesIdentity,
        (P::Ses, K::SenderNotAllowed) => Service::SesPolicy,
        (P::MailgunUs | P::MailgunEu, K::RelayDenied) => Service::MailgunCredentials,
        (_, K::AppPasswordRequired | K::BadCredentials | K::BasicAuthDisabled) => match provider {
            P::Mailjet => Service::MailjetKeys,
            P::Ses => Service::SesCredentials,
            P::SendGrid | P::SparkPost | P::Mailtrap | P::Resend => Service::ApiKeyAsPassword,
            P::Scaleway | P::Mandrill => Service::KeyAsPassword,
            P::Postmark => Service::PostmarkToken,
            P::MailgunUs | P::MailgunEu => Service::MailgunCredentials,
            P::ElasticEmail | P::Smtp2Go => Service::SmtpUser,
            _ => return None,
        },
        _ => return None,
    })
}

/// The login that never changes, where a provider has one.
pub(crate) fn fixed_login(provider: Provider) -> Option<&'static str> {
    match provider.info()?.login {
        Login::Literal(word) => Some(word),
        _ => None,
    }
}

/// The submission ports a provider is known to serve.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ports {
    Both,
    StartTls,
    ImplicitTls,
}

/// A port nobody confirmed has no row and is not advised; of a server nobody knows, both are.
pub(crate) fn ports(provider: Provider) -> Ports {
    let endpoints = provider.info().map_or(&[][..], |info| info.endpoints);
    let serves = |port, security| endpoints.iter().any(|end| end.port == port && end.security == security);
    match (serves(587, Security::StartTlsRequired), serves(465, Security::ImplicitTls)) {
        (true, false) => Ports::StartTls,
        (false, true) => Ports::ImplicitTls,
        _ => Ports::Both,
    }
}
