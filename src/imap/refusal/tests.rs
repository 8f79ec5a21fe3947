//! Refusals that real servers are known to send, and what each means.

use super::*;

/// The step, the line, what it means.
const ROWS: &[(Step, &str, P)] = &[
    (Step::Password, "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", P::SignInRefused),
    (
        Step::Password,
        "NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
        P::AppPasswordRequired,
    ),
    (Step::Password, "NO [ALERT] IMAP access is not allowed for this account.", P::ImapOff),
    (Step::Token, "NO [ALERT] Too many simultaneous connections. (Failure)", P::TooManyConnections),
    (Step::Password, "NO LOGIN failed.", P::SignInRefused),
    (Step::Token, "NO AUTHENTICATE failed.", P::TokenRefused),
    (Step::Password, "NO Basic authentication is disabled.", P::MechanismUnsupported),
    (Step::Folder, "BAD User is authenticated but not connected.", P::ImapOff),
    (Step::Password, "NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials", P::SignInRefused),
    (Step::Password, "NO [AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled sc=0", P::SignInRefused),
    (
        Step::Password,
        "NO NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Aplication password is REQUIRED",
        P::AppPasswordRequired,
    ),
    (
        Step::Password,
        "NO Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy.",
        P::SignInRefused,
    ),
    (Step::Folder, "NO SELECT Unsafe Login. Please contact kefu@188.com for help", P::Blocked),
    (Step::Password, "NO authentication failed", P::SignInRefused),
    (
        Step::Password,
        "NO [PRIVACYREQUIRED] Cleartext authentication disallowed on non-secure (SSL/TLS) connections.",
        P::TlsFailed,
    ),
    (Step::Password, "NO [UNAVAILABLE] Temporary authentication failure.", P::Unavailable),
    (Step::Password, "NO [CONTACTADMIN] Login disabled for this user", P::Blocked),
    (Step::Password, "NO [EXPIRED] Password expired", P::SignInRefused),
    (
        Step::Password,
        "NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=16)",
        P::TooManyConnections,
    ),
    (Step::Password, "NO Account is temporarily unavailable.", P::Unavailable),
    (Step::Password, "NO Login only available under a layer", P::TlsFailed),
    (Step::Password, "NO Login incorrect", P::SignInRefused),
    (Step::Password, "NO cleartext logins disabled", P::TlsFailed),
    (Step::Password, "NO account does not have IMAP access enabled", P::ImapOff),
    (Step::Password, "NO [ALERT] password must be changed before IMAP login permitted", P::SignInRefused),
    (Step::Password, "NO [ALERT] account undergoing maintenance; please try again later", P::Unavailable),
    (Step::Password, "NO Login failed.", P::SignInRefused),
    (Step::Session, "BYE IMAP access disabled for this account.", P::ImapOff),
    (Step::Password, "NO [AUTHENTICATIONFAILED] Invalid credentials", P::SignInRefused),
    (Step::Password, "NO Invalid user name or password. Please use full email address as user name.", P::SignInRefused),
    (Step::Password, "NO too many failures, user will be blocked for a while", P::Blocked),
    (Step::Password, "NO too many login attempts", P::Blocked),
    (Step::Password, "NO [ALERT] LOGIN DENIED -- COUNTRY IS BLACKLISTED", P::Blocked),
    (
        Step::Password,
        "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)",
        P::ImapOff,
    ),
    (
        Step::Password,
        "NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator. (Failure)",
        P::ImapOff,
    ),
    (
        Step::Password,
        "NO [ALERT] You are yet to enable IMAP for your account. Please contact your administrator (Failure)",
        P::ImapOff,
    ),
    (
        Step::Password,
        "NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754",
        P::Blocked,
    ),
    (Step::Password, "NO [SERVERBUG] LOGIN Server error - Please try again later", P::Unavailable),
    (Step::Folder, "BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds", P::Unavailable),
    (Step::Append, "NO [TRYCREATE] Mailbox doesn't exist: Sent", P::FolderNotFound),
    (Step::Append, "NO [OVERQUOTA] Quota exceeded (mailbox for user is full)", P::MailboxFull),
    (Step::Append, "NO [OVERQUOTA] Not enough disk quota", P::MailboxFull),
    (Step::Append, "NO [NOPERM] Permission denied", P::FolderReadOnly),
    (Step::Append, "NO [SERVERBUG] Internal error occurred. Refer to server log for more information.", P::Unavailable),
    (Step::Append, "NO [INUSE] Timeout while waiting for lock", P::Unavailable),
    (
        Step::Append,
        "NO Client tried to access nonexistent namespace. (Mailbox name should probably be prefixed with: INBOX.)",
        P::FolderNotFound,
    ),
    (Step::Folder, "NO [CANNOT] Character not allowed in mailbox name: '.'", P::FolderNotFound),
    (Step::Append, "NO [OVERQUOTA] Over quota", P::MailboxFull),
    (Step::Append, "NO [TOOBIG] Message size exceeds fixed limit", P::MessageTooLarge),
    (Step::Append, "NO Permission denied", P::FolderReadOnly),
    (Step::Append, "NO Message contains invalid header", P::Refused),
    (Step::Append, "NO This connection is configured for read-only access", P::FolderReadOnly),
    (Step::Append, "NO [TRYCREATE] APPEND failed: no such mailbox", P::FolderNotFound),
    (Step::Append, "NO APPEND failed", P::Refused),
    (Step::Append, "BAD maximum message size exceeded", P::MessageTooLarge),
    (Step::Append, "NO [TRYCREATE] Must create mailbox before append", P::FolderNotFound),
    (Step::Append, "NO [ALERT] You exceeded your mail quota.", P::MailboxFull),
    (Step::Append, "NO [ALERT] Cannot create message - no write permission or out of disk space.", P::FolderReadOnly),
    (Step::Append, "NO Current box is selected READ-ONLY.", P::FolderReadOnly),
    (Step::Append, "NO [TRYCREATE] Folder could not be found.", P::FolderNotFound),
    (Step::Append, "NO Your quota has been exceeded.", P::MailboxFull),
    (
        Step::Append,
        "NO Message size exceeds fixed maximum message size. Size: 9 KB, Max size: 8 KB",
        P::MessageTooLarge,
    ),
    (Step::Append, "BAD ACL: Insert permission denied (Required for APPEND command).", P::FolderReadOnly),
    (
        Step::Append,
        "NO [NOPERM] You do not have the required permissions to append messages to this mailbox.",
        P::FolderReadOnly,
    ),
    (Step::Append, "NO Message text too large", P::MessageTooLarge),
    (Step::Append, "NO [TEMPFAIL] later", P::Unavailable),
    (
        Step::Append,
        "BAD [TOOBIG] Message too large. https://support.google.com/mail/answer/6584#limit",
        P::MessageTooLarge,
    ),
    (Step::Append, "NO Folder doesn't exist. (Failure)", P::FolderNotFound),
    (Step::Folder, "NO [NONEXISTENT] Unknown Mailbox: [Gmail]", P::FolderNotFound),
    (Step::Append, "BAD command line limit exceeded", P::MessageTooLarge),
    (Step::Append, "NO Server Unavailable. 15", P::Unavailable),
    (
        Step::Append,
        "BAD [TRYCREATE] SELECT error - Folder does not exist or server encountered an error",
        P::FolderNotFound,
    ),
    (Step::Append, "NO Mailbox does not exist", P::FolderNotFound),
    (Step::Append, "NO APPEND The 1500 MB storage limit has been exceeded.", P::MailboxFull),
    (Step::Append, "BAD literal size too large", P::MessageTooLarge),
    (Step::Append, "NO [LIMIT] APPEND Command exceeds the maximum allowed size", P::MessageTooLarge),
    (Step::Append, "BAD Data length exceeds limit", P::MessageTooLarge),
    (Step::Append, "BAD mtd: internal error: APPEND Message too long. 12345678", P::MessageTooLarge),
    (Step::Append, "BAD Cannot upload message, TOOBIG (took 9 ms)", P::MessageTooLarge),
    (Step::Append, "NO Message size exceeds maximum message size limit", P::MessageTooLarge),
    (Step::Append, "NO Maximum size of appendable message has been exceeded", P::MessageTooLarge),
    (Step::Append, "NO Over quota", P::MailboxFull),
    (Step::Append, "NO APPEND processing failed.", P::Refused),
    (Step::Append, "NO mailbox selected READ-ONLY", P::FolderReadOnly),
    (Step::Folder, "NO [UNAVAILABLE] Failed to open mailbox", P::Unavailable),
    (Step::Session, "BYE Temporary problem, please try again later", P::Unavailable),
    (Step::Session, "BYE Server shutting down.", P::Unavailable),
    (Step::Session, "BYE host.example.com closing connection; service busy", P::Unavailable),
    (Step::Append, "BYE [TOOBIG] Literal too large", P::MessageTooLarge),
];

#[test]
fn every_line_is_read() {
    let wrong: Vec<_> = ROWS
        .iter()
        .filter_map(|(step, line, expected)| {
            let read = problem(*step, &StatusLine::parse(line)?);
            (read != *expected).then(|| format!("{step:?} {line}: {read}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_refusal_shows_no_secret() {
    let mut redactor = Redactor::default();
    redactor.forms("a-secret-word", "a-secret-word");
    let line = StatusLine { status: Status::No, text: "[AUTHENTICATIONFAILED] a-secret-word is wrong" };
    let error = refusal(Step::Password, &line, &redactor);
    assert_eq!(error.imap_problem(), Some(P::SignInRefused));
    assert_eq!(error.reply().unwrap().text(), "NO [AUTHENTICATIONFAILED] [redacted] is wrong");
}
