//! The rows of the catalogue, one constant per provider.

mod domains;
mod hosting;
mod isp;
mod mailbox;
mod mission;
mod page;
mod relay;

use super::{Endpoint, FromRule, Limits, Login, PasswordKind, Provider, ProviderInfo, Security, TwoStep};

/// The row of a provider.
pub(super) const fn of(provider: Provider) -> Option<&'static ProviderInfo> {
    Some(match provider {
        Provider::Gmail => &mission::GMAIL,
        Provider::GoogleWorkspace => &mission::GOOGLE_WORKSPACE,
        Provider::Microsoft365 => &mission::MICROSOFT_365,
        Provider::Yahoo => &mission::YAHOO,
        Provider::Brevo => &mission::BREVO,
        Provider::Mailjet => &mission::MAILJET,
        Provider::GoogleSmtpRelay => &relay::GOOGLE_SMTP_RELAY,
        Provider::OutlookCom => &mailbox::OUTLOOK_COM,
        Provider::Aol => &mailbox::AOL,
        Provider::ICloud => &mailbox::ICLOUD,
        Provider::ZohoCom => &mailbox::ZOHO_COM,
        Provider::ZohoEu => &mailbox::ZOHO_EU,
        Provider::Fastmail => &mailbox::FASTMAIL,
        Provider::Proton => &mailbox::PROTON,
        Provider::GmxNet => &mailbox::GMX_NET,
        Provider::GmxCom => &mailbox::GMX_COM,
        Provider::MailCom => &mailbox::MAIL_COM,
        Provider::WebDe => &mailbox::WEB_DE,
        Provider::OvhMxPlan => &hosting::OVH_MX_PLAN,
        Provider::OvhEmailPro => &hosting::OVH_EMAIL_PRO,
        Provider::OvhExchange => &hosting::OVH_EXCHANGE,
        Provider::Gandi => &hosting::GANDI,
        Provider::IonosDe => &hosting::IONOS_DE,
        Provider::IonosFr => &hosting::IONOS_FR,
        Provider::IonosCom => &hosting::IONOS_COM,
        Provider::Infomaniak => &hosting::INFOMANIAK,
        Provider::Orange => &isp::ORANGE,
        Provider::Free => &isp::FREE,
        Provider::Sfr => &isp::SFR,
        Provider::Bouygues => &isp::BOUYGUES,
        Provider::LaPoste => &isp::LA_POSTE,
        Provider::Yandex => &mailbox::YANDEX,
        Provider::Ses => &relay::SES,
        Provider::SendGrid => &relay::SENDGRID,
        Provider::MailgunUs => &relay::MAILGUN_US,
        Provider::MailgunEu => &relay::MAILGUN_EU,
        Provider::Postmark => &relay::POSTMARK,
        Provider::SparkPost => &relay::SPARKPOST,
        Provider::Mailtrap => &relay::MAILTRAP,
        Provider::Resend => &relay::RESEND,
        Provider::Scaleway => &relay::SCALEWAY,
        Provider::ElasticEmail => &relay::ELASTIC_EMAIL,
        Provider::Smtp2Go => &relay::SMTP2GO,
        Provider::Mandrill => &relay::MANDRILL,
        Provider::Custom => return None,
    })
}

/// Incoming servers of many providers.
const FAIREMAIL: &str = "https://github.com/M66B/FairEmail/blob/e23dd9d/app/src/main/res/xml/providers.xml";

/// The defaults of a row, those of most mailboxes: the login is the address, with the mailbox's password.
const BLANK: ProviderInfo = ProviderInfo {
    provider: Provider::Custom,
    endpoints: &[],
    retired_hosts: &[],
    login: Login::FullAddress,
    password: PasswordKind::AccountPassword,
    secret: None,
    two_step: TwoStep::Unknown,
    limits: NO_LIMITS,
    files_sent_mail: None,
    imap: &[],
    sent_folders: &[],
    from_rule: FromRule::Unknown,
    domains: &[],
    mx_suffixes: &[],
    oauth2: None,
    mechanisms: &[],
    links: &[],
    checked: "2026-11-23",
    sources: &[],
};

/// `Limits::default()` as a constant.
const NO_LIMITS: Limits = Limits {
    message_size: None,
    recipients_per_message: None,
    per_day: None,
    per_hour: None,
    per_minute: None,
    connections: None,
};

/// Source of several rows.
const NODEMAILER: &str = "https://github.com/nodemailer/nodemailer/blob/2f667f4/lib/well-known/services.json";

const fn starttls(host: &'static str, port: u16) -> Endpoint {
    Endpoint { host, port, security: Security::StartTlsRequired }
}

const fn implicit(host: &'static str, port: u16) -> Endpoint {
    Endpoint { host, port, security: Security::ImplicitTls }
}
