//! The server's certificate in a diagnosis.

use super::{FROM, build, gateway, in_order};
use ite_mailer::{
    ErrorKind as K, Security, Stage, StepStatus, check,
    gateway::Date,
    guidance::Language,
    sandbox::{Certificate, SmtpSandbox, SmtpStep},
};

const MODES: [Security; 2] = [Security::StartTlsRequired, Security::ImplicitTls];

async fn diagnose(certificate: Certificate, security: Security, refuse: bool) -> ite_mailer::Diagnosis {
    let sandbox = SmtpSandbox::builder().certificate(certificate).start().await.unwrap();
    if refuse {
        sandbox.script().reply(SmtpStep::MailFrom, "550 5.7.1 not from here");
    }
    let port = if security == Security::ImplicitTls { sandbox.tls_port() } else { sandbox.port() };
    check(&build(gateway(&sandbox).port(port).security(security)), FROM).await
}

#[tokio::test]
async fn a_good_certificate_is_shown_without_a_word_of_warning() {
    for security in MODES {
        let diagnosis = diagnose(Certificate::Trusted, security, false).await;
        let certificate = diagnosis.server.certificate.as_ref().expect("read");
        assert_eq!(certificate.subject, "CN=SMTP sandbox");
        assert_eq!(certificate.issuer, "CN=SMTP sandbox authority");
        assert_eq!(certificate.names, ["localhost"]);
        assert!(certificate.not_before < Date::today() && certificate.not_after > Date::today());
        assert!(certificate.days_left > 10_000);
        let json = serde_json::to_value(&diagnosis).unwrap();
        let told = &json["server"]["certificate"];
        assert_eq!(told["not_after"], certificate.not_after.to_string());
        assert_eq!(told["days_left"], certificate.days_left);
        let line = format!(
            "Certificate: valid from {} to {}, issued by CN=SMTP sandbox authority\n",
            certificate.not_before, certificate.not_after
        );
        assert!(diagnosis.to_string().contains(&line), "{diagnosis}");
        assert!(!diagnosis.notes.iter().any(|note| note.en.contains("expires")), "{:?}", diagnosis.notes);
    }
}

/// Also if the check fails for another reason: the coming expiry is reported.
#[tokio::test]
async fn a_certificate_that_expires_soon_is_reported_in_both_languages() {
    for (security, refuse) in MODES.into_iter().flat_map(|mode| [(mode, false), (mode, true)]) {
        let diagnosis = diagnose(Certificate::ExpiresSoon, security, refuse).await;
        assert_eq!(diagnosis.is_ok(), !refuse, "{diagnosis}");
        let certificate = diagnosis.server.certificate.as_ref().expect("read");
        assert!((6..=7).contains(&certificate.days_left), "{}", certificate.days_left);
        let note = &diagnosis.notes[0];
        assert!(note.en.starts_with("The certificate of localhost expires on "), "{}", note.en);
        assert!(note.fr.starts_with("Le certificat de localhost expire le "), "{}", note.fr);
        for (language, text) in [(Language::En, &note.en), (Language::Fr, &note.fr)] {
            assert!(diagnosis.display(language).to_string().contains(text.as_str()));
        }
    }
}

#[tokio::test]
async fn an_expired_certificate_fails_with_its_date() {
    for security in MODES {
        let diagnosis = diagnose(Certificate::Expired, security, false).await;
        in_order(&diagnosis, "expired");
        assert_eq!(diagnosis.error().map(|error| error.kind()), Some(K::TlsExpired));
        let failed = diagnosis.failed().expect("a failed step");
        assert_eq!((failed.stage, failed.status), (Stage::Tls, StepStatus::Failed));
        let detail = failed.detail.as_deref().unwrap_or_default();
        assert!(detail.starts_with("the server's certificate expired on 2001-12-31"), "{detail}");
        assert!(diagnosis.to_string().contains("2001-12-31"), "{diagnosis}");
        let french = diagnosis.display(Language::Fr).to_string();
        assert!(french.contains("Le certificat de localhost a expiré le 31 décembre 2001."), "{french}");
    }
}
