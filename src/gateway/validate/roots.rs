//! Certificates of private authorities.

use super::texts as T;
use crate::error::Problem;
use encodify::pem;

/// A server's certificate has one root; a company that is changing its authority has two or three.
const MAX_ROOTS: usize = 20;
/// A PEM certificate has one or two KiB.
const MAX_KIB: usize = 64;

/// The certificates of these PEM texts, in DER.
pub(crate) fn root_certificates(texts: &[String], problems: &mut Vec<Problem>) -> Vec<Vec<u8>> {
    let field = "root_certificates";
    if texts.iter().map(String::len).fold(0, usize::saturating_add) > MAX_KIB * 1024 {
        problems.push(T::ROOTS_TOO_LARGE.fill(field, &[("max", &MAX_KIB.to_string())]));
        return Vec::new();
    }
    let too_many = || T::ROOTS_TOO_MANY.fill(field, &[("max", &MAX_ROOTS.to_string())]);
    if texts.len() > MAX_ROOTS {
        problems.push(too_many());
        return Vec::new();
    }
    let mut roots = Vec::new();
    let mut all_pem = true;
    for text in texts {
        let before = roots.len();
        let blocks = pem::STANDARD.blocks(text).map_while(Result::ok);
        roots.extend(blocks.filter(|block| block.label == "CERTIFICATE").map(|block| block.contents));
        all_pem &= roots.len() > before;
    }
    if !all_pem {
        problems.push(T::ROOT_INVALID.at(field));
    }
    if roots.len() > MAX_ROOTS {
        problems.push(too_many());
    } else if !roots.iter().all(|der| is_certificate(der)) {
        problems.push(T::ROOT_UNREADABLE.at(field));
    }
    roots
}

/// Whether rustls accepts it as a trust anchor.
#[cfg(any(feature = "smtp", feature = "oauth2"))]
fn is_certificate(der: &[u8]) -> bool {
    use tokio_rustls::rustls::{RootCertStore, pki_types::CertificateDer};
    RootCertStore::empty().add(CertificateDer::from(der)).is_ok()
}

/// Without TLS in the build: a SEQUENCE (X.690 §8.9) of the stated length.
#[cfg(not(any(feature = "smtp", feature = "oauth2")))]
fn is_certificate(der: &[u8]) -> bool {
    let (length, header) = match der {
        [0x30, short @ 0..=0x7f, ..] => (usize::from(*short), 2),
        [0x30, 0x81, length, ..] => (usize::from(*length), 3),
        [0x30, 0x82, high, low, ..] => (usize::from(u16::from_be_bytes([*high, *low])), 4),
        _ => return false,
    };
    length > 0 && der.len() == header + length
}
