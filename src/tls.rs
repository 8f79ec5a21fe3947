//! Trust anchors of TLS connections, and the errors of failed handshakes.

use crate::{
    error::{Error, ErrorKind, Stage},
    util::{Date, digest::Fields},
};
use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, InvalidMessage,
    client::Resumption,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, UnixTime},
};

/// TLS sessions kept for resumption by one configuration, about eight for each server name.
const SESSIONS: usize = 1024;

/// The configuration with the usual roots and these `extra` ones (DER), shared by all with the same set.
///
/// Building one reads the system's trust store, which takes milliseconds and about 100 KiB. A configuration contains
/// public certificates and session tickets of servers, but nothing of a gateway: mailers of one server resume each
/// other's TLS sessions. It is dropped with the last mailer that uses it; the one without extra roots is kept.
pub(crate) fn client_config(extra: &[Vec<u8>]) -> Result<Arc<ClientConfig>, rustls::Error> {
    static USUAL: Mutex<Option<Arc<ClientConfig>>> = Mutex::new(None);
    static EXTRA: Mutex<Option<HashMap<[u8; 32], Weak<ClientConfig>>>> = Mutex::new(None);
    if extra.is_empty() {
        let mut usual = USUAL.lock().unwrap_or_else(PoisonError::into_inner);
        return match &*usual {
            Some(config) => Ok(Arc::clone(config)),
            None => Ok(Arc::clone(usual.insert(build(Vec::new())?))),
        };
    }
    let mut roots: Vec<&[u8]> = extra.iter().map(Vec::as_slice).collect();
    roots.sort_unstable();
    roots.dedup();
    let mut key = Fields::new(b"trusted roots");
    roots.iter().for_each(|root| key.field(root));
    let key = key.end(b"");
    // Held while a configuration is built, so that many mailers made at once build one.
    let mut configs = EXTRA.lock().unwrap_or_else(PoisonError::into_inner);
    let configs = configs.get_or_insert_default();
    if let Some(config) = configs.get(&key).and_then(Weak::upgrade) {
        return Ok(config);
    }
    let config = build(roots.into_iter().map(|root| CertificateDer::from(root.to_vec())).collect())?;
    configs.retain(|_, config| config.strong_count() > 0);
    configs.insert(key, Arc::downgrade(&config));
    Ok(config)
}

fn build(extra: Vec<CertificateDer<'static>>) -> Result<Arc<ClientConfig>, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    let mut config = trusting(builder, provider, extra)?.with_no_client_auth();
    config.resumption = Resumption::in_memory_sessions(SESSIONS);
    Ok(Arc::new(config))
}

type WantsVerifier = rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>;
type WantsClientCert = rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert>;

/// rustls calls the method "dangerous" because it takes any verifier; this one is the operating system's.
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

/// Why a certificate is out of date.
pub(crate) enum Validity {
    /// It has expired.
    Ended(Date),
    /// It is not valid yet.
    NotBefore(Date),
}

impl Validity {
    /// From rustls' error.
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

    /// From an error that [`handshake_error`] made.
    #[cfg(feature = "smtp")]
    pub(crate) fn of_error(error: &Error) -> Option<Self> {
        Self::of(std::error::Error::source(error)?.downcast_ref::<io::Error>()?)
    }
}

/// The error of a failed handshake.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The DER of a certificate that signs itself, made for the test.
    #[cfg(feature = "testing")]
    fn root(name: &str) -> Vec<u8> {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        parameters.self_signed(&key).unwrap().der().to_vec()
    }

    #[cfg(feature = "testing")]
    #[test]
    fn one_configuration_for_each_set_of_roots() {
        let (one, two) = (root("one.example"), root("two.example"));
        let both = client_config(&[one.clone(), two.clone()]).unwrap();
        let again = client_config(&[two.clone(), one.clone(), two]).unwrap();
        assert!(Arc::ptr_eq(&both, &again), "the same set in another order");
        let other = client_config(&[one]).unwrap();
        assert!(!Arc::ptr_eq(&both, &other), "another set");
        assert!(Arc::ptr_eq(&client_config(&[]).unwrap(), &client_config(&[]).unwrap()));
        assert!(!Arc::ptr_eq(&client_config(&[]).unwrap(), &other));
    }
}
