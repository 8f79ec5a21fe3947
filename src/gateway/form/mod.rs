//! The sign-in form of a provider for a settings page: fields with labels, placeholders and help steps, in both
//! languages. It is derived from the provider's row, so a new row needs no new texts.

mod sent_copies;
mod texts;

pub use sent_copies::SentCopyChoice;

use crate::gateway::SentCopy;
use crate::guidance::{Bilingual, Language};
use crate::provider::{Endpoint, Limits, Link, PasswordKind, Provider, ProviderInfo, TwoStep};
use serde::Serialize;
use texts::FormTexts;

/// One provider with its form, ready as JSON for a settings page.
///
/// ```
/// use ite_mailer::Provider;
///
/// let catalogue = serde_json::to_value(Provider::all())?;
/// assert_eq!(catalogue[0]["id"], "gmail");
/// assert_eq!(catalogue[0]["forms"]["fr"]["login"]["label"], "Adresse e-mail");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CatalogueEntry {
    /// The provider; serialises as its id.
    pub id: Provider,
    /// The name people know it by.
    pub name: &'static str,
    /// Hosts and ports, the recommended one first.
    pub endpoints: &'static [Endpoint],
    /// Whether the provider files submitted mails under Sent; `None` if unknown.
    pub files_sent_mail: Option<bool>,
    /// What two-step verification means for sending.
    pub two_step: TwoStep,
    /// Limits of the provider.
    pub limits: Limits,
    /// The provider's own help pages.
    pub links: &'static [Link],
    /// When the row was last checked, `YYYY-MM-DD`.
    pub checked: &'static str,
    /// The sign-in fields, per language.
    pub forms: Bilingual<Form>,
}

/// The sign-in fields of a provider in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Form {
    /// The login.
    pub login: FormField,
    /// The password, key or token; `None` if only OAuth2 works.
    pub password: Option<FormField>,
    /// The kinds of copy to offer, the usual one first.
    pub sent_copies: Vec<SentCopyChoice>,
    /// Notes to read before the first mail.
    pub notes: Vec<FormStep>,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FormField {
    /// The provider's name for it.
    pub label: String,
    /// An example; may be empty.
    pub placeholder: String,
    /// The fixed value, if it is the same for every account.
    pub value: Option<&'static str>,
    /// How to obtain and enter the value, in order.
    pub steps: Vec<FormStep>,
}

/// A help step or a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FormStep {
    /// The sentence.
    pub text: String,
    /// The provider's page for it.
    pub link: Option<&'static str>,
}

impl Provider {
    /// Every provider with a row and its form, in the order of [`Provider::KNOWN`].
    #[must_use]
    pub fn all() -> Vec<CatalogueEntry> {
        Self::KNOWN.iter().filter_map(|provider| provider.info()).map(CatalogueEntry::new).collect()
    }

    /// The sign-in form in this language; `None` for [`Provider::Custom`].
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
            forms: Bilingual::new(Form::new(row, Language::En), Form::new(row, Language::Fr)),
        }
    }
}

impl Form {
    fn new(row: &'static ProviderInfo, language: Language) -> Self {
        let texts = FormTexts::new(row, language);
        let password = (row.password != PasswordKind::OAuth2Only).then(|| texts.password());
        let sent_copies = SentCopy::choices(row.provider, language);
        Self { login: texts.login(), password, sent_copies, notes: texts.notes() }
    }
}
