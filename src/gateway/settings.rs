//! `GatewaySettings`, the editable and storable form of a gateway.

use super::{ImapSettings, IntoSecret, SmtpGateway, Timeouts, TokenProvider, validate, validate::ImapProof};
use crate::{
    error::{Error, ErrorKind, Problem, Stage},
    provider::{Provider, Security},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Limits what a server that counts mails, or leaks memory, has to bear of one connection.
const MAILS_PER_CONNECTION: u32 = 100;

/// The settings of a gateway, as a settings page edits and a database stores them. They hold no secret, and may be
/// incomplete or wrong: [`validate`](Self::validate) checks them.
///
/// Every field has a default, most of them the provider's. Only fields that differ from it are serialised: a stored row
/// follows changes of the provider's row, and an older release reads every row that uses no newer field. An unknown
/// field is an error that names the field, because ignoring it would change how mails are sent.
///
/// Ask for the password again when `provider`, `host`, `port`, `security` or `root_certificates` change. Otherwise a
/// person who may edit settings, but does not know the password, could have it sent to another server.
/// [`has_same_destination`](Self::has_same_destination) compares these fields.
///
/// ```
/// use ite_mailer::GatewaySettings;
///
/// let row = r#"{"provider":"gmail","user":"me@gmail.com"}"#;
/// let mut settings: GatewaySettings = serde_json::from_str(row)?;
/// let gateway = settings.validate("aaaa bbbb cccc dddd")?;
/// assert_eq!((gateway.host(), gateway.port()), ("smtp.gmail.com", 587));
/// assert_eq!(serde_json::to_string(&settings)?, row);
///
/// let stored = settings.clone();
/// settings.host = Some("smtp.example.com".to_owned());
/// assert!(!settings.has_same_destination(&stored), "ask for the password again");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct GatewaySettings {
    /// The provider, whose row gives the defaults. Default: custom.
    #[serde(skip_serializing_if = "is_default")]
    pub provider: Provider,
    /// Host name or address. Default: the provider's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// TCP port. Default: the provider's; else 465 for implicit TLS and 587 otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// TLS mode. Default: by port; `starttls_required` for other ports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
    /// Whether to sign in. Default: yes.
    #[serde(skip_serializing_if = "is_true")]
    pub authentication: bool,
    /// The login. Default: none, or the provider's fixed word.
    #[serde(alias = "login", alias = "username", skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The name sent with `EHLO`. Default: the domain of the login, else `[127.0.0.1]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ehlo_name: Option<String>,
    /// Certificates of private authorities to trust besides the usual ones, as PEM: at most 20, 64 KiB in all. Default:
    /// none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub root_certificates: Vec<String>,
    /// Whether the sender gets a copy, and how. Default: no.
    #[serde(skip_serializing_if = "is_default")]
    pub sent_copy: SentCopy,
    /// The mailbox in which copies are filed, for [`SentCopy::Folder`]. Default: that of the provider's row.
    #[serde(skip_serializing_if = "is_default")]
    pub imap: ImapSettings,
    /// What a refused recipient means for the others. Default: they get the mail.
    #[serde(skip_serializing_if = "is_default")]
    pub recipients: RecipientPolicy,
    /// Connections at once, 1 to 100. Default: the provider's, else 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_connections: Option<u32>,
    /// Mails on one connection before it is closed, 1 to 1,000,000. Default: 100.
    #[serde(skip_serializing_if = "is_usual_count")]
    pub mails_per_connection: u32,
    /// Whether to use PIPELINING (RFC 2920) if the server offers it: fewer round trips. Default: yes. Switch it off for
    /// a server that offers it and mixes up replies.
    #[serde(skip_serializing_if = "is_true")]
    pub pipelining: bool,
    /// Whether to use CHUNKING (RFC 3030) if the server offers it: with `pipelining`, one round trip for a mail of up
    /// to 1 MiB encoded. Default: yes, except with Microsoft Exchange, which is reported to answer some chunks late or
    /// never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunking: Option<bool>,
    /// Mails in any minute, over all connections, 1 to 60,000. Default: the provider's, else no limit. A mail beyond
    /// the limit waits for at most a minute, so a [`wait`](Timeouts::wait) below one minute refuses some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mails_per_minute: Option<u32>,
    /// Recipients of one message, 1 to 10,000. Default: the provider's, else 100, which every server must take (RFC
    /// 5321 §4.5.3.1.8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients_per_message: Option<u32>,
    /// Largest encoded message in bytes, at most 1 GiB. Default: the provider's. The server's own limit (`SIZE`, RFC
    /// 1870) applies too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_message_size: Option<u64>,
    /// The deadline of each step.
    #[serde(skip_serializing_if = "is_default")]
    pub timeouts: Timeouts,
}

impl Default for GatewaySettings {
    fn default() -> Self {
        Self {
            provider: Provider::Custom,
            host: None,
            port: None,
            security: None,
            authentication: true,
            user: None,
            ehlo_name: None,
            root_certificates: Vec::new(),
            sent_copy: SentCopy::None,
            imap: ImapSettings::default(),
            recipients: RecipientPolicy::DeliverToAccepted,
            max_connections: None,
            mails_per_connection: MAILS_PER_CONNECTION,
            pipelining: true,
            chunking: None,
            mails_per_minute: None,
            recipients_per_message: None,
            max_message_size: None,
            timeouts: Timeouts::default(),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_true(value: &bool) -> bool {
    *value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_usual_count(mails: &u32) -> bool {
    *mails == MAILS_PER_CONNECTION
}

/// Whether the sender gets a copy of each mail, for providers that do not file sent mails by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SentCopy {
    /// No copy.
    #[default]
    None,
    /// The From address is added to the envelope as a blind copy.
    BccSelf,
    /// A copy is filed in the mailbox's Sent folder over IMAP, once the mail is accepted (feature `imap`). Whether that
    /// worked is in [`Receipt::sent_copy`](crate::Receipt::sent_copy); it never changes what becomes of the mail. At a
    /// provider that files sent mails by itself nothing is filed a second time.
    Folder,
}

/// What a refused recipient means for the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecipientPolicy {
    /// The accepted recipients get the mail, and the receipt lists the others. An error only if none was accepted.
    #[default]
    DeliverToAccepted,
    /// If one recipient is refused, the mail is not sent.
    AllOrNothing,
}

impl GatewaySettings {
    /// Settings for a provider of the catalogue, with this login.
    #[must_use]
    pub fn for_provider(provider: Provider, user: impl Into<String>) -> Self {
        Self { provider, user: Some(user.into()), ..Self::default() }
    }

    /// Checks every field and returns the gateway. `secret` is a `SecretString`, a `String` or `&str`; `None` (or an
    /// empty text) without sign-in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] with every problem at once, each with its field and what would be right.
    pub fn validate(&self, secret: impl IntoSecret) -> Result<SmtpGateway, Error> {
        self.with_proof(secret.into_secret(), None, ImapProof::none())
    }

    /// As [`validate`](Self::validate), for a gateway that signs in with access tokens and no password.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate); a login is required here too.
    pub fn validate_with_tokens(&self, tokens: impl TokenProvider + 'static) -> Result<SmtpGateway, Error> {
        self.with_proof(None, Some(Arc::new(tokens)), ImapProof::none())
    }

    /// As [`validate`](Self::validate), with the secret of the mailbox in which copies are filed, if that has an account
    /// of its own ([`ImapSettings::user`]).
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    pub fn validate_with_imap(
        &self,
        secret: impl IntoSecret,
        imap_secret: impl IntoSecret,
    ) -> Result<SmtpGateway, Error> {
        let imap = ImapProof { secret: imap_secret.into_secret(), tokens: None };
        self.with_proof(secret.into_secret(), None, imap)
    }

    /// Whether the provider files sent mails by itself, so that [`SentCopy::Folder`] has nothing to do. A mailbox with an
    /// account of its own is another one.
    pub(crate) fn files_sent_mail(&self) -> bool {
        let files = self.provider.info().is_some_and(|row| row.files_sent_mail == Some(true));
        files && self.imap.user.as_deref().is_none_or(str::is_empty)
    }

    /// Whether the secret is sent to the same servers as with the other settings: provider, host, port, TLS mode, trusted
    /// authorities and, where copies are filed, the mailbox are equal, with defaults applied.
    #[must_use]
    pub fn has_same_destination(&self, other: &Self) -> bool {
        let destination = |settings: &Self| {
            let endpoint = settings.provider.info().and_then(|row| row.endpoints.first());
            let host = settings.host.as_deref().filter(|host| !host.is_empty()).or(endpoint.map(|e| e.host));
            let host = host.map(|host| host.trim().trim_end_matches('.').to_ascii_lowercase());
            let security = settings.security.or(endpoint.map(|e| e.security));
            (settings.provider, host, settings.port.or(endpoint.map(|e| e.port)), security)
        };
        // With neither host nor account of its own, copies go to the provider's server.
        let mailbox = |settings: &Self| {
            let set = |field: &Option<String>| field.clone().filter(|text| !text.is_empty());
            let host = set(&settings.imap.host).map(|host| host.trim().trim_end_matches('.').to_ascii_lowercase());
            let (user, filed) = (set(&settings.imap.user), settings.sent_copy == SentCopy::Folder);
            let elsewhere = filed && (host.is_some() || user.is_some());
            elsewhere.then_some((host, settings.imap.port, settings.imap.security, user))
        };
        destination(self) == destination(other)
            && self.root_certificates == other.root_certificates
            && (mailbox(self).is_none() || mailbox(self) == mailbox(other))
    }

    pub(super) fn with_proof(
        &self,
        secret: Option<SecretString>,
        tokens: Option<Arc<dyn TokenProvider>>,
        imap: ImapProof,
    ) -> Result<SmtpGateway, Error> {
        validate::validate(self, secret, tokens, imap).map_err(|problems: Vec<Problem>| {
            Error::invalid(ErrorKind::Configuration, Stage::Gateway, problems).with_provider(self.provider)
        })
    }
}
