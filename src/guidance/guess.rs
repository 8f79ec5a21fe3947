//! Guidance on a kind that is a guess: it quotes the server's reply first.

use super::{Guidance, GuidanceText};
use crate::error::{Basis, Reply};

/// Quoted part of a reply, in bytes: RFC 5321 §4.5.3.1.5 allows a line of 512 octets.
const MAX_QUOTED: usize = 512;

/// Adds the quoted reply if the basis is weak.
pub(super) fn by_basis(guidance: Guidance, basis: Option<Basis>, reply: Option<&Reply>) -> Guidance {
    match reply.filter(|_| basis.is_some_and(Basis::is_weak)) {
        Some(reply) => {
            let said: String = reply.to_string().chars().filter(|c| !c.is_control()).take(MAX_QUOTED).collect();
            after_the_words(guidance, said.trim().into())
        }
        None => guidance,
    }
}

/// Quotes the reply before its probable meaning.
pub(super) fn after_the_words(mut guidance: Guidance, said: Box<str>) -> Guidance {
    if said.is_empty() {
        return guidance;
    }
    quote(
        &mut guidance.en,
        format!("The server said: “{said}”. It gives no clear reason; this is what it probably means."),
        "Read the server’s words first: if they name another reason, follow them.",
    );
    quote(
        &mut guidance.fr,
        format!(
            "Le serveur a répondu\u{a0}: «\u{a0}{said}\u{a0}». Il ne donne pas de raison claire\u{a0}; voici ce que cela \
             signifie probablement."
        ),
        "Lisez d’abord la réponse du serveur\u{a0}: si elle donne une autre raison, suivez-la.",
    );
    guidance.said = Some(said);
    guidance
}

fn quote(text: &mut GuidanceText, words: String, step: &str) {
    text.what = format!("{words} {}", text.what);
    text.steps.insert(0, step.to_owned());
}
