//! Meaning of enhanced status codes, and the fallback by stage and reply code.

use super::{
    normalise::NormalizedReply,
    table::{A, C, D, F, R, RetryHint as Hint, T, Verdict},
};
use crate::error::ErrorKind as K;

/// Codes of RFC 3463, of its registry and of Microsoft's list for Exchange Online.
pub(super) fn enhanced(at: u8, words: &NormalizedReply) -> Option<Verdict> {
    // The innermost code of a wrapped reply is the cause.
    let out_of_order = words.code() == 503;
    words.codes().iter().rev().find_map(|code| by_code(at, code.class, code.subject, code.detail, out_of_order))
}

/// Codes with a meaning of Microsoft's own. The text is not read, as most of them say "Access denied":
/// <https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online>.
pub(super) fn microsoft(at: u8, words: &NormalizedReply) -> Option<Verdict> {
    let meaning = |class: u8, subject: u16, detail: u16| match (class, subject, detail) {
        (5, 1, 8) => Some((K::AccountBlockedOrSuspiciousLogin, Hint::Never)),
        (4, 4, 8 | 9) | (4, 7, 5 | 321..=325) => Some((K::Tls, Hint::Later)),
        (5, 3, 190) | (5, 7, 129 | 133 | 504 | 507 | 703) => Some((K::RecipientRejected, Hint::Never)),
        (5, 2, 251) => Some((K::RateLimited, Hint::Never)),
        (5, 7, 511) => Some((K::IpNotAuthorized, Hint::Never)),
        (5, 7, 501 | 502) => Some((K::AccountSuspendedOrNotActivated, Hint::Never)),
        (5, 7, 750) => Some((K::SenderNotVerified, Hint::Never)),
        _ => None,
    };
    let code = words.codes().iter().rev().find_map(|code| meaning(code.class, code.subject, code.detail));
    code.filter(|_| at & (F | R | D) != 0).map(|(kind, retry)| Verdict { kind, retry })
}

/// `out_of_order`: a bad sequence of commands, which is no bad syntax, though servers give both the same code.
fn by_code(at: u8, class: u8, subject: u16, detail: u16, out_of_order: bool) -> Option<Verdict> {
    let (kind, retry) = match (class, subject, detail) {
        (_, 1, 1 | 2 | 3 | 4 | 6 | 10) if at & (R | D) != 0 => (K::RecipientUnknown, Hint::IfTransient),
        (_, 1, 7 | 8) if at & (F | R | D) != 0 => (K::SenderNotAllowed, Hint::Never),
        (5, 1, 90) => (K::DailyQuotaExceeded, Hint::Usual),
        (_, 2, 1) if at & (R | D) != 0 => (K::RecipientRejected, Hint::IfTransient),
        (_, 2, 2) if at & (R | D) != 0 => (K::RecipientMailboxFull, Hint::Later),
        (5, 2, 3) | (5, 3, 4) => (K::MessageTooLarge, Hint::Never),
        (_, 4, 6 | 14) if at & (R | D) != 0 => (K::MessageMalformed, Hint::Never),
        (_, 5, 3) if at & (R | D) != 0 => (K::TooManyRecipients, Hint::IfTransient),
        (_, 4, 7) => (K::TemporaryServerError, Hint::Later),
        (5, 5, 4) if at == A => (K::AuthMechanismUnsupported, Hint::Never),
        (_, 7, 8) | (4, 7, 12) | (5, 7, 3 | 139) if at == A => (K::BadCredentials, Hint::Never),
        (5, 7, 10 | 11) if at != T => (K::TlsRequired, Hint::Never),
        (5, 7, 13) if at == A => (K::AccountSuspendedOrNotActivated, Hint::Never),
        (5, 7, 14) if at == A => (K::AccountBlockedOrSuspiciousLogin, Hint::Never),
        (5, 7, 25 | 64 | 606..=649) => (K::IpNotAuthorized, Hint::Never),
        (_, 7, 20..=24 | 26 | 27 | 509) => (K::ContentRejected, Hint::IfTransient),
        (5, 7, 30) => (K::BasicAuthDisabled, Hint::Never),
        (5, 7, 57) => (K::AuthenticationRequired, Hint::Never),
        (5, 7, 60) => (K::SenderNotAllowed, Hint::Never),
        (_, 4, 4 | 310 | 312) if at & (R | D) != 0 => (K::RecipientUnknown, Hint::IfTransient),
        (_, 4, 316) => (K::TemporaryServerError, Hint::Later),
        (5, 7, 321..=325) => (K::Tls, Hint::Never),
        (5, 2, 4 | 14) | (5, 3, 2) if at & (R | D) != 0 => (K::RecipientRejected, Hint::Never),
        (5, 3, 5) => (K::Other, Hint::Never),
        (_, 7, 5) if at & (F | R | D) != 0 => (K::Tls, Hint::IfTransient),
        (_, 5, 2) if at & (F | D) != 0 && !out_of_order => (K::MessageMalformed, Hint::Never),
        (5, 7, 1) if at == C => (K::IpNotAuthorized, Hint::Never),
        (5, 7, 3) if at == F => (K::AuthenticationRequired, Hint::Never),
        (5, 7, 124 | 129 | 133..=136) => (K::RecipientRejected, Hint::Never),
        (5, 7, 750) => (K::SenderNotVerified, Hint::Never),
        (5, 7, 501..=503 | 700..=749) => (K::AccountSuspendedOrNotActivated, Hint::Never),
        (4, 7, 500..=699) => (K::RateLimited, Hint::Usual),
        (5, 6, 1) if at == D => (K::ContentRejected, Hint::Never),
        (5, 6, _) if at == D => (K::MessageMalformed, Hint::Never),
        _ => return None,
    };
    Some(Verdict { kind, retry })
}

/// The meaning by stage and reply code alone.
pub(super) fn fallback(at: u8, words: &NormalizedReply) -> Verdict {
    let (kind, retry) = match (at, words.code(), words.class()) {
        (A, 530, _) => (K::BadCredentials, Hint::Never),
        (_, 530, _) => (K::AuthenticationRequired, Hint::Never),
        // Google and Microsoft send the reason for refusing a token as a challenge in JSON (RFC 7628 §3.2.3).
        (A, 334, _) => (K::OAuth2TokenInvalidOrExpired, Hint::Never),
        (A, 435, _) => (K::BadCredentials, Hint::Never),
        // RFC 4954 §4: a response that cannot be read or a cancelled sign-in; AUTH after a sign-in, or after MAIL.
        (A, 501 | 503, _) => (K::Protocol, Hint::Never),
        (R, 422, _) => (K::RecipientMailboxFull, Hint::Later),
        (_, _, 4) => (K::TemporaryServerError, Hint::Usual),
        (A, 500..=504 | 534, _) => (K::AuthMechanismUnsupported, Hint::Never),
        (A, 538, _) => (K::TlsRequired, Hint::Never),
        (A, 525, _) => (K::AccountSuspendedOrNotActivated, Hint::Never),
        (_, 525, _) => (K::IpNotAuthorized, Hint::Never),
        (A, _, 5) => (K::BadCredentials, Hint::Never),
        (T, _, 5) => (K::Tls, Hint::Never),
        (C, 550 | 554, _) => (K::IpNotAuthorized, Hint::Never),
        (F, 501 | 550 | 553 | 554, _) => (K::SenderNotAllowed, Hint::Never),
        (R, 552, _) => (K::RecipientMailboxFull, Hint::Later),
        (R, 501 | 553, _) => (K::RecipientUnknown, Hint::Never),
        (R, 550..=554, _) | (R, 0, 0) => (K::RecipientRejected, Hint::Never),
        // A text without a code, as in a delivery status notification.
        (C, 0, 0) if words.len() > 2 => (K::IpNotAuthorized, Hint::Never),
        (D, 552, _) => (K::MessageTooLarge, Hint::Never),
        (D, 550..=554, _) => (K::ContentRejected, Hint::Never),
        (F, 0, 0) if words.len() > 2 => (K::SenderNotAllowed, Hint::Never),
        (D, 0, 0) if words.len() > 2 => (K::ContentRejected, Hint::Never),
        _ => (K::Other, Hint::Never),
    };
    Verdict { kind, retry }
}

#[cfg(test)]
mod tests {
    use super::{A, C, D, F, Hint, K, NormalizedReply, R, T, enhanced, fallback};
    use crate::error::Reply;

    /// A text without meaning, so that stage and code alone decide.
    const TEXT: &str = "zq zq zq";

    #[test]
    fn stage_and_code_decide_alone() {
        for (at, code, kind, retry) in [
            (A, 530, K::BadCredentials, Hint::Never),
            (F, 530, K::AuthenticationRequired, Hint::Never),
            (A, 334, K::OAuth2TokenInvalidOrExpired, Hint::Never),
            (F, 334, K::Other, Hint::Never),
            (A, 435, K::BadCredentials, Hint::Never),
            (F, 435, K::TemporaryServerError, Hint::Usual),
            (R, 422, K::RecipientMailboxFull, Hint::Later),
            (F, 422, K::TemporaryServerError, Hint::Usual),
            (C, 421, K::TemporaryServerError, Hint::Usual),
            (A, 500, K::AuthMechanismUnsupported, Hint::Never),
            (A, 503, K::Protocol, Hint::Never),
            (A, 504, K::AuthMechanismUnsupported, Hint::Never),
            (A, 534, K::AuthMechanismUnsupported, Hint::Never),
            (A, 505, K::BadCredentials, Hint::Never),
            (A, 535, K::BadCredentials, Hint::Never),
            (A, 538, K::TlsRequired, Hint::Never),
            (A, 525, K::AccountSuspendedOrNotActivated, Hint::Never),
            (C, 525, K::IpNotAuthorized, Hint::Never),
            (T, 554, K::Tls, Hint::Never),
            (C, 550, K::IpNotAuthorized, Hint::Never),
            (C, 554, K::IpNotAuthorized, Hint::Never),
            (C, 552, K::Other, Hint::Never),
            (F, 501, K::SenderNotAllowed, Hint::Never),
            (F, 550, K::SenderNotAllowed, Hint::Never),
            (F, 553, K::SenderNotAllowed, Hint::Never),
            (F, 554, K::SenderNotAllowed, Hint::Never),
            (F, 552, K::Other, Hint::Never),
            (R, 552, K::RecipientMailboxFull, Hint::Later),
            (R, 501, K::RecipientUnknown, Hint::Never),
            (R, 553, K::RecipientUnknown, Hint::Never),
            (R, 550, K::RecipientRejected, Hint::Never),
            (R, 554, K::RecipientRejected, Hint::Never),
            (R, 555, K::Other, Hint::Never),
            (D, 552, K::MessageTooLarge, Hint::Never),
            (D, 550, K::ContentRejected, Hint::Never),
            (D, 554, K::ContentRejected, Hint::Never),
            (D, 555, K::Other, Hint::Never),
        ] {
            let reply = Reply::parse(&format!("{code} {TEXT}"));
            let found = fallback(at, &NormalizedReply::of(&reply));
            assert_eq!((found.kind, found.retry), (kind, retry), "{code} at {at}");
        }
    }

    /// Every row at every stage: its meaning at its own stages, none at the others.
    #[test]
    fn an_enhanced_code_decides_at_its_stages() {
        const TO: u8 = R | D;
        const ALL: u8 = C | T | A | F | R | D;
        let rows = [
            ("550 5.1.1", TO, K::RecipientUnknown, Hint::IfTransient),
            ("550 5.1.10", TO, K::RecipientUnknown, Hint::IfTransient),
            ("550 5.1.7", F | TO, K::SenderNotAllowed, Hint::Never),
            ("550 5.1.90", ALL, K::DailyQuotaExceeded, Hint::Usual),
            ("550 5.2.1", TO, K::RecipientRejected, Hint::IfTransient),
            ("450 4.2.2", TO, K::RecipientMailboxFull, Hint::Later),
            ("550 5.2.3", ALL, K::MessageTooLarge, Hint::Never),
            ("550 5.3.4", ALL, K::MessageTooLarge, Hint::Never),
            ("550 5.4.6", TO, K::MessageMalformed, Hint::Never),
            ("450 4.5.3", TO, K::TooManyRecipients, Hint::IfTransient),
            ("450 4.4.7", ALL, K::TemporaryServerError, Hint::Later),
            ("550 5.5.4", A, K::AuthMechanismUnsupported, Hint::Never),
            ("550 5.7.8", A, K::BadCredentials, Hint::Never),
            ("450 4.7.12", A, K::BadCredentials, Hint::Never),
            ("550 5.7.3", A, K::BadCredentials, Hint::Never),
            ("550 5.7.3", F, K::AuthenticationRequired, Hint::Never),
            ("550 5.7.10", C | A | F | TO, K::TlsRequired, Hint::Never),
            ("550 5.7.13", A, K::AccountSuspendedOrNotActivated, Hint::Never),
            ("550 5.7.14", A, K::AccountBlockedOrSuspiciousLogin, Hint::Never),
            ("550 5.7.25", ALL, K::IpNotAuthorized, Hint::Never),
            ("550 5.7.606", ALL, K::IpNotAuthorized, Hint::Never),
            ("550 5.7.649", ALL, K::IpNotAuthorized, Hint::Never),
            ("550 5.7.605", 0, K::Other, Hint::Never),
            ("550 5.7.650", 0, K::Other, Hint::Never),
            ("450 4.7.24", ALL, K::ContentRejected, Hint::IfTransient),
            ("550 5.7.26", ALL, K::ContentRejected, Hint::IfTransient),
            ("550 5.7.30", ALL, K::BasicAuthDisabled, Hint::Never),
            ("550 5.7.57", ALL, K::AuthenticationRequired, Hint::Never),
            ("550 5.7.60", ALL, K::SenderNotAllowed, Hint::Never),
            ("450 4.4.4", TO, K::RecipientUnknown, Hint::IfTransient),
            ("450 4.4.316", ALL, K::TemporaryServerError, Hint::Later),
            ("550 5.7.321", ALL, K::Tls, Hint::Never),
            ("550 5.2.14", TO, K::RecipientRejected, Hint::Never),
            ("550 5.3.2", TO, K::RecipientRejected, Hint::Never),
            ("550 5.3.5", ALL, K::Other, Hint::Never),
            ("450 4.7.5", F | TO, K::Tls, Hint::IfTransient),
            ("550 5.5.2", F | D, K::MessageMalformed, Hint::Never),
            ("503 5.5.2", 0, K::Other, Hint::Never),
            ("550 5.7.1", C, K::IpNotAuthorized, Hint::Never),
            ("550 5.7.129", ALL, K::RecipientRejected, Hint::Never),
            ("550 5.7.750", ALL, K::SenderNotVerified, Hint::Never),
            ("550 5.7.503", ALL, K::AccountSuspendedOrNotActivated, Hint::Never),
            ("550 5.7.749", ALL, K::AccountSuspendedOrNotActivated, Hint::Never),
            ("450 4.7.500", ALL, K::RateLimited, Hint::Usual),
            ("550 5.6.1", D, K::ContentRejected, Hint::Never),
            ("550 5.6.2", D, K::MessageMalformed, Hint::Never),
        ];
        for (code, ..) in rows {
            let reply = Reply::parse(&format!("{code} {TEXT}"));
            for at in [C, T, A, F, R, D] {
                let row = rows.iter().find(|(other, stages, ..)| *other == code && stages & at != 0);
                let found = enhanced(at, &NormalizedReply::of(&reply)).map(|found| (found.kind, found.retry));
                assert_eq!(found, row.map(|(.., kind, retry)| (*kind, *retry)), "{code} at {at}");
            }
        }
    }

    #[test]
    fn a_text_without_a_code_is_read_by_its_stage() {
        for (at, text, kind) in [
            (R, "zq", K::RecipientRejected),
            (F, "zq zq zq", K::SenderNotAllowed),
            (F, "zq zq", K::Other),
            (D, "zq zq zq", K::ContentRejected),
            (D, "zq zq", K::Other),
            (C, "zq zq zq", K::IpNotAuthorized),
            (C, "zq zq", K::Other),
        ] {
            let found = fallback(at, &NormalizedReply::of(&Reply::parse(text)));
            assert_eq!((found.kind, found.retry), (kind, Hint::Never), "{text} at {at}");
        }
    }
}
