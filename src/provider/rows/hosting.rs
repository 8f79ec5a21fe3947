//! Mailboxes of web hosts.

use super::page::{localized, page};
use super::{BLANK, FAIREMAIL, NO_LIMITS, NODEMAILER, implicit, starttls};
use crate::provider::{FromRule, Limits, Link, LinkTopic, Provider, ProviderInfo, TwoStep};

const OVH_BLOCKED: Link = localized!(
    Blocked,
    "https://docs.ovhcloud.com/",
    "en/",
    "fr/",
    "guides/web-cloud/email-and-collaborative-solutions/troubleshooting/locked-for-spam",
    ""
);
const GANDI_LIMITS: Link =
    localized!(Limits, "https://docs.gandi.net/", "en/", "fr/", "gandimail/limitations.html", "");
const IONOS_DE_LIMITS: Link = page(
    LinkTopic::Limits,
    "https://www.ionos.de/hilfe/e-mail/allgemeine-themen/welche-beschraenkungen-gibt-es-beim-versand-von-massenmails/",
);
const IONOS_LIMITS: Link =
    page(LinkTopic::Limits, "https://ionos.com/help/email/general-topics/what-are-the-mass-mailing-limits");
const INFOMANIAK_LIMITS: Link = page(
    LinkTopic::Limits,
    "https://www.infomaniak.com/en/support/faq/2065/understanding-the-24-hour-outgoing-email-limit",
);

pub(super) const OVH_MX_PLAN: ProviderInfo = ProviderInfo {
    provider: Provider::OvhMxPlan,
    endpoints: &[starttls("ssl0.ovh.net", 587), implicit("ssl0.ovh.net", 465)],
    imap: &[implicit("ssl0.ovh.net", 993)],
    sent_folders: &["INBOX.INBOX.Sent", "INBOX.Sent"],
    retired_hosts: &["ns0.ovh.net"],
    // Only Exchange accounts know two-step verification.
    two_step: TwoStep::Irrelevant,
    // For one address; 300 for one IP address.
    limits: Limits { per_hour: Some(200), ..NO_LIMITS },
    mx_suffixes: &["mail.ovh.net"],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[OVH_BLOCKED],
    sources: &[
        "https://github.com/ovh/docs/blob/develop/pages/web_cloud/email_and_collaborative_solutions/mx_plan/email_generalities/guide.en-gb.md",
        "https://github.com/ovh/docs/blob/develop/pages/web_cloud/email_and_collaborative_solutions/mx_plan/faq-emails/guide.en-gb.md",
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/ovh.net.xml",
        "https://github.com/ovh/docs/blob/HEAD/pages/web_cloud/email_and_collaborative_solutions/mx_plan/how_to_configure_thunderbird_windows/guide.en-gb.md",
        "https://github.com/osTicket/osTicket/issues/5877",
    ],
    ..BLANK
};

/// Each platform has a number, shown in the control panel: `pro2.mail.ovh.net`, …. The first is the default.
pub(super) const OVH_EMAIL_PRO: ProviderInfo = ProviderInfo {
    provider: Provider::OvhEmailPro,
    endpoints: &[starttls("pro1.mail.ovh.net", 587)],
    imap: &[implicit("pro1.mail.ovh.net", 993)],
    two_step: TwoStep::Irrelevant,
    mechanisms: &["LOGIN"],
    links: &[OVH_BLOCKED],
    sources: &[
        "https://github.com/ovh/docs (guides of Email Pro)",
        "public client configurations",
        "https://github.com/ovh/docs/blob/HEAD/pages/web_cloud/email_and_collaborative_solutions/email_pro/how_to_configure_thunderbird/guide.en-gb.md",
    ],
    ..BLANK
};

/// Each platform has a number, as in `ex4.mail.ovh.net`.
pub(super) const OVH_EXCHANGE: ProviderInfo = ProviderInfo {
    provider: Provider::OvhExchange,
    endpoints: &[starttls("ex.mail.ovh.net", 587)],
    imap: &[implicit("ex.mail.ovh.net", 993)],
    limits: Limits { message_size: Some(104_857_600), ..NO_LIMITS },
    mechanisms: &["LOGIN"],
    links: &[OVH_BLOCKED],
    sources: &[
        "https://github.com/Dolibarr/dolibarr/issues/9426",
        "https://github.com/PHPMailer/PHPMailer/issues/2730",
        "https://github.com/ovh/docs/blob/HEAD/pages/web_cloud/email_and_collaborative_solutions/microsoft_exchange/how_to_configure_thunderbird/guide.en-gb.md",
    ],
    ..BLANK
};

pub(super) const GANDI: ProviderInfo = ProviderInfo {
    provider: Provider::Gandi,
    endpoints: &[starttls("mail.gandi.net", 587), implicit("mail.gandi.net", 465)],
    imap: &[implicit("mail.gandi.net", 993), starttls("mail.gandi.net", 143)],
    two_step: TwoStep::Irrelevant,
    limits: Limits { message_size: Some(26_214_400), recipients_per_message: Some(40), ..NO_LIMITS },
    // The domain must be hosted at Gandi by the same customer.
    from_rule: FromRule::Verified,
    domains: &["gandi.net"],
    mx_suffixes: &["mail.gandi.net"],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[GANDI_LIMITS],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/gandi.net.xml",
        GANDI_LIMITS.en,
        "http://www.gandibar.net/post/2010/03/12/Gandi-Mail-Enhanced-Security-Measures",
    ],
    ..BLANK
};

pub(super) const IONOS_DE: ProviderInfo = ProviderInfo {
    provider: Provider::IonosDe,
    endpoints: &[starttls("smtp.ionos.de", 587), implicit("smtp.ionos.de", 465)],
    imap: &[implicit("imap.ionos.de", 993)],
    sent_folders: &["Gesendete Objekte"],
    files_sent_mail: Some(false),
    retired_hosts: &["smtp.1und1.de"],
    limits: Limits { recipients_per_message: Some(200), ..IONOS_COM.limits },
    domains: &[
        "online.de",
        "onlinehome.de",
        "sofortstart.de",
        "sofort-start.de",
        "sofortsurf.de",
        "sofort-surf.de",
        "go4more.de",
    ],
    mx_suffixes: &["ionos.de", "kundenserver.de"],
    links: &[IONOS_DE_LIMITS],
    sources: &[
        IONOS_DE_LIMITS.en,
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/1und1.de.xml",
        "public client configurations",
        FAIREMAIL,
        "https://github.com/Wh1isper/mcp-email-server/issues/92",
    ],
    ..IONOS_COM
};

pub(super) const IONOS_FR: ProviderInfo = ProviderInfo {
    provider: Provider::IonosFr,
    endpoints: &[starttls("smtp.ionos.fr", 587), implicit("smtp.ionos.fr", 465)],
    imap: &[implicit("imap.ionos.fr", 993)],
    retired_hosts: &["auth.smtp.1and1.fr"],
    mx_suffixes: &[],
    sources: &["public client configurations", "https://github.com/swiftmailer/swiftmailer/issues/1120", FAIREMAIL],
    ..IONOS_COM
};

pub(super) const IONOS_COM: ProviderInfo = ProviderInfo {
    provider: Provider::IonosCom,
    endpoints: &[starttls("smtp.ionos.com", 587), implicit("smtp.ionos.com", 465)],
    imap: &[implicit("imap.ionos.com", 993)],
    limits: Limits { message_size: Some(104_857_600), ..NO_LIMITS },
    from_rule: FromRule::OwnAddress,
    mx_suffixes: &["ionos.com"],
    mechanisms: &["LOGIN", "PLAIN"],
    links: &[IONOS_LIMITS],
    sources: &[IONOS_LIMITS.en, "public client configurations", FAIREMAIL],
    ..BLANK
};

pub(super) const INFOMANIAK: ProviderInfo = ProviderInfo {
    provider: Provider::Infomaniak,
    endpoints: &[starttls("mail.infomaniak.com", 587), implicit("mail.infomaniak.com", 465)],
    imap: &[implicit("mail.infomaniak.com", 993)],
    // Starter and the kSuite for one user; 500 with my kSuite, 1440 when paid. Recipients count.
    limits: Limits { per_day: Some(100), ..NO_LIMITS },
    from_rule: FromRule::OwnAddress,
    domains: &["ik.me", "ikmail.com", "etik.com"],
    mx_suffixes: &["infomaniak.ch"],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[INFOMANIAK_LIMITS],
    sources: &[
        INFOMANIAK_LIMITS.en,
        "https://github.com/chatmail/provider-db/blob/ad097ee/_providers/infomaniak.com.md",
        NODEMAILER,
        FAIREMAIL,
    ],
    ..BLANK
};
