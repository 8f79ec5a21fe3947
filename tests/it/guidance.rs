//! The advice of every failure, read as a page or a terminal shows it.

mod facts;
mod links;
mod wording;

use ite_mailer::{
    ErrorKind as K, Guidance, Provider as P,
    error::OAuth2Problem,
    guidance::{Actor, GuidanceText, Language, Severity, guidance_for, guidance_for_oauth2},
    provider::SecretShape as S,
};
use std::collections::HashSet;

const SHAPES: [S; 4] = [S::Expected, S::Unexpected, S::ApiKey, S::Unknown];
const NB: char = '\u{a0}';
const NARROW: char = '\u{202f}';

fn providers() -> impl Iterator<Item = P> {
    P::KNOWN.iter().copied().chain([P::Custom])
}

fn every() -> impl Iterator<Item = (P, S, Guidance)> {
    let of = |kind: K| providers().flat_map(move |p| SHAPES.map(|s| (p, s, guidance_for(kind, p, s))));
    let by_token = |problem: OAuth2Problem| providers().map(move |p| (p, S::Unknown, guidance_for_oauth2(problem, p)));
    K::ALL.iter().copied().flat_map(of).chain(OAuth2Problem::ALL.iter().copied().flat_map(by_token))
}

fn parts(text: &GuidanceText) -> impl Iterator<Item = &str> {
    [&text.title, &text.what].into_iter().chain(&text.steps).map(String::as_str)
}

fn whole(text: &GuidanceText) -> String {
    parts(text).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_missing_anywhere() {
    let mut seen = 0;
    for (provider, shape, plain) in every() {
        for advice in [plain.clone(), plain.for_app("ITE360")] {
            let at = format!("{} {provider:?} {shape:?}", advice.kind);
            for text in [&advice.en, &advice.fr] {
                assert!((1..=5).contains(&text.steps.len()), "{at}: {} steps", text.steps.len());
                for part in parts(text) {
                    assert!(part.trim() == part && part.chars().count() > 10, "{at}: {part:?}");
                    assert!(!part.contains(['{', '}', '\n', '\t']), "{at}: a raw placeholder or break: {part:?}");
                    assert!(!part.contains("  "), "{at}: double blank: {part:?}");
                    assert!(!part.contains("..") && !part.contains(" . ") && !part.ends_with(" ."), "{at}: {part:?}");
                    assert!(!part.contains(". your mail") && !part.contains(". votre four"), "{at}: {part:?}");
                    assert!(!part.contains(" / "), "{at}: a name of two: {part:?}");
                    assert!(!part.contains("name it the name"), "{at}: {part:?}");
                    assert!(!part.contains('\''), "{at}: straight apostrophe: {part:?}");
                    let first = part.chars().next().unwrap();
                    let small =
                        ["iCloud", "mail.com", "laposte.net", "smtp-relay."].iter().any(|n| part.starts_with(n));
                    assert!(first.is_uppercase() || small, "{at}: {part:?}");
                }
                assert!(!text.title.ends_with('.'), "{at}: {}", text.title);
                assert!(text.title.chars().count() <= 75, "{at}: too long for a headline: {}", text.title);
                assert!(text.what.ends_with('.'), "{at}: {}", text.what);
            }
            assert_eq!(advice.en.steps.len(), advice.fr.steps.len(), "{at}");
            assert_ne!(advice.en.title, advice.fr.title, "{at}");
            assert_ne!(advice.en.what, advice.fr.what, "{at}");
            for (en, fr) in advice.en.steps.iter().zip(&advice.fr.steps) {
                assert_ne!(en, fr, "{at}");
            }
            seen += 1;
        }
    }
    let each = K::ALL.len() * SHAPES.len() + OAuth2Problem::ALL.len();
    assert_eq!(seen, each * (P::KNOWN.len() + 1) * 2);
}

#[test]
fn french_typography() {
    for (provider, shape, advice) in every() {
        let advice = advice.for_app("ITE360");
        for part in parts(&advice.fr) {
            let at = format!("{} {provider:?} {shape:?}: {part:?}", advice.kind);
            let text: Vec<char> = part.chars().collect();
            assert!(!part.contains(['"', '“', '”', '\'']), "quotation marks or apostrophe: {at}");
            assert!(!part.contains("..."), "{at}");
            for (n, sign) in text.iter().enumerate() {
                let before = n.checked_sub(1).map(|n| text[n]);
                let after = text.get(n + 1).copied();
                match sign {
                    // Not in "https:".
                    ':' if after == Some('/') => {}
                    ':' => assert_eq!(before, Some(NB), "colon: {at}"),
                    ';' | '!' => assert_eq!(before, Some(NARROW), "{sign}: {at}"),
                    // The query of a URL.
                    '?' if after.is_some_and(char::is_alphanumeric) => {}
                    '?' => assert_eq!(before, Some(NARROW), "question mark: {at}"),
                    '«' => assert_eq!(after, Some(NB), "opening: {at}"),
                    '»' => assert_eq!(before, Some(NB), "closing: {at}"),
                    _ => {}
                }
            }
            for clumsy in [
                " que ITE360",
                " de Orange",
                " de iCloud",
                " de OVH",
                " de AOL",
                " de Amazon",
                " de ITE360",
                " de IONOS",
            ] {
                assert!(!part.contains(clumsy), "elision: {at}");
            }
        }
    }
}

#[test]
fn outlook_com_never_advises_an_app_password() {
    let by_kind = K::ALL.iter().flat_map(|kind| SHAPES.map(|shape| guidance_for(*kind, P::OutlookCom, shape)));
    let by_token = OAuth2Problem::ALL.iter().map(|problem| guidance_for_oauth2(*problem, P::OutlookCom));
    for advice in by_kind.chain(by_token) {
        let (kind, advice) = (advice.kind, advice.for_app("ITE360"));
        let text = (whole(&advice.en) + &whole(&advice.fr) + &advice.en.links.join(" ")).to_lowercase();
        for phrase in ["app password", "app-specific", "mot de passe d’app", "mots de passe d’app", "apppasswords"]
        {
            assert!(!text.contains(phrase), "{kind}: {text}");
        }
    }
    for kind in [K::BadCredentials, K::AppPasswordRequired, K::BasicAuthDisabled] {
        let advice = guidance_for(kind, P::OutlookCom, S::Unknown);
        assert!(advice.en.what.contains("16 September 2024") && advice.en.steps[0].contains("OAuth2"), "{kind}");
        assert!(advice.fr.what.contains("16 septembre 2024") && advice.fr.steps[0].contains("OAuth2"), "{kind}");
    }
}

#[test]
fn gmail_leads_to_two_steps_then_to_the_app_password() {
    let advice = guidance_for(K::AppPasswordRequired, P::Gmail, S::Unexpected).for_app("ITE360");
    for (text, two_step, label) in [
        (&advice.en, "2-Step Verification", "“ITE360”"),
        (&advice.fr, "validation en deux étapes", "«\u{a0}ITE360\u{a0}»"),
    ] {
        let place =
            |what: &str| text.steps.iter().position(|s| s.contains(what)).unwrap_or_else(|| panic!("{what}: {text:?}"));
        assert_eq!(place(two_step), 0);
        assert_eq!(place("https://myaccount.google.com/apppasswords"), 1);
        assert_eq!(place(label), 2);
        assert!(text.steps[3].contains("ITE360"), "{text:?}");
        let pages = ["https://myaccount.google.com/signinoptions/twosv", "https://myaccount.google.com/apppasswords"];
        assert_eq!(text.links[..2], pages);
    }
    let expected = guidance_for(K::BadCredentials, P::Gmail, S::Expected);
    assert_ne!(expected.en.title, guidance_for(K::BadCredentials, P::Gmail, S::Unexpected).en.title);
    assert!(!whole(&expected.en).contains("2-Step"), "a wrong app password proves that two-step is on: {expected}");
}

#[test]
fn the_name_of_the_product() {
    let plain = guidance_for(K::AppPasswordRequired, P::Gmail, S::Unknown);
    assert!(whole(&plain.en).contains("your application") && whole(&plain.fr).contains("votre application"));
    for (name, shown) in
        [("ITE360", "ITE360"), ("  Devis & Cie \n", "Devis & Cie"), ("{app}{provider}", "{app}{provider}")]
    {
        let named = plain.clone().for_app(name);
        for text in [&named.en, &named.fr] {
            assert!(whole(text).contains(shown), "{name:?}: {text:?}");
            assert!(
                !whole(text).contains("your application") && !whole(text).contains("votre application"),
                "{text:?}"
            );
        }
    }
    for blank in ["", " \t", "\u{0}\r\n"] {
        assert_eq!(plain.clone().for_app("ITE360").for_app(blank), plain, "{blank:?}");
    }
}

#[test]
fn how_bad_and_who_acts() {
    use Severity::{Error, Info, Warning};
    for (kind, provider, severity, actor) in [
        (K::AppPasswordRequired, P::Gmail, Error, Actor::User),
        (K::BadCredentials, P::Custom, Error, Actor::User),
        (K::BasicAuthDisabled, P::Microsoft365, Error, Actor::Administrator),
        (K::BasicAuthDisabled, P::OutlookCom, Error, Actor::User),
        (K::SmtpAuthDisabledForTenant, P::Microsoft365, Error, Actor::Administrator),
        (K::SmtpAuthDisabledForTenant, P::OutlookCom, Error, Actor::User),
        (K::SmtpAuthDisabledForMailbox, P::Microsoft365, Error, Actor::Administrator),
        (K::AccountSuspendedOrNotActivated, P::Brevo, Error, Actor::User),
        (K::AccountSuspendedOrNotActivated, P::Microsoft365, Error, Actor::Administrator),
        (K::TooManyLoginAttempts, P::Custom, Warning, Actor::Nobody),
        (K::TooManyLoginAttempts, P::Microsoft365, Error, Actor::User),
        (K::IpNotAuthorized, P::Brevo, Error, Actor::User),
        (K::IpNotAuthorized, P::GoogleSmtpRelay, Error, Actor::Administrator),
        (K::IpNotAuthorized, P::Orange, Error, Actor::Developer),
        (K::TooManyConnections, P::Orange, Warning, Actor::Developer),
        (K::RecipientRejected, P::Gmail, Warning, Actor::User),
        (K::DailyQuotaExceeded, P::Mailjet, Warning, Actor::Nobody),
        (K::MessageTooLarge, P::Gandi, Warning, Actor::User),
        (K::TemporaryServerError, P::Custom, Warning, Actor::Nobody),
        (K::TlsExpired, P::Custom, Error, Actor::Provider),
        (K::Dns, P::Custom, Error, Actor::User),
        (K::Cancelled, P::Gmail, Info, Actor::Nobody),
    ] {
        let advice = guidance_for(kind, provider, S::Unknown);
        assert_eq!((advice.kind, advice.severity, advice.actor), (kind, severity, actor), "{provider:?}");
    }
}

#[test]
fn each_problem_with_a_token_has_advice_of_its_own() {
    use OAuth2Problem as O;
    for provider in [P::Gmail, P::GoogleWorkspace, P::Microsoft365, P::OutlookCom, P::Yahoo, P::Custom] {
        for language in Language::ALL {
            let titles =
                O::ALL.iter().map(|problem| guidance_for_oauth2(*problem, provider).text(*language).title.clone());
            assert_eq!(titles.collect::<HashSet<_>>().len(), O::ALL.len(), "{provider:?} {language}: a shared title");
        }
    }
    for (problem, provider, actor, en, fr) in [
        (O::GrantInvalid, P::Gmail, Actor::User, "7 days", "7 jours"),
        (O::GrantInvalid, P::Microsoft365, Actor::User, "90 days", "90 jours"),
        (O::ScopeMissing, P::GoogleWorkspace, Actor::User, "https://mail.google.com/", "https://mail.google.com/"),
        (O::ScopeMissing, P::Microsoft365, Actor::User, "SMTP.Send", "SMTP.Send"),
        (O::ScopeMissing, P::OutlookCom, Actor::User, "offline_access", "offline_access"),
        (O::ClientInvalid, P::Microsoft365, Actor::Developer, "client secret", "secret client"),
        (O::TenantWrong, P::Microsoft365, Actor::Developer, "tenant", "tenant"),
        (O::TenantWrong, P::OutlookCom, Actor::Developer, "consumers", "consumers"),
        (O::ConsentMissing, P::Microsoft365, Actor::Administrator, "admin consent", "accorder le consentement"),
        (O::ConsentMissing, P::Gmail, Actor::User, "API controls", "Commandes des API"),
        (O::SmtpAuthOff, P::Microsoft365, Actor::Administrator, "Authenticated SMTP", "SMTP\u{a0}authentifié"),
        (O::SmtpAuthOff, P::OutlookCom, Actor::User, "outlook.com", "outlook.com"),
        (O::OtherMailbox, P::Gmail, Actor::User, "another mailbox", "une autre boîte"),
        (O::ClockSkew, P::Gmail, Actor::Developer, "clock", "horloge"),
        (O::EndpointUnreachable, P::Gmail, Actor::Nobody, "Wait a few minutes", "Patientez quelques minutes"),
        (O::EndpointAnswer, P::Custom, Actor::Developer, "firewall", "pare-feu"),
        (O::TokenRefused, P::Microsoft365, Actor::User, "just issued", "vient d’être délivrée"),
        (O::TokensNotTaken, P::Custom, Actor::Developer, "without a password", "sans mot de passe"),
    ] {
        let advice = guidance_for_oauth2(problem, provider);
        assert_eq!((advice.kind, advice.actor), (problem.kind(), actor), "{problem} {provider:?}");
        assert!(whole(&advice.en).contains(en), "{problem} {provider:?}: {advice}");
        let french = whole(&advice.fr).replace(NB, " ");
        assert!(french.contains(&fr.replace(NB, " ")), "{problem} {provider:?}: {french}");
        let error = ite_mailer::Error::oauth2(problem).with_provider(provider);
        assert_eq!((error.guidance().en, error.kind()), (advice.en, advice.kind));
    }
}

#[test]
fn on_a_terminal_and_on_a_page() {
    let advice = guidance_for(K::SenderNotVerified, P::Resend, S::Expected);
    let shown = advice.to_string();
    assert_eq!(shown, advice.display(Language::En).to_string());
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[0], advice.en.title);
    assert_eq!(lines[1], advice.en.what);
    assert!(lines[3].starts_with("1. ") && lines[6].starts_with("4. "), "{shown}");
    assert_eq!(lines.last(), Some(&"https://resend.com/docs/add-a-domain"));
    assert!(advice.display(Language::Fr).to_string().starts_with("L’adresse d’expéditeur"), "{shown}");

    let page = serde_json::to_value(&advice).unwrap();
    let keys: Vec<&str> = page.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys.iter().copied().collect::<HashSet<_>>(), HashSet::from(["kind", "severity", "actor", "en", "fr"]));
    assert_eq!(
        (&page["kind"], &page["severity"], &page["actor"]),
        (&"sender_not_verified".into(), &"error".into(), &"user".into())
    );
    for language in ["en", "fr"] {
        let text = page[language].as_object().unwrap();
        assert_eq!(text.len(), 4);
        assert!(text["title"].is_string() && text["what"].is_string(), "{text:?}");
        assert!(text["steps"].as_array().unwrap().len() == 4 && text["links"].is_array(), "{text:?}");
    }
}

#[test]
fn languages() {
    for (tag, language) in [
        ("en", Some(Language::En)),
        ("FR", Some(Language::Fr)),
        ("fr-CA", Some(Language::Fr)),
        ("fr_FR.UTF-8", Some(Language::Fr)),
        (" en-GB ", Some(Language::En)),
        ("de", None),
        ("french", None),
        ("", None),
    ] {
        assert_eq!(tag.parse().ok(), language, "{tag:?}");
        let json = serde_json::to_string(tag).unwrap();
        assert_eq!(serde_json::from_str::<Language>(&json).ok(), language, "{tag:?}");
    }
    for language in Language::ALL {
        assert_eq!(serde_json::to_string(language).unwrap(), format!("\"{language}\""));
    }
}
