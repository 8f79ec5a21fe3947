//! Help pages, and the addresses of help centres whose pages differ only in the language.

use crate::provider::{Link, LinkTopic};

/// A page that exists in one language, or that follows the browser's.
pub(super) const fn page(topic: LinkTopic, url: &'static str) -> Link {
    Link { topic, en: url, fr: url }
}

/// A page in English and its French counterpart.
pub(super) const fn pages(topic: LinkTopic, en: &'static str, fr: &'static str) -> Link {
    Link { topic, en, fr }
}

/// A page of a site that names the language before or after the path.
macro_rules! localized {
    ($topic:ident, $site:literal, $en:literal, $fr:literal, $path:literal, $fr_suffix:literal) => {
        $crate::provider::Link {
            topic: $crate::provider::LinkTopic::$topic,
            en: concat!($site, $en, $path),
            fr: concat!($site, $fr, $path, $fr_suffix),
        }
    };
}

/// A page of Google's help centre. Without `hl` it follows the browser's language.
macro_rules! google {
    ($topic:ident, $path:literal) => {
        localized!($topic, "https://support.google.com/", "", "", $path, "?hl=fr")
    };
}

/// A page of Microsoft Learn.
macro_rules! learn {
    ($topic:ident, $path:literal) => {
        localized!($topic, "https://learn.microsoft.com/", "en-us/", "fr-fr/", $path, "")
    };
}

/// A page of Microsoft Support.
macro_rules! microsoft {
    ($topic:ident, $path:literal) => {
        localized!($topic, "https://support.microsoft.com/", "en-us/", "fr-fr/", $path, "")
    };
}

/// An article of Brevo's help centre.
macro_rules! brevo {
    ($topic:ident, $article:literal) => {
        localized!($topic, "https://help.brevo.com/hc/", "en-us/articles/", "fr/articles/", $article, "")
    };
}

/// An article of Mailjet's help centre.
macro_rules! mailjet {
    ($topic:ident, $article:literal) => {
        localized!($topic, "https://documentation.mailjet.com/hc/", "en-us/articles/", "fr/articles/", $article, "")
    };
}

pub(super) use {brevo, google, learn, localized, mailjet, microsoft};
