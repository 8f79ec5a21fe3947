//! French for the details and causes of local errors, whose texts are in English.

use crate::error::{Error, Stage};
use std::{error::Error as StdError, io};
use tokio_rustls::rustls::{self, CertificateError};

/// Details with their translation. `{}` matches text that is kept: a host, a number.
const DETAILS: &[(&str, &str)] = &[
    ("no connection to {} port {}", "pas de connexion à {}, port {}"),
    ("no answer within {} seconds", "pas de réponse en {}\u{a0}secondes"),
    ("the host {} does not resolve", "le nom {} n’a pas d’adresse (DNS)"),
    ("the host {} has no address at present", "le nom {} n’a pas d’adresse pour le moment (DNS)"),
    ("the network policy allows no address of {}", "aucune adresse de {} n’est autorisée"),
    ("the network policy does not allow port {}", "le port {} n’est pas autorisé"),
    (
        "{} is not this machine, and nothing is sent to another one in clear",
        "{} n’est pas cette machine, et rien ne part en clair vers une autre",
    ),
    ("the server's certificate expired on {}", "le certificat du serveur a expiré le {}"),
    ("the server's certificate is not valid before {}", "le certificat du serveur n’est pas valable avant le {}"),
    ("the server's certificate is for another name", "le certificat du serveur est établi pour un autre nom"),
    ("the server's certificate is not valid today", "le certificat du serveur n’est pas valable aujourd’hui"),
    (
        "the server's certificate is from no trusted authority",
        "le certificat du serveur ne vient d’aucune autorité reconnue",
    ),
    (
        "this port does not begin with TLS; use STARTTLS here, or port 465",
        "ce port ne commence pas par TLS\u{202f}; utilisez STARTTLS, ou le port 465",
    ),
    (
        "this port begins with TLS; use implicit TLS here, or port 587",
        "ce port commence par TLS\u{202f}; utilisez TLS implicite, ou le port 587",
    ),
    ("the connection ended during the TLS handshake", "la connexion a pris fin pendant la négociation TLS"),
    ("the TLS handshake failed", "la négociation TLS a échoué"),
    ("the server closed the connection", "le serveur a fermé la connexion"),
    (
        "the server does not offer STARTTLS, and nothing is sent in clear",
        "le serveur ne propose pas STARTTLS, et rien ne part en clair",
    ),
    (
        "the server sent more in clear than the answer to STARTTLS",
        "le serveur a envoyé en clair plus que sa réponse à STARTTLS",
    ),
    ("the server spoke without being asked", "le serveur a parlé sans y être invité"),
    ("the reply does not fit the command", "la réponse ne correspond pas à la commande"),
    ("the reply does not fit the sign-in", "la réponse ne correspond pas à l’authentification"),
    ("the trusted certificates cannot be loaded", "les certificats de confiance ne peuvent pas être chargés"),
    ("not granted: {}", "non accordé\u{a0}: {}"),
    ("the token endpoint says \"{}\"", "le serveur de jetons répond «\u{a0}{}\u{a0}»"),
    (
        "the token endpoint's answer is not one of RFC 6749 §5",
        "la réponse du serveur de jetons n’est pas conforme à la RFC 6749 §5",
    ),
    ("the token endpoint: its name does not resolve", "le serveur de jetons\u{a0}: son nom n’a pas d’adresse (DNS)"),
    ("the token endpoint: no connection", "le serveur de jetons\u{a0}: pas de connexion"),
    ("the token endpoint: no protected connection", "le serveur de jetons\u{a0}: pas de connexion chiffrée"),
    (
        "the token endpoint: no answer within {} seconds",
        "le serveur de jetons\u{a0}: pas de réponse en {}\u{a0}secondes",
    ),
    ("the token endpoint: it answers with status {}", "le serveur de jetons\u{a0}: il répond par le statut {}"),
    (
        "none of {} folders is marked or named as the Sent folder",
        "aucun des {} dossiers n’est celui des messages envoyés",
    ),
    ("the folder can be read only", "le dossier est en lecture seule"),
    ("the copy was not filed within {} seconds", "la copie n’a pas été rangée en {}\u{a0}secondes"),
    ("the mail has {} bytes, the server takes {}", "l’e-mail fait {}\u{a0}octets, le serveur en accepte {}"),
    ("the server does not greet as IMAP servers do", "le serveur ne se présente pas comme un serveur IMAP"),
    ("the answer does not fit the command", "la réponse ne correspond pas à la commande"),
    ("a response is too long", "une réponse est trop longue"),
    ("the server answers without end", "le serveur répond sans fin"),
    ("the server offers {}", "le serveur propose {}"),
    ("the server offers no sign-in", "le serveur ne propose pas d’authentification"),
    ("the server wants no STARTTLS", "le serveur ne veut pas de STARTTLS"),
    ("the request for a token was ended", "la demande de jeton a été interrompue"),
];

/// Detail, problems and causes. Text without a translation stays in English: support needs the text.
pub(super) fn in_french(error: &Error) -> String {
    let detail = error.detail().map(|detail| translated(detail).unwrap_or_else(|| detail.to_owned()));
    let problems = error.problems().iter().map(|problem| problem.fr.trim_end_matches('.').to_owned());
    let mut parts: Vec<String> = detail.into_iter().chain(problems).collect();
    if parts.is_empty() {
        parts.push(format!("{} ({})", error.kind(), stage(error.stage())));
    }
    let mut text = parts.join("\u{202f}; ");
    let mut cause = StdError::source(error);
    while let Some(inner) = cause {
        text.push_str("\u{a0}: ");
        text.push_str(&cause_in_french(inner));
        cause = inner.source();
    }
    text
}

fn stage(stage: Stage) -> &'static str {
    stage.as_str()
}

fn translated(detail: &str) -> Option<String> {
    DETAILS.iter().find_map(|(english, french)| Some(fill(french, &values(english, detail)?)))
}

/// The text at each `{}` of the pattern; `None` if the text does not match.
fn values<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = if part.is_empty() && parts.peek().is_none() { rest.len() } else { rest.find(part)? };
        found.push(rest.get(..end)?);
        rest = rest.get(end + part.len()..)?;
    }
    rest.is_empty().then_some(found)
}

fn fill(template: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut text = String::with_capacity(template.len() + 32);
    for (nth, part) in template.split("{}").enumerate() {
        if nth > 0 {
            text.push_str(values.next().copied().unwrap_or_default());
        }
        text.push_str(part);
    }
    text
}

fn cause_in_french(cause: &(dyn StdError + 'static)) -> String {
    if let Some(error) = cause.downcast_ref::<Error>() {
        return error
            .detail()
            .map_or_else(|| error.to_string(), |detail| translated(detail).unwrap_or_else(|| detail.to_owned()));
    }
    let tls = cause.downcast_ref::<rustls::Error>().or_else(|| {
        cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref).and_then(|inner| inner.downcast_ref())
    });
    if let Some(rustls::Error::InvalidCertificate(certificate)) = tls {
        return certificate_in_french(certificate).unwrap_or_else(|| cause.to_string());
    }
    let Some(error) = cause.downcast_ref::<io::Error>() else { return cause.to_string() };
    use io::ErrorKind as K;
    match error.kind() {
        K::ConnectionRefused => "connexion refusée".to_owned(),
        K::ConnectionReset => "connexion coupée par le serveur".to_owned(),
        K::ConnectionAborted => "connexion interrompue".to_owned(),
        K::BrokenPipe | K::NotConnected | K::UnexpectedEof => "connexion fermée".to_owned(),
        K::TimedOut => "délai dépassé".to_owned(),
        K::HostUnreachable => "machine injoignable".to_owned(),
        K::NetworkUnreachable => "réseau injoignable".to_owned(),
        K::NetworkDown => "réseau indisponible".to_owned(),
        K::PermissionDenied => "accès refusé par le système".to_owned(),
        K::AddrNotAvailable => "adresse indisponible".to_owned(),
        _ => error.to_string(),
    }
}

fn certificate_in_french(error: &CertificateError) -> Option<String> {
    Some(match error {
        CertificateError::NotValidForNameContext { expected, presented } => {
            let presented: Vec<_> = presented.iter().map(|name| bare_name(name)).collect();
            let names = if presented.is_empty() { "aucun nom".to_owned() } else { presented.join(", ") };
            format!("le certificat est établi pour {names}, et non pour {}", expected.to_str())
        }
        CertificateError::NotValidForName => "le certificat est établi pour un autre nom".to_owned(),
        CertificateError::UnknownIssuer => "l’autorité qui l’a émis n’est pas reconnue".to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "le certificat a expiré".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "le certificat n’est pas encore valable".to_owned()
        }
        CertificateError::Revoked => "le certificat a été révoqué".to_owned(),
        CertificateError::BadSignature => "la signature du certificat est fausse".to_owned(),
        CertificateError::BadEncoding => "le certificat est illisible".to_owned(),
        _ => return None,
    })
}

/// rustls writes names as `DnsName("example.com")`.
fn bare_name(name: &str) -> &str {
    name.split('"').nth(1).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn details_and_causes_in_french() {
        let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
        let untrusted = io::Error::other(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer));
        let named = rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext {
            expected: rustls::pki_types::ServerName::try_from("smtp.example.com").unwrap(),
            presented: vec!["DnsName(\"localhost\")".to_owned(), "DnsName(\"mail.example.com\")".to_owned()],
        });
        for (error, french) in [
            (
                Error::new(ErrorKind::Connect, Stage::Connect)
                    .with_detail("no connection to smtp.example.com port 587")
                    .with_source(refused()),
                "pas de connexion à smtp.example.com, port 587\u{a0}: connexion refusée",
            ),
            (
                Error::new(ErrorKind::Timeout, Stage::Greeting).with_detail("no answer within 15 seconds"),
                "pas de réponse en 15\u{a0}secondes",
            ),
            (
                Error::new(ErrorKind::TlsUntrusted, Stage::Tls).with_source(untrusted),
                "tls_untrusted (tls)\u{a0}: l’autorité qui l’a émis n’est pas reconnue",
            ),
            (
                Error::new(ErrorKind::TlsWrongName, Stage::Tls)
                    .with_detail("the server's certificate is for another name")
                    .with_source(io::Error::other(named)),
                "le certificat du serveur est établi pour un autre nom\u{a0}: le certificat est établi pour localhost, \
                 mail.example.com, et non pour smtp.example.com",
            ),
            (Error::new(ErrorKind::Other, Stage::Tls).with_detail("something new"), "something new"),
        ] {
            assert_eq!(in_french(&error), french);
        }
    }

    #[test]
    fn patterns_fit_whole_texts() {
        assert_eq!(values("a {} b {}", "a 1 b 2"), Some(vec!["1", "2"]));
        assert_eq!(values("a {} b", "a 1 b"), Some(vec!["1"]));
        assert_eq!(values("a {} b", "a 1 b, and more"), None);
        assert_eq!(values("a", "a"), Some(vec![]));
        assert_eq!(values("a", "ab"), None);
    }
}
