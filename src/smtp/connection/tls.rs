//! TLS configuration of one gateway, and the parameters of a connection.

use super::counted_socket::CountedSocket;
use crate::{
    error::{Error, ErrorKind, Stage},
    gateway::SmtpGateway,
    tls::client_config,
};
use std::io;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{self, pki_types::ServerName},
};

/// Trusted roots, and the server name to verify.
pub(crate) struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Tls {
    pub(crate) fn new(gateway: &SmtpGateway) -> Result<Self, Error> {
        let failed = |detail: &str| Error::new(ErrorKind::Tls, Stage::Gateway).with_detail(detail);
        let name = ServerName::try_from(gateway.host().to_owned())
            .map_err(|error| failed("the host has no form TLS can check").with_source(error))?;
        let config = client_config(gateway.root_certificates())
            .map_err(|error| failed("the trusted certificates cannot be loaded").with_source(error))?;
        Ok(Self { connector: TlsConnector::from(config), name })
    }

    pub(crate) async fn handshake(&self, socket: CountedSocket) -> io::Result<TlsStream<CountedSocket>> {
        self.connector.connect(self.name.clone(), socket).await
    }
}

/// The TLS parameters of one connection; all absent in plain text.
#[derive(Clone, Debug, Default)]
pub(crate) struct TlsFacts {
    /// `TLS 1.3`.
    pub(crate) version: Option<String>,
    /// `TLS13_AES_256_GCM_SHA384`.
    pub(crate) cipher: Option<String>,
    /// The server's own certificate, in DER.
    pub(crate) certificate: Option<Vec<u8>>,
}

impl TlsFacts {
    pub(crate) fn of(connection: &rustls::ClientConnection) -> Self {
        let version = connection.protocol_version().map(|version| match version {
            rustls::ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
            rustls::ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
            other => format!("{other:?}"),
        });
        let cipher = connection.negotiated_cipher_suite().map(|cipher| format!("{:?}", cipher.suite()));
        let chain = connection.peer_certificates().unwrap_or_default();
        Self { version, cipher, certificate: chain.first().map(|certificate| certificate.to_vec()) }
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use super::*;
    use crate::{provider::Security, sandbox::SmtpSandbox};
    use tokio::io::AsyncReadExt;
    use tokio_rustls::rustls::HandshakeKind;

    #[tokio::test]
    async fn mailers_of_one_server_resume_each_others_sessions() {
        let sandbox = SmtpSandbox::start().await.unwrap();
        let (mut kinds, mut mailers) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            let gateway = SmtpGateway::builder()
                .host("localhost")
                .port(sandbox.tls_port())
                .security(Security::ImplicitTls)
                .authentication(false)
                .root_certificate(sandbox.ca_pem())
                .build()
                .unwrap();
            let address = ([127, 0, 0, 1], sandbox.tls_port()).into();
            let socket = CountedSocket::connect(address, None).await.unwrap();
            let mailer = Tls::new(&gateway).unwrap();
            let mut stream = mailer.handshake(socket).await.unwrap();
            // The tickets come before the greeting.
            stream.read_u8().await.unwrap();
            kinds.push(stream.get_ref().1.handshake_kind());
            mailers.push(mailer);
        }
        assert_eq!(kinds, [Some(HandshakeKind::Full), Some(HandshakeKind::Resumed)]);
    }
}
