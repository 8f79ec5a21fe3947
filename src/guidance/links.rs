//! The providers' own pages, by provider and topic. A provider without an entry has no page we have seen.

use crate::{
    error::{ErrorKind, PageTopic as Topic},
    provider::Provider,
};

type Row = (&'static [Provider], &'static [Topic], &'static [&'static str]);

/// The pages on a failure of this kind; empty where none is known.
pub(crate) fn links(kind: ErrorKind, provider: Provider) -> &'static [&'static str] {
    let Some(topic) = kind.traits().topic else { return &[] };
    let row = ROWS.iter().find(|(providers, topics, _)| providers.contains(&provider) && topics.contains(&topic));
    row.map_or(&[], |(_, _, links)| links)
}

/// The pages on sign-in by access token.
pub(crate) const fn oauth(provider: Provider) -> &'static [&'static str] {
    match provider {
        P::Gmail | P::GoogleWorkspace | P::GoogleSmtpRelay => {
            &["https://developers.google.com/identity/protocols/oauth2#expiration"]
        }
        P::Microsoft365 | P::OutlookCom => &[
            "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth",
        ],
        _ => &[],
    }
}

use Provider as P;
use Topic as T;

/// The first row that fits wins. Pages seen on or before 2026-11-23.
const ROWS: &[Row] = &[
    (
        &[P::Gmail, P::GoogleWorkspace],
        &[T::Password],
        &[
            "https://myaccount.google.com/apppasswords",
            "https://support.google.com/accounts/answer/185833",
            "https://support.google.com/accounts/answer/185839",
        ],
    ),
    (
        &[P::Gmail, P::GoogleWorkspace],
        &[T::Access],
        &["https://support.google.com/accounts/answer/185833", "https://support.google.com/mail/answer/7126229"],
    ),
    (&[P::Gmail, P::GoogleWorkspace], &[T::Setup], &["https://support.google.com/mail/answer/7126229"]),
    (&[P::Gmail, P::GoogleWorkspace], &[T::Blocked], &["https://support.google.com/mail/answer/78754"]),
    (&[P::Gmail], &[T::Limits], &["https://support.google.com/mail/answer/22839"]),
    (&[P::GoogleWorkspace], &[T::Limits], &["https://support.google.com/a/answer/166852"]),
    (&[P::Gmail, P::GoogleWorkspace], &[T::Content], &["https://support.google.com/mail/?p=BlockedMessage"]),
    (&[P::Gmail, P::GoogleWorkspace], &[T::Sender, T::ClientAddress], &["https://support.google.com/a/answer/3726730"]),
    (
        &[P::GoogleSmtpRelay],
        &[T::Password],
        &["https://myaccount.google.com/apppasswords", "https://support.google.com/a/answer/2956491"],
    ),
    (
        &[P::GoogleSmtpRelay],
        &[T::Access, T::Setup, T::Blocked, T::Sender, T::ClientAddress, T::Limits],
        &["https://support.google.com/a/answer/2956491", "https://support.google.com/a/answer/6140680"],
    ),
    (
        &[P::Microsoft365],
        &[T::Access, T::Password],
        &[
            "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission",
            "https://aka.ms/smtp_auth_disabled",
        ],
    ),
    (&[P::Microsoft365], &[T::Limits], &["https://aka.ms/concurrent_sending"]),
    (
        &[P::Microsoft365],
        &[T::Setup, T::Blocked],
        &[
            "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission",
        ],
    ),
    (
        &[P::OutlookCom],
        &[T::Password, T::Access],
        &[
            "https://support.microsoft.com/en-us/office/modern-authentication-methods-now-needed-to-continue-syncing-outlook-email-in-non-microsoft-email-apps-c5d65390-9676-4763-b41f-d7986499a90d",
        ],
    ),
    (
        &[P::OutlookCom],
        &[T::Setup],
        &[
            "https://support.microsoft.com/en-us/office/pop-imap-and-smtp-settings-for-outlook-com-d088b986-291d-42b8-9564-9c414e2aa040",
        ],
    ),
    (
        &[P::Yahoo],
        &[T::Password, T::Access, T::Blocked],
        &["https://login.yahoo.com/account/security", "https://help.yahoo.com/kb/SLN15241.html"],
    ),
    (
        &[P::Yahoo],
        &[T::Setup],
        &["https://help.yahoo.com/kb/new-mail-for-desktop/imap-server-settings-yahoo-mail-sln4075.html"],
    ),
    (
        &[P::Aol],
        &[T::Password, T::Access, T::Setup],
        &[
            "https://login.aol.com/account/security",
            "https://help.aol.com/articles/how-do-i-use-other-email-applications-to-send-and-receive-my-aol-mail",
        ],
    ),
    (&[P::ICloud], &[T::Password, T::Access], &["https://account.apple.com", "https://support.apple.com/HT202304"]),
    (&[P::ZohoCom, P::ZohoEu], &[T::Blocked], &["https://mail.zoho.com/UnblockMe"]),
    (&[P::ZohoCom, P::ZohoEu], &[T::Limits], &["https://www.zoho.com/mail/help/adminconsole/rates-and-limits.html"]),
    (
        &[P::ZohoCom, P::ZohoEu],
        &[T::Password, T::Access, T::Setup, T::Sender],
        &["https://www.zoho.com/mail/help/zoho-smtp.html"],
    ),
    (
        &[P::Fastmail],
        &[T::Password, T::Access, T::Setup],
        &["https://www.fastmail.help/hc/en-us/articles/1500000278342"],
    ),
    (&[P::Proton], &[T::Password, T::Access, T::Setup], &["https://proton.me/support/smtp-submission"]),
    (
        &[P::GmxNet],
        &[T::Password, T::Access],
        &[
            "https://hilfe.gmx.net/pop-imap/einschalten.html",
            "https://hilfe.gmx.net/sicherheit/2fa/anwendungsspezifisches-passwort.html",
        ],
    ),
    (&[P::GmxNet], &[T::Setup], &["https://hilfe.gmx.net/pop-imap/einschalten.html"]),
    (&[P::GmxCom], &[T::Password, T::Access], &["https://www.gmx.co.uk/security/2fa/"]),
    (&[P::WebDe], &[T::Password, T::Access, T::Setup], &["https://hilfe.web.de/pop-imap/einschalten.html"]),
    (&[P::MailCom], &[T::Password, T::Access, T::Setup], &["https://support.mail.com/pop-imap/toggle.html"]),
    (
        &[P::OvhMxPlan, P::OvhEmailPro, P::OvhExchange],
        &[T::Password, T::Blocked],
        &[
            "https://docs.ovhcloud.com/en/guides/web-cloud/email-and-collaborative-solutions/troubleshooting/locked-for-spam",
        ],
    ),
    (&[P::Gandi], &[T::Limits], &["https://docs.gandi.net/en/gandimail/limitations.html"]),
    (
        &[P::IonosDe],
        &[T::Limits],
        &[
            "https://www.ionos.de/hilfe/e-mail/allgemeine-themen/welche-beschraenkungen-gibt-es-beim-versand-von-massenmails/",
        ],
    ),
    (
        &[P::IonosCom, P::IonosFr],
        &[T::Limits],
        &["https://ionos.com/help/email/general-topics/what-are-the-mass-mailing-limits"],
    ),
    (&[P::Infomaniak], &[T::Limits], &["https://www.infomaniak.com/en/support/faq/admin2/email-service?i=6"]),
    (
        &[P::Free],
        &[T::Password, T::Setup],
        &["https://assistance.free.fr/articles/configurer-de-maniere-avancee-mon-logiciel-de-messagerie-609"],
    ),
    (
        &[P::LaPoste],
        &[T::Password, T::Blocked],
        &[
            "https://aide.laposte.net/contents/pourquoi-mon-adresse-a-t-elle-ete-gelee-et-que-dois-je-faire-pour-la-reactiver",
        ],
    ),
    (&[P::Yandex], &[T::Password, T::Access, T::Setup], &["https://yandex.com/support/mail/mail-clients/others.html"]),
    (
        &[P::Brevo],
        &[T::Password],
        &["https://app.brevo.com/settings/keys/smtp", "https://developers.brevo.com/docs/smtp-integration"],
    ),
    (&[P::Brevo], &[T::Blocked], &["https://help.brevo.com/hc/en-us/articles/360017299259"]),
    (
        &[P::Brevo],
        &[T::Access, T::Setup, T::ClientAddress, T::Sender],
        &["https://help.brevo.com/hc/en-us/articles/115000188150"],
    ),
    (&[P::Mailjet], &[T::Blocked], &["https://documentation.mailjet.com/hc/en-us/articles/360042624754"]),
    (&[P::Mailjet], &[T::Limits], &["https://www.mailjet.com/blog/mj_faq_category/pricing/"]),
    (&[P::Ses], &[T::Password, T::Access, T::Setup], &["https://docs.aws.amazon.com/console/ses/smtp"]),
    (
        &[P::SendGrid],
        &[T::Password, T::Access],
        &[
            "https://app.sendgrid.com/settings/api_keys",
            "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/integrating-with-the-smtp-api",
        ],
    ),
    (
        &[P::SendGrid],
        &[T::Setup],
        &["https://www.twilio.com/docs/sendgrid/for-developers/sending-email/integrating-with-the-smtp-api"],
    ),
    (
        &[P::MailgunUs, P::MailgunEu],
        &[T::Password, T::Access, T::Setup, T::Sender],
        &["https://documentation.mailgun.com/docs/mailgun/quickstart-guide/quickstart/"],
    ),
    (
        &[P::Postmark],
        &[T::Password, T::Access, T::Setup],
        &["https://postmarkapp.com/support/article/811-what-are-the-smtp-details-api-tokens-i-should-be-using"],
    ),
    (&[P::Resend], &[T::Sender], &["https://resend.com/docs/add-a-domain"]),
];
