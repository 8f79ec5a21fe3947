//! Imports from the core whose paths may still change.

pub(crate) use ite_mailer::{
    Language, Stage,
    error::Problem,
    gateway::{Date, Finding, FormField, FormStep, LintCode, LintInput, SentCopy},
    guidance::{GuidanceText, Severity},
};

/// The problem in the reader's language.
pub(crate) fn problem_text(problem: &Problem, language: Language) -> String {
    if language == Language::Fr { problem.fr.clone() } else { problem.en.clone() }
}
