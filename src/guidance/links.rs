//! Which of the provider's pages go with a failure. The addresses stand in the provider's row.

use super::Language;
use crate::{
    error::{ErrorKind, PageTopic},
    provider::{Link, LinkTopic as T, Provider},
};

/// The pages on a failure of this kind, the most useful first; empty where the row has none.
pub(crate) fn links(kind: ErrorKind, provider: Provider, language: Language) -> Vec<&'static str> {
    let (Some(topic), Some(row)) = (kind.traits().topic, provider.info()) else { return Vec::new() };
    let create = matches!(topic, PageTopic::Password).then(|| row.secret.and_then(|rule| rule.create_url)).flatten();
    let pages = topics(topic).iter().filter_map(|topic| row.link(*topic)).map(|link| address(link, language));
    let mut links: Vec<_> = create.into_iter().chain(pages).collect();
    if links.is_empty() && falls_back_to_settings(topic) {
        links.extend(row.link(T::Smtp).map(|link| address(link, language)));
    }
    links
}

/// The pages on sign-in by access token.
pub(crate) fn access_token(provider: Provider, language: Language) -> Vec<&'static str> {
    provider.info().and_then(|row| row.link(T::OAuth2)).map(|link| address(link, language)).into_iter().collect()
}

/// The page in one language.
pub(crate) const fn address(link: &Link, language: Language) -> &'static str {
    match language {
        Language::En => link.en,
        Language::Fr => link.fr,
    }
}

const fn topics(topic: PageTopic) -> &'static [T] {
    match topic {
        PageTopic::Password => &[T::AppPassword, T::TwoStep, T::Activate, T::Blocked],
        PageTopic::Access => &[T::SmtpAuth, T::Activate, T::AppPassword],
        PageTopic::Setup => &[T::Smtp, T::Activate],
        PageTopic::Blocked => &[T::Blocked, T::Suspended],
        PageTopic::Sender => &[T::Senders, T::SendersHelp, T::Aliases],
        PageTopic::ClientAddress => &[T::AuthorizedIps, T::AuthorizedIpsHelp, T::Errors],
        PageTopic::Limits => &[T::Limits],
        PageTopic::Content => &[T::Content, T::Errors],
    }
}

/// The page on the SMTP settings answers these where no better page is known.
const fn falls_back_to_settings(topic: PageTopic) -> bool {
    matches!(topic, PageTopic::Password | PageTopic::Access | PageTopic::Setup | PageTopic::Sender)
}
