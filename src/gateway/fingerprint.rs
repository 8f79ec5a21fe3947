//! The cache key of a gateway: every field that distinguishes two gateways, the secret among them.

use super::{Credentials, SmtpGateway, gateway::Inner};
use secrecy::ExposeSecret;
use std::sync::Arc;

impl SmtpGateway {
    /// Passes every field to `field`, each after its name, lists after their length. Secrets are passed on, never kept.
    pub(crate) fn identify(&self, field: &mut dyn FnMut(&[u8])) {
        // Destructured: a field that is added later does not compile until it is here.
        let Inner {
            provider,
            host,
            port,
            security,
            // In `identify_login`.
            credentials: _,
            // Follows from provider and secret.
            shape: _,
            ehlo_name,
            roots,
            sent_copy,
            imap,
            // Its account is in `imap`.
            imap_settings: _,
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
        self.identify_login(field);
        let mut tagged = |name: &str, bytes: &[u8]| {
            field(name.as_bytes());
            field(bytes);
        };
        tagged("host", host.as_bytes());
        tagged("port", &port.to_le_bytes());
        tagged("ehlo name", ehlo_name.as_bytes());
        tagged("roots", &roots.len().to_le_bytes());
        for root in roots {
            tagged("root", root);
        }
        let rest = (provider, security, sent_copy, recipients, timeouts, pipelining, chunking);
        tagged("rest", format!("{rest:?}").as_bytes());
        match imap {
            Some(imap) => {
                let fields = (imap.provider, &imap.host, imap.port, imap.security, &imap.folder);
                tagged("imap", format!("{fields:?}").as_bytes());
                identify_credentials(Some(&imap.credentials), field);
            }
            None => tagged("without imap", &[]),
        }
        let mut tagged = |name: &str, bytes: &[u8]| {
            field(name.as_bytes());
            field(bytes);
        };
        let limits =
            (max_connections, mails_per_connection, mails_per_minute, recipients_per_message, max_message_size);
        tagged("limits", format!("{limits:?}").as_bytes());
    }

    /// The fields that distinguish two logins: user, and password or token provider.
    pub(crate) fn identify_login(&self, field: &mut dyn FnMut(&[u8])) {
        identify_credentials(self.credentials(), field);
    }
}

/// Never keeps what it passes on.
fn identify_credentials(credentials: Option<&Credentials>, field: &mut dyn FnMut(&[u8])) {
    let mut tagged = |name: &str, bytes: &[u8]| {
        field(name.as_bytes());
        field(bytes);
    };
    match credentials {
        Some(credentials) => {
            tagged("user", credentials.user().as_bytes());
            match credentials.tokens() {
                Some(tokens) => match tokens.identity() {
                    Some(identity) => tagged("tokens", identity.expose_secret().as_bytes()),
                    // The mailer in the cache keeps the provider alive, so its address is unique.
                    None => tagged("token provider", &Arc::as_ptr(tokens).cast::<()>().addr().to_le_bytes()),
                },
                None => tagged("password", credentials.expose().unwrap_or_default().as_bytes()),
            }
        }
        None => tagged("without sign-in", &[]),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]
    use super::*;

    #[test]
    fn fields_have_names_and_lists_their_length() {
        let certificate = || {
            let mut params = rcgen::CertificateParams::default();
            params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
            params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem()
        };
        let gateway = SmtpGateway::builder().host("smtp.example.com").user("me").password("a secret");
        let gateway = gateway.root_certificate(certificate()).root_certificate(certificate()).build().unwrap();
        let mut fields: Vec<Vec<u8>> = Vec::new();
        gateway.identify(&mut |field| fields.push(field.to_vec()));
        let names: Vec<_> = fields.iter().step_by(2).map(|name| String::from_utf8_lossy(name)).collect();
        let expected = [
            "user",
            "password",
            "host",
            "port",
            "ehlo name",
            "roots",
            "root",
            "root",
            "rest",
            "without imap",
            "limits",
        ];
        assert_eq!(names, expected);
        assert_eq!(fields[11], 2_usize.to_le_bytes(), "how many roots follow");
    }
}
