//! A failure in one language with the product's name, ready as JSON.

use super::Language;
use crate::error::{Actor, Error, ErrorKind, Outcome, Retry, Severity, Stage};
use serde::Serialize;

/// A failure for a page of the product, from [`Error::to_page`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ErrorPage {
    /// The language of the texts.
    pub language: Language,
    /// What went wrong.
    pub kind: ErrorKind,
    /// Where it went wrong.
    pub stage: Stage,
    /// Whether the mail was sent.
    pub outcome: Outcome,
    /// When trying again makes sense.
    pub retry: Retry,
    /// How bad it is.
    pub severity: Severity,
    /// Who has to act.
    pub actor: Actor,
    /// A headline.
    pub title: String,
    /// What happened.
    pub what: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// The provider's own pages: `https` links.
    pub links: Vec<String>,
    /// The problems of invalid settings or of an invalid mail, by field.
    pub problems: Vec<PageProblem>,
    /// The server's reply, untranslated.
    pub reply: Option<String>,
    /// The mail's Message-ID, without angle brackets.
    pub message_id: Option<String>,
}

/// One [`Problem`](crate::error::Problem) in the language of an [`ErrorPage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PageProblem {
    /// The field's name.
    pub field: String,
    /// The stable code of the problem.
    pub code: String,
    /// What is wrong and what would be right.
    pub text: String,
}

impl Error {
    /// The failure in one language, with the product's name in the advice.
    ///
    /// ```
    /// use ite_mailer::{Error, ErrorKind, Language, Provider, Stage};
    ///
    /// let error = Error::new(ErrorKind::AppPasswordRequired, Stage::Auth)
    ///     .with_provider(Provider::Gmail);
    /// let page = error.to_page(Language::Fr, "Mon logiciel");
    /// assert_eq!(page.title, "Gmail demande un mot de passe d’application");
    /// let json = serde_json::to_value(&page)?;
    /// assert_eq!(json["kind"], "app_password_required");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn to_page(&self, language: Language, app: &str) -> ErrorPage {
        let guidance = self.guidance().for_app(app);
        let (severity, actor) = (guidance.severity, guidance.actor);
        let text = match language {
            Language::En => guidance.en,
            Language::Fr => guidance.fr,
        };
        let problems = self.problems().iter().map(|problem| PageProblem {
            field: problem.field.to_string(),
            code: problem.code.to_string(),
            text: match language {
                Language::En => problem.en.clone(),
                Language::Fr => problem.fr.clone(),
            },
        });
        ErrorPage {
            language,
            kind: self.kind(),
            stage: self.stage(),
            outcome: self.outcome(),
            retry: self.retry(),
            severity,
            actor,
            title: text.title,
            what: text.what,
            steps: text.steps,
            links: text.links,
            problems: problems.collect(),
            reply: self.reply().map(ToString::to_string),
            message_id: self.message_id().map(str::to_owned),
        }
    }
}
