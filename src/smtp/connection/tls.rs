//! The TLS side of one gateway.

use crate::{
    error::{Error, ErrorKind, Stage},
    gateway::SmtpGateway,
    tls::client_config,
};
use std::{io, sync::Arc};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        self,
        client::Resumption,
        pki_types::{CertificateDer, ServerName},
    },
};

/// Sessions kept for resumption by one mailer: two for each connection it may hold is plenty.
const SESSIONS: usize = 16;

/// The TLS side of one gateway: trust, and its own session tickets.
#[derive(Clone)]
pub(crate) struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Tls {
    pub(crate) fn new(gateway: &SmtpGateway) -> Result<Self, Error> {
        let failed = |detail: &str| Error::new(ErrorKind::Tls, Stage::Gateway).with_detail(detail);
        let name = ServerName::try_from(gateway.host().to_owned())
            .map_err(|error| failed("the host has no form TLS can check").with_source(error))?;
        let extra = gateway.root_certificates().iter().map(|der| CertificateDer::from(der.clone())).collect();
        let mut config = client_config(extra)
            .map_err(|error| failed("the trusted certificates cannot be loaded").with_source(error))?;
        config.resumption = Resumption::in_memory_sessions(SESSIONS);
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), name })
    }

    pub(crate) async fn handshake(
        &self,
        socket: tokio::net::TcpStream,
    ) -> io::Result<tokio_rustls::client::TlsStream<tokio::net::TcpStream>> {
        self.connector.connect(self.name.clone(), socket).await
    }
}

/// Protocol and cipher suite of a connection: `TLS 1.3`, `TLS13_AES_256_GCM_SHA384`.
pub(crate) fn protection(connection: &rustls::ClientConnection) -> Option<(String, String)> {
    let version = match connection.protocol_version()? {
        rustls::ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
        rustls::ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
        other => format!("{other:?}"),
    };
    Some((version, format!("{:?}", connection.negotiated_cipher_suite()?.suite())))
}

/// The server's own certificate, in DER.
pub(crate) fn leaf(connection: &rustls::ClientConnection) -> Option<Vec<u8>> {
    connection.peer_certificates()?.first().map(|certificate| certificate.to_vec())
}
