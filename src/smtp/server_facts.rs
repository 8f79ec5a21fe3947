//! What a server announces about itself.

use super::{
    certificate::ServerCertificate,
    connection::{Capabilities, Session, TlsFacts},
};
use crate::error::Reply;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a server announced, from [`SmtpMailer::sign_in`](crate::SmtpMailer::sign_in) or in a
/// [`Diagnosis`](crate::Diagnosis), as far as the connection got.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use ite_mailer::{SmtpMailer, sandbox::SmtpSandbox};
///
/// let sandbox = SmtpSandbox::start().await?; // in place of a provider
/// let server = SmtpMailer::new(sandbox.gateway())?.sign_in().await?;
/// assert_eq!(server.mechanism.as_deref(), Some("PLAIN"));
/// assert_eq!(server.tls_version.as_deref(), Some("TLS 1.3"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "testing"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServerFacts {
    /// The greeting. With STARTTLS only a diagnosis has it: clear text is not trusted (RFC 3207 §4.2).
    pub greeting: Option<Reply>,
    /// TLS version: `TLS 1.3`.
    pub tls_version: Option<String>,
    /// Cipher suite, by its IANA name without the `TLS_` prefix for TLS 1.3: `TLS13_AES_256_GCM_SHA384`.
    pub tls_cipher: Option<String>,
    /// The server's certificate, if it could be read.
    pub certificate: Option<ServerCertificate>,
    /// The lines of the reply to `EHLO` over TLS, without the first (RFC 5321 §4.1.1.1).
    pub capabilities: Vec<String>,
    /// Largest message in bytes, if the server announces one (`SIZE`, RFC 1870).
    pub max_message_size: Option<u64>,
    /// SASL mechanisms offered (`AUTH`, RFC 4954).
    pub mechanisms: Vec<String>,
    /// The mechanism used; `None` without a sign-in.
    pub mechanism: Option<Cow<'static, str>>,
}

impl ServerFacts {
    pub(crate) fn new(
        greeting: Option<Reply>,
        tls: TlsFacts,
        offered: Capabilities,
        mechanism: Option<&'static str>,
    ) -> Self {
        Self {
            greeting,
            tls_version: tls.version,
            tls_cipher: tls.cipher,
            certificate: tls.certificate.as_deref().and_then(ServerCertificate::from_der),
            capabilities: offered.lines,
            max_message_size: offered.size,
            mechanisms: offered.mechanisms,
            mechanism: mechanism.map(Cow::Borrowed),
        }
    }

    pub(super) fn of(session: &Session) -> Self {
        // Read again from the redacted lines: the session's own mechanisms are the server's words unmasked.
        let offered = Capabilities::from_lines(session.capabilities.lines.clone());
        Self::new(session.greeting.clone(), session.tls_facts(), offered, session.mechanism())
    }
}
