//! The texts of the guidance: one entry a case, with its languages side by side. A missing language does not compile.

mod access_token;
mod by_kind;
mod google_microsoft;
mod local;
mod mailbox_provider;
mod sending_service;

use super::{Language, case::Case};
use crate::error::ErrorKind;

/// The advice of one case in every language.
pub(super) struct Text {
    en: Template,
    fr: Template,
}

/// The advice of one case in one language.
///
/// Placeholders: `{provider}` within a sentence, `{Provider}` at its start; `{app}` and `{App}` the product's name; `{label}`
/// what to type where an app password asks for a name; `{login}` the login that never changes; `{ports}` the ports to send
/// through. French has `{de_provider}` and `{de_app}` for "d’Orange", "de Gmail".
pub(super) struct Template {
    pub(super) title: &'static str,
    pub(super) what: &'static str,
    pub(super) steps: &'static [&'static str],
}

impl Text {
    /// The text of a case; without one, that of the kind.
    pub(super) const fn of(kind: ErrorKind, case: Option<Case>) -> Self {
        match case {
            None => by_kind::by_kind(kind),
            Some(Case::Suite(case)) => google_microsoft::google_microsoft(case),
            Some(Case::Mailbox(case)) => mailbox_provider::mailbox_provider(case),
            Some(Case::Service(case)) => sending_service::sending_service(case),
            Some(Case::OutcomeUnknown) => local::OUTCOME_UNKNOWN,
            Some(Case::Oauth(problem, issuer)) => access_token::access_token(problem, issuer),
        }
    }

    pub(super) const fn in_language(self, language: Language) -> Template {
        match language {
            Language::En => self.en,
            Language::Fr => self.fr,
        }
    }
}
