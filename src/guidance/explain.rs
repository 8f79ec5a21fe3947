//! `explain`: meaning and advice for the text of a reply.

use super::{Guidance, case, guess, guidance_for, write};
use crate::{
    error::{Explained, Reply, Stage, classify},
    provider::{Provider, SecretShape},
};

/// Explains a reply from a log or a support ticket, with or without its codes. Never fails.
///
/// With a weak [`Basis`](crate::error::Basis) the guidance quotes the reply first and says what it probably means.
///
/// ```
/// use ite_mailer::{ErrorKind, Provider, Stage, error::Basis, guidance::explain};
///
/// let reply = "550 5.1.1 User unknown";
/// let (explained, advice) = explain(Provider::Custom, Stage::RcptTo, None, reply);
/// assert_eq!(explained.kind, ErrorKind::RecipientUnknown);
/// assert_eq!(explained.basis, Basis::Phrase);
/// println!("{}", advice.en);
/// ```
#[must_use]
pub fn explain(provider: Provider, stage: Stage, mechanism: Option<&str>, reply: &str) -> (Explained, Guidance) {
    let reply = Reply::parse(reply);
    let explained = classify(stage, provider, mechanism, SecretShape::Unknown, &reply);
    let kind = explained.kind;
    let advice = match case::from_reply(kind, &reply) {
        Some(case) => write(kind, provider, Some(case), None),
        None => guidance_for(kind, provider, SecretShape::Unknown),
    };
    (explained, guess::by_basis(advice, Some(explained.basis), Some(&reply)))
}
