//! What the advice says at the providers, read as the person who has to follow it.

use super::{every, whole};
use ite_mailer::{
    Error, ErrorKind as K, Provider as P, Reply, Stage,
    guidance::{Actor, Language, explain, guidance_for},
    provider::{FromRule, SecretShape as S},
};
use std::{fs, path::Path};

#[test]
fn field_labels_are_those_of_the_form() {
    let mut seen = 0;
    for (provider, _, advice) in every() {
        for (language, open, close) in
            [(Language::En, "the “", "” field"), (Language::Fr, "le champ «\u{a0}", "\u{a0}»")]
        {
            let text = whole(advice.text(language));
            let labels: Vec<String> = match provider.form(language) {
                Some(form) => {
                    [Some(form.login.label), form.password.map(|field| field.label)].into_iter().flatten().collect()
                }
                None => ["Login", "Password", "Identifiant", "Mot de passe"].map(str::to_owned).to_vec(),
            };
            for named in text.split(open).skip(1) {
                let Some((label, _)) = named.split_once(close) else { continue };
                let plain = label.chars().count() < 45 && !label.contains('.');
                if plain && !label.contains('”') {
                    assert!(
                        labels.iter().any(|known| known == label),
                        "{} {provider:?}: {label:?} {labels:?}",
                        advice.kind
                    );
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 800, "{seen} labels found");
}

/// "Enter the password" would be read as the account's own password.
#[test]
fn what_to_enter_is_called_as_the_form_calls_it() {
    for (provider, en, fr) in [
        (P::Gmail, "“App password”", "«\u{a0}Mot de passe d’application\u{a0}»"),
        (P::Yahoo, "“App password”", "«\u{a0}Mot de passe d’application\u{a0}»"),
        (P::Microsoft365, "“Password or app password”", "«\u{a0}Mot de passe ou mot de passe d’application\u{a0}»"),
        (P::Brevo, "“SMTP key”", "«\u{a0}Clé SMTP\u{a0}»"),
        (P::Mailjet, "“Secret key”", "«\u{a0}Clé secrète\u{a0}»"),
        (P::Custom, "“Password”", "«\u{a0}Mot de passe\u{a0}»"),
    ] {
        for kind in [K::BadCredentials, K::AuthenticationRequired, K::TooManyLoginAttempts, K::RelayDenied] {
            let advice = guidance_for(kind, provider, S::Expected);
            assert!(advice.en.steps.iter().any(|step| step.contains(en)), "{kind} {provider:?}: {advice}");
            assert!(advice.fr.steps.iter().any(|step| step.contains(fr)), "{kind} {provider:?}: {:?}", advice.fr);
        }
    }
}

#[test]
fn no_alias_is_advised_where_senders_are_verified() {
    for provider in P::KNOWN {
        let row = provider.info().unwrap();
        if row.from_rule != FromRule::Verified && row.has_mailboxes() {
            continue;
        }
        for kind in [K::SenderNotAllowed, K::SenderNotVerified] {
            let advice = guidance_for(kind, *provider, S::Unknown);
            let text = (whole(&advice.en) + &whole(&advice.fr)).to_lowercase();
            for phrase in ["alias", "account’s own address", "l’adresse du compte"] {
                assert!(!text.contains(phrase), "{kind} {provider:?}: {advice}");
            }
        }
    }
    let brevo = guidance_for(K::SenderNotAllowed, P::Brevo, S::Expected);
    assert!(brevo.en.steps[0].contains("Senders & Domains"), "{brevo}");
    assert!(brevo.fr.steps[0].contains("Expéditeurs et domaines"), "{brevo}");
    assert_eq!(brevo.en.links[0], "https://app.brevo.com/senders/list");
}

#[test]
fn mailbox_providers_have_no_list_of_senders_or_of_ip_addresses() {
    for provider in [P::Gmail, P::GoogleWorkspace, P::Microsoft365, P::Yahoo, P::ICloud, P::Orange, P::Free] {
        let sender = guidance_for(K::SenderNotVerified, provider, S::Unknown);
        assert!(!whole(&sender.en).contains("DNS"), "{provider:?}: {sender}");
        let address = guidance_for(K::IpNotAuthorized, provider, S::Unknown);
        assert!(!whole(&address.en).contains("list of authorised"), "{provider:?}: {address}");
    }
    let token = guidance_for(K::OAuth2TokenInvalidOrExpired, P::Gmail, S::Unknown);
    assert!(token.en.links[0].contains("/oauth2"), "{token}");
}

#[test]
fn microsoft_says_who_the_administrator_is_and_where() {
    for kind in [
        K::AppPasswordRequired,
        K::BadCredentials,
        K::BasicAuthDisabled,
        K::SmtpAuthDisabledForTenant,
        K::SmtpAuthDisabledForMailbox,
        K::TooManyLoginAttempts,
        K::AccountSuspendedOrNotActivated,
        K::SenderNotAllowed,
    ] {
        let advice = guidance_for(kind, P::Microsoft365, S::Unknown);
        for (text, who) in [(&advice.en, "bought it yourself"), (&advice.fr, "souscrit vous-même")] {
            let step = text.steps.iter().find(|step| step.contains(who)).unwrap_or_else(|| panic!("{kind}: {text:?}"));
            assert!(step.contains("https://admin.microsoft.com"), "{kind}: {step}");
        }
    }
}

#[test]
fn microsoft_tells_its_rules_from_the_end_of_passwords() {
    let advice = guidance_for(K::BasicAuthDisabled, P::Microsoft365, S::Unknown);
    for (text, parts) in [
        (&advice.en, ["Either", "end of December 2026", "Or", "security defaults", "Conditional Access"]),
        (
            &advice.fr,
            ["Ou bien", "fin décembre 2026", "quelle que soit la date", "sécurité par défaut", "accès conditionnel"],
        ),
    ] {
        let mut rest = text.what.as_str();
        for part in parts {
            rest = rest.split_once(part).unwrap_or_else(|| panic!("{part:?} in {rest:?}")).1;
        }
    }
    let missing = guidance_for(K::AppPasswordRequired, P::Microsoft365, S::Unknown);
    assert!(missing.en.steps[1].contains("https://mysignins.microsoft.com/security-info"), "{missing}");
    assert!(missing.en.steps[3].contains("is missing") && missing.en.steps[3].contains("use OAuth2"), "{missing}");
    assert!(missing.fr.steps[3].contains("manque") && missing.fr.steps[3].contains("utilisez OAuth2"), "{missing}");
    // The text about the end of app passwords does not advise to create one.
    assert!(!whole(&missing.en).contains("2026") && !whole(&missing.fr).contains("2026"), "{missing}");
}

#[test]
fn google_says_what_not_available_means() {
    for provider in [P::Gmail, P::GoogleWorkspace] {
        let advice = guidance_for(K::BadCredentials, provider, S::Unexpected);
        for (text, reasons) in [
            (&advice.en, ["not available", "Advanced Protection", "security key", "OAuth2"]),
            (&advice.fr, ["pas disponible", "Protection Avancée", "clé de sécurité", "OAuth2"]),
        ] {
            assert!(text.steps[0].contains("https://myaccount.google.com/signinoptions/twosv"), "{text:?}");
            let last = text.steps.last().unwrap();
            assert!(reasons.iter().all(|reason| last.contains(reason)), "{provider:?}: {last}");
        }
    }
}

#[test]
fn google_replaces_another_sender() {
    for kind in [K::SenderNotAllowed, K::SenderNotVerified] {
        let advice = guidance_for(kind, P::Gmail, S::Expected);
        assert!(advice.en.what.contains("replaces it") && advice.en.what.contains("Send mail as"), "{advice}");
        assert!(advice.fr.what.contains("remplace") && advice.fr.what.contains("en tant que"), "{advice}");
    }
}

#[test]
fn yahoo_is_named_as_its_page_names_it() {
    let advice = guidance_for(K::BadCredentials, P::Yahoo, S::Unexpected);
    let text = whole(&advice.en);
    for name in ["“External connections”", "“Create app password”", "“Generate password”"] {
        assert!(text.contains(name), "{name}: {advice}");
    }
}

#[test]
fn brevo_and_mailjet_lead_to_the_right_pages() {
    for (kind, provider, link) in [
        (K::BadCredentials, P::Brevo, "https://app.brevo.com/settings/keys/smtp"),
        (K::IpNotAuthorized, P::Brevo, "https://app.brevo.com/security/authorised_ips"),
        (K::SenderNotVerified, P::Brevo, "https://app.brevo.com/senders/list"),
        (K::BadCredentials, P::Mailjet, "https://app.mailjet.com/account/apikeys"),
        (K::SenderNotVerified, P::Mailjet, "https://app.mailjet.com/account/sender"),
    ] {
        let advice = guidance_for(kind, provider, S::Unknown);
        for text in [&advice.en, &advice.fr] {
            assert_eq!(text.links[0], link, "{kind} {provider:?}");
            assert!(text.steps.iter().any(|step| step.contains(link)), "{kind} {provider:?}: {text:?}");
        }
    }
}

#[test]
fn oranges_codes_are_passed_on() {
    for (provider, stage, reply) in [
        (
            P::Orange,
            Stage::Greeting,
            "550 mwinf0a01 ME Adresse IP source bloquee pour incident de spam. OFR006_102 [102]",
        ),
        (P::Custom, Stage::FinalReply, "550 5.7.1 Message refusé par notre filtre antispam. OFR_506 [506]"),
        (P::OvhMxPlan, Stage::RcptTo, "421 OFR004_104 Trop de connexions, veuillez verifier votre configuration."),
    ] {
        let (explained, advice) = explain(provider, stage, None, reply);
        let error = Error::new(explained.kind, stage).with_provider(provider).with_reply(Reply::parse(reply));
        for advice in [advice, error.guidance(), error.guidance().for_app("ITE360")] {
            assert_eq!(advice.actor, Actor::Developer, "{reply}");
            assert!(advice.en.steps[0].contains("nothing for you to correct"), "{reply}: {advice}");
            assert!(advice.fr.steps[1].contains("code OFR"), "{reply}: {advice}");
        }
    }
    // A reply about the recipient's address asks the sender to act.
    let (_, unknown) =
        explain(P::Orange, Stage::RcptTo, None, "550 5.1.1 Adresse d au moins un destinataire invalide. OFR_416 [416]");
    assert!(unknown.en.steps[0].contains("spelling"), "{unknown}");
}

#[test]
fn limits_are_the_numbers_of_the_row() {
    for provider in P::KNOWN {
        let row = provider.info().unwrap();
        let limits = row.limits;
        for (kind, number) in
            [(K::TooManyRecipients, limits.recipients_per_message), (K::TooManyConnections, limits.connections)]
        {
            let advice = guidance_for(kind, *provider, S::Unknown);
            let shown = advice.en.what.replace("SMTP2GO", "").chars().any(|c| c.is_ascii_digit());
            assert_eq!(number.is_some(), shown, "{kind} {provider:?}: {}", advice.en.what);
            if let Some(number) = number {
                assert!(advice.en.what.contains(&number.to_string()), "{kind} {provider:?}: {}", advice.en.what);
                assert!(advice.fr.what.contains(&number.to_string()), "{kind} {provider:?}: {}", advice.fr.what);
            }
        }
    }
    let large = guidance_for(K::MessageTooLarge, P::Gmail, S::Unknown);
    assert!(large.en.what.contains("35.8 MB") && large.en.what.contains("26 MB of documents"), "{large}");
    assert!(large.fr.what.contains("35,8\u{a0}Mo") && large.fr.what.contains("26\u{a0}Mo de documents"), "{large}");
}

#[test]
fn every_text_of_a_case_says_when_it_was_checked() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guidance/texts");
    let mut texts = 0;
    for file in ["google.rs", "microsoft.rs", "mailbox_provider.rs", "sending_service.rs"] {
        let source = fs::read_to_string(folder.join(file)).unwrap();
        let mut comment = String::new();
        for line in source.lines() {
            match line.strip_prefix("///") {
                Some(text) => comment.push_str(text),
                None => {
                    if line.starts_with("pub(super) const") {
                        assert!(comment.starts_with(" Checked 202"), "{file}: {line}: {comment:?}");
                        texts += 1;
                    }
                    comment.clear();
                }
            }
        }
    }
    assert!(texts > 50, "{texts}");
}
