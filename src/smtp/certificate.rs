//! The server's certificate: its hosts, its issuer, and until when it is valid.

use crate::util::Date;
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use x509_cert::{Certificate, der::Decode, ext::pkix::SubjectAltName, ext::pkix::name::GeneralName};

/// Number and length of names in a certificate are chosen by its owner.
const MAX_NAMES: usize = 50;
const MAX_TEXT: usize = 256;

/// The server's own certificate, verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServerCertificate {
    /// Subject (RFC 4514): `CN=smtp.example.com`. Empty in certificates that name hosts only.
    pub subject: String,
    /// The DNS names it is valid for, at most fifty.
    pub names: Vec<String>,
    /// Issuer (RFC 4514).
    pub issuer: String,
    /// First day it is valid, in UTC.
    pub not_before: Date,
    /// Last day it is valid, in UTC.
    pub not_after: Date,
    /// Whole days left at the time of the handshake.
    pub days_left: i64,
}

impl ServerCertificate {
    /// `None` if this parser does not understand a certificate that rustls has verified.
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::from_der(der).ok()?;
        let fields = certificate.tbs_certificate();
        let until = fields.validity().not_after.to_unix_duration();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let names = match fields.get_extension::<SubjectAltName>() {
            Ok(Some((_, names))) => names.0,
            _ => Vec::new(),
        };
        let names = names.iter().filter_map(|name| match name {
            GeneralName::DnsName(name) => Some(clean(name.as_str())),
            _ => None,
        });
        Some(Self {
            subject: clean(&fields.subject().to_string()),
            names: names.take(MAX_NAMES).collect(),
            issuer: clean(&fields.issuer().to_string()),
            not_before: Date::of(fields.validity().not_before.to_unix_duration()),
            not_after: Date::of(until),
            days_left: days_between(now, until),
        })
    }
}

fn days_between(now: Duration, until: Duration) -> i64 {
    let days = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    (days(until) - days(now)).div_euclid(86_400)
}

/// The texts of a certificate come from the network.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]
    use super::*;

    #[test]
    fn days_are_whole_and_may_be_over() {
        let day = |n| Duration::from_secs(n);
        for (now, until, days) in [(0, 86_400, 1), (1, 86_400, 0), (86_400, 86_399, -1), (0, 21 * 86_400, 21)] {
            assert_eq!(days_between(day(now), day(until)), days, "{now} {until}");
        }
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        for der in [&b""[..], b"0", b"0\x82\xff\xff", &[0x30; 4096]] {
            assert_eq!(ServerCertificate::from_der(der), None);
        }
    }

    #[test]
    fn texts_of_strangers_are_cut_and_cleaned() {
        let text = clean(&format!("CN=a\r\n\u{7}{}", "b".repeat(1000)));
        assert!(text.starts_with("CN=ab") && text.len() == MAX_TEXT, "{text}");
    }
}
