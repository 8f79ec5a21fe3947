//! Titles and facts that people act on, word for word.

use super::whole;
use ite_mailer::{
    ErrorKind as K, Provider as P,
    guidance::{Language, guidance_for},
    provider::SecretShape as S,
};
use std::collections::HashSet;

#[test]
fn the_ten_titles_people_meet_most() {
    for (kind, provider, shape, en, fr) in [
        (
            K::AppPasswordRequired,
            P::Gmail,
            S::Unexpected,
            "Gmail wants an app password",
            "Gmail demande un mot de passe d’application",
        ),
        (
            K::BadCredentials,
            P::Gmail,
            S::Expected,
            "The app password is wrong or no longer valid",
            "Le mot de passe d’application est incorrect ou révoqué",
        ),
        (K::BadCredentials, P::Custom, S::Unknown, "Wrong login or password", "Identifiant ou mot de passe incorrect"),
        (
            K::BasicAuthDisabled,
            P::OutlookCom,
            S::Unknown,
            "Outlook.com takes no password for sending any more",
            "Outlook.com n’accepte plus aucun mot de passe pour l’envoi",
        ),
        (
            K::SmtpAuthDisabledForTenant,
            P::Microsoft365,
            S::Unknown,
            "SMTP is switched off for your whole Microsoft 365 organisation",
            "Le SMTP est désactivé pour toute votre organisation Microsoft 365",
        ),
        (
            K::AppPasswordRequired,
            P::Yahoo,
            S::Unexpected,
            "Yahoo wants an app password",
            "Yahoo demande un mot de passe d’application",
        ),
        (
            K::BadCredentials,
            P::Brevo,
            S::ApiKey,
            "This is a Brevo API key, not an SMTP key",
            "Ceci est une clé API Brevo, pas une clé SMTP",
        ),
        (
            K::IpNotAuthorized,
            P::Brevo,
            S::Expected,
            "Brevo does not know this IP address",
            "Brevo ne connaît pas cette adresse IP",
        ),
        (
            K::DailyQuotaExceeded,
            P::Mailjet,
            S::Expected,
            "The sending allowance is used up",
            "Le quota d’envoi est épuisé",
        ),
        (
            K::SenderNotAllowed,
            P::Orange,
            S::Unknown,
            "This account may not send from that address",
            "Ce compte ne peut pas envoyer avec cette adresse",
        ),
    ] {
        let advice = guidance_for(kind, provider, shape);
        assert_eq!((advice.en.title.as_str(), advice.fr.title.as_str()), (en, fr), "{kind} {provider:?}");
    }
    let titles = |l| K::ALL.iter().map(move |k| guidance_for(*k, P::Custom, S::Unknown).text(l).title.clone());
    for language in Language::ALL {
        assert_eq!(
            titles(*language).collect::<HashSet<_>>().len(),
            K::ALL.len(),
            "{language}: two kinds share a title"
        );
    }
}

#[test]
fn what_only_this_provider_says() {
    for (kind, provider, shape, en, fr) in [
        (K::BasicAuthDisabled, P::Microsoft365, S::Unknown, "until further notice", "jusqu’à nouvel ordre"),
        (K::BasicAuthDisabled, P::Microsoft365, S::Unknown, "end of December 2026", "fin décembre 2026"),
        (K::SmtpAuthDisabledForMailbox, P::Microsoft365, S::Unknown, "Authenticated SMTP", "SMTP authentifié"),
        (K::TlsRequired, P::Microsoft365, S::Unknown, "587", "587"),
        (K::BadCredentials, P::GoogleWorkspace, S::Unexpected, "administrator", "administrateur"),
        (K::RelayDenied, P::GoogleSmtpRelay, S::Unknown, "smtp.gmail.com", "smtp.gmail.com"),
        (K::TooManyLoginAttempts, P::Yahoo, S::Unexpected, "app password", "mot de passe d’application"),
        (
            K::AppPasswordRequired,
            P::ICloud,
            S::Unexpected,
            "two-factor authentication",
            "identification à deux facteurs",
        ),
        (K::BadCredentials, P::Fastmail, S::Expected, "no longer valid", "révoqué"),
        (K::BadCredentials, P::ZohoEu, S::Unknown, "data centre", "centre de données"),
        (K::AccountBlockedOrSuspiciousLogin, P::ZohoCom, S::Unknown, "UnblockMe", "UnblockMe"),
        (K::BadCredentials, P::Free, S::Unknown, "before the @", "avant le @"),
        (K::BadCredentials, P::IonosFr, S::Unknown, "full e-mail address", "adresse e-mail complète"),
        (K::BadCredentials, P::OvhMxPlan, S::Unknown, "blocked", "bloqué"),
        (K::BadCredentials, P::WebDe, S::Unknown, "POP3/IMAP", "POP3/IMAP"),
        (K::BadCredentials, P::Brevo, S::Unexpected, "SMTP key", "clé SMTP"),
        (K::BadCredentials, P::Mailjet, S::Unknown, "secret key", "clé secrète"),
        (K::BadCredentials, P::Ses, S::Unknown, "region", "région"),
        (K::BadCredentials, P::SendGrid, S::Unknown, "exactly: apikey", "identifiant\u{a0}: apikey"),
        (K::BadCredentials, P::Resend, S::Unknown, "exactly: resend", "identifiant\u{a0}: resend"),
        (K::BadCredentials, P::Postmark, S::Unknown, "server API token", "jeton API du serveur"),
        (K::RelayDenied, P::MailgunEu, S::Unknown, "smtp.eu.mailgun.org", "smtp.eu.mailgun.org"),
        (K::DailyQuotaExceeded, P::Brevo, S::Unknown, "300 mails a day", "300 e-mails par jour"),
        (K::DailyQuotaExceeded, P::Microsoft365, S::Unknown, "10,000 recipients", "10\u{202f}000 destinataires"),
        (K::RateLimited, P::OvhMxPlan, S::Unknown, "200 mails an hour", "200 e-mails par heure"),
        (K::BadCredentials, P::Custom, S::Unknown, "four facts", "quatre renseignements"),
        (K::Connect, P::Custom, S::Unknown, "four facts", "quatre renseignements"),
    ] {
        let advice = guidance_for(kind, provider, shape);
        assert!(whole(&advice.en).contains(en), "{kind} {provider:?}: {advice}");
        assert!(whole(&advice.fr).contains(fr), "{kind} {provider:?}: {}", advice.display(Language::Fr));
    }
    assert!(!whole(&guidance_for(K::Connect, P::Gmail, S::Unknown).en).contains("four facts"));
}

#[test]
fn no_port_is_advised_that_the_provider_does_not_serve() {
    for kind in [K::Connect, K::Tls, K::TlsRequired, K::TlsPlaintextPort, K::TlsTlsPort, K::AuthMechanismUnsupported] {
        for (provider, unserved, served) in [
            (P::Postmark, "465", "587"),
            (P::SparkPost, "465", "587"),
            (P::OvhExchange, "465", "587"),
            (P::Yandex, "587", "465"),
            (P::LaPoste, "587", "465"),
        ] {
            let advice = guidance_for(kind, provider, S::Unknown);
            for text in [whole(&advice.en), whole(&advice.fr)] {
                assert!(text.contains(served) && !text.contains(unserved), "{kind} {provider:?}: {text}");
            }
        }
        let advice = guidance_for(kind, P::Custom, S::Unknown);
        assert!(whole(&advice.en).contains("587") && whole(&advice.fr).contains("465"), "{kind}: {advice}");
    }
    for language in Language::ALL {
        let advice = guidance_for(K::Connect, P::Microsoft365, S::Unknown);
        assert!(!whole(advice.text(*language)).contains("465"), "{advice}");
    }
}
