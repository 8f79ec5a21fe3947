//! What makes one gateway another: every field, the secret among them.

use super::{SmtpGateway, gateway::Inner};
use secrecy::ExposeSecret;
use std::sync::Arc;

impl SmtpGateway {
    /// Hands every field to `field`, in a fixed order; the caller keeps them apart. A secret is handed on, never kept.
    pub(crate) fn identify(&self, field: &mut dyn FnMut(&[u8])) {
        // Taken apart by name: a field that is added later does not compile until it is here.
        let Inner {
            provider,
            host,
            port,
            security,
            credentials,
            // Follows from provider and secret.
            shape: _,
            ehlo_name,
            roots,
            sent_copy,
            recipients,
            max_connections,
            mails_per_connection,
            mails_per_minute,
            pipelining,
            chunking,
            recipients_per_message,
            max_message_size,
            timeouts,
        } = &*self.0;
        match credentials {
            Some(credentials) => {
                field(credentials.user().as_bytes());
                match credentials.tokens() {
                    Some(tokens) => match tokens.identity() {
                        Some(identity) => {
                            field(b"tokens");
                            field(identity.expose_secret().as_bytes());
                        }
                        // As long as a mailer is kept its gateway keeps the provider, so that no other has its address.
                        None => {
                            field(b"provider");
                            field(&Arc::as_ptr(tokens).cast::<()>().addr().to_le_bytes());
                        }
                    },
                    None => {
                        field(b"password");
                        field(credentials.expose().unwrap_or_default().as_bytes());
                    }
                }
            }
            None => field(b"none"),
        }
        field(host.as_bytes());
        field(&port.to_le_bytes());
        field(ehlo_name.as_bytes());
        for root in roots {
            field(root);
        }
        let rest = (provider, security, sent_copy, recipients, timeouts, pipelining, chunking);
        field(format!("{rest:?}").as_bytes());
        let limits =
            (max_connections, mails_per_connection, mails_per_minute, recipients_per_message, max_message_size);
        field(format!("{limits:?}").as_bytes());
    }
}
