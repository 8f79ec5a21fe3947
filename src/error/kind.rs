//! The enums of an error: kind, stage, outcome, retry advice.

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
    /// What went wrong, for a program to match on.
    ///
    /// Each variant names its stable code, the usual retry advice ([`usual_retry`](Self::usual_retry); a wait that the
    /// server names takes precedence) and who usually has to act ([`Guidance::actor`](crate::Guidance::actor); it may
    /// differ at some providers).
    ///
    /// ```
    /// use ite_mailer::{ErrorKind, error::Scope};
    ///
    /// let kind: ErrorKind = serde_json::from_str("\"bad_credentials\"")?;
    /// assert_eq!(kind, ErrorKind::BadCredentials);
    /// assert_eq!(kind.scope(), Scope::Account); // every mail through this gateway
    /// assert!(!kind.usual_retry().is_retryable());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ErrorKind {
        /// The server wants an app password and was given something else: switch two-step verification on, create one.
        ///
        /// Code `app_password_required`. Retry: never. To act: the person whose gateway it is.
        AppPasswordRequired = "app_password_required",
        /// Login or password is wrong: type them again, or create a new app password or key.
        ///
        /// Code `bad_credentials`. Retry: never. To act: the person whose gateway it is.
        BadCredentials = "bad_credentials",
        /// The server wants a sign-in and there was none: switch authentication on.
        ///
        /// Code `authentication_required`. Retry: never. To act: the person whose gateway it is.
        AuthenticationRequired = "authentication_required",
        /// The provider no longer takes passwords here: use OAuth2.
        ///
        /// Code `basic_auth_disabled`. Retry: never. To act: the person whose gateway it is.
        BasicAuthDisabled = "basic_auth_disabled",
        /// SMTP sign-in is off for the whole organisation: an administrator can switch it on.
        ///
        /// Code `smtp_auth_disabled_for_tenant`. Retry: never. To act: their administrator.
        SmtpAuthDisabledForTenant = "smtp_auth_disabled_for_tenant",
        /// SMTP sign-in is off for this mailbox: an administrator or the owner can switch it on.
        ///
        /// Code `smtp_auth_disabled_for_mailbox`. Retry: never. To act: their administrator.
        SmtpAuthDisabledForMailbox = "smtp_auth_disabled_for_mailbox",
        /// The provider found the sign-in suspicious: confirm it in a web browser.
        ///
        /// Code `account_blocked_or_suspicious_login`. Retry: never. To act: the person whose gateway it is.
        AccountBlockedOrSuspiciousLogin = "account_blocked_or_suspicious_login",
        /// The account is suspended, or sending was never activated: ask the provider.
        ///
        /// Code `account_suspended_or_not_activated`. Retry: never. To act: the person whose gateway it is.
        AccountSuspendedOrNotActivated = "account_suspended_or_not_activated",
        /// Too many sign-ins in a short time: wait before the next.
        ///
        /// Code `too_many_login_attempts`. Retry: after 15 minutes. To act: no one.
        TooManyLoginAttempts = "too_many_login_attempts",
        /// The OAuth2 token is expired, revoked or for something else: sign in again.
        ///
        /// Code `oauth_token_invalid_or_expired`. Retry: never. To act: the person whose gateway it is.
        OAuth2TokenInvalidOrExpired = "oauth_token_invalid_or_expired",
        /// Client and server share no sign-in mechanism.
        ///
        /// Code `auth_mechanism_unsupported`. Retry: never. To act: the operators of the product.
        AuthMechanismUnsupported = "auth_mechanism_unsupported",
        /// The server wants TLS first.
        ///
        /// Code `tls_required`. Retry: never. To act: the person whose gateway it is.
        TlsRequired = "tls_required",
        /// The server does not serve this IP address: authorise it, or fix its reverse DNS or reputation.
        ///
        /// Code `ip_not_authorized`. Retry: never. To act: the operators of the product.
        IpNotAuthorized = "ip_not_authorized",
        /// The account may not send from this address.
        ///
        /// Code `sender_not_allowed`. Retry: never. To act: the person whose gateway it is.
        SenderNotAllowed = "sender_not_allowed",
        /// The sender's address or domain is not verified with the provider yet.
        ///
        /// Code `sender_not_verified`. Retry: never. To act: the person whose gateway it is.
        SenderNotVerified = "sender_not_verified",
        /// The recipient's address or domain does not exist: correct the address.
        ///
        /// Code `recipient_unknown`. Retry: never. To act: the person whose gateway it is.
        RecipientUnknown = "recipient_unknown",
        /// The recipient's mailbox is full: send again later, or by another way.
        ///
        /// Code `recipient_mailbox_full`. Retry: after 4 hours. To act: the person whose gateway it is.
        RecipientMailboxFull = "recipient_mailbox_full",
        /// The recipient's server refuses the recipient for another reason: disabled, restricted, unwilling.
        ///
        /// Code `recipient_rejected`. Retry: never. To act: the person whose gateway it is.
        RecipientRejected = "recipient_rejected",
        /// More recipients than the server takes in one message.
        ///
        /// Code `too_many_recipients`. Retry: never. To act: the person whose gateway it is.
        TooManyRecipients = "too_many_recipients",
        /// The server does not relay for this client.
        ///
        /// Code `relay_denied`. Retry: never. To act: the person whose gateway it is.
        RelayDenied = "relay_denied",
        /// The day's (or month's) allowance is used up.
        ///
        /// Code `daily_quota_exceeded`. Retry: the next day. To act: no one.
        DailyQuotaExceeded = "daily_quota_exceeded",
        /// Too fast: wait and go slower.
        ///
        /// Code `rate_limited`. Retry: after 5 minutes. To act: no one.
        RateLimited = "rate_limited",
        /// Too many connections at once.
        ///
        /// Code `too_many_connections`. Retry: after a minute. To act: no one.
        TooManyConnections = "too_many_connections",
        /// The message is larger than the server takes.
        ///
        /// Code `message_too_large`. Retry: never. To act: the person whose gateway it is.
        MessageTooLarge = "message_too_large",
        /// The server refuses the content (spam, virus, policy).
        ///
        /// Code `content_rejected`. Retry: never. To act: the person whose gateway it is.
        ContentRejected = "content_rejected",
        /// The server cannot read the mail: a header, an address or the MIME structure breaks the format.
        ///
        /// Code `message_malformed`. Retry: never. To act: the operators of the product.
        MessageMalformed = "message_malformed",
        /// The server has a passing fault: try again later.
        ///
        /// Code `temporary_server_error`. Retry: after a minute. To act: no one.
        TemporaryServerError = "temporary_server_error",
        /// A refusal that fits no other kind.
        ///
        /// Code `other`. Retry: never. To act: the person whose gateway it is.
        Other = "other",
        /// The issuer of access tokens does not know the application, or does not allow it this request.
        ///
        /// Code `oauth_client_invalid`. Retry: never. To act: the operators of the product.
        OAuth2ClientInvalid = "oauth_client_invalid",
        /// A person has to consent first: sign in again, or ask the administrator.
        ///
        /// Code `oauth_consent_required`. Retry: never. To act: the person whose gateway it is.
        OAuth2ConsentRequired = "oauth_consent_required",
        /// The gateway's settings are invalid; nothing was sent.
        ///
        /// Code `configuration`. Retry: never. To act: the person whose gateway it is.
        Configuration = "configuration",
        /// The mail is invalid; nothing was sent.
        ///
        /// Code `message`. Retry: never. To act: the person whose gateway it is.
        Message = "message",
        /// The host name does not resolve.
        ///
        /// Code `dns`. Retry: after a minute. To act: the person whose gateway it is.
        Dns = "dns",
        /// The network policy does not allow this address or port: name a mail server on the public internet.
        ///
        /// Code `address_not_allowed`. Retry: never. To act: the person whose gateway it is.
        AddressNotAllowed = "address_not_allowed",
        /// No TCP connection: refused, unreachable or cut.
        ///
        /// Code `connect`. Retry: after a minute. To act: the person whose gateway it is.
        Connect = "connect",
        /// No trusted authority issued the server's certificate.
        ///
        /// Code `tls_untrusted`. Retry: never. To act: their administrator.
        TlsUntrusted = "tls_untrusted",
        /// The server's certificate is for another name.
        ///
        /// Code `tls_wrong_name`. Retry: never. To act: the person whose gateway it is.
        TlsWrongName = "tls_wrong_name",
        /// The server's certificate is expired, or not valid yet.
        ///
        /// Code `tls_expired`. Retry: never. To act: the mail provider.
        TlsExpired = "tls_expired",
        /// TLS was expected and the port speaks plain text: use STARTTLS here, or port 465.
        ///
        /// Code `tls_plaintext_port`. Retry: never. To act: the person whose gateway it is.
        TlsPlaintextPort = "tls_plaintext_port",
        /// STARTTLS was chosen and the server does not offer it: it has no TLS on this port, or something in between
        /// takes the offer away. Nothing was sent in clear; try implicit TLS on port 465, or another network.
        ///
        /// Code `starttls_not_offered`. Retry: never. To act: the person whose gateway it is.
        StartTlsNotOffered = "starttls_not_offered",
        /// Plain text was expected and the port speaks TLS: use implicit TLS here, or port 587.
        ///
        /// Code `tls_tls_port`. Retry: never. To act: the person whose gateway it is.
        TlsTlsPort = "tls_tls_port",
        /// TLS failed in another way.
        ///
        /// Code `tls`. Retry: never. To act: the operators of the product.
        Tls = "tls",
        /// A step took longer than its deadline.
        ///
        /// Code `timeout`. Retry: after a minute. To act: no one.
        Timeout = "timeout",
        /// The server broke the protocol, or the connection, or says that the client broke the protocol.
        ///
        /// Code `protocol`. Retry: after a minute. To act: no one.
        Protocol = "protocol",
        /// The application was shutting down: the mailer, its cache or the tokio runtime was shut down before the mail was
        /// sent.
        ///
        /// Code `cancelled`. Retry: never. To act: no one.
        Cancelled = "cancelled",
        /// The same mail was sent before and the result of that attempt is unknown: find out before sending it again.
        ///
        /// Code `in_doubt`. Retry: never. To act: the person whose gateway it is.
        InDoubt = "in_doubt",
        /// Another process is sending the same mail at this moment; this call sent nothing. Ask again in a minute.
        ///
        /// Code `in_progress`. Retry: after a minute. To act: no one.
        InProgress = "in_progress",
        /// A store of the application (idempotency keys, documents) did not answer; nothing was sent. Try again.
        ///
        /// Code `store_unavailable`. Retry: after a minute. To act: no one.
        StoreUnavailable = "store_unavailable",
        /// No copy of the mail was filed under Sent. The mail itself is not concerned.
        ///
        /// Code `sent_copy_failed`. Retry: never. To act: the person whose gateway it is.
        SentCopyFailed = "sent_copy_failed",
    }
}

codes! {
    /// The stage at which it happened, in the order of a session.
    Stage {
        /// Validating the gateway's settings.
        Gateway = "gateway",
        /// Composing the mail.
        Message = "message",
        /// Waiting to start: for the time the server asked for, the rate limit, a free connection.
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
        /// Filing a copy in the Sent folder over IMAP, after the mail was accepted.
        SentCopy = "sent_copy",
    }
}

codes! {
    /// Whether the mail was sent.
    ///
    /// ```
    /// use ite_mailer::{Error, ErrorKind, Outcome, Retry, Stage};
    ///
    /// let error = Error::new(ErrorKind::Timeout, Stage::FinalReply)
    ///     .with_outcome(Outcome::Unknown);
    /// // Sending again could deliver the mail twice.
    /// assert_eq!(error.retry(), Retry::Never);
    /// ```
    Outcome {
        /// The server accepted the mail (RFC 5321 §4.2.5).
        Accepted = "accepted",
        /// The mail was not sent: sending it again is safe.
        NotSent = "not_sent",
        /// The end of the message was written and no final reply came: the mail may have been delivered, and sending it
        /// again may deliver it twice.
        Unknown = "unknown",
    }
}

/// When trying again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Retry {
    /// Not before a person has changed something.
    Never,
    /// After at least this time; serialised in whole seconds.
    After(#[serde(with = "crate::util::duration::seconds")] Duration),
    /// On the provider's next day.
    NextDay,
}

impl Retry {
    /// Whether waiting alone can help: not [`Never`](Self::Never).
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        !matches!(self, Self::Never)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Actor;

    /// The docs of each kind agree with its row.
    #[test]
    fn docs_of_a_kind_agree_with_its_traits() {
        let source = include_str!("kind.rs");
        for kind in ErrorKind::ALL.iter().copied() {
            let retry = match kind.usual_retry() {
                Retry::Never => "never".to_owned(),
                Retry::NextDay => "the next day".to_owned(),
                Retry::After(wait) => match wait.as_secs() {
                    60 => "after a minute".to_owned(),
                    seconds @ 3600.. => format!("after {} hours", seconds / 3600),
                    seconds => format!("after {} minutes", seconds / 60),
                },
            };
            let actor = match kind.traits().actor {
                Actor::User => "the person whose gateway it is",
                Actor::Administrator => "their administrator",
                Actor::Provider => "the mail provider",
                Actor::Developer => "the operators of the product",
                Actor::Nobody => "no one",
            };
            let line = format!("/// Code `{kind}`. Retry: {retry}. To act: {actor}.");
            assert!(source.contains(&line), "missing: {line}");
        }
    }
}
