//! The mailbox in which copies are filed.

use super::Credentials;
use crate::provider::{Provider, Security};
use serde::{Deserialize, Serialize};

/// The mailbox in which copies are filed, for [`SentCopy::Folder`](super::SentCopy::Folder). Every field has a default;
/// a provider whose row has an IMAP server needs none.
///
/// With a `user`, the mailbox has an account of its own and needs a secret of its own
/// ([`GatewaySettings::validate_with_imap`](super::GatewaySettings::validate_with_imap)). That is for relays such as
/// Brevo or Mailjet, which have no mailboxes.
///
/// ```
/// use ite_mailer::{GatewaySettings, gateway::ImapSettings};
///
/// let row = r#"{
///     "provider": "brevo",
///     "user": "login@example.com",
///     "sent_copy": "folder",
///     "imap": { "host": "imap.example.com", "user": "billing@example.com" }
/// }"#;
/// let settings: GatewaySettings = serde_json::from_str(row)?;
/// # #[cfg(feature = "imap")] {
/// let gateway = settings.validate_with_imap("the SMTP key", "the mailbox's password")?;
/// let mailbox = gateway.imap().expect("copies are filed over IMAP");
/// assert_eq!((mailbox.host(), mailbox.port()), ("imap.example.com", 993));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct ImapSettings {
    /// Host name or address. Default: that of the provider's row; for an account of its own, of the row of its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// TCP port. Default: the row's; else 993 for implicit TLS (RFC 8314 §3.2) and 143 for STARTTLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// TLS mode; plain text is never used. Default: by port; implicit TLS for other ports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
    /// The login of an account of its own. Default: the gateway's login and secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The folder, as a mail program shows it (`INBOX.Sent` with its path). Default: the one that the server marks as
    /// `\Sent` (RFC 6154), else one with a usual name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
}

/// The mailbox in which a gateway files copies: validated. `Debug` does not show the secret.
#[derive(Clone, Debug)]
pub struct ImapAccount {
    pub(super) provider: Provider,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Credentials,
    pub(super) own: bool,
    pub(super) folder: Option<String>,
}

impl ImapAccount {
    /// The provider of the mailbox; that of the gateway, unless the mailbox has an account of its own.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// Host name (in its ASCII form) or address.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// TCP port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// TLS mode.
    #[must_use]
    pub const fn security(&self) -> Security {
        self.security
    }

    /// Login and secret.
    #[must_use]
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Whether login and secret are not the gateway's.
    #[must_use]
    pub const fn has_own_account(&self) -> bool {
        self.own
    }

    /// The folder of the settings; `None`: the server's Sent folder.
    #[must_use]
    pub fn folder(&self) -> Option<&str> {
        self.folder.as_deref()
    }
}
