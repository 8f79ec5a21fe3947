//! The provider's pages for each failure. The addresses come from the provider's row.

use super::Language;
use crate::{
    error::{ErrorKind, ErrorKind as K, ImapProblem, PageTopic},
    provider::{Link, LinkTopic as T, Provider},
};

/// The pages on a failure of this kind, the most useful first; may be empty.
pub(crate) fn links(kind: ErrorKind, provider: Provider, language: Language) -> Vec<&'static str> {
    let (Some(topic), Some(row)) = (kind.traits().topic, provider.info()) else { return Vec::new() };
    let create = matches!(topic, PageTopic::Password).then(|| row.secret.and_then(|rule| rule.create_url)).flatten();
    let on = |topics: &[T]| -> Vec<_> {
        topics.iter().filter_map(|topic| row.link(*topic)).map(|link| address(link, language)).collect()
    };
    let mut links = on(match kind {
        K::OAuth2TokenInvalidOrExpired | K::OAuth2ClientInvalid | K::OAuth2ConsentRequired => &[T::OAuth2],
        K::SmtpAuthDisabledForTenant | K::SmtpAuthDisabledForMailbox => &[T::SmtpAuth, T::Activate],
        _ => topics(topic),
    });
    links.splice(0..0, create);
    if links.is_empty() {
        let page = fallback(topic).iter().find_map(|topic| row.link(*topic));
        links.extend(page.map(|link| address(link, language)));
    }
    links
}

/// The pages on sign-in by access token.
pub(crate) fn access_token(provider: Provider, language: Language) -> Vec<&'static str> {
    provider.info().and_then(|row| row.link(T::OAuth2)).map(|link| address(link, language)).into_iter().collect()
}

/// The pages on a copy that could not be filed.
pub(crate) fn sent_copy(problem: ImapProblem, provider: Provider, language: Language) -> Vec<&'static str> {
    let Some(row) = provider.info() else { return Vec::new() };
    let topics: &[T] = match problem {
        ImapProblem::AppPasswordRequired | ImapProblem::SignInRefused => &[T::AppPassword],
        ImapProblem::ImapOff => &[T::Imap, T::Activate],
        ImapProblem::Blocked => &[T::Blocked],
        ImapProblem::TokenRefused => &[T::OAuth2],
        _ => &[],
    };
    topics.iter().filter_map(|topic| row.link(*topic)).map(|link| address(link, language)).collect()
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
        PageTopic::Password => &[T::AppPassword, T::TwoStep, T::Activate],
        PageTopic::Access => &[T::SmtpAuth, T::Activate, T::AppPassword],
        PageTopic::Setup => &[T::Smtp, T::Activate],
        PageTopic::Blocked => &[T::Blocked, T::Suspended],
        PageTopic::Sender => &[T::Senders, T::SendersHelp, T::Aliases],
        PageTopic::ClientAddress => &[T::AuthorizedIps, T::AuthorizedIpsHelp, T::Errors],
        PageTopic::Limits => &[T::Limits],
        PageTopic::Content => &[T::Content, T::Errors],
    }
}

/// Topics to use instead; the first that the row has.
const fn fallback(topic: PageTopic) -> &'static [T] {
    match topic {
        PageTopic::Password => &[T::Smtp, T::Blocked],
        PageTopic::Access | PageTopic::Setup => &[T::Smtp],
        _ => &[],
    }
}
