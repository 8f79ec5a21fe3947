//! What the reader should know about the server's certificate.

use super::ServerCertificate;
use crate::{
    guidance::{Bilingual, Language},
    tls::Validity,
    util::Date,
};
use std::fmt;

/// Days. Certificates are usually renewed when a third of their lifetime is left; three weeks before the end the
/// renewal was probably forgotten.
const SOON: i64 = 21;

/// What to do about a certificate that ends soon.
pub(super) fn expiring(certificate: &ServerCertificate, host: &str) -> Option<Bilingual<String>> {
    let days = certificate.days_left;
    if days >= SOON {
        return None;
    }
    let (en_day, fr_day) = (certificate.not_after.display(Language::En), certificate.not_after.display(Language::Fr));
    let (en_left, fr_left) = match days {
        ..=0 => ("within a day".to_owned(), "dans moins d’un jour".to_owned()),
        1 => ("in one day".to_owned(), "dans un jour".to_owned()),
        days => (format!("in {days} days"), format!("dans {days}\u{a0}jours")),
    };
    Some(Bilingual::new(
        format!(
            "The certificate of {host} expires on {en_day}, {en_left}. Ask the operator of this server to renew it: \
                 after that day no mail goes through it. There is nothing to change in your settings."
        ),
        format!(
            "Le certificat de {host} expire le {fr_day}, {fr_left}. Demandez à la personne qui administre ce \
                 serveur de le renouveler\u{a0}: passé ce jour, aucun message ne partira. Vous n’avez rien à changer \
                 dans vos réglages."
        ),
    ))
}

/// One line of the text report.
pub(super) const fn display(certificate: &ServerCertificate, language: Language) -> impl fmt::Display + '_ {
    Line { certificate, language }
}

/// The dates of a certificate that was refused for them.
pub(super) fn refused(told: &Validity, host: &str) -> Bilingual<String> {
    let in_both = |date: Date| (date.display(Language::En), date.display(Language::Fr));
    match told {
        Validity::Ended(date) => {
            let (en, fr) = in_both(*date);
            Bilingual::new(
                format!("The certificate of {host} expired on {en}. The operator of this server has to renew it."),
                format!(
                    "Le certificat de {host} a expiré le {fr}. Il revient à l’administrateur du serveur de le renouveler."
                ),
            )
        }
        Validity::NotBefore(date) => {
            let (en, fr) = in_both(*date);
            Bilingual::new(
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
            let note = expiring(&ending(days), "smtp.example.com");
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
}
