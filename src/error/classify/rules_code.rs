//! Rules by provider, by enhanced status code, and by stage and code class where nothing else speaks.

use super::{
    normalise::Words,
    rule::{A, Again, C, D, F, R, Verdict, verdict},
};
use crate::{error::ErrorKind as K, provider::Provider as P};

/// Habits of one provider whose words say something else.
pub(super) fn provider(provider: P, at: u8, words: &Words) -> Option<Verdict> {
    let never = |kind| Some(verdict(kind, Again::Never));
    match provider {
        // The relay hangs up on an EHLO name it does not like and calls it passing.
        P::GoogleSmtpRelay if at == C && words.code() == 421 && words.says("try again later") => never(K::Other),
        P::Gmail | P::GoogleWorkspace if words.code() == 421 && words.says("ehlo|helo") => never(K::Other),
        P::Gmail | P::GoogleWorkspace | P::GoogleSmtpRelay
            if words.codes().iter().any(|c| c.subject == 4 && c.detail == 5) =>
        {
            Some(verdict(K::DailyQuotaExceeded, Again::Usual))
        }
        P::Gmail | P::GoogleWorkspace if at == A && words.names("invalidsecondfactor") => never(K::AppPasswordRequired),
        P::Yahoo | P::Aol if at == F && words.code() == 450 => never(K::SenderNotAllowed),
        P::Yahoo | P::Aol if at == D && words.says("error sending message") => never(K::SenderNotAllowed),
        // Yahoo gives this to an account password, whatever the number of attempts.
        P::Yahoo | P::Aol if at == A && words.says("too many bad auth") => never(K::AppPasswordRequired),
        P::Yandex if at == A && words.says("access rights") => never(K::AppPasswordRequired),
        P::Brevo if words.code() == 525 && !words.says("account|compte .. activ|suspend|disabled") => {
            never(K::IpNotAuthorized)
        }
        P::Mailjet | P::Mandrill if at == A && words.code() == 435 => never(K::BadCredentials),
        P::Ses if words.says("user .. not authorized to perform") => never(K::SenderNotAllowed),
        _ => None,
    }
}

/// RFC 3463 and its registry, Microsoft's Exchange Online list.
pub(super) fn enhanced(at: u8, words: &Words) -> Option<Verdict> {
    // The innermost code of a wrapped reply is the cause.
    words.codes().iter().rev().find_map(|code| by_code(at, code.class, code.subject, code.detail))
}

fn by_code(at: u8, class: u8, subject: u16, detail: u16) -> Option<Verdict> {
    let (kind, again) = match (class, subject, detail) {
        (_, 1, 1 | 2 | 3 | 6 | 10) if at & (R | D) != 0 => (K::RecipientRejected, Again::IfTransient),
        (_, 1, 7 | 8) if at & (F | R | D) != 0 => (K::SenderNotAllowed, Again::Never),
        (5, 1, 90) => (K::DailyQuotaExceeded, Again::Usual),
        (_, 2, 1) if at & (R | D) != 0 => (K::RecipientRejected, Again::IfTransient),
        (_, 2, 2) if at & (R | D) != 0 => (K::RecipientRejected, Again::Later),
        (5, 2, 3) | (5, 3, 4) => (K::MessageTooLarge, Again::Never),
        (_, 5, 3) if at & (R | D) != 0 => (K::TooManyRecipients, Again::IfTransient),
        (5, 5, 4) if at == A => (K::AuthMechanismUnsupported, Again::Never),
        (_, 7, 8) | (5, 7, 3 | 139) if at == A => (K::BadCredentials, Again::Never),
        (5, 7, 11) => (K::TlsRequired, Again::Never),
        (5, 7, 13) if at == A => (K::AccountSuspendedOrNotActivated, Again::Never),
        (5, 7, 14) if at == A => (K::AccountBlockedOrSuspiciousLogin, Again::Never),
        (5, 7, 25 | 64 | 606..=649) => (K::IpNotAuthorized, Again::Never),
        (5, 7, 20..=24 | 26 | 27 | 509) => (K::ContentRejected, Again::Never),
        (5, 7, 30) => (K::BasicAuthDisabled, Again::Never),
        (5, 7, 57) => (K::AuthenticationRequired, Again::Never),
        (5, 7, 60) => (K::SenderNotAllowed, Again::Never),
        (5, 7, 124 | 133 | 134) => (K::RecipientRejected, Again::Never),
        (5, 7, 750) => (K::SenderNotVerified, Again::Never),
        (5, 7, 501..=503 | 700..=749) => (K::AccountSuspendedOrNotActivated, Again::Never),
        (4, 7, 500..=699) => (K::RateLimited, Again::Usual),
        (5, 6, _) if at == D => (K::ContentRejected, Again::Never),
        _ => return None,
    };
    Some(verdict(kind, again))
}

/// Stage and code alone.
pub(super) fn fallback(at: u8, words: &Words) -> Verdict {
    let (kind, again) = match (at, words.code(), words.class()) {
        (_, 530, _) if at != A => (K::AuthenticationRequired, Again::Never),
        // Google's and Microsoft's JSON about a refused token comes as a challenge (RFC 7628 §3.2.3).
        (A, 334, _) => (K::OAuth2TokenInvalidOrExpired, Again::Never),
        (A, 435, _) if !words.says_later() => (K::BadCredentials, Again::Never),
        (_, _, 4) => (K::TemporaryServerError, Again::Usual),
        (A, 500..=504 | 534, _) => (K::AuthMechanismUnsupported, Again::Never),
        (A, 538, _) => (K::TlsRequired, Again::Never),
        (A, 525, _) => (K::AccountSuspendedOrNotActivated, Again::Never),
        (_, 525, _) => (K::IpNotAuthorized, Again::Never),
        (A, _, 5) => (K::BadCredentials, Again::Never),
        (A, 0, 0) if words.says("authentication|login|auth .. fail|unsuccessful|denied") => {
            (K::BadCredentials, Again::Never)
        }
        (C, 550 | 554, _) => (K::IpNotAuthorized, Again::Never),
        (F, 501 | 553, _) => (K::SenderNotAllowed, Again::Never),
        (R, 550..=554, _) => (K::RecipientRejected, Again::Never),
        (D, _, 5)
            if words.says("transaction failed|went wrong|unknown error|unspecified error")
                || words.says("requested .. action not taken") =>
        {
            (K::Other, Again::Never)
        }
        (D, 552, _) => (K::MessageTooLarge, Again::Never),
        (D, 550..=554, _) => (K::ContentRejected, Again::Never),
        _ => (K::Other, Again::Never),
    };
    verdict(kind, again)
}
