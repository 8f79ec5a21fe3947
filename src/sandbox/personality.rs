//! The providers' greetings, `EHLO` keywords and positive replies.

use crate::provider::{Provider, SecretShape};

/// The provider that the sandbox imitates: greeting, `EHLO` keywords, behaviour and refusals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Personality {
    /// A server with every extension that this crate uses. The default.
    #[default]
    Generic,
    /// smtp.gmail.com. Accepts only passwords of the shape of an app password: 16 lower-case letters.
    Gmail,
    /// smtp.office365.com: offers `LOGIN` and no `PLAIN`.
    Microsoft365,
    /// smtp.mail.yahoo.com.
    Yahoo,
    /// smtp-relay.brevo.com. An `EHLO` after the sign-in undoes it.
    Brevo,
    /// in-v3.mailjet.com.
    Mailjet,
    /// A Postfix server.
    Postfix,
}

pub(super) struct Profile {
    pub(super) host: &'static str,
    pub(super) greeting: &'static str,
    pub(super) keywords: &'static [&'static str],
    pub(super) mechanisms: &'static [&'static str],
    pub(super) max_size: usize,
    pub(super) signed_in: &'static str,
    pub(super) bad_credentials: &'static str,
    pub(super) sign_in_first: &'static str,
    pub(super) queued: &'static str,
}

/// Refusals are those of the real servers; greetings, keyword lists and positive replies are only similar.
/// Sizes: Gmail 35882577, Microsoft 157286400 and Yahoo 41697280 as their `EHLO` announces; Postfix's
/// `message_size_limit` defaults to 10240000; Brevo publishes none and Mailjet 15 MB.
const fn generic() -> Profile {
    Profile {
        host: "localhost",
        greeting: "220 localhost ESMTP sandbox",
        keywords: &["PIPELINING", "CHUNKING", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"],
        mechanisms: &["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"],
        max_size: 35_882_577,
        signed_in: "235 2.7.0 Authentication successful",
        bad_credentials: "535 5.7.8 Authentication credentials invalid",
        sign_in_first: "530 5.7.0 Authentication required",
        queued: "250 2.0.0 Ok: queued as",
    }
}

impl Personality {
    /// The imitated provider; [`Provider::Custom`] for `Generic` and `Postfix`.
    #[must_use]
    pub const fn provider(self) -> Provider {
        match self {
            Self::Gmail => Provider::Gmail,
            Self::Microsoft365 => Provider::Microsoft365,
            Self::Yahoo => Provider::Yahoo,
            Self::Brevo => Provider::Brevo,
            Self::Mailjet => Provider::Mailjet,
            _ => Provider::Custom,
        }
    }

    pub(super) const fn profile(self) -> Profile {
        let base = generic();
        match self {
            Self::Generic => base,
            Self::Gmail => Profile {
                host: "smtp.gmail.com at your service, [127.0.0.1]",
                greeting: "220 smtp.gmail.com ESMTP a1sm1a.1 - gsmtp",
                keywords: &["8BITMIME", "ENHANCEDSTATUSCODES", "PIPELINING", "CHUNKING", "SMTPUTF8"],
                mechanisms: &["LOGIN", "PLAIN", "XOAUTH2", "OAUTHBEARER"],
                signed_in: "235 2.7.0 Accepted",
                bad_credentials: "535-5.7.8 Username and Password not accepted. Learn more at\n\
                    535 5.7.8  https://support.google.com/mail/?p=BadCredentials a1sm1a.1 - gsmtp",
                sign_in_first: "530-5.7.0 Authentication Required. For more information, go to\n\
                    530 5.7.0  https://support.google.com/accounts/troubleshooter/2402620. a1sm1a.1 - gsmtp",
                queued: "250 2.0.0 OK  1700000000 a1sm1a.1 - gsmtp",
                ..base
            },
            Self::Microsoft365 => Profile {
                host: "AB1PR01CA0001.outlook.office365.com Hello [127.0.0.1]",
                greeting: "220 AB1PR01CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready",
                keywords: &["PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "8BITMIME", "CHUNKING", "SMTPUTF8"],
                mechanisms: &["LOGIN", "XOAUTH2"],
                max_size: 157_286_400,
                signed_in: "235 2.7.0 Authentication successful",
                bad_credentials: "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. \
                    [AB1PR01CA0001.prod.outlook.com]",
                sign_in_first: "530 5.7.57 Client not authenticated to send mail. [AB1PR01CA0001.prod.outlook.com]",
                queued: "250 2.0.0 OK <sandbox@AB1PR01MB0001.prod.outlook.com> [Hostname=AB1PR01MB0001.prod.outlook.com]",
            },
            Self::Yahoo => Profile {
                host: "smtp.mail.yahoo.com Hello [127.0.0.1]",
                greeting: "220 smtp.mail.yahoo.com ESMTP ready",
                keywords: &["PIPELINING", "ENHANCEDSTATUSCODES", "8BITMIME"],
                max_size: 41_697_280,
                signed_in: "235 2.0.0 OK",
                bad_credentials: "535 5.7.0 (#MBR1212) Incorrect username or password.",
                queued: "250 OK , completed",
                ..base
            },
            Self::Brevo => Profile {
                host: "smtp-relay.brevo.com Hello [127.0.0.1]",
                greeting: "220 smtp-relay.brevo.com ESMTP Service Ready",
                keywords: &["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES", "CHUNKING"],
                mechanisms: &["LOGIN", "PLAIN"],
                bad_credentials: "535 5.7.8 Authentication failed",
                sign_in_first: "502 5.7.0 Please authenticate first",
                queued: "250 2.0.0 OK: queued as <sandbox@smtp-relay.sendinblue.com>",
                ..base
            },
            Self::Mailjet => Profile {
                host: "in-v3.mailjet.com",
                greeting: "220 in-v3.mailjet.com ESMTP Mailjet",
                keywords: &["PIPELINING", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN"],
                mechanisms: &["PLAIN", "LOGIN"],
                max_size: 15_728_640,
                bad_credentials: "435 4.7.8 Error: authentication failed:",
                sign_in_first: "530 5.7.1 Authentication required",
                queued: "250 OK queued as",
                ..base
            },
            Self::Postfix => Profile {
                host: "mail.example.org",
                greeting: "220 mail.example.org ESMTP Postfix",
                keywords: &["PIPELINING", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN", "SMTPUTF8", "CHUNKING"],
                mechanisms: &["PLAIN", "LOGIN"],
                max_size: 10_240_000,
                bad_credentials: "535 5.7.8 Error: authentication failed: authentication failure",
                sign_in_first: "530 5.7.0 Error: authentication required",
                ..base
            },
        }
    }

    /// Whether a password has the shape that the server accepts.
    pub(super) fn takes_password(self, password: &str) -> bool {
        self != Self::Gmail || is_app_password(password)
    }

    /// Whether [`SandboxBuilder::any_user`](super::SandboxBuilder::any_user) accepts this password: it has the shape of
    /// the provider's.
    pub(super) fn takes_any(self, password: &str) -> bool {
        match self {
            Self::Gmail | Self::Yahoo => is_app_password(password),
            Self::Brevo => Provider::Brevo.secret_shape(password) == SecretShape::Expected,
            Self::Mailjet => Provider::Mailjet.secret_shape(password) == SecretShape::Expected,
            _ => true,
        }
    }
}

fn is_app_password(password: &str) -> bool {
    password.len() == 16 && password.bytes().all(|b| b.is_ascii_lowercase())
}
