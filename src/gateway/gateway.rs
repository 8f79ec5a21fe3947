//! A gateway that is known to be valid.

use super::{Credentials, GatewaySettings, RecipientPolicy, SentCopy, Timeouts, TokenProvider, settings::IntoSecret};
use crate::error::Error;
use crate::provider::{Provider, SecretShape, Security};
use encodify::pem;
use secrecy::SecretString;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use std::{fmt, sync::Arc};

/// One customer's SMTP gateway: validated, immutable, cheap to clone. An invalid one cannot exist.
///
/// `Debug` shows everything but the password or token. It deserialises from one table with the `password` in it, and never
/// serialises; store [`GatewaySettings`] instead.
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

    /// The settings that make this gateway, without the secret: to store, or to change and validate again.
    ///
    /// Every field is filled in, also where the preset had decided.
    #[must_use]
    pub fn settings(&self) -> GatewaySettings {
        let gateway = &*self.0;
        GatewaySettings {
            provider: gateway.provider,
            host: Some(gateway.host.clone()),
            port: Some(gateway.port),
            security: Some(gateway.security),
            authentication: gateway.credentials.is_some(),
            user: gateway.credentials.as_ref().map(|credentials| credentials.user().to_owned()),
            ehlo_name: Some(gateway.ehlo_name.clone()),
            root_certificates: gateway.roots.iter().map(|der| pem::STANDARD.encode("CERTIFICATE", der)).collect(),
            sent_copy: gateway.sent_copy,
            recipients: gateway.recipients,
            max_connections: Some(gateway.max_connections),
            mails_per_connection: gateway.mails_per_connection,
            pipelining: gateway.pipelining,
            chunking: gateway.chunking,
            mails_per_minute: gateway.mails_per_minute,
            recipients_per_message: Some(gateway.recipients_per_message),
            max_message_size: gateway.max_message_size,
            timeouts: gateway.timeouts,
        }
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

    /// What the shape of the secret says about it.
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

    /// Whether CHUNKING is used where the server offers it; `None` leaves it to what is known of the server.
    #[must_use]
    pub fn chunking(&self) -> Option<bool> {
        self.0.chunking
    }

    /// Mails in any minute, over all connections; `None` where no pace is known.
    #[must_use]
    pub fn mails_per_minute(&self) -> Option<u32> {
        self.0.mails_per_minute
    }

    /// Recipients of one message.
    #[must_use]
    pub fn recipients_per_message(&self) -> u32 {
        self.0.recipients_per_message
    }

    /// Largest encoded message in bytes, where known before asking the server.
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
        /// The provider whose row fills what is not set. Default: custom.
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
        self.settings.with_proof(self.secret, self.tokens)
    }
}

impl<'de> serde::Deserialize<'de> for SmtpGateway {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Table)
    }
}

struct Table;

impl<'de> Visitor<'de> for Table {
    type Value = SmtpGateway;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of gateway settings with its password")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SmtpGateway, A::Error> {
        let mut password = None;
        let without = WithoutPassword { map, password: &mut password };
        let settings: GatewaySettings =
            serde::Deserialize::deserialize(serde::de::value::MapAccessDeserializer::new(without))?;
        settings.validate(password).map_err(serde::de::Error::custom)
    }
}

/// Hands on every entry of a map but the password, which it keeps: the settings have no field that could show it.
struct WithoutPassword<'p, A> {
    map: A,
    password: &'p mut Option<SecretString>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutPassword<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.map.next_key::<String>()? {
            if key == "password" {
                let password: Secret = self.map.next_value()?;
                *self.password = Some(password.0);
            } else {
                return seed.deserialize(serde::de::value::StringDeserializer::new(key)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// A text whose errors do not show what stood there instead of a text.
struct Secret(SecretString);

impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = SecretString;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, text: &str) -> Result<SecretString, E> {
                Ok(text.into())
            }

            fn visit_string<E>(self, text: String) -> Result<SecretString, E> {
                text.into_secret().map_or_else(|| Ok(SecretString::default()), Ok)
            }
        }

        deserializer
            .deserialize_string(Text)
            .map(Self)
            .map_err(|_| serde::de::Error::custom("password: is no text; put it in quotes"))
    }
}

impl Error {
    /// What only the gateway knows: whose words the guidance uses, and what the secret looks like.
    pub(crate) fn with_gateway(self, gateway: &SmtpGateway) -> Self {
        self.with_provider(gateway.provider()).with_secret_shape(gateway.secret_shape())
    }
}
