//! One pure function decides what a refusal means.
//!
//! In this order of trust: habits of one provider, decisive phrases about sign-in and limits, enhanced status codes
//! (RFC 3463, RFC 7372, Microsoft's list of non-delivery codes), phrases of the stage, and at last stage and code class.

mod normalise;
mod rule;
mod rules_code;
mod rules_limits;
mod rules_message;
mod rules_sign_in;
mod wait;

use super::{ErrorKind, Reply, Retry, Stage};
use crate::provider::{Provider, SecretShape};
use normalise::Words;
use rule::{Again, Rule, Verdict};
use std::time::Duration;

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Classified {
    /// What went wrong.
    pub kind: ErrorKind,
    /// When trying again makes sense.
    pub retry: Retry,
}

/// Decides what a refusal means.
///
/// Total and pure: any text gives an answer, in work bounded by the first 16 KiB of it. The advice names the wait
/// that the reply names, else the kind's usual one.
#[must_use]
pub fn classify(
    stage: Stage,
    provider: Provider,
    mechanism: Option<&str>,
    shape: SecretShape,
    reply: &Reply,
) -> Classified {
    let words = Words::of(reply);
    let at = rule::stages(stage);
    let verdict = rules_code::provider(provider, at, &words)
        .or_else(|| first(rules_sign_in::DECISIVE, at, &words))
        .or_else(|| first(rules_limits::DECISIVE, at, &words))
        .or_else(|| rules_code::enhanced(at, &words))
        .or_else(|| first(rules_message::PHRASES, at, &words))
        .unwrap_or_else(|| rules_code::fallback(at, &words));
    let verdict = match verdict.kind {
        // "Virus scanner busy, try again later": content refused for good has no later.
        ErrorKind::ContentRejected if words.class() == 4 && words.says_later() => {
            rule::verdict(ErrorKind::TemporaryServerError, Again::Usual)
        }
        _ => verdict,
    };
    let kind = refine(verdict.kind, provider, mechanism, shape);
    Classified { kind, retry: advice(kind, verdict.again, &words) }
}

fn first(rules: &[Rule], at: u8, words: &Words) -> Option<Verdict> {
    rules.iter().find(|rule| rule.fits(at, words)).map(|rule| rule.verdict)
}

/// What the reply alone cannot tell: which mechanism was tried, and whether the secret looked like an app password.
fn refine(kind: ErrorKind, provider: Provider, mechanism: Option<&str>, shape: SecretShape) -> ErrorKind {
    let token = mechanism.is_some_and(|m| m.eq_ignore_ascii_case("XOAUTH2") || m.eq_ignore_ascii_case("OAUTHBEARER"));
    match kind {
        ErrorKind::BadCredentials if token => ErrorKind::OAuth2TokenInvalidOrExpired,
        ErrorKind::BadCredentials if wants_app_password(provider) && shape == SecretShape::Unexpected => {
            ErrorKind::AppPasswordRequired
        }
        // Outlook.com has taken tokens only since 2024-09-16 ("Modern Authentication Methods now needed to continue
        // syncing Outlook Email in non-Microsoft email apps", Microsoft support): any password is refused, right or not.
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

/// A reply that says "later" passes by itself, whatever its code.
fn advice(kind: ErrorKind, again: Again, words: &Words) -> Retry {
    let usual = match kind.usual_retry() {
        Retry::Never => Retry::After(Duration::from_secs(5 * 60)),
        other => other,
    };
    let retry = match again {
        Again::Never => Retry::Never,
        Again::Usual => kind.usual_retry(),
        Again::Later => usual,
        Again::IfTransient if words.class() == 4 || words.says_later() => usual,
        Again::IfTransient => Retry::Never,
    };
    match retry {
        Retry::Never => Retry::Never,
        usual => wait::named(words).unwrap_or(usual),
    }
}
