//! Mailbox providers beyond the first six.

use super::page::{localized, microsoft, page, pages};
use super::{BLANK, NO_LIMITS, NODEMAILER, domains, implicit, mission::MICROSOFT_OAUTH2, starttls};
use crate::provider::{
    FromRule, Limits, Link, LinkTopic, Login, OAuth2Endpoints, PasswordKind, Provider, ProviderInfo, SecretPattern,
    SecretRule, TwoStep,
};

const ZOHO_LIMITS: Link = page(LinkTopic::Limits, "https://www.zoho.com/mail/help/adminconsole/rates-and-limits.html");
const PROTON_SMTP: Link = page(LinkTopic::Smtp, "https://proton.me/support/smtp-submission");
const GMX_NET_APP_PASSWORD: Link =
    page(LinkTopic::AppPassword, "https://hilfe.gmx.net/sicherheit/2fa/anwendungsspezifisches-passwort.html");
const GMX_NET_ACTIVATE: Link = page(LinkTopic::Activate, "https://hilfe.gmx.net/pop-imap/einschalten.html");

/// Passwords of every kind ended on 2024-09-16, app passwords included.
pub(super) const OUTLOOK_COM: ProviderInfo = ProviderInfo {
    provider: Provider::OutlookCom,
    endpoints: &[starttls("smtp-mail.outlook.com", 587), starttls("smtp.office365.com", 587)],
    imap: &[implicit("outlook.office365.com", 993)],
    files_sent_mail: Some(true),
    password: PasswordKind::OAuth2Only,
    two_step: TwoStep::Irrelevant,
    domains: domains::OUTLOOK_COM,
    mx_suffixes: &["olc.protection.outlook.com"],
    oauth2: Some(MICROSOFT_OAUTH2),
    mechanisms: &["XOAUTH2"],
    links: &[
        microsoft!(
            OAuth2,
            "office/modern-authentication-methods-now-needed-to-continue-syncing-outlook-email-in-non-microsoft-email-apps-c5d65390-9676-4763-b41f-d7986499a90d"
        ),
        microsoft!(Smtp, "office/pop-imap-and-smtp-settings-for-outlook-com-d088b986-291d-42b8-9564-9c414e2aa040"),
    ],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/hotmail.com.xml",
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/outlook.com.md",
        "https://github.com/simonrob/email-oauth2-proxy/issues/297",
        "https://github.com/chatmail/provider-db/issues/258",
    ],
    ..BLANK
};

pub(super) const AOL: ProviderInfo = ProviderInfo {
    provider: Provider::Aol,
    endpoints: &[starttls("smtp.aol.com", 587), implicit("smtp.aol.com", 465)],
    imap: &[implicit("imap.aol.com", 993)],
    password: PasswordKind::AppPassword,
    secret: Some(SecretRule {
        pattern: SecretPattern::Any,
        grouped: true,
        create_url: Some("https://login.aol.com/account/security"),
    }),
    domains: &[
        "aol.com",
        "aol.fr",
        "aol.de",
        "aol.it",
        "aol.es",
        "aol.se",
        "aol.co.uk",
        "aol.co.nz",
        "aol.com.au",
        "aol.com.ar",
        "aol.com.br",
        "aol.com.mx",
        "aim.com",
        "netscape.net",
        "netscape.com",
        "compuserve.com",
        "cs.com",
        "wmconnect.com",
    ],
    // Yahoo's mail system serves both; this longer suffix is AOL's.
    mx_suffixes: &["mail.gm0.yahoodns.net"],
    oauth2: Some(OAuth2Endpoints {
        authorize: "https://api.login.aol.com/oauth2/request_auth",
        token: "https://api.login.aol.com/oauth2/get_token",
        scopes: &["mail-w"],
    }),
    mechanisms: &["PLAIN", "LOGIN", "XOAUTH2"],
    links: &[
        page(
            LinkTopic::Smtp,
            "https://help.aol.com/articles/how-do-i-use-other-email-applications-to-send-and-receive-my-aol-mail",
        ),
        pages(
            LinkTopic::AppPassword,
            "https://help.aol.com/articles/Create-and-manage-app-password",
            "https://assistance.aol.fr/articles/creez-et-gerer-des-mots-de-passe-d-application-tierce",
        ),
    ],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/aol.com.xml",
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/aol.md",
    ],
    ..BLANK
};

pub(super) const ICLOUD: ProviderInfo = ProviderInfo {
    provider: Provider::ICloud,
    // Sources contradict each other on port 465.
    endpoints: &[starttls("smtp.mail.me.com", 587)],
    imap: &[implicit("imap.mail.me.com", 993)],
    sent_folders: &["Sent Messages", "Sent Items"],
    password: PasswordKind::AppPassword,
    secret: Some(SecretRule {
        pattern: SecretPattern::HyphenGroups(4),
        grouped: false,
        create_url: Some("https://account.apple.com"),
    }),
    two_step: TwoStep::Required,
    // 200 messages to 1000 recipients.
    limits: Limits {
        message_size: Some(20_971_520),
        recipients_per_message: Some(100),
        per_day: Some(200),
        ..NO_LIMITS
    },
    from_rule: FromRule::OwnAddress,
    domains: &["icloud.com", "me.com", "mac.com"],
    mx_suffixes: &["mail.icloud.com"],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[localized!(AppPassword, "https://support.apple.com/", "", "fr-fr/", "HT204397", "")],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/me.com.xml",
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/icloud.md",
        "https://meshworld.in/blog/devops/email/icloud-smtp-server",
        "https://postigo.net/smtp/icloud",
        "https://support.apple.com/kb/HT4863",
        "https://github.com/omarshahine/apple-pim/issues/63",
        "https://github.com/pimalaya/himalaya/issues/629",
    ],
    ..BLANK
};

/// The host must be that of the account's data centre: the other one answers 535.
pub(super) const ZOHO_COM: ProviderInfo = ProviderInfo {
    provider: Provider::ZohoCom,
    // `smtppro` serves the accounts of organisations.
    endpoints: &[starttls("smtp.zoho.com", 587), implicit("smtp.zoho.com", 465), implicit("smtppro.zoho.com", 465)],
    imap: &[implicit("imap.zoho.com", 993), implicit("imappro.zoho.com", 993)],
    files_sent_mail: Some(true),
    password: PasswordKind::AccountOrAppPassword,
    // 100 on the free plan; the hourly quota, up to 500, follows the account's reputation.
    limits: Limits { recipients_per_message: Some(150), per_hour: Some(50), ..NO_LIMITS },
    from_rule: FromRule::OwnAddress,
    domains: &["zoho.com", "zohomail.com"],
    mx_suffixes: &["zoho.com"],
    mechanisms: &["LOGIN", "PLAIN"],
    links: &[
        ZOHO_LIMITS,
        page(LinkTopic::Smtp, "https://www.zoho.com/mail/help/zoho-smtp.html"),
        page(LinkTopic::Blocked, "https://mail.zoho.com/UnblockMe"),
    ],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/zoho.com.xml",
        ZOHO_LIMITS.en,
        NODEMAILER,
        "https://github.com/pimalaya/himalaya/issues/660",
        "https://blog.fgrade.com/zoho-workplace/smtp-server",
    ],
    ..BLANK
};

pub(super) const ZOHO_EU: ProviderInfo = ProviderInfo {
    provider: Provider::ZohoEu,
    endpoints: &[starttls("smtp.zoho.eu", 587), implicit("smtp.zoho.eu", 465), implicit("smtppro.zoho.eu", 465)],
    imap: &[implicit("imap.zoho.eu", 993)],
    domains: &["zoho.eu", "zohomail.eu"],
    mx_suffixes: &["zoho.eu"],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/zoho.eu.xml",
        ZOHO_LIMITS.en,
        NODEMAILER,
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/zoho.md",
    ],
    ..ZOHO_COM
};

pub(super) const FASTMAIL: ProviderInfo = ProviderInfo {
    provider: Provider::Fastmail,
    endpoints: &[starttls("smtp.fastmail.com", 587), implicit("smtp.fastmail.com", 465)],
    imap: &[implicit("imap.fastmail.com", 993)],
    password: PasswordKind::AppPassword,
    secret: Some(SecretRule { pattern: SecretPattern::Alphanumeric(16), grouped: true, create_url: None }),
    domains: domains::FASTMAIL,
    mx_suffixes: &["messagingengine.com"],
    mechanisms: &["PLAIN", "LOGIN", "XOAUTH2"],
    links: &[page(LinkTopic::Smtp, "https://www.fastmail.help/hc/en-us/articles/1500000278342")],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/messagingengine.com.xml",
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/fastmail.md",
    ],
    ..BLANK
};

/// Paid plans with a custom domain; the token is for one address.
pub(super) const PROTON: ProviderInfo = ProviderInfo {
    provider: Provider::Proton,
    endpoints: &[starttls("smtp.protonmail.ch", 587)],
    files_sent_mail: Some(true),
    password: PasswordKind::SmtpKey,
    two_step: TwoStep::Irrelevant,
    domains: &["proton.me", "protonmail.com", "pm.me", "protonmail.ch"],
    mx_suffixes: &["protonmail.ch"],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[PROTON_SMTP],
    sources: &[PROTON_SMTP.en, NODEMAILER, "https://github.com/ProtonMail/proton-bridge/issues/430"],
    ..BLANK
};

pub(super) const GMX_NET: ProviderInfo = ProviderInfo {
    provider: Provider::GmxNet,
    endpoints: &[starttls("mail.gmx.net", 587), implicit("mail.gmx.net", 465)],
    imap: &[implicit("imap.gmx.net", 993), starttls("imap.gmx.net", 143)],
    password: PasswordKind::AccountOrAppPassword,
    // Switching it on also switches access for mail programs off until it is allowed again.
    two_step: TwoStep::AppPasswordOnceOn,
    from_rule: FromRule::OwnAddress,
    domains: &[
        "gmx.net",
        "gmx.de",
        "gmx.at",
        "gmx.ch",
        "gmx.eu",
        "gmx.biz",
        "gmx.org",
        "gmx.info",
        "mein.gmx",
        "mail.gmx",
        "email.gmx",
    ],
    mx_suffixes: &["gmx.net"],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[
        GMX_NET_APP_PASSWORD,
        page(LinkTopic::TwoStep, "https://hilfe.gmx.net/sicherheit/2fa/index.html"),
        GMX_NET_ACTIVATE,
    ],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/gmx.net.xml",
        GMX_NET_APP_PASSWORD.en,
        GMX_NET_ACTIVATE.en,
    ],
    ..BLANK
};

pub(super) const GMX_COM: ProviderInfo = ProviderInfo {
    provider: Provider::GmxCom,
    endpoints: &[starttls("mail.gmx.com", 587), implicit("mail.gmx.com", 465)],
    imap: &[implicit("imap.gmx.com", 993), starttls("imap.gmx.com", 143)],
    password: PasswordKind::AccountOrAppPassword,
    two_step: TwoStep::AppPasswordOnceOn,
    domains: &[
        "gmx.com",
        "gmx.fr",
        "gmx.co.uk",
        "gmx.us",
        "gmx.es",
        "gmx.it",
        "gmx.pt",
        "gmx.ie",
        "gmx.li",
        "gmx.se",
        "gmx.tm",
        "gmx.ca",
        "gmx.cn",
        "gmx.hk",
        "gmx.ph",
        "gmx.ru",
        "gmx.sg",
        "gmx.tw",
        "gmx.co.in",
        "gmx.com.br",
        "gmx.com.my",
        "gmx.com.tr",
    ],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[page(LinkTopic::TwoStep, "https://www.gmx.co.uk/security/2fa/")],
    sources: &["https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/gmx.com.xml"],
    ..BLANK
};

pub(super) const MAIL_COM: ProviderInfo = ProviderInfo {
    provider: Provider::MailCom,
    endpoints: &[starttls("smtp.mail.com", 587), implicit("smtp.mail.com", 465)],
    imap: &[implicit("imap.mail.com", 993), starttls("imap.mail.com", 143)],
    domains: domains::MAIL_COM,
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[page(LinkTopic::Activate, "https://support.mail.com/pop-imap/toggle.html")],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/mail.com.xml",
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/mail.com.md",
    ],
    ..BLANK
};

pub(super) const WEB_DE: ProviderInfo = ProviderInfo {
    provider: Provider::WebDe,
    endpoints: &[starttls("smtp.web.de", 587), implicit("smtp.web.de", 465)],
    imap: &[implicit("imap.web.de", 993), starttls("imap.web.de", 143)],
    login: Login::LocalPart,
    password: PasswordKind::AccountOrAppPassword,
    two_step: TwoStep::AppPasswordOnceOn,
    domains: domains::WEB_DE,
    mx_suffixes: &["web.de"],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[page(LinkTopic::Activate, "https://hilfe.web.de/pop-imap/einschalten.html")],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/web.de.xml",
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/web.de.md",
    ],
    ..BLANK
};

/// Access for mail programs must be switched on first.
pub(super) const YANDEX: ProviderInfo = ProviderInfo {
    provider: Provider::Yandex,
    endpoints: &[implicit("smtp.yandex.com", 465), implicit("smtp.yandex.ru", 465)],
    imap: &[implicit("imap.yandex.com", 993)],
    sent_folders: &["Отправленные", "Sent"],
    files_sent_mail: Some(false),
    password: PasswordKind::AppPassword,
    limits: Limits { message_size: Some(42_991_616), ..NO_LIMITS },
    from_rule: FromRule::OwnAddress,
    domains: &["yandex.com", "yandex.ru", "yandex.net", "yandex.by", "yandex.kz", "yandex.ua", "ya.ru", "narod.ru"],
    oauth2: Some(OAuth2Endpoints {
        authorize: "https://oauth.yandex.com/authorize",
        token: "https://oauth.yandex.com/token",
        scopes: &["mail:smtp"],
    }),
    mechanisms: &["LOGIN", "PLAIN", "XOAUTH2"],
    links: &[page(LinkTopic::AppPassword, "https://yandex.com/support/mail/mail-clients/others.html")],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/yandex.ru.xml",
        NODEMAILER,
        "https://github.com/splitbrain/dokuwiki-plugin-smtp/issues/38",
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/yandex.ru.md",
        "https://github.com/bkaankose/Wino-Mail/issues/631",
    ],
    ..BLANK
};
