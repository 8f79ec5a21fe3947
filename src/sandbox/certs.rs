//! The sandbox's certificate authority, created at each start.

use crate::util::Date;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use std::{
    io,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio_rustls::rustls::{self, ServerConfig, pki_types::PrivateKeyDer};

/// The certificate of the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Certificate {
    /// Signed by the sandbox's authority for `localhost` and `127.0.0.1`. The default.
    #[default]
    Trusted,
    /// Signed by the sandbox's authority, for `mail.example.org`.
    WrongName,
    /// Signed by the sandbox's authority for the right names, valid in 2001 only.
    Expired,
    /// Signed by the sandbox's authority for the right names, valid for seven days from today.
    ExpiresSoon,
    /// Self-signed, for the right names.
    SelfSigned,
}

pub(super) struct Certs {
    pub(super) ca_pem: String,
    pub(super) config: Arc<ServerConfig>,
}

pub(super) fn make(kind: Certificate) -> io::Result<Certs> {
    let (ca_pem, leaf, key) = issue(kind).map_err(io::Error::other)?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
    // An explicit provider: the process default belongs to the program under test.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .map_err(io::Error::other)?;
    Ok(Certs { ca_pem, config: Arc::new(config) })
}

fn issue(kind: Certificate) -> Result<(String, rcgen::Certificate, KeyPair), rcgen::Error> {
    let mut ca = CertificateParams::new(Vec::new())?;
    ca.distinguished_name.push(DnType::CommonName, "SMTP sandbox authority");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    let ca = CertifiedIssuer::self_signed(ca, KeyPair::generate()?)?;

    let names: &[&str] = match kind {
        Certificate::WrongName => &["mail.example.org"],
        _ => &["localhost", "127.0.0.1"],
    };
    let mut leaf = CertificateParams::new(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>())?;
    leaf.distinguished_name.push(DnType::CommonName, "SMTP sandbox");
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    if kind == Certificate::Expired {
        leaf.not_before = date_time_ymd(2001, 1, 1);
        leaf.not_after = date_time_ymd(2001, 12, 31);
    }
    if kind == Certificate::ExpiresSoon {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let end = Date::of(now + Duration::from_secs(7 * 86_400));
        leaf.not_after = date_time_ymd(end.year.into(), end.month, end.day);
    }
    let key = KeyPair::generate()?;
    let leaf = match kind {
        Certificate::SelfSigned => leaf.self_signed(&key)?,
        _ => leaf.signed_by(&key, &ca)?,
    };
    Ok((ca.pem(), leaf, key))
}
