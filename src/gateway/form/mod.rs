//! What a settings page draws for a provider: its fields with labels, placeholders and help steps, in both languages.
//! Everything is derived from the provider's row, so that a new row needs no new words.

mod words;

use crate::guidance::Language;
use crate::provider::{Endpoint, Limits, Link, PasswordKind, Provider, ProviderInfo, TwoStep};
use serde::Serialize;
use words::Words;

/// One provider as a settings page shows it, for a browser: where its facts come from is in
/// [`ProviderInfo::sources`](crate::provider::ProviderInfo::sources).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CatalogueEntry {
    /// The provider; serialises as its id.
    pub id: Provider,
    /// The name people know it by.
    pub name: &'static str,
    /// Hosts and ports, the recommended one first.
    pub endpoints: &'static [Endpoint],
    /// Whether a submitted mail appears under Sent by itself; absent where unknown.
    pub files_sent_mail: Option<bool>,
    /// What two-step verification has to do with it.
    pub two_step: TwoStep,
    /// Limits of the provider.
    pub limits: Limits,
    /// The provider's own help pages.
    pub links: &'static [Link],
    /// When the row was last checked, `YYYY-MM-DD`.
    pub checked: &'static str,
    /// The sign-in fields, per language.
    pub forms: Forms,
}

/// The same form in every language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Forms {
    /// English.
    pub en: Form,
    /// French.
    pub fr: Form,
}

/// The sign-in fields of a provider in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Form {
    /// The login.
    pub login: FormField,
    /// The password, key or token; absent where only OAuth2 signs in.
    pub password: Option<FormField>,
    /// What else to know before the first mail.
    pub notes: Vec<FormStep>,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FormField {
    /// What the provider calls it.
    pub label: String,
    /// An example of its shape; empty where there is none.
    pub placeholder: String,
    /// The value it always has, where it always has the same.
    pub value: Option<&'static str>,
    /// What to do to fill it, in this order.
    pub steps: Vec<FormStep>,
}

/// A help step or a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FormStep {
    /// The sentence.
    pub text: String,
    /// The provider's page where it is done or explained.
    pub link: Option<&'static str>,
}

impl Provider {
    /// Every provider with a row, as a settings page shows it, in the order of [`Provider::KNOWN`].
    #[must_use]
    pub fn all() -> Vec<CatalogueEntry> {
        Self::KNOWN.iter().filter_map(|provider| provider.info()).map(CatalogueEntry::new).collect()
    }

    /// The sign-in fields in this language; `None` for [`Provider::Custom`].
    ///
    /// ```
    /// use ite_mailer::{Provider, guidance::Language};
    ///
    /// let form = Provider::Brevo.form(Language::Fr).expect("Brevo has a row");
    /// assert_eq!(form.login.label, "Identifiant SMTP");
    /// assert_eq!(form.password.expect("it takes a key").label, "Clé SMTP");
    /// ```
    #[must_use]
    pub fn form(self, language: Language) -> Option<Form> {
        self.info().map(|row| Form::new(row, language))
    }
}

impl CatalogueEntry {
    fn new(row: &'static ProviderInfo) -> Self {
        Self {
            id: row.provider,
            name: row.provider.name(),
            endpoints: row.endpoints,
            files_sent_mail: row.files_sent_mail,
            two_step: row.two_step,
            limits: row.limits,
            links: row.links,
            checked: row.checked,
            forms: Forms { en: Form::new(row, Language::En), fr: Form::new(row, Language::Fr) },
        }
    }
}

impl Form {
    fn new(row: &'static ProviderInfo, language: Language) -> Self {
        let words = Words::new(row, language);
        let password = (row.password != PasswordKind::OAuth2Only).then(|| words.password());
        Self { login: words.login(), password, notes: words.notes() }
    }
}
