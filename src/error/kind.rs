//! The four small enums every failure is made of.

use serde::{Deserialize, Serialize};
use std::time::Duration;

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable snake_case code, as it is serialised.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(super) use codes;

codes! {
    /// What went wrong, in one word a program can match on.
    ErrorKind {
        /// The server wants an app password and was given something else: switch two-step verification on, create one.
        AppPasswordRequired = "app_password_required",
        /// Login or password is wrong: type them again, or create a new app password or key.
        BadCredentials = "bad_credentials",
        /// The server wants a sign-in and there was none: switch authentication on.
        AuthenticationRequired = "authentication_required",
        /// The provider no longer takes passwords here: use OAuth2.
        BasicAuthDisabled = "basic_auth_disabled",
        /// SMTP sign-in is off for the whole organisation: an administrator can switch it on.
        SmtpAuthDisabledForTenant = "smtp_auth_disabled_for_tenant",
        /// SMTP sign-in is off for this mailbox: an administrator or the owner can switch it on.
        SmtpAuthDisabledForMailbox = "smtp_auth_disabled_for_mailbox",
        /// The provider found the sign-in suspicious: confirm it in a web browser.
        AccountBlockedOrSuspiciousLogin = "account_blocked_or_suspicious_login",
        /// The account is suspended, or sending was never activated: ask the provider.
        AccountSuspendedOrNotActivated = "account_suspended_or_not_activated",
        /// Too many sign-ins in a short time: wait before the next.
        TooManyLoginAttempts = "too_many_login_attempts",
        /// The OAuth2 token is expired, revoked or for something else: sign in again.
        OAuth2TokenInvalidOrExpired = "oauth_token_invalid_or_expired",
        /// Client and server share no sign-in mechanism.
        AuthMechanismUnsupported = "auth_mechanism_unsupported",
        /// The server wants TLS first.
        TlsRequired = "tls_required",
        /// The server does not serve this IP address: authorise it, or fix its reverse DNS or reputation.
        IpNotAuthorized = "ip_not_authorized",
        /// The account may not send from this address.
        SenderNotAllowed = "sender_not_allowed",
        /// The sender's address or domain is not verified with the provider yet.
        SenderNotVerified = "sender_not_verified",
        /// The recipient's address or domain does not exist: correct the address.
        RecipientUnknown = "recipient_unknown",
        /// The recipient's mailbox is full: send again later, or by another way.
        RecipientMailboxFull = "recipient_mailbox_full",
        /// The recipient's server refuses the recipient for another reason: disabled, restricted, unwilling.
        RecipientRejected = "recipient_rejected",
        /// More recipients than the server takes in one message.
        TooManyRecipients = "too_many_recipients",
        /// The server does not relay for this client.
        RelayDenied = "relay_denied",
        /// The day's (or month's) allowance is used up.
        DailyQuotaExceeded = "daily_quota_exceeded",
        /// Too fast: wait and go slower.
        RateLimited = "rate_limited",
        /// Too many connections at once.
        TooManyConnections = "too_many_connections",
        /// The message is larger than the server takes.
        MessageTooLarge = "message_too_large",
        /// The server refuses the content (spam, virus, policy).
        ContentRejected = "content_rejected",
        /// The server cannot read the mail: a header, an address or the MIME structure breaks the format.
        MessageMalformed = "message_malformed",
        /// The server has a passing fault: try again later.
        TemporaryServerError = "temporary_server_error",
        /// A refusal that fits no other kind.
        Other = "other",
        /// The application is not known to the issuer of access tokens, or may not do this: whoever runs it has to act.
        OAuth2ClientInvalid = "oauth_client_invalid",
        /// Somebody has to agree first that the application sends: sign in again, or ask the administrator.
        OAuth2ConsentRequired = "oauth_consent_required",
        /// The gateway's settings are invalid; nothing was sent.
        Configuration = "configuration",
        /// The mail is invalid; nothing was sent.
        Message = "message",
        /// The host name does not resolve.
        Dns = "dns",
        /// The network policy does not allow this address or port: name a mail server on the public internet.
        AddressNotAllowed = "address_not_allowed",
        /// No TCP connection: refused, unreachable or cut.
        Connect = "connect",
        /// The server's certificate is from no authority we trust.
        TlsUntrusted = "tls_untrusted",
        /// The server's certificate is for another name.
        TlsWrongName = "tls_wrong_name",
        /// The server's certificate is expired, or not valid yet.
        TlsExpired = "tls_expired",
        /// TLS was expected and the port speaks plain text: use STARTTLS here, or port 465.
        TlsPlaintextPort = "tls_plaintext_port",
        /// Plain text was expected and the port speaks TLS: use implicit TLS here, or port 587.
        TlsTlsPort = "tls_tls_port",
        /// TLS failed in another way.
        Tls = "tls",
        /// A step took longer than its deadline.
        Timeout = "timeout",
        /// The server broke the protocol, or the connection.
        Protocol = "protocol",
        /// The application was shutting down: this mailer or its cache was shut down before the mail was sent.
        Cancelled = "cancelled",
        /// The same mail was sent before and the result of that attempt is unknown: find out before sending it again.
        InDoubt = "in_doubt",
        /// Another process is sending the same mail at this moment; this call sent nothing. Ask again in a minute.
        InProgress = "in_progress",
        /// A store of the application (idempotency keys, documents) did not answer; nothing was sent. Try again.
        StoreUnavailable = "store_unavailable",
    }
}

codes! {
    /// Where in the conversation it happened, in the order a mail takes.
    Stage {
        /// Validating the gateway's settings.
        Gateway = "gateway",
        /// Composing the mail.
        Message = "message",
        /// Waiting to start: as the server has asked, for the pace, for a free connection.
        Wait = "wait",
        /// Asking for an access token, before a connection is opened.
        Token = "token",
        /// Resolving the host name.
        Dns = "dns",
        /// Opening the TCP connection.
        Connect = "connect",
        /// The TLS handshake.
        Tls = "tls",
        /// Reading the server's greeting.
        Greeting = "greeting",
        /// `EHLO`.
        Ehlo = "ehlo",
        /// `STARTTLS`.
        StartTls = "starttls",
        /// `AUTH` and its continuations.
        Auth = "auth",
        /// `MAIL FROM`.
        MailFrom = "mail_from",
        /// `RCPT TO`.
        RcptTo = "rcpt_to",
        /// `DATA` and the message itself.
        Data = "data",
        /// The answer to the end of the message.
        FinalReply = "final_reply",
    }
}

codes! {
    /// Whether the mail went.
    Outcome {
        /// The server took responsibility for the mail (RFC 5321 §4.2.5).
        Accepted = "accepted",
        /// The mail did not go: sending it again is safe.
        NotSent = "not_sent",
        /// The end of the message was written and no answer came: it may have been delivered.
        /// Sending it again may deliver it twice.
        Unknown = "unknown",
    }
}

/// When trying again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Retry {
    /// Not before somebody has changed something.
    Never,
    /// After at least this time; serialised in whole seconds.
    After(#[serde(with = "crate::util::duration::seconds")] Duration),
    /// When the provider's day has turned.
    NextDay,
}

impl Retry {
    /// Whether waiting alone can help.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        !matches!(self, Self::Never)
    }
}
