//! Mailboxes that come with an internet subscription, and La Poste.

use super::page::page;
use super::{BLANK, FAIREMAIL, implicit, starttls};
use crate::provider::{FromRule, Link, LinkTopic, Login, Provider, ProviderInfo, TwoStep};

const LA_POSTE_FROZEN: Link = page(
    LinkTopic::Blocked,
    "https://aide.laposte.net/contents/pourquoi-mon-adresse-a-t-elle-ete-gelee-et-que-dois-je-faire-pour-la-reactiver",
);

pub(super) const ORANGE: ProviderInfo = ProviderInfo {
    provider: Provider::Orange,
    endpoints: &[starttls("smtp.orange.fr", 587), implicit("smtp.orange.fr", 465)],
    imap: &[implicit("imap.orange.fr", 993)],
    domains: &["orange.fr", "wanadoo.fr"],
    mx_suffixes: &["orange.fr"],
    mechanisms: &["PLAIN", "LOGIN"],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/orange.fr.xml",
        "public client configurations (port 587)",
    ],
    ..BLANK
};

pub(super) const FREE: ProviderInfo = ProviderInfo {
    provider: Provider::Free,
    endpoints: &[starttls("smtp.free.fr", 587), implicit("smtp.free.fr", 465)],
    imap: &[implicit("imap.free.fr", 993)],
    login: Login::LocalPart,
    two_step: TwoStep::Irrelevant,
    domains: &["free.fr"],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[page(
        LinkTopic::Smtp,
        "https://assistance.free.fr/articles/configurer-de-maniere-avancee-mon-logiciel-de-messagerie-609",
    )],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/free.fr.xml",
        "public client configurations (port 587)",
    ],
    ..BLANK
};

pub(super) const SFR: ProviderInfo = ProviderInfo {
    provider: Provider::Sfr,
    endpoints: &[starttls("smtp.sfr.fr", 587), implicit("smtp.sfr.fr", 465)],
    imap: &[implicit("imap.sfr.fr", 993)],
    two_step: TwoStep::Irrelevant,
    domains: &["sfr.fr", "neuf.fr", "club-internet.fr"],
    mechanisms: &["PLAIN", "LOGIN"],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/sfr.fr.xml",
        "public client configurations (port 587)",
    ],
    ..BLANK
};

pub(super) const BOUYGUES: ProviderInfo = ProviderInfo {
    provider: Provider::Bouygues,
    endpoints: &[starttls("smtp.bbox.fr", 587), implicit("smtp.bbox.fr", 465)],
    imap: &[implicit("imap.bbox.fr", 993)],
    two_step: TwoStep::Irrelevant,
    domains: &["bbox.fr"],
    mechanisms: &["PLAIN", "LOGIN"],
    // The operator publishes no page; four independent configurations agree.
    sources: &["public client configurations", FAIREMAIL],
    ..BLANK
};

pub(super) const LA_POSTE: ProviderInfo = ProviderInfo {
    provider: Provider::LaPoste,
    endpoints: &[implicit("smtp.laposte.net", 465)],
    imap: &[implicit("imap.laposte.net", 993)],
    sent_folders: &["OUTBOX"],
    login: Login::LocalPart,
    from_rule: FromRule::OwnAddress,
    domains: &["laposte.net"],
    mechanisms: &["PLAIN", "LOGIN"],
    links: &[LA_POSTE_FROZEN],
    sources: &[
        "https://github.com/thunderbird/autoconfig/blob/c6ad796/ispdb/laposte.net.xml",
        LA_POSTE_FROZEN.fr,
        "https://github.com/thunderbird/thunderbird-android/issues/938",
        "https://github.com/M66B/FairEmail/blob/e23dd9d/app/src/main/java/eu/faircode/email/EntityFolder.java",
    ],
    ..BLANK
};
