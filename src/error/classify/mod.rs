//! One pure function decides what a refusal means.
//!
//! Two steps: the lexicon finds the concepts that a reply mentions, in several languages; the decision table maps these
//! concepts at a stage to a kind. The first of these that matches decides: rows of one provider, codes of Microsoft's
//! own, rows of the table, enhanced status codes (RFC 3463, RFC 7372, Microsoft's list of non-delivery codes), general
//! words, guesses, stage and code class.

mod codes;
mod concept;
mod lexicon;
mod normalise;
mod provider;
mod retry_after;
mod rules;
mod table;
#[cfg(test)]
mod tests;

use super::{ErrorKind, Reply, Retry, Scope, Stage, kind::codes};
use crate::provider::{Provider, SecretShape};
use concept::Concept;
use lexicon::{Found, LEXICON};
use normalise::NormalizedReply;
use std::time::Duration;
use table::{RetryHint, Verdict};

codes! {
    /// What an explanation rests on, the surest first.
    Basis {
        /// A reply with a meaning of its own at this provider, known from its documentation or from a public report.
        ProviderRule = "provider_rule",
        /// The words of the reply.
        Phrase = "phrase",
        /// The enhanced status code (RFC 3463).
        EnhancedCode = "enhanced_code",
        /// Only the stage and the reply code, or a word that names the subject (a recipient, a header) while no
        /// word says what is wrong with it: a guess.
        CodeClass = "code_class",
    }
}

impl Basis {
    /// Whether the explanation is a guess, to be shown with the server's own words.
    #[must_use]
    pub const fn is_weak(self) -> bool {
        matches!(self, Self::CodeClass)
    }
}

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// What went wrong.
    pub kind: ErrorKind,
    /// When trying again makes sense.
    pub retry: Retry,
    /// Whom it concerns.
    pub scope: Scope,
    /// What the explanation rests on.
    pub basis: Basis,
}

/// Decides what a refusal means.
///
/// Total and pure: any text gives an answer, in work bounded by the first 16 KiB of it. The retry advice names the wait
/// that the reply names, else the kind's usual one.
#[must_use]
pub fn classify(
    stage: Stage,
    provider: Provider,
    mechanism: Option<&str>,
    shape: SecretShape,
    reply: &Reply,
) -> Explained {
    let words = NormalizedReply::of(reply);
    let found = LEXICON.find(&words, &[]);
    let decision = decide(stage, provider, &words, &found, Without::default());
    conclude(decision, provider, mechanism, shape, &words, &found)
}

/// Rows that a test leaves out, to prove that they are needed.
#[derive(Clone, Copy, Default)]
struct Without {
    row: Option<usize>,
    provider_row: Option<usize>,
}

/// A verdict and its origin.
#[derive(Clone, Copy, Debug)]
struct Decision {
    verdict: Verdict,
    basis: Basis,
    /// The number of the row: among the provider rows, or counted through the tables of words in the order in which they
    /// are read.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test that leaves each row out"))]
    row: Option<usize>,
}

fn decide(stage: Stage, provider: Provider, words: &NormalizedReply, found: &Found, without: Without) -> Decision {
    let at = table::stages(stage);
    if let Some((row, verdict)) = provider::decide(provider, at, words, without.provider_row) {
        return Decision { verdict, basis: Basis::ProviderRule, row: Some(row) };
    }
    if matches!(provider, Provider::Microsoft365 | Provider::OutlookCom)
        && let Some(verdict) = codes::microsoft(at, words)
    {
        return Decision { verdict, basis: Basis::EnhancedCode, row: None };
    }
    let seen_from = if at == table::D && sends_only(provider) { at | table::S } else { at };
    let phrase = |tables, first, basis| {
        table::decide(tables, first, seen_from, found, words, without.row).map(|(row, verdict)| Decision {
            verdict,
            basis,
            row: Some(row),
        })
    };
    let decisive = table::numbered(table::DECISIVE).count();
    phrase(table::DECISIVE, 0, Basis::Phrase)
        .or_else(|| {
            codes::enhanced(at, words).map(|verdict| Decision { verdict, basis: Basis::EnhancedCode, row: None })
        })
        .or_else(|| phrase(table::GENERAL, decisive, Basis::Phrase))
        .or_else(|| phrase(table::GUESSES, decisive + table::numbered(table::GENERAL).count(), Basis::CodeClass))
        .unwrap_or_else(|| Decision { verdict: codes::fallback(at, words), basis: Basis::CodeClass, row: None })
}

fn conclude(
    decision: Decision,
    provider: Provider,
    mechanism: Option<&str>,
    shape: SecretShape,
    words: &NormalizedReply,
    found: &Found,
) -> Explained {
    let kind = refine(decision.verdict.kind, provider, mechanism, shape);
    let retry = advice(kind, decision.verdict.retry, words, found);
    Explained { kind, retry, scope: kind.scope(), basis: decision.basis }
}

/// Corrects the kind by what the reply does not tell: the mechanism that was tried and the shape of the secret.
fn refine(kind: ErrorKind, provider: Provider, mechanism: Option<&str>, shape: SecretShape) -> ErrorKind {
    let token = mechanism.is_some_and(|m| m.eq_ignore_ascii_case("XOAUTH2") || m.eq_ignore_ascii_case("OAUTHBEARER"));
    match kind {
        ErrorKind::BadCredentials if token => ErrorKind::OAuth2TokenInvalidOrExpired,
        ErrorKind::BadCredentials if wants_app_password(provider) && shape == SecretShape::Unexpected => {
            ErrorKind::AppPasswordRequired
        }
        // Outlook.com accepts tokens only, since 2024-09-16 ("Modern Authentication Methods now needed to continue
        // syncing Outlook Email in non-Microsoft email apps", Microsoft support): it refuses a correct password too.
        ErrorKind::AppPasswordRequired | ErrorKind::BadCredentials if provider == Provider::OutlookCom => {
            ErrorKind::BasicAuthDisabled
        }
        kind => kind,
    }
}

/// Providers that refuse the account password and take an app password.
const fn wants_app_password(provider: Provider) -> bool {
    use Provider as P;
    matches!(provider, P::Gmail | P::GoogleWorkspace | P::Yahoo | P::Aol | P::ICloud | P::Fastmail | P::Yandex)
}

/// Services that only send mail and have no mailboxes.
const fn sends_only(provider: Provider) -> bool {
    use Provider as P;
    matches!(
        provider,
        P::Brevo
            | P::Mailjet
            | P::Ses
            | P::SendGrid
            | P::MailgunUs
            | P::MailgunEu
            | P::Postmark
            | P::SparkPost
            | P::Mailtrap
            | P::Resend
            | P::Scaleway
            | P::ElasticEmail
            | P::Smtp2Go
            | P::Mandrill
    )
}

/// The row's advice; a wait that the reply names takes precedence.
fn advice(kind: ErrorKind, hint: RetryHint, words: &NormalizedReply, found: &Found) -> Retry {
    let usual = match kind.usual_retry() {
        Retry::Never => Retry::After(Duration::from_secs(5 * 60)),
        other => other,
    };
    let permanent = found.has(Concept::Permanent);
    let says = |concept| found.has(concept) && !permanent;
    let transient = words.class() == 4 && !permanent;
    let retry = match hint {
        RetryHint::Never => Retry::Never,
        RetryHint::Usual => kind.usual_retry(),
        RetryHint::Later => usual,
        RetryHint::IfTransient if transient || says(Concept::Later) => usual,
        RetryHint::IfSaid if says(Concept::Later) => usual,
        RetryHint::IfTransient | RetryHint::IfSaid => Retry::Never,
    };
    match retry {
        Retry::Never => Retry::Never,
        usual => retry_after::named(words).unwrap_or(usual),
    }
}
