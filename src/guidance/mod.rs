//! What to do about a failure, in French and English. Data, never `Display` text of an error.

mod case;
mod explain;
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
pub use language::{Language, UnknownLanguage};
pub use page::{ErrorPage, PageProblem};

use crate::{
    error::{ErrorKind, OAuth2Problem},
    provider::{Provider, SecretShape},
};
use case::Case;
use serde::Serialize;
use std::fmt;

/// Advice on one failure, in every language.
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
    #[serde(skip)]
    provider: Provider,
    #[serde(skip)]
    case: Option<Case>,
}

/// Advice in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GuidanceText {
    /// A headline.
    pub title: String,
    /// What happened, for the person whose gateway it is.
    pub what: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// The provider's own pages: `https` links. Empty where none is known.
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

    /// The same advice naming the product that sends, as in "create an app password named “ITE360”".
    ///
    /// Default: "your application", « votre application ». Writes the texts anew: change them afterwards, not before.
    /// Control characters are removed from the name; a blank name means the default.
    #[must_use]
    pub fn for_app(self, name: &str) -> Self {
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        let name = name.trim();
        write(self.kind, self.provider, self.case, (!name.is_empty()).then_some(name))
    }

    /// The text in one language, as a terminal shows it: title, what happened, numbered steps, links.
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

impl fmt::Display for GuidanceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n", self.title, self.what)?;
        for (n, step) in (1..).zip(&self.steps) {
            write!(f, "\n{n}. {step}")?;
        }
        for (n, link) in self.links.iter().enumerate() {
            f.write_str(if n == 0 { "\n\n" } else { "\n" })?;
            f.write_str(link)?;
        }
        Ok(())
    }
}

/// Advice on a failure of this kind at this provider, given what the secret's shape says.
///
/// ```
/// use ite_mailer::{ErrorKind, Provider, guidance::{Language, guidance_for}, provider::SecretShape};
///
/// let advice = guidance_for(ErrorKind::BadCredentials, Provider::Gmail, SecretShape::Unexpected).for_app("ITE360");
/// assert!(advice.en.steps.iter().any(|step| step.contains("“ITE360”")));
/// println!("{}", advice.display(Language::Fr));
/// ```
#[must_use]
pub fn guidance_for(kind: ErrorKind, provider: Provider, shape: SecretShape) -> Guidance {
    write(kind, provider, case::case(kind, provider, shape), None)
}

/// Advice on a failed sign-in by access token.
#[must_use]
pub fn guidance_for_oauth2(problem: OAuth2Problem, provider: Provider) -> Guidance {
    write(problem.kind(), provider, oauth2::case(problem, provider), None)
}

fn write(kind: ErrorKind, provider: Provider, case: Option<Case>, app: Option<&str>) -> Guidance {
    let (severity, actor) = rank::rank(kind, case);
    let text = |language| text::text(language, kind, provider, case, app);
    Guidance { kind, severity, actor, en: text(Language::En), fr: text(Language::Fr), provider, case }
}
