//! The settings of a gateway.

use super::{
    Credentials, GatewaySettings, SmtpGateway,
    validate::{CONNECTIONS, RECIPIENTS_EVERYWHERE, default_ehlo_name, endpoint_to_set},
};
use crate::provider::Login;
use encodify::pem;

impl SmtpGateway {
    /// The settings that make this gateway, without the secret: to store, or to change and validate again.
    ///
    /// A field that has its default is left out, so that a stored row follows the provider's row.
    ///
    /// ```
    /// use ite_mailer::{Provider, SmtpGateway};
    ///
    /// let password = "a".repeat(16);
    /// let gmail = SmtpGateway::for_provider(Provider::Gmail, "me@gmail.com", password)?;
    /// assert_eq!(gmail.port(), 587);
    /// let row = serde_json::to_string(&gmail.settings())?;
    /// assert_eq!(row, r#"{"provider":"gmail","user":"me@gmail.com"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn settings(&self) -> GatewaySettings {
        let gateway = &*self.0;
        let row = gateway.provider.info();
        let limits = row.map(|row| row.limits).unwrap_or_default();
        let fixed_login = row.and_then(|row| match row.login {
            Login::Literal(word) => Some(word),
            _ => None,
        });
        let user = gateway.credentials.as_ref().map(Credentials::user);
        let host = Some(gateway.host.as_str());
        let mut settings = GatewaySettings {
            provider: gateway.provider,
            host: host.filter(|_| row.and_then(|row| row.endpoints.first()).map(|e| e.host) != host).map(str::to_owned),
            authentication: gateway.credentials.is_some(),
            user: user.filter(|user| fixed_login != Some(*user)).map(str::to_owned),
            root_certificates: gateway.roots.iter().map(|der| pem::STANDARD.encode("CERTIFICATE", der)).collect(),
            sent_copy: gateway.sent_copy,
            imap: gateway.imap_settings.clone(),
            recipients: gateway.recipients,
            max_connections: unless(gateway.max_connections, limits.connections.unwrap_or(CONNECTIONS)),
            mails_per_connection: gateway.mails_per_connection,
            pipelining: gateway.pipelining,
            chunking: gateway.chunking,
            mails_per_minute: gateway.mails_per_minute.filter(|mails| limits.per_minute != Some(*mails)),
            recipients_per_message: unless(
                gateway.recipients_per_message,
                limits.recipients_per_message.unwrap_or(RECIPIENTS_EVERYWHERE),
            ),
            max_message_size: gateway.max_message_size.filter(|bytes| limits.message_size != Some(*bytes)),
            timeouts: gateway.timeouts,
            ..GatewaySettings::default()
        };
        (settings.port, settings.security) = endpoint_to_set(&settings, row, gateway.port, gateway.security);
        let ehlo_name = Some(gateway.ehlo_name.as_str());
        settings.ehlo_name = ehlo_name.filter(|name| default_ehlo_name(user) != *name).map(str::to_owned);
        settings
    }
}

/// The value, unless it is the default.
fn unless<T: PartialEq>(value: T, default: T) -> Option<T> {
    (value != default).then_some(value)
}
