//! Whom every TLS connection of this crate trusts, and what a failed handshake means.

use crate::{
    error::{Error, ErrorKind, Stage},
    util::Date,
};
use std::{io, sync::Arc, time::Duration};
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, InvalidMessage,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, UnixTime},
};

/// Reading the system's store takes milliseconds and thousands of gateways share it, so it is read once a process.
/// It holds certificates only, nothing of any gateway.
pub(crate) fn client_config(extra: Vec<CertificateDer<'static>>) -> Result<ClientConfig, rustls::Error> {
    static WITHOUT_EXTRA: std::sync::OnceLock<ClientConfig> = std::sync::OnceLock::new();
    if !extra.is_empty() {
        return build(extra);
    }
    match WITHOUT_EXTRA.get() {
        Some(config) => Ok(config.clone()),
        None => {
            let config = build(extra)?;
            Ok(WITHOUT_EXTRA.get_or_init(|| config).clone())
        }
    }
}

fn build(extra: Vec<CertificateDer<'static>>) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    Ok(trusting(builder, provider, extra)?.with_no_client_auth())
}

type WantsVerifier = rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>;
type WantsClientCert = rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert>;

/// Named "dangerous" by rustls because any verifier may be given; this one checks as the operating system does.
#[cfg(feature = "platform-verifier")]
fn trusting(
    builder: WantsVerifier,
    provider: Arc<CryptoProvider>,
    extra: Vec<CertificateDer<'static>>,
) -> Result<WantsClientCert, rustls::Error> {
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider)?;
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

#[cfg(not(feature = "platform-verifier"))]
fn trusting(
    builder: WantsVerifier,
    _provider: Arc<CryptoProvider>,
    extra: Vec<CertificateDer<'static>>,
) -> Result<WantsClientCert, rustls::Error> {
    let mut roots = rustls::RootCertStore::empty();
    #[cfg(feature = "webpki-roots")]
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    for certificate in extra {
        roots.add(certificate)?;
    }
    Ok(builder.with_root_certificates(roots))
}

/// What a certificate's dates say against it.
pub(crate) enum Validity {
    /// Its last day, which is over.
    Ended(Date),
    /// Its first day, which is to come.
    NotBefore(Date),
}

impl Validity {
    /// Where rustls tells it.
    fn of(error: &io::Error) -> Option<Self> {
        let day = |time: UnixTime| Date::of(Duration::from_secs(time.as_secs()));
        match error.get_ref()?.downcast_ref::<rustls::Error>()? {
            rustls::Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. }) => {
                Some(Self::Ended(day(*not_after)))
            }
            rustls::Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. }) => {
                Some(Self::NotBefore(day(*not_before)))
            }
            _ => None,
        }
    }

    /// The same of an error that [`handshake_error`] made.
    #[cfg(feature = "smtp")]
    pub(crate) fn told_by(error: &Error) -> Option<Self> {
        Self::of(std::error::Error::source(error)?.downcast_ref::<io::Error>()?)
    }
}

/// What a failed handshake means.
pub(crate) fn handshake_error(error: io::Error) -> Error {
    let kind = match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(cause)) => match cause {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                ErrorKind::TlsWrongName
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => ErrorKind::TlsExpired,
            _ => ErrorKind::TlsUntrusted,
        },
        Some(rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType)) => ErrorKind::TlsPlaintextPort,
        Some(_) => ErrorKind::Tls,
        None => ErrorKind::Connect,
    };
    let detail = match kind {
        ErrorKind::TlsWrongName => "the server's certificate is for another name",
        ErrorKind::TlsExpired => "the server's certificate is not valid today",
        ErrorKind::TlsUntrusted => "the server's certificate is from no trusted authority",
        ErrorKind::TlsPlaintextPort => "this port does not begin with TLS; use STARTTLS here, or port 465",
        ErrorKind::Connect => "the connection ended during the TLS handshake",
        _ => "the TLS handshake failed",
    };
    let detail = match Validity::of(&error) {
        Some(Validity::Ended(day)) => format!("the server's certificate expired on {day}"),
        Some(Validity::NotBefore(day)) => format!("the server's certificate is not valid before {day}"),
        None => detail.to_owned(),
    };
    Error::new(kind, Stage::Tls).with_detail(detail).with_source(error)
}
