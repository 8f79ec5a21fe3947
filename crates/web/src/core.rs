//! Names of the core that are still moving, in one place.

pub(crate) use ite_mailer::{
    Stage,
    error::{GuidanceText, Language, Severity},
    gateway::{Date, Finding, FormField, LintInput, Problem, Step as FormStep},
};

/// The problem in the reader's language.
pub(crate) fn problem_text(problem: &Problem, _language: Language) -> String {
    problem.message.clone()
}
