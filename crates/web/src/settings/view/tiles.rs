//! The six providers that come first.

use crate::core::Language;
use ite_mailer::Provider;

/// A provider as a tile shows it.
pub(super) struct Tile {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) hint: &'static str,
    pub(super) letter: char,
    pub(super) chosen: bool,
}

pub(super) fn tiles(chosen: Option<Provider>, language: Language) -> Vec<Tile> {
    use Provider as P;
    let rows = [
        (P::Gmail, "@gmail.com", "@gmail.com"),
        (P::GoogleWorkspace, "your own domain", "votre domaine"),
        (P::Microsoft365, "your own domain", "votre domaine"),
        (P::Yahoo, "@yahoo.com", "@yahoo.fr"),
        (P::Brevo, "formerly Sendinblue", "ex-Sendinblue"),
        (P::Mailjet, "sending service", "service d’envoi"),
    ];
    let tile = |(provider, en, fr): (Provider, &'static str, &'static str)| Tile {
        id: provider.id(),
        name: provider.name(),
        hint: if language == Language::Fr { fr } else { en },
        letter: provider.name().chars().next().unwrap_or(' '),
        chosen: chosen == Some(provider),
    };
    rows.into_iter().map(tile).collect()
}
