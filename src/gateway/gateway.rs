//! `SmtpGateway`, a validated gateway.

use super::validate::ImapProof;
use super::{
    Credentials, GatewaySettings, ImapAccount, ImapSettings, IntoSecret, RecipientPolicy, SentCopy, Timeouts,
    TokenProvider,
};
use crate::error::Error;
use crate::provider::{Provider, SecretShape, Security};
use secrecy::SecretString;
use std::sync::Arc;

/// One customer's SMTP gateway: validated, immutable, cheap to clone.
///
/// `Debug` shows everything but the password or token. It does not serialise: store [`GatewaySettings`], or read a
/// [`GatewayConfig`](super::GatewayConfig), which has the password in it.
///
/// ```
/// use ite_mailer::{Provider, Security, SmtpGateway};
///
/// # fn main() -> Result<(), ite_mailer::Error> {
/// # let app_password = "a".repeat(16);
/// let gmail =
///     SmtpGateway::for_provider(Provider::Gmail, "me@gmail.com", &app_password)?;
/// assert_eq!((gmail.host(), gmail.port()), ("smtp.gmail.com", 587));
///
/// let own = SmtpGateway::builder()
///     .host("smtp.example.com")
///     .security(Security::ImplicitTls)
///     .user("billing@example.com")
///     .password("the mailbox's password")
///     .max_connections(2)
///     .build()?;
/// assert_eq!((own.port(), own.max_connections()), (465, 2));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SmtpGateway(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) provider: Provider,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Option<Credentials>,
    pub(super) shape: SecretShape,
    pub(super) ehlo_name: String,
    pub(super) roots: Vec<Vec<u8>>,
    pub(super) sent_copy: SentCopy,
    pub(super) imap: Option<ImapAccount>,
    /// As they were given, to be stored again.
    pub(super) imap_settings: ImapSettings,
    pub(super) recipients: RecipientPolicy,
    pub(super) max_connections: u32,
    pub(super) mails_per_connection: u32,
    pub(super) pipelining: bool,
    pub(super) chunking: Option<bool>,
    pub(super) mails_per_minute: Option<u32>,
    pub(super) recipients_per_message: u32,
    pub(super) max_message_size: Option<u64>,
    pub(super) timeouts: Timeouts,
}

impl SmtpGateway {
    /// The gateway of a provider's preset.
    ///
    /// # Errors
    ///
    /// As [`GatewaySettings::validate`].
    pub fn for_provider(provider: Provider, user: impl Into<String>, secret: impl IntoSecret) -> Result<Self, Error> {
        GatewaySettings::for_provider(provider, user).validate(secret)
    }

    /// A builder; see [`GatewayBuilder`] for its defaults.
    #[must_use]
    pub fn builder() -> GatewayBuilder {
        GatewayBuilder::default()
    }

    /// The provider.
    #[must_use]
    pub fn provider(&self) -> Provider {
        self.0.provider
    }

    /// Host name (in its ASCII form) or address.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.0.host
    }

    /// TCP port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.port
    }

    /// TLS mode.
    #[must_use]
    pub fn security(&self) -> Security {
        self.0.security
    }

    /// Login and secret, if it signs in.
    #[must_use]
    pub fn credentials(&self) -> Option<&Credentials> {
        self.0.credentials.as_ref()
    }

    /// What the shape of the secret shows.
    #[must_use]
    pub fn secret_shape(&self) -> SecretShape {
        self.0.shape
    }

    /// The name sent with `EHLO`.
    #[must_use]
    pub fn ehlo_name(&self) -> &str {
        &self.0.ehlo_name
    }

    /// Extra certificates to trust, in DER.
    #[must_use]
    pub fn root_certificates(&self) -> &[Vec<u8>] {
        &self.0.roots
    }

    /// Whether the sender gets a copy.
    #[must_use]
    pub fn sent_copy(&self) -> SentCopy {
        self.0.sent_copy
    }

    /// The mailbox in which copies are filed; `None` if none are: without [`SentCopy::Folder`], and at a provider that
    /// files sent mails by itself.
    #[must_use]
    pub fn imap(&self) -> Option<&ImapAccount> {
        self.0.imap.as_ref()
    }

    /// What a refused recipient means for the others.
    #[must_use]
    pub fn recipients(&self) -> RecipientPolicy {
        self.0.recipients
    }

    /// Connections at once.
    #[must_use]
    pub fn max_connections(&self) -> u32 {
        self.0.max_connections
    }

    /// Mails on one connection before it is closed.
    #[must_use]
    pub fn mails_per_connection(&self) -> u32 {
        self.0.mails_per_connection
    }

    /// Whether PIPELINING is used where the server offers it.
    #[must_use]
    pub fn pipelining(&self) -> bool {
        self.0.pipelining
    }

    /// Whether CHUNKING is used if the server offers it; `None`: with every server but Microsoft Exchange.
    #[must_use]
    pub fn chunking(&self) -> Option<bool> {
        self.0.chunking
    }

    /// Mails in any minute, over all connections; `None` without a limit.
    #[must_use]
    pub fn mails_per_minute(&self) -> Option<u32> {
        self.0.mails_per_minute
    }

    /// Recipients of one message.
    #[must_use]
    pub fn recipients_per_message(&self) -> u32 {
        self.0.recipients_per_message
    }

    /// Largest encoded message in bytes, if known before the connection.
    #[must_use]
    pub fn max_message_size(&self) -> Option<u64> {
        self.0.max_message_size
    }

    /// The deadline of each step.
    #[must_use]
    pub fn timeouts(&self) -> &Timeouts {
        &self.0.timeouts
    }
}

/// Builds an [`SmtpGateway`]. Every setter is optional; the defaults are those of [`GatewaySettings`].
#[derive(Clone, Debug, Default)]
pub struct GatewayBuilder {
    settings: GatewaySettings,
    secret: Option<SecretString>,
    tokens: Option<Arc<dyn TokenProvider>>,
    imap_secret: Option<SecretString>,
    imap_tokens: Option<Arc<dyn TokenProvider>>,
}

macro_rules! setters {
    ($($(#[$meta:meta])* $name:ident: $type:ty => $field:ident, $value:expr;)+) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $name(mut self, $name: $type) -> Self {
            self.settings.$field = $value;
            self
        }
    )+};
}

impl GatewayBuilder {
    setters! {
        /// The provider, whose row gives the defaults. Default: custom.
        provider: Provider => provider, provider;
        /// Host name or address. Default: the provider's.
        host: impl Into<String> => host, Some(host.into());
        /// TCP port. Default: the provider's, else by TLS mode.
        port: u16 => port, Some(port);
        /// TLS mode. Default: the provider's, else by port, else STARTTLS.
        security: Security => security, Some(security);
        /// Whether to sign in. Default: yes.
        authentication: bool => authentication, authentication;
        /// The login. Default: none.
        user: impl Into<String> => user, Some(user.into());
        /// The name sent with `EHLO`. Default: the domain of the login.
        ehlo_name: impl Into<String> => ehlo_name, Some(ehlo_name.into());
        /// Whether the sender gets a copy. Default: no.
        sent_copy: SentCopy => sent_copy, sent_copy;
        /// The mailbox in which copies are filed, for [`SentCopy::Folder`]. Default: that of the provider's row.
        imap: ImapSettings => imap, imap;
        /// What a refused recipient means for the others. Default: they get the mail.
        recipients: RecipientPolicy => recipients, recipients;
        /// Connections at once. Default: the provider's, else 4.
        max_connections: u32 => max_connections, Some(max_connections);
        /// Mails on one connection. Default: 100.
        mails_per_connection: u32 => mails_per_connection, mails_per_connection;
        /// Whether PIPELINING (RFC 2920) is used where the server offers it. Default: yes.
        pipelining: bool => pipelining, pipelining;
        /// Whether CHUNKING (RFC 3030) is used where the server offers it. Default: yes, but not for servers that greet
        /// as Microsoft's do.
        chunking: bool => chunking, Some(chunking);
        /// Mails in any minute. Default: the provider's, else no limit.
        mails_per_minute: u32 => mails_per_minute, Some(mails_per_minute);
        /// Recipients of one message. Default: the provider's, else 100.
        recipients_per_message: u32 => recipients_per_message, Some(recipients_per_message);
        /// Largest encoded message in bytes. Default: the provider's.
        max_message_size: u64 => max_message_size, Some(max_message_size);
        /// The deadline of each step. Default: [`Timeouts::default`].
        timeouts: Timeouts => timeouts, timeouts;
    }

    /// The password, app password or key. Default: none.
    #[must_use]
    pub fn password(mut self, secret: impl IntoSecret) -> Self {
        self.secret = secret.into_secret();
        self
    }

    /// Signs in with access tokens from here, and no password. Default: none.
    #[must_use]
    pub fn tokens(mut self, tokens: impl TokenProvider + 'static) -> Self {
        self.tokens = Some(Arc::new(tokens));
        self
    }

    /// The password of the mailbox in which copies are filed, if it has an account of its own. Default: none.
    #[must_use]
    pub fn imap_password(mut self, secret: impl IntoSecret) -> Self {
        self.imap_secret = secret.into_secret();
        self
    }

    /// Access tokens for the mailbox in which copies are filed, if it has an account of its own. Default: none.
    #[must_use]
    pub fn imap_tokens(mut self, tokens: impl TokenProvider + 'static) -> Self {
        self.imap_tokens = Some(Arc::new(tokens));
        self
    }

    /// Trusts the certificates of this PEM text besides the usual ones; may be called again. Default: none.
    #[must_use]
    pub fn root_certificate(mut self, pem: impl Into<String>) -> Self {
        self.settings.root_certificates.push(pem.into());
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// As [`GatewaySettings::validate`].
    pub fn build(self) -> Result<SmtpGateway, Error> {
        let imap = ImapProof { secret: self.imap_secret, tokens: self.imap_tokens };
        self.settings.with_proof(self.secret, self.tokens, imap)
    }
}

impl Error {
    /// Adds what the guidance needs of the gateway: provider and shape of the secret.
    pub(crate) fn with_gateway(self, gateway: &SmtpGateway) -> Self {
        self.with_provider(gateway.provider()).with_secret_shape(gateway.secret_shape())
    }
}
