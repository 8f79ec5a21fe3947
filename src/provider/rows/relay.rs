//! Relays: sending services without mailboxes.

use super::page::{google, localized, page};
use super::{
    BLANK, NO_LIMITS, NODEMAILER, implicit,
    mission::{GOOGLE_APP_PASSWORD, GOOGLE_TOKENS, GOOGLE_TWO_STEP},
    starttls,
};
use crate::provider::{
    FromRule, Limits, Link, LinkTopic, Login, PasswordKind, Provider, ProviderInfo, SecretPattern, SecretRule, TwoStep,
};

const GOOGLE_RELAY_SMTP: Link = google!(Smtp, "a/answer/2956491");
const SENDGRID_SMTP: Link = page(
    LinkTopic::Smtp,
    "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/integrating-with-the-smtp-api",
);
const MAILGUN_START: Link =
    page(LinkTopic::Smtp, "https://documentation.mailgun.com/docs/mailgun/quickstart-guide/quickstart/");
const SYMFONY_MAILGUN: &str = "https://github.com/symfony/symfony/blob/5feb749/src/Symfony/Component/Mailer/Bridge/Mailgun/Transport/MailgunSmtpTransport.php";

/// The defaults of a relay: no mailbox, and a secret for sending only.
const RELAY: ProviderInfo = ProviderInfo {
    login: Login::Own,
    password: PasswordKind::SmtpKey,
    two_step: TwoStep::Irrelevant,
    files_sent_mail: Some(false),
    mechanisms: &["PLAIN", "LOGIN"],
    ..BLANK
};

/// It accepts a sign-in or a registered IP address.
pub(super) const GOOGLE_SMTP_RELAY: ProviderInfo = ProviderInfo {
    provider: Provider::GoogleSmtpRelay,
    endpoints: &[starttls("smtp-relay.gmail.com", 587), implicit("smtp-relay.gmail.com", 465)],
    password: PasswordKind::AppPassword,
    secret: Some(GOOGLE_APP_PASSWORD),
    two_step: TwoStep::Required,
    limits: Limits { recipients_per_message: Some(100), per_day: Some(10_000), ..NO_LIMITS },
    mechanisms: &["LOGIN", "PLAIN", "XOAUTH2"],
    links: &[GOOGLE_TWO_STEP, GOOGLE_RELAY_SMTP, google!(Errors, "a/answer/6140680"), GOOGLE_TOKENS],
    sources: &[
        GOOGLE_RELAY_SMTP.en,
        NODEMAILER,
        "https://github.com/mealie-recipes/mealie/issues/4686",
        "http://tallka.blogg.se/2023/september/what-is-the-smtp-server-for-gmail-for-incoming.html",
    ],
    ..BLANK
};

/// One host per region: `email-smtp.<region>.amazonaws.com`; the row has Ireland's.
pub(super) const SES: ProviderInfo = ProviderInfo {
    provider: Provider::Ses,
    endpoints: &[
        starttls("email-smtp.eu-west-1.amazonaws.com", 587),
        implicit("email-smtp.eu-west-1.amazonaws.com", 465),
        starttls("email-smtp.eu-west-1.amazonaws.com", 2587),
        implicit("email-smtp.eu-west-1.amazonaws.com", 2465),
    ],
    // 200 a day until the account leaves Amazon's sandbox.
    limits: Limits {
        message_size: Some(41_943_040),
        recipients_per_message: Some(50),
        per_day: Some(200),
        ..NO_LIMITS
    },
    links: &[page(LinkTopic::Smtp, "https://docs.aws.amazon.com/console/ses/smtp")],
    sources: &[
        "https://github.com/awsdocs/amazon-ses-developer-guide/blob/5b3d642/doc-source/smtp-connect.md",
        "https://github.com/awsdocs/amazon-ses-developer-guide/blob/5b3d642/doc-source/quotas.md",
        "https://github.com/awsdocs/amazon-ses-developer-guide/blob/5b3d642/doc-source/troubleshoot-smtp.md",
        "https://github.com/mautic/mautic/issues/3704",
    ],
    ..RELAY
};

pub(super) const SENDGRID: ProviderInfo = ProviderInfo {
    provider: Provider::SendGrid,
    endpoints: &[
        starttls("smtp.sendgrid.net", 587),
        implicit("smtp.sendgrid.net", 465),
        starttls("smtp.sendgrid.net", 2525),
        starttls("smtp.eu.sendgrid.net", 587),
    ],
    login: Login::Literal("apikey"),
    password: PasswordKind::SecretKey,
    secret: Some(SecretRule {
        pattern: SecretPattern::Any,
        grouped: false,
        create_url: Some("https://app.sendgrid.com/settings/api_keys"),
    }),
    limits: Limits { message_size: Some(20_971_520), ..NO_LIMITS },
    links: &[SENDGRID_SMTP],
    sources: &[
        "https://github.com/sendgrid/docs (getting-started-smtp)",
        "https://github.com/symfony/symfony/blob/5feb749/src/Symfony/Component/Mailer/Bridge/Sendgrid/Transport/SendgridSmtpTransport.php",
        NODEMAILER,
    ],
    ..RELAY
};

/// The login is `postmaster@` the sending domain, or another SMTP user made for it.
pub(super) const MAILGUN_US: ProviderInfo = ProviderInfo {
    provider: Provider::MailgunUs,
    endpoints: &[starttls("smtp.mailgun.org", 587), implicit("smtp.mailgun.org", 465)],
    mx_suffixes: &["mailgun.org"],
    links: &[MAILGUN_START],
    sources: &[SYMFONY_MAILGUN, NODEMAILER],
    ..RELAY
};

pub(super) const MAILGUN_EU: ProviderInfo = ProviderInfo {
    provider: Provider::MailgunEu,
    endpoints: &[starttls("smtp.eu.mailgun.org", 587)],
    mx_suffixes: &["eu.mailgun.org"],
    links: &[MAILGUN_START],
    sources: &[SYMFONY_MAILGUN],
    ..RELAY
};

pub(super) const POSTMARK: ProviderInfo = ProviderInfo {
    provider: Provider::Postmark,
    endpoints: &[starttls("smtp.postmarkapp.com", 587), starttls("smtp.postmarkapp.com", 2525)],
    login: Login::ApiKey,
    password: PasswordKind::SecretKey,
    secret: Some(SecretRule { pattern: SecretPattern::Uuid, grouped: false, create_url: None }),
    mechanisms: &[],
    links: &[page(
        LinkTopic::Smtp,
        "https://postmarkapp.com/support/article/811-what-are-the-smtp-details-api-tokens-i-should-be-using",
    )],
    sources: &[
        "https://github.com/symfony/symfony/blob/5feb749/src/Symfony/Component/Mailer/Bridge/Postmark/Transport/PostmarkSmtpTransport.php",
        NODEMAILER,
    ],
    ..RELAY
};

pub(super) const SPARKPOST: ProviderInfo = ProviderInfo {
    provider: Provider::SparkPost,
    endpoints: &[starttls("smtp.sparkpostmail.com", 587), starttls("smtp.sparkpostmail.com", 2525)],
    login: Login::Literal("SMTP_Injection"),
    password: PasswordKind::SecretKey,
    limits: Limits { message_size: Some(20_971_520), ..NO_LIMITS },
    mechanisms: &["LOGIN"],
    sources: &[
        "https://github.com/SparkPost/support-docs (faq/smtp-connection-problems)",
        "https://github.com/SparkPost/support-docs (user-guide/sending-attachments)",
    ],
    ..RELAY
};

/// The live service; its test inboxes have another host and other logins.
pub(super) const MAILTRAP: ProviderInfo = ProviderInfo {
    provider: Provider::Mailtrap,
    endpoints: &[starttls("live.smtp.mailtrap.io", 587)],
    login: Login::Literal("api"),
    password: PasswordKind::SecretKey,
    mechanisms: &["PLAIN", "LOGIN", "CRAM-MD5"],
    sources: &[
        "https://github.com/symfony/symfony/blob/5feb749/src/Symfony/Component/Mailer/Bridge/Mailtrap/Transport/MailtrapSmtpTransport.php",
        NODEMAILER,
    ],
    ..RELAY
};

pub(super) const RESEND: ProviderInfo = ProviderInfo {
    provider: Provider::Resend,
    endpoints: &[
        implicit("smtp.resend.com", 465),
        starttls("smtp.resend.com", 2587),
        implicit("smtp.resend.com", 2465),
    ],
    login: Login::Literal("resend"),
    password: PasswordKind::SecretKey,
    secret: Some(SecretRule { pattern: SecretPattern::Prefix("re_"), grouped: false, create_url: None }),
    links: &[page(LinkTopic::Senders, "https://resend.com/docs/add-a-domain")],
    sources: &[
        "https://github.com/symfony/symfony/blob/5feb749/src/Symfony/Component/Mailer/Bridge/Resend/Transport/ResendSmtpTransport.php",
        NODEMAILER,
        "public client configurations (ports 2465 and 2587)",
    ],
    ..RELAY
};

/// The login is the project's id.
pub(super) const SCALEWAY: ProviderInfo = ProviderInfo {
    provider: Provider::Scaleway,
    endpoints: &[
        starttls("smtp.tem.scw.cloud", 587),
        implicit("smtp.tem.scw.cloud", 465),
        starttls("smtp.tem.scw.cloud", 2587),
    ],
    password: PasswordKind::SecretKey,
    sources: &[
        "https://github.com/symfony/symfony/blob/5feb749/src/Symfony/Component/Mailer/Bridge/Scaleway/Transport/ScalewaySmtpTransport.php",
        "public client configurations (ports 587 and 2587)",
    ],
    ..RELAY
};

pub(super) const ELASTIC_EMAIL: ProviderInfo = ProviderInfo {
    provider: Provider::ElasticEmail,
    endpoints: &[implicit("smtp.elasticemail.com", 465)],
    mechanisms: &["LOGIN", "PLAIN"],
    sources: &[NODEMAILER],
    ..RELAY
};

pub(super) const SMTP2GO: ProviderInfo = ProviderInfo {
    provider: Provider::Smtp2Go,
    endpoints: &[starttls("mail.smtp2go.com", 587), starttls("mail.smtp2go.com", 2525)],
    // Both the envelope's sender and the domain in From.
    from_rule: FromRule::Verified,
    mechanisms: &["CRAM-MD5", "PLAIN", "LOGIN"],
    sources: &[NODEMAILER, "public client configurations (port 587)"],
    ..RELAY
};

pub(super) const MANDRILL: ProviderInfo = ProviderInfo {
    provider: Provider::Mandrill,
    endpoints: &[starttls("smtp.mandrillapp.com", 587)],
    // Any login is accepted; the account's address is usual.
    login: Login::FullAddress,
    password: PasswordKind::SecretKey,
    sources: &[
        "https://github.com/symfony/symfony/blob/5feb749/src/Symfony/Component/Mailer/Bridge/Mailchimp/Transport/MandrillSmtpTransport.php",
        NODEMAILER,
    ],
    ..RELAY
};
