//! The six providers a product meets most.

use super::page::{brevo, google, learn, localized, mailjet, microsoft, page, pages};
use super::{BLANK, NO_LIMITS, implicit, starttls};
use crate::provider::{
    FromRule, Limits, Link, LinkTopic, Login, OAuth2Endpoints, PasswordKind, Provider, ProviderInfo, SecretPattern,
    SecretRule, TwoStep,
};

pub(super) const GOOGLE_APP_PASSWORD: SecretRule = SecretRule {
    pattern: SecretPattern::Letters(16),
    grouped: true,
    create_url: Some("https://myaccount.google.com/apppasswords"),
};

const GOOGLE_OAUTH2: OAuth2Endpoints = OAuth2Endpoints {
    authorize: "https://accounts.google.com/o/oauth2/auth",
    token: "https://www.googleapis.com/oauth2/v3/token",
    scopes: &["https://mail.google.com/"],
};

const MICROSOFT_TOKENS: Link = learn!(
    OAuth2,
    "exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth"
);

pub(super) const MICROSOFT_OAUTH2: OAuth2Endpoints = OAuth2Endpoints {
    authorize: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    token: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    scopes: &["https://outlook.office365.com/SMTP.Send", "offline_access"],
};

pub(super) const GOOGLE_TWO_STEP: Link = page(LinkTopic::TwoStep, "https://myaccount.google.com/signinoptions/twosv");
const GOOGLE_APP_PASSWORDS: Link = google!(AppPassword, "accounts/answer/185833");
const GOOGLE_ALIASES: Link = google!(Aliases, "mail/answer/22370");
const GOOGLE_ERRORS: Link = google!(Errors, "a/answer/3726730");
pub(super) const GOOGLE_TOKENS: Link =
    page(LinkTopic::OAuth2, "https://developers.google.com/identity/protocols/oauth2#expiration");
const GOOGLE_SMTP: Link = google!(Smtp, "mail/answer/7126229");
const GOOGLE_BLOCKED: Link = google!(Blocked, "mail/answer/78754");
const GOOGLE_CONTENT: Link = page(LinkTopic::Content, "https://support.google.com/mail/?p=BlockedMessage");
const WORKSPACE_LIMITS: Link = google!(Limits, "a/answer/166852");
const AUTOCONFIG_GOOGLE: &str = "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/googlemail.com.xml";
const NYLAS_GOOGLE: &str = "https://developer.nylas.com/docs/cookbook/email/gmail-smtp-settings.md";

pub(super) const GMAIL: ProviderInfo = ProviderInfo {
    provider: Provider::Gmail,
    endpoints: &[starttls("smtp.gmail.com", 587), implicit("smtp.gmail.com", 465)],
    imap: &[implicit("imap.gmail.com", 993)],
    password: PasswordKind::AppPassword,
    secret: Some(GOOGLE_APP_PASSWORD),
    two_step: TwoStep::Required,
    // The size is what the server announces; 500 mails hold for any 24 hours.
    limits: Limits {
        message_size: Some(35_882_577),
        recipients_per_message: Some(100),
        per_day: Some(500),
        ..NO_LIMITS
    },
    files_sent_mail: Some(true),
    from_rule: FromRule::Rewritten,
    domains: &["gmail.com", "googlemail.com"],
    mx_suffixes: &["gmail-smtp-in.l.google.com"],
    oauth2: Some(GOOGLE_OAUTH2),
    mechanisms: &["LOGIN", "PLAIN", "XOAUTH2", "OAUTHBEARER"],
    links: &[
        GOOGLE_APP_PASSWORDS,
        GOOGLE_TWO_STEP,
        GOOGLE_SMTP,
        GOOGLE_ALIASES,
        GOOGLE_ERRORS,
        GOOGLE_BLOCKED,
        GOOGLE_CONTENT,
        google!(Limits, "mail/answer/22839"),
        GOOGLE_TOKENS,
    ],
    sources: &[
        AUTOCONFIG_GOOGLE,
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/gmail.md",
        NYLAS_GOOGLE,
        WORKSPACE_LIMITS.en,
        "https://github.com/JsBergbau/nullmailer-Rewrite-Wrapper",
        "https://github.com/WWBN/AVideo/issues/3212",
        "the MX records of gmail.com",
    ],
    ..BLANK
};

pub(super) const GOOGLE_WORKSPACE: ProviderInfo = ProviderInfo {
    provider: Provider::GoogleWorkspace,
    // 500 a day while the organisation is on trial.
    limits: Limits { per_day: Some(2000), ..GMAIL.limits },
    domains: &[],
    // A custom domain with Google's MX hosts is a Workspace domain.
    mx_suffixes: &["google.com", "googlemail.com"],
    links: &[
        GOOGLE_APP_PASSWORDS,
        GOOGLE_TWO_STEP,
        GOOGLE_SMTP,
        GOOGLE_ALIASES,
        GOOGLE_ERRORS,
        GOOGLE_BLOCKED,
        GOOGLE_CONTENT,
        WORKSPACE_LIMITS,
        GOOGLE_TOKENS,
        page(LinkTopic::Admin, "https://admin.google.com"),
    ],
    sources: &[AUTOCONFIG_GOOGLE, NYLAS_GOOGLE, WORKSPACE_LIMITS.en],
    ..GMAIL
};

pub(super) const MICROSOFT_365: ProviderInfo = ProviderInfo {
    provider: Provider::Microsoft365,
    // The service does not listen on 465.
    endpoints: &[starttls("smtp.office365.com", 587)],
    imap: &[implicit("outlook.office365.com", 993)],
    retired_hosts: &["smtp-legacy.office365.com"],
    password: PasswordKind::AccountOrAppPassword,
    two_step: TwoStep::AppPasswordOnceOn,
    // The server announces 150 MB; a tenant may allow less. 10 000 counts recipients.
    limits: Limits {
        message_size: Some(157_286_400),
        recipients_per_message: Some(500),
        per_day: Some(10_000),
        per_hour: None,
        per_minute: Some(30),
        connections: Some(3),
    },
    files_sent_mail: Some(true),
    // Anything else is answered with 550 5.7.60 or SendAsDenied.
    from_rule: FromRule::OwnAddress,
    domains: &[".onmicrosoft.com"],
    mx_suffixes: &["mail.protection.outlook.com"],
    oauth2: Some(MICROSOFT_OAUTH2),
    mechanisms: &["LOGIN", "XOAUTH2"],
    links: &[
        learn!(SmtpAuth, "exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission"),
        learn!(
            Smtp,
            "exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365"
        ),
        microsoft!(
            AppPassword,
            "account-billing/create-app-passwords-from-the-security-info-preview-page-d8bc744a-ce3f-4d4d-89c9-eb38ab9d4137"
        ),
        page(LinkTopic::CreateAppPassword, "https://mysignins.microsoft.com/security-info"),
        page(LinkTopic::Admin, "https://admin.microsoft.com"),
        page(LinkTopic::AdminMail, "https://admin.exchange.microsoft.com/#/settings"),
        page(LinkTopic::AdminSecurity, "https://entra.microsoft.com"),
        learn!(SecurityDefaults, "entra/fundamentals/security-defaults"),
        page(
            LinkTopic::PasswordsEnd,
            "https://techcommunity.microsoft.com/blog/exchange/updated-exchange-online-smtp-auth-basic-authentication-deprecation-timeline/4489835",
        ),
        page(LinkTopic::Limits, "https://aka.ms/concurrent_sending"),
        MICROSOFT_TOKENS,
    ],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/office365.com.xml",
        "https://github.com/MicrosoftDocs/OfficeDocs-Exchange/blob/52e8b70/Exchange/ExchangeOnline/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365.md",
        "https://its.sfsu.edu/guides/microsoftoffice365emaillimits",
        "https://smtptester.org/guides/outlook-365-smtp-test/",
        "https://app.cloudscout.one/evergreen-item/MC786329",
        "https://github.com/PHPMailer/PHPMailer/issues/992",
    ],
    ..BLANK
};

pub(super) const YAHOO: ProviderInfo = ProviderInfo {
    provider: Provider::Yahoo,
    endpoints: &[starttls("smtp.mail.yahoo.com", 587), implicit("smtp.mail.yahoo.com", 465)],
    imap: &[implicit("imap.mail.yahoo.com", 993)],
    password: PasswordKind::AppPassword,
    secret: Some(SecretRule {
        pattern: SecretPattern::Letters(16),
        grouped: true,
        create_url: Some("https://login.yahoo.com/account/security"),
    }),
    two_step: TwoStep::Required,
    // 500 counts recipients.
    limits: Limits {
        message_size: Some(41_697_280),
        recipients_per_message: Some(100),
        per_day: Some(500),
        ..NO_LIMITS
    },
    from_rule: FromRule::OwnAddress,
    domains: &[
        "yahoo.com",
        "yahoo.fr",
        "yahoo.ca",
        "yahoo.de",
        "yahoo.it",
        "yahoo.es",
        "yahoo.se",
        "yahoo.co.in",
        "yahoo.co.uk",
        "yahoo.co.nz",
        "yahoo.com.au",
        "yahoo.com.ar",
        "yahoo.com.br",
        "yahoo.com.mx",
        "ymail.com",
        "myyahoo.com",
        "rocketmail.com",
        "cox.net",
    ],
    mx_suffixes: &["yahoodns.net"],
    oauth2: Some(OAuth2Endpoints {
        authorize: "https://api.login.yahoo.com/oauth2/request_auth",
        token: "https://api.login.yahoo.com/oauth2/get_token",
        scopes: &["mail-w"],
    }),
    mechanisms: &["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"],
    links: &[
        pages(
            LinkTopic::AppPassword,
            "https://help.yahoo.com/kb/SLN15241.html",
            "https://fr.aide.yahoo.com/kb/SLN15241.html",
        ),
        pages(LinkTopic::Smtp, "https://help.yahoo.com/kb/SLN4075.html", "https://fr.aide.yahoo.com/kb/SLN4075.html"),
    ],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/yahoo.com.xml",
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/yahoo.md",
        "https://xenocept.com/docs/email-setup/yahoo.html",
        "https://github.com/PHPMailer/PHPMailer/issues/1287",
        "https://github.com/mattermost/mattermost/issues/13652",
    ],
    ..BLANK
};

const BREVO_SMTP: Link = page(LinkTopic::Smtp, "https://developers.brevo.com/docs/smtp-integration");

pub(super) const BREVO: ProviderInfo = ProviderInfo {
    provider: Provider::Brevo,
    endpoints: &[
        starttls("smtp-relay.brevo.com", 587),
        implicit("smtp-relay.brevo.com", 465),
        starttls("smtp-relay.brevo.com", 2525),
    ],
    retired_hosts: &["smtp-relay.sendinblue.com"],
    login: Login::Own,
    password: PasswordKind::SmtpKey,
    secret: Some(SecretRule {
        pattern: SecretPattern::Prefix("xsmtpsib-"),
        grouped: false,
        create_url: Some("https://app.brevo.com/settings/keys/smtp"),
    }),
    two_step: TwoStep::Irrelevant,
    // The free plan.
    limits: Limits { per_day: Some(300), ..NO_LIMITS },
    files_sent_mail: Some(false),
    from_rule: FromRule::Verified,
    mechanisms: &["LOGIN", "PLAIN"],
    links: &[
        brevo!(AppPassword, "7959631848850"),
        BREVO_SMTP,
        brevo!(Errors, "115000188150"),
        page(LinkTopic::Senders, "https://app.brevo.com/senders/list"),
        brevo!(SendersHelp, "208836149"),
        page(LinkTopic::AuthorizedIps, "https://app.brevo.com/security/authorised_ips"),
        brevo!(AuthorizedIpsHelp, "5740111683858"),
        brevo!(Suspended, "360017299259"),
    ],
    sources: &[
        BREVO_SMTP.en,
        "https://help.sendinblue.com/hc/en-us/articles/115000188150-Troubleshooting-issues-with-the-SMTP",
        "https://smtptester.org/guides/brevo-smtp-test/",
        "https://github.com/symfony/symfony/blob/5feb749/src/Symfony/Component/Mailer/Bridge/Brevo/Transport/BrevoSmtpTransport.php",
    ],
    ..BLANK
};

pub(super) const MAILJET: ProviderInfo = ProviderInfo {
    provider: Provider::Mailjet,
    endpoints: &[
        starttls("in-v3.mailjet.com", 587),
        implicit("in-v3.mailjet.com", 465),
        starttls("in-v3.mailjet.com", 2525),
    ],
    retired_hosts: &["in.mailjet.com"],
    login: Login::ApiKey,
    password: PasswordKind::SecretKey,
    secret: Some(SecretRule {
        pattern: SecretPattern::Hex(32),
        grouped: false,
        create_url: Some("https://app.mailjet.com/account/apikeys"),
    }),
    two_step: TwoStep::Irrelevant,
    // The free plan.
    limits: Limits { per_day: Some(200), ..NO_LIMITS },
    files_sent_mail: Some(false),
    from_rule: FromRule::Verified,
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[
        mailjet!(AppPassword, "360043225693"),
        page(LinkTopic::Senders, "https://app.mailjet.com/account/sender"),
        mailjet!(SendersHelp, "360043050493"),
        mailjet!(Blocked, "360042624754"),
        page(LinkTopic::Limits, "https://www.mailjet.com/blog/mj_faq_category/pricing/"),
    ],
    sources: &[
        "https://cloud.google.com/compute/docs/tutorials/sending-mail/using-mailjet",
        "https://github.com/symfony/symfony/blob/5feb749/src/Symfony/Component/Mailer/Bridge/Mailjet/Transport/MailjetSmtpTransport.php",
        "https://pastebin.com/Fv3Z6UFh",
    ],
    ..BLANK
};
