//! The texts of the guidance: one constant per case, with its languages side by side. A missing language does not compile.
//!
//! Each constant says when its text was last compared with the provider's own page, and which; `sources.md` has the table.

mod access_token;
mod by_kind;
mod google;
mod local;
mod mailbox_provider;
mod microsoft;
mod sending_service;
mod sent_copy;

use super::{Bilingual, case::Case};
use crate::error::ErrorKind;

/// The advice of one case in every language.
pub(super) type Text = Bilingual<Template>;

/// The advice of one case in one language.
///
/// Placeholders, filled by `super::text`:
///
/// | placeholder | filled with |
/// |---|---|
/// | `{provider}`, `{Provider}` | the provider's name, in and at the start of a sentence |
/// | `{app}`, `{App}` | the product's name, likewise |
/// | `{de_provider}`, `{de_app}` | French: the name after "de", elided where it begins with a vowel |
/// | `{label}` | what to type where the provider asks for a name of the password or key |
/// | `{login_field}`, `{password_field}` | the labels of the provider's form |
/// | `{login}` | the login that never changes |
/// | `{host}`, `{ports}` | the outgoing server and the ports to send through |
/// | `{scope}` | the OAuth2 scope for sending |
/// | `{create_url}` | where the secret is created |
/// | `{link:topic}` | the provider's page on the topic |
pub(super) struct Template {
    pub(super) title: &'static str,
    pub(super) what: &'static str,
    pub(super) steps: &'static [&'static str],
}

impl Text {
    /// The text of a case; without one, that of the kind.
    pub(super) const fn of(kind: ErrorKind, case: Option<Case>) -> Self {
        use Case as C;
        let Some(case) = case else { return by_kind::by_kind(kind) };
        match case {
            C::GoogleAppPassword => google::GOOGLE_APP_PASSWORD,
            C::WorkspaceAppPassword => google::WORKSPACE_APP_PASSWORD,
            C::GoogleNewAppPassword => google::GOOGLE_NEW_APP_PASSWORD,
            C::GoogleBlocked => google::GOOGLE_BLOCKED,
            C::GoogleAlias => google::GOOGLE_ALIAS,
            C::RelayNotRegistered => google::RELAY_NOT_REGISTERED,
            C::RelaySender => google::RELAY_SENDER,
            C::MicrosoftAppPassword => microsoft::MICROSOFT_APP_PASSWORD,
            C::MicrosoftCredentials => microsoft::MICROSOFT_CREDENTIALS,
            C::MicrosoftBasicAuth => microsoft::MICROSOFT_BASIC_AUTH,
            C::MicrosoftTenant => microsoft::MICROSOFT_TENANT,
            C::MicrosoftMailbox => microsoft::MICROSOFT_MAILBOX,
            C::MicrosoftLocked => microsoft::MICROSOFT_LOCKED,
            C::MicrosoftSuspended => microsoft::MICROSOFT_SUSPENDED,
            C::MicrosoftSendAs => microsoft::MICROSOFT_SEND_AS,
            C::MicrosoftConnector => microsoft::MICROSOFT_CONNECTOR,
            C::MicrosoftConsent => microsoft::MICROSOFT_CONSENT,
            C::OutlookOAuthOnly => microsoft::OUTLOOK_OAUTH_ONLY,
            C::OutlookChallenge => microsoft::OUTLOOK_CHALLENGE,
            C::NewAppPassword => mailbox_provider::NEW_APP_PASSWORD,
            C::YahooAppPassword => mailbox_provider::YAHOO_APP_PASSWORD,
            C::AolAppPassword => mailbox_provider::AOL_APP_PASSWORD,
            C::ICloudAppPassword => mailbox_provider::ICLOUD_APP_PASSWORD,
            C::FastmailAppPassword => mailbox_provider::FASTMAIL_APP_PASSWORD,
            C::ProtonToken => mailbox_provider::PROTON_TOKEN,
            C::YandexAppPassword => mailbox_provider::YANDEX_APP_PASSWORD,
            C::ZohoAppPassword => mailbox_provider::ZOHO_APP_PASSWORD,
            C::ZohoCredentials => mailbox_provider::ZOHO_CREDENTIALS,
            C::ZohoBlocked => mailbox_provider::ZOHO_BLOCKED,
            C::ZohoAlias => mailbox_provider::ZOHO_ALIAS,
            C::GmxAppPassword => mailbox_provider::GMX_APP_PASSWORD,
            C::GmxCredentials => mailbox_provider::GMX_CREDENTIALS,
            C::WebDeCredentials => mailbox_provider::WEB_DE_CREDENTIALS,
            C::MailComAccess => mailbox_provider::MAIL_COM_ACCESS,
            C::OwnPassword => mailbox_provider::OWN_PASSWORD,
            C::LocalPartPassword => mailbox_provider::LOCAL_PART_PASSWORD,
            C::LaPosteFrozen => mailbox_provider::LA_POSTE_FROZEN,
            C::OvhCredentials => mailbox_provider::OVH_CREDENTIALS,
            C::OvhBlocked => mailbox_provider::OVH_BLOCKED,
            C::OrangeRefusal => mailbox_provider::ORANGE_REFUSAL,
            C::OnePort => mailbox_provider::ONE_PORT,
            C::BrevoSmtpKey => sending_service::BREVO_SMTP_KEY,
            C::BrevoApiKey => sending_service::BREVO_API_KEY,
            C::BrevoIp => sending_service::BREVO_IP,
            C::BrevoSender => sending_service::BREVO_SENDER,
            C::BrevoNotActivated => sending_service::BREVO_NOT_ACTIVATED,
            C::MailjetKeys => sending_service::MAILJET_KEYS,
            C::MailjetSender => sending_service::MAILJET_SENDER,
            C::SesCredentials => sending_service::SES_CREDENTIALS,
            C::SesIdentity => sending_service::SES_IDENTITY,
            C::SesPolicy => sending_service::SES_POLICY,
            C::ApiKeyAsPassword => sending_service::API_KEY_AS_PASSWORD,
            C::KeyAsPassword => sending_service::KEY_AS_PASSWORD,
            C::PostmarkToken => sending_service::POSTMARK_TOKEN,
            C::MailgunCredentials => sending_service::MAILGUN_CREDENTIALS,
            C::SmtpUser => sending_service::SMTP_USER,
            C::SenderToVerify => by_kind::by_kind(ErrorKind::SenderNotVerified),
            C::SenderAlias => by_kind::by_kind(ErrorKind::SenderNotAllowed),
            C::MailboxIpRefused => mailbox_provider::MAILBOX_IP_REFUSED,
            C::OutcomeUnknown => local::OUTCOME_UNKNOWN,
            C::SentCopy(problem) => sent_copy::sent_copy(problem),
            C::AccessToken(problem, issuer) => access_token::access_token(problem, issuer),
        }
    }
}
