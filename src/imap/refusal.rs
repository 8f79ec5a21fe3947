//! What a refusal of an IMAP server means, by its words, else by its response code (RFC 5530).

use super::response::{Status, StatusLine};
use crate::{
    error::{Error, ImapProblem as P, Reply},
    util::redact::Redactor,
};

/// What was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The connection itself, or any command that a `BYE` ended.
    Session,
    /// The sign-in with a password.
    Password,
    /// The sign-in with an access token.
    Token,
    /// Looking for the folder, or into it.
    Folder,
    /// Adding the message.
    Append,
}

/// The error of a refusal.
pub(super) fn refusal(step: Step, line: &StatusLine<'_>, redactor: &Redactor) -> Error {
    let status = match line.status {
        Status::No => "NO",
        Status::Bad => "BAD",
        Status::Bye => "BYE",
        Status::Ok | Status::PreAuth => "OK",
    };
    let text = redactor.clean(line.text);
    Error::sent_copy(problem(step, line)).with_reply(Reply::parse(&format!("{status} {text}")))
}

/// What the refusal means.
pub(super) fn problem(step: Step, line: &StatusLine<'_>) -> P {
    let text = line.text.to_lowercase();
    let says = |patterns: &[&str]| patterns.iter().any(|pattern| text.contains(pattern));
    let step = if line.status == Status::Bye { Step::Session } else { step };
    by_words(step, &says).or_else(|| by_code(step, &line.code())).unwrap_or(match (step, line.status) {
        (Step::Session, _) => P::Unavailable,
        (Step::Password, Status::No) => P::SignInRefused,
        (Step::Token, Status::No) => P::TokenRefused,
        _ => P::Refused,
    })
}

/// By the words, which come first: Gmail, for one, gives several causes the same code.
fn by_words(step: Step, says: &dyn Fn(&[&str]) -> bool) -> Option<P> {
    if says(&["too many simultaneous", "too many connections", "maximum number of connections", "too many open"])
        || says(&["connection limit", "too many sessions", "user_session_limit", "too many concurrent"])
    {
        return Some(P::TooManyConnections);
    }
    match step {
        // Courier refuses so after the sign-in.
        Step::Session => says(&["imap access disabled"]).then_some(P::ImapOff),
        Step::Password | Step::Token => sign_in(says),
        Step::Folder | Step::Append => folder(says),
    }
}

/// The causes of a refused sign-in.
fn sign_in(says: &dyn Fn(&[&str]) -> bool) -> Option<P> {
    let imap = says(&["imap"]);
    let off = ["disabled", "not enabled", "is off", "turned off", "switched off", "deactivated", "yet to enable"];
    let refused = ["not allowed", "not permitted", "no access", "not available", "not activated", "not have imap"];
    Some(match () {
        // Yandex names both causes in one text.
        () if says(&["invalid credentials or imap"]) => P::SignInRefused,
        () if says(&["application-specific password", "app password", "app-specific password"]) => {
            P::AppPasswordRequired
        }
        () if says(&["parol prilozheniya", "application password", "authorization code", "authorized code"]) => {
            P::AppPasswordRequired
        }
        () if says(&["only available under a layer", "cleartext login", "starttls required", "ssl/tls-connection"]) => {
            P::TlsFailed
        }
        () if says(&["temporar", "try again later", "try later", "unavailable", "internal error", "server error"]) => {
            P::Unavailable
        }
        () if imap && (says(&off) || says(&refused)) => P::ImapOff,
        () if says(&["protocol not enabled", "protocol disabled", "authenticated but not connected"]) => P::ImapOff,
        () if says(&["web login required", "via your web browser", "unusual", "suspicious", "unsafe login"]) => {
            P::Blocked
        }
        () if says(&["blocked", "locked", "suspended", "blacklist", "login disabled", "account is disabled"]) => {
            P::Blocked
        }
        () if says(&["too many login", "too many failed", "too many failures", "too many attempts"]) => P::Blocked,
        () if says(&["too many invalid", "rate limit"]) => P::Blocked,
        () if says(&["basic authentication", "basicauth", "legacy auth", "use oauth"]) => P::MechanismUnsupported,
        () => return None,
    })
}

fn folder(says: &dyn Fn(&[&str]) -> bool) -> Option<P> {
    Some(match () {
        () if says(&["authenticated but not connected"]) => P::ImapOff,
        () if says(&["unsafe login"]) => P::Blocked,
        () if says(&["quota", "mailbox is full", "mailbox full", "no space", "storage limit"]) => P::MailboxFull,
        () if says(&["too large", "too big", "too long", "toobig", "maximum size", "maximum message size"]) => {
            P::MessageTooLarge
        }
        () if says(&[
            "maximum allowed size",
            "size limit",
            "length exceeds",
            "line limit exceeded",
            "size exceeds",
        ]) =>
        {
            P::MessageTooLarge
        }
        () if says(&["read-only", "read only", "permission denied", "access denied", "no write permission"]) => {
            P::FolderReadOnly
        }
        () if says(&["doesn't exist", "does not exist", "no such mailbox", "no such folder", "unknown mailbox"]) => {
            P::FolderNotFound
        }
        // A name of the settings with a character that the server does not take, such as another server's delimiter.
        () if says(&["mailbox not found", "folder not found", "nonexistent", "mailbox name"]) => P::FolderNotFound,
        () if says(&["temporar", "try again", "unavailable", "internal error", "server error", "throttled"]) => {
            P::Unavailable
        }
        () if says(&["[tempfail]", "busy"]) => P::Unavailable,
        () => return None,
    })
}

/// The codes of RFC 5530, and of the extensions that a copy meets.
fn by_code(step: Step, code: &str) -> Option<P> {
    let signing_in = matches!(step, Step::Password | Step::Token);
    Some(match code {
        "AUTHENTICATIONFAILED" | "AUTHORIZATIONFAILED" | "EXPIRED" if step == Step::Token => P::TokenRefused,
        "AUTHENTICATIONFAILED" | "AUTHORIZATIONFAILED" | "EXPIRED" => P::SignInRefused,
        "WEBALERT" => P::Blocked,
        "PRIVACYREQUIRED" => P::TlsFailed,
        "UNAVAILABLE" | "INUSE" | "SERVERBUG" => P::Unavailable,
        "OVERQUOTA" => P::MailboxFull,
        "TOOBIG" => P::MessageTooLarge,
        "TRYCREATE" | "NONEXISTENT" => P::FolderNotFound,
        "LIMIT" if signing_in || step == Step::Session => P::TooManyConnections,
        "NOPERM" if signing_in => P::ImapOff,
        "NOPERM" | "READ-ONLY" => P::FolderReadOnly,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
