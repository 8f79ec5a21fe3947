//! What to do about a failure, in French and English.
//!
//! The advice depends on the [`ErrorKind`], the provider and the shape of the secret. Most programs get it from an
//! error ([`Error::guidance`](crate::Error::guidance), [`Error::to_page`](crate::Error::to_page)) or from the text of a
//! reply ([`explain()`]).
//!
//! ```
//! use ite_mailer::{Language, Provider, Stage, guidance::explain};
//!
//! let reply = "525 5.7.1 Unauthorized IP address";
//! let (_, advice) = explain(Provider::Brevo, Stage::Auth, None, reply);
//! let advice = advice.for_app("Mon logiciel");
//! let text = advice.text(Language::Fr);
//! assert_eq!(text.title, "Brevo ne connaît pas cette adresse IP");
//! assert_eq!(text.links[0], "https://app.brevo.com/security/authorised_ips");
//! ```
//!
//! Links and numbers come from the provider's row ([`ProviderInfo`](crate::provider::ProviderInfo)). French texts link
//! to the provider's French pages if there are any.
//!
#![doc = include_str!("sources.md")]

mod case;
mod date;
mod explain;
pub(crate) mod fields;
mod guess;
mod language;
mod limits;
mod links;
mod oauth2;
mod of_error;
mod page;
mod rank;
mod text;
mod texts;

pub use crate::error::{Actor, Severity};
pub use explain::explain;
pub use language::{Bilingual, Language, UnknownLanguage};
pub use page::{ErrorPage, PageProblem};

use crate::{
    error::{ErrorKind, OAuth2Problem},
    provider::{Provider, SecretShape},
};
use case::Case;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Advice on one failure, in every language.
///
/// ```
/// use ite_mailer::{Error, ErrorKind, Provider, Stage};
///
/// let error = Error::new(ErrorKind::SenderNotAllowed, Stage::MailFrom)
///     .with_provider(Provider::Brevo);
/// let advice = error.guidance();
/// assert_eq!(advice.en.title, "Brevo does not know this sender");
/// println!("{advice}");
/// ```
///
/// Serialises for a page as `{"kind", "severity", "actor", "en": {"title", "what", "steps", "links"}, "fr": {…}}`.
/// Displays in English for a terminal; [`display`](Self::display) takes the language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Guidance {
    /// What it is about.
    pub kind: ErrorKind,
    /// How bad it is.
    pub severity: Severity,
    /// Who has to act.
    pub actor: Actor,
    /// In English.
    pub en: GuidanceText,
    /// In French.
    pub fr: GuidanceText,
    /// The quoted reply, if the kind is a guess.
    #[serde(skip)]
    said: Option<Box<str>>,
    #[serde(skip)]
    provider: Provider,
    #[serde(skip)]
    case: Option<Case>,
}

/// Advice in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuidanceText {
    /// A headline.
    pub title: String,
    /// What happened, for the person whose gateway it is.
    pub what: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// The provider's pages, as `https` links, each once: those named in the steps first. May be empty.
    pub links: Vec<String>,
}

impl Guidance {
    /// The text in one language.
    #[must_use]
    pub fn text(&self, language: Language) -> &GuidanceText {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }

    /// The same advice with the product's name, as in "create an app password named “ITE360”".
    ///
    /// Default: "your application", « votre application ». The texts are built anew: earlier changes to them are lost.
    /// Control characters are removed from the name; a blank name means the default.
    #[must_use]
    pub fn for_app(self, name: &str) -> Self {
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        let name = name.trim();
        let named = write(self.kind, self.provider, self.case, (!name.is_empty()).then_some(name));
        match self.said {
            Some(said) => guess::after_the_words(named, said),
            None => named,
        }
    }

    /// The text in one language for a terminal: title, what happened, numbered steps, and the links that no step names.
    #[must_use]
    pub fn display(&self, language: Language) -> impl fmt::Display + '_ {
        self.text(language)
    }
}

impl fmt::Display for Guidance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.en.fmt(f)
    }
}

impl GuidanceText {
    /// For texts of other modules, such as lint.
    pub(crate) const fn new(title: String, what: String, steps: Vec<String>, links: Vec<String>) -> Self {
        Self { title, what, steps, links }
    }
}

impl fmt::Display for GuidanceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n", self.title, self.what)?;
        for (n, step) in (1..).zip(&self.steps) {
            write!(f, "\n{n}. {step}")?;
        }
        let further = self.links.iter().filter(|link| !self.steps.iter().any(|step| step.contains(link.as_str())));
        for (n, link) in further.enumerate() {
            f.write_str(if n == 0 { "\n\n" } else { "\n" })?;
            f.write_str(link)?;
        }
        Ok(())
    }
}

/// Advice on a failure of this kind at this provider, with this shape of the secret.
///
/// Advice for an [`Error`](crate::Error) also considers its reply and its outcome: see
/// [`Error::guidance`](crate::Error::guidance).
///
/// ```
/// use ite_mailer::{ErrorKind, Language, Provider, guidance::guidance_for};
/// use ite_mailer::provider::SecretShape;
///
/// let shape = SecretShape::Unexpected;
/// let advice = guidance_for(ErrorKind::BadCredentials, Provider::Gmail, shape);
/// let advice = advice.for_app("ITE360");
/// assert!(advice.en.steps.iter().any(|step| step.contains("“ITE360”")));
/// println!("{}", advice.display(Language::Fr));
/// ```
#[must_use]
pub fn guidance_for(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Guidance {
    write(kind, provider, case::case(kind, provider, shape), None)
}

/// Advice on a failed sign-in by access token.
///
/// ```
/// use ite_mailer::{Provider, error::OAuth2Problem, guidance::guidance_for_oauth2};
///
/// let advice = guidance_for_oauth2(OAuth2Problem::GrantInvalid, Provider::Gmail);
/// assert_eq!(advice.en.title, "Google has ended the permission to send");
/// ```
#[must_use]
pub fn guidance_for_oauth2(problem: OAuth2Problem, provider: Provider) -> Guidance {
    write(problem.kind(), provider, oauth2::case(problem, provider), None)
}

fn write(kind: ErrorKind, provider: Provider, case: Option<Case>, app: Option<&str>) -> Guidance {
    let (severity, actor) = rank::rank(kind, case);
    let text = |language| text::text(language, kind, provider, case, app);
    Guidance { kind, severity, actor, en: text(Language::En), fr: text(Language::Fr), provider, case, said: None }
}
