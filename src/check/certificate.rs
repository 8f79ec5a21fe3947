//! Until when the server's certificate is valid, and who issued it.

use super::Note;
use crate::{guidance::Language, tls::Validity, util::Date};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use x509_cert::{Certificate, der::Decode, ext::pkix::SubjectAltName, ext::pkix::name::GeneralName};

/// Days. Certificates are usually renewed when a third of their life is left; three weeks before the end the renewal was
/// probably forgotten.
const SOON: i64 = 21;
/// Names and texts of a certificate are its owner's choice, and so is their length.
const MAX_NAMES: usize = 50;
const MAX_TEXT: usize = 256;

/// The server's own certificate, which it showed and which was found good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServerCertificate {
    /// Whom it names (RFC 4514): `CN=smtp.example.com`. Empty where it names hosts only.
    pub subject: String,
    /// The hosts it is for, at most fifty.
    pub names: Vec<String>,
    /// Who issued it (RFC 4514).
    pub issuer: String,
    /// First day it is valid, in UTC.
    pub not_before: Date,
    /// Last day it is valid, in UTC.
    pub not_after: Date,
    /// Whole days left when it was seen.
    pub days_left: i64,
}

impl ServerCertificate {
    /// `None` where the text is no certificate this reader understands; rustls has checked it all the same.
    pub(super) fn from_der(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::from_der(der).ok()?;
        let told = certificate.tbs_certificate();
        let until = told.validity().not_after.to_unix_duration();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let names = match told.get_extension::<SubjectAltName>() {
            Ok(Some((_, names))) => names.0,
            _ => Vec::new(),
        };
        let names = names.iter().filter_map(|name| match name {
            GeneralName::DnsName(name) => Some(clean(name.as_str())),
            _ => None,
        });
        Some(Self {
            subject: clean(&told.subject().to_string()),
            names: names.take(MAX_NAMES).collect(),
            issuer: clean(&told.issuer().to_string()),
            not_before: Date::of(told.validity().not_before.to_unix_duration()),
            not_after: Date::of(until),
            days_left: days_between(now, until),
        })
    }

    /// What to do about a certificate that ends soon.
    pub(super) fn expiring(&self, host: &str) -> Option<Note> {
        let days = self.days_left;
        if days >= SOON {
            return None;
        }
        let (en_day, fr_day) = (day(self.not_after, Language::En), day(self.not_after, Language::Fr));
        let (en_left, fr_left) = match days {
            ..=0 => ("within a day".to_owned(), "dans moins d’un jour".to_owned()),
            1 => ("in one day".to_owned(), "dans un jour".to_owned()),
            days => (format!("in {days} days"), format!("dans {days}\u{a0}jours")),
        };
        Some(Note::new(
            format!(
                "The certificate of {host} expires on {en_day}, {en_left}. Ask whoever runs this server to renew it: \
                 after that day no mail goes through it. There is nothing to change in your settings."
            ),
            format!(
                "Le certificat de {host} expire le {fr_day}, {fr_left}. Demandez à la personne qui administre ce \
                 serveur de le renouveler\u{a0}: passé ce jour, aucun message ne partira. Vous n’avez rien à changer \
                 dans vos réglages."
            ),
        ))
    }

    pub(super) const fn display(&self, language: Language) -> impl fmt::Display + '_ {
        Line { certificate: self, language }
    }
}

/// A certificate that was refused for its dates: which they are, in both languages.
pub(super) fn refused(told: &Validity, host: &str) -> Note {
    let in_both = |date| (day(date, Language::En), day(date, Language::Fr));
    match told {
        Validity::Ended(date) => {
            let (en, fr) = in_both(*date);
            Note::new(
                format!("The certificate of {host} expired on {en}. Whoever runs this server has to renew it."),
                format!(
                    "Le certificat de {host} a expiré le {fr}. Il revient à l’administrateur du serveur de le renouveler."
                ),
            )
        }
        Validity::NotBefore(date) => {
            let (en, fr) = in_both(*date);
            Note::new(
                format!("The certificate of {host} is valid from {en} on. If that day is past, a clock is wrong."),
                format!(
                    "Le certificat de {host} n’est valable qu’à partir du {fr}. Si ce jour est passé, une horloge est déréglée."
                ),
            )
        }
    }
}

struct Line<'a> {
    certificate: &'a ServerCertificate,
    language: Language,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ServerCertificate { not_before, not_after, issuer, .. } = self.certificate;
        match self.language {
            Language::En => write!(f, "Certificate: valid from {not_before} to {not_after}, issued by {issuer}"),
            Language::Fr => {
                write!(f, "Certificat\u{a0}: valable du {not_before} au {not_after}, émis par {issuer}")
            }
        }
    }
}

fn days_between(now: Duration, until: Duration) -> i64 {
    let days = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    (days(until) - days(now)).div_euclid(86_400)
}

/// What stands in a certificate comes from the network.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect()
}

/// `3 December 2026`, `3 décembre 2026`.
fn day(date: Date, language: Language) -> String {
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const FR: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let months = if language == Language::Fr { FR } else { EN };
    let month = months.get(usize::from(date.month).saturating_sub(1)).copied().unwrap_or_default();
    let first = if date.day == 1 && language == Language::Fr { "er" } else { "" };
    format!("{}{first} {month} {}", date.day, date.year)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]
    use super::*;

    fn ending(days_left: i64) -> ServerCertificate {
        ServerCertificate {
            subject: String::new(),
            names: vec!["smtp.example.com".into()],
            issuer: "CN=authority".into(),
            not_before: Date::new(2026, 9, 1),
            not_after: Date::new(2026, 12, 1),
            days_left,
        }
    }

    #[test]
    fn three_weeks_are_soon() {
        for (days, en, fr) in [
            (21, None, None),
            (20, Some("in 20 days"), Some("dans 20\u{a0}jours")),
            (1, Some("in one day"), Some("dans un jour")),
            (0, Some("within a day"), Some("dans moins d’un jour")),
        ] {
            let note = ending(days).expiring("smtp.example.com");
            let expected =
                en.map(|en| format!("The certificate of smtp.example.com expires on 1 December 2026, {en}. "));
            assert_eq!(note.is_some(), expected.is_some(), "{days}");
            if let Some(note) = note {
                assert!(note.en.starts_with(&expected.unwrap()), "{}", note.en);
                let expected =
                    format!("Le certificat de smtp.example.com expire le 1er décembre 2026, {}. ", fr.unwrap());
                assert!(note.fr.starts_with(&expected), "{}", note.fr);
            }
        }
    }

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
