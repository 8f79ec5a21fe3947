//! Advice on settings: what triggers each finding, what must not, and what the corrected settings lead to.

mod cases;

use cases::{Case, cases};
use ite_mailer::{
    GatewaySettings, Provider as P, SecretString, Security,
    gateway::{Date, Finding, LintCode as C, LintInput},
    guidance::{GuidanceText, Language, Severity},
    provider::SecretShape,
};
use std::collections::HashSet;

const TODAY: Date = Date::new(2026, 11, 23);

fn run(case: &Case) -> Vec<Finding> {
    let secret = case.secret.clone().map(SecretString::from);
    let mut input = LintInput::new(TODAY);
    input.from = case.from;
    input.secret = secret.as_ref();
    input.expected_per_day = case.expected;
    case.settings.lint(&input)
}

fn codes(findings: &[Finding]) -> Vec<C> {
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn every_finding_has_its_settings_and_near_misses_have_none() {
    let mut found = HashSet::new();
    for case in cases() {
        let findings = run(&case);
        let of = findings.iter().find(|finding| finding.code == case.code);
        match (case.severity, of) {
            (None, of) => assert!(of.is_none(), "{}: {}", case.name, of.unwrap()),
            (Some(severity), Some(finding)) => {
                assert_eq!((finding.severity, &*finding.field), (severity, case.code.field()), "{}", case.name);
                assert_eq!(finding.corrected.is_some(), case.corrected.is_some(), "{}: {finding:?}", case.name);
                found.insert(finding.code);
            }
            (Some(_), None) => panic!("{}: {:?}", case.name, codes(&findings)),
        }
    }
    for code in C::ALL {
        assert!(found.contains(code), "nothing triggers {code}");
    }
}

#[test]
fn corrected_settings_are_right_and_valid() {
    let mut seen = 0;
    for case in cases() {
        let findings = run(&case);
        let Some(check) = case.corrected else { continue };
        let finding = findings.iter().find(|finding| finding.code == case.code).unwrap();
        let corrected = finding.corrected.clone().unwrap();
        assert!(check(&corrected), "{}: {corrected:?}", case.name);
        assert_ne!(corrected, case.settings, "{}", case.name);
        let again = Case { settings: corrected.clone(), ..case.clone() };
        assert!(!codes(&run(&again)).contains(&case.code), "{}: it comes again", case.name);
        let secret = case.secret.clone().unwrap_or_else(|| "k".repeat(16));
        let valid = corrected.validate(corrected.authentication.then_some(secret));
        assert!(valid.is_ok(), "{}: {}", case.name, valid.unwrap_err());
        seen += 1;
    }
    assert!(seen > 25, "{seen}");
}

#[test]
fn the_six_presets_with_the_right_secret_only_hear_of_microsofts_date() {
    let letters = "k".repeat(16);
    let grouped = ["kkkk"; 4].join(" ");
    let hex = "0f".repeat(16);
    for (provider, user, secret, expected) in [
        (P::Gmail, "me@gmail.com", &letters, &[][..]),
        (P::Gmail, "me@gmail.com", &grouped, &[]),
        (P::GoogleWorkspace, "me@example.com", &grouped, &[]),
        (P::Microsoft365, "me@example.com", &letters, &[C::PasswordsEnding]),
        (P::Yahoo, "me@yahoo.fr", &letters, &[]),
        (P::Brevo, "me@example.com", &format!("xsmtpsib-{hex}"), &[]),
        (P::Mailjet, &"ab".repeat(16), &hex, &[]),
    ] {
        let settings = GatewaySettings::for_provider(provider, user);
        let secret = SecretString::from(secret.as_str());
        let from = if user.contains('@') { user } else { "me@example.com" };
        let findings = settings.lint(&LintInput::new(TODAY).secret(&secret).from(from));
        let serious: Vec<_> = findings.iter().filter(|f| f.severity != Severity::Info).map(|f| f.code).collect();
        assert_eq!(serious, expected, "{}", provider.id());
        assert!(settings.validate(secret).is_ok(), "{}", provider.id());
    }
}

#[test]
fn microsofts_cut_off_turns_the_warning_into_an_error() {
    let settings = GatewaySettings::for_provider(P::Microsoft365, "me@example.com");
    let at =
        |date| settings.lint(&LintInput::new(date)).iter().find(|f| f.code == C::PasswordsEnding).map(|f| f.severity);
    assert_eq!(at(TODAY), Some(Severity::Warning));
    assert_eq!(at(Date::new(2026, 12, 30)), Some(Severity::Warning));
    assert_eq!(at(Date::new(2026, 12, 31)), Some(Severity::Error));
    assert_eq!(at(Date::new(2027, 1, 1)), Some(Severity::Error));
}

#[test]
fn every_preset_lints_clean_of_host_port_and_login() {
    let about = ["host", "port", "security", "user", "provider", "ehlo_name"];
    for provider in P::KNOWN {
        let row = provider.info().unwrap();
        for endpoint in row.endpoints {
            let mut settings = GatewaySettings::for_provider(*provider, "me@example.com");
            settings.host = Some(endpoint.host.into());
            (settings.port, settings.security) = (Some(endpoint.port), Some(endpoint.security));
            let findings = settings.lint(&LintInput::new(TODAY));
            let host_and_port = findings.iter().filter(|f| about[..3].contains(&&*f.field)).collect::<Vec<_>>();
            assert!(host_and_port.is_empty(), "{}: {host_and_port:?}", provider.id());
            let other = findings.iter().find(|f| f.code == C::HostOfOtherProvider);
            assert!(other.is_none(), "{}: {other:?}", provider.id());
        }
        // Every listed host is its own, not a slip for another.
        let mut custom = GatewaySettings::default();
        custom.host = Some(row.endpoints[0].host.into());
        let found = codes(&custom.lint(&LintInput::new(TODAY)));
        assert!(found.contains(&C::ProviderKnown) && !found.contains(&C::HostTypo), "{}: {found:?}", provider.id());
    }
}

#[test]
fn no_text_or_value_shows_the_secret() {
    for case in cases() {
        let marked = Case { secret: Some("Zq7!hidden\n".into()), ..case.clone() };
        for finding in run(&marked) {
            let json = serde_json::to_string(&finding).unwrap();
            for shown in [format!("{finding}"), format!("{finding:?}"), json] {
                assert!(!shown.contains("Zq7!hidden"), "{}: {shown}", case.name);
            }
        }
        let secret = SecretString::from("Zq7!hidden");
        assert!(!format!("{:?}", LintInput::new(TODAY).secret(&secret)).contains("Zq7!hidden"));
    }
}

#[test]
fn the_worst_comes_first_then_the_field_and_twice_is_the_same() {
    let rank = |finding: &Finding| match finding.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        _ => 2,
    };
    for case in cases() {
        let findings = run(&case);
        assert_eq!(findings, run(&case), "{}", case.name);
        assert!(
            findings.is_sorted_by_key(|f| (rank(f), f.code.field(), f.code)),
            "{}: {:?}",
            case.name,
            codes(&findings)
        );
        let distinct: HashSet<_> = findings.iter().map(|f| f.code).collect();
        assert_eq!(distinct.len(), findings.len(), "{}: said twice", case.name);
    }
}

#[test]
fn the_shape_counts_where_the_secret_is_not_at_hand() {
    let settings = GatewaySettings::for_provider(P::Gmail, "me@gmail.com");
    let of = |shape| codes(&settings.lint(&LintInput::new(TODAY).shape(shape)));
    assert!(of(SecretShape::Unexpected).contains(&C::AppPasswordExpected));
    assert!(of(SecretShape::Unknown).contains(&C::TwoStepRequired));
    assert!(!of(SecretShape::Expected).iter().any(|c| matches!(c, C::AppPasswordExpected | C::TwoStepRequired)));
}

#[test]
fn codes_are_distinct_snake_case_and_serialise_so() {
    let distinct: HashSet<_> = C::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(distinct.len(), C::ALL.len());
    for code in C::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        assert_eq!(code.to_string(), code.as_str());
        assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'));
    }
}

fn parts(text: &GuidanceText) -> impl Iterator<Item = &str> {
    [&text.title, &text.what].into_iter().chain(&text.steps).map(String::as_str)
}

#[test]
fn both_languages_are_complete_and_french_typography_holds() {
    let providers = P::KNOWN.iter().map(|p| GatewaySettings::for_provider(*p, "me@example.com"));
    let plain = providers.flat_map(|settings| settings.lint(&LintInput::new(TODAY).from("you@example.com")));
    for finding in cases().iter().flat_map(run).chain(plain) {
        let at = finding.code;
        assert_eq!(finding.en.steps.len(), finding.fr.steps.len(), "{at}");
        assert_eq!(finding.text(Language::Fr), &finding.fr);
        assert!(finding.to_string().contains(&finding.text(Language::En).title), "{at}");
        for link in &finding.en.links {
            assert!(link.starts_with("https://"), "{at}: {link}");
        }
        for (en, fr) in parts(&finding.en).zip(parts(&finding.fr)) {
            assert_ne!(en, fr, "{at}");
            for part in [en, fr] {
                assert!(part.trim() == part && part.chars().count() > 10, "{at}: {part:?}");
                assert!(!part.contains(['{', '}', '\n', '\'', '"']) && !part.contains("  "), "{at}: {part:?}");
                assert!(!part.contains("SMTP relay’s") && !part.contains(" / "), "{at}: {part:?}");
            }
        }
        for part in parts(&finding.fr) {
            let text: Vec<char> = part.chars().collect();
            for (n, sign) in text.iter().enumerate() {
                let before = n.checked_sub(1).map(|n| text[n]);
                match sign {
                    ':' if text.get(n + 1) == Some(&'/') => {}
                    ':' | '»' => assert_eq!(before, Some('\u{a0}'), "{at}: {part:?}"),
                    ';' | '!' | '?' => assert_eq!(before, Some('\u{202f}'), "{at}: {part:?}"),
                    '«' => assert_eq!(text.get(n + 1), Some(&'\u{a0}'), "{at}: {part:?}"),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn texts_name_the_host_the_number_and_the_word_or_ask_for_them() {
    let host = |host: &str| {
        let mut settings = GatewaySettings::default();
        settings.host = Some(host.into());
        settings
    };
    let of = |settings: GatewaySettings, code| {
        let findings = settings.lint(&LintInput::new(TODAY));
        findings.into_iter().find(|finding| finding.code == code).unwrap()
    };
    let known = of(host("imap.gmail.com"), C::HostIsIncoming);
    assert_eq!(known.en.steps, ["As outgoing server (SMTP), enter that of Gmail: smtp.gmail.com"]);
    let unknown = of(host("imap.example.com"), C::HostIsIncoming);
    assert_eq!(unknown.fr.steps.len(), 1);
    assert!(unknown.en.steps[0].starts_with("Ask your provider for"), "{unknown}");
    assert!(unknown.fr.steps[0].starts_with("Demandez à votre fournisseur"), "{:?}", unknown.fr);
    let many = of(GatewaySettings::for_provider(P::Microsoft365, "me@example.com"), C::DailyLimit);
    assert!(many.en.title.contains("10,000") && many.fr.title.contains("10\u{202f}000"), "{many:?}");
    let few = of(GatewaySettings::for_provider(P::Brevo, "me@example.com"), C::PlanLimit);
    assert!(few.en.title.contains(" 300 ") && few.fr.title.contains(" 300 "), "{few:?}");
    let word = of(GatewaySettings::for_provider(P::SendGrid, "me@example.com"), C::LoginWordExpected);
    assert!(word.en.what.contains("“apikey”") && word.fr.what.contains("«\u{a0}apikey\u{a0}»"), "{word:?}");
    let mut mismatch = host("smtp.example.com");
    (mismatch.port, mismatch.security) = (Some(465), Some(ite_mailer::Security::StartTlsRequired));
    let port = of(mismatch, C::PortTlsMismatch);
    assert_eq!(port.en.steps, ["Choose TLS for port 465."]);
    assert_eq!(port.fr.steps, ["Choisissez TLS pour le port 465."]);
    let gmail = GatewaySettings::for_provider(P::Gmail, "me@gmail.com");
    let links = of(gmail, C::TwoStepRequired).en.links;
    assert_eq!(links.len(), 2, "{links:?}");
}

proptest::proptest! {
    #[test]
    fn no_settings_make_it_panic(
        host in ".{0,60}",
        user in ".{0,40}",
        ehlo in ".{0,40}",
        from in ".{0,40}",
        secret in ".{0,40}",
        port in proptest::prelude::any::<Option<u16>>(),
        expected in proptest::prelude::any::<u32>(),
        provider in 0..=P::KNOWN.len(),
        mode in 0..4usize,
    ) {
        let mut settings = GatewaySettings::default();
        settings.provider = P::KNOWN.get(provider).copied().unwrap_or_default();
        (settings.host, settings.user, settings.ehlo_name) = (Some(host), Some(user), Some(ehlo));
        settings.port = port;
        settings.security =
            [None, Some(Security::ImplicitTls), Some(Security::StartTlsRequired), Some(Security::PlaintextLoopback)][mode];
        let secret = SecretString::from(secret);
        let input = LintInput::new(TODAY).from(&from).secret(&secret).expected_per_day(expected);
        let findings = settings.lint(&input);
        proptest::prop_assert_eq!(&findings, &settings.lint(&input));
    }

    /// Near the hosts of the catalogue, where slices and edits happen.
    #[test]
    fn no_host_makes_it_panic(host in "(https?://|imap\\.|www\\.)?[@:/.\\[\\]a-zé]{0,6}(smtp\\.gmail\\.com|gmail\\.com)[@:/.0-9é]{0,8}") {
        let mut settings = GatewaySettings::default();
        settings.host = Some(host);
        let findings = settings.lint(&LintInput::new(TODAY));
        proptest::prop_assert!(findings.iter().all(|f| !f.en.title.is_empty()));
    }
}

/// Where passwords end, no finding says to create one.
#[test]
fn no_advice_to_create_a_password_where_passwords_end() {
    for today in [Date::new(2026, 11, 28), Date::new(2027, 2, 1)] {
        let settings = GatewaySettings::for_provider(P::Microsoft365, "me@example.com");
        let findings = settings.lint(&LintInput::new(today));
        assert!(findings.iter().any(|finding| finding.code == C::PasswordsEnding));
        for finding in &findings {
            let said = format!("{} {}", finding.en.steps.join(" "), finding.fr.steps.join(" ")).to_lowercase();
            let creates = ["create an app password", "enter an app password", "créez un mot de passe"];
            assert!(creates.iter().all(|words| !said.contains(words)), "{finding}");
        }
    }
}

/// French findings lead to the provider's French pages.
#[test]
fn french_findings_lead_to_french_pages() {
    let mut french = HashSet::new();
    for case in cases() {
        let provider = case.settings.provider;
        let Some(row) = provider.info() else { continue };
        for finding in run(&case) {
            for link in row.links.iter().filter(|link| link.en != link.fr) {
                assert!(!finding.fr.links.iter().any(|shown| shown == link.en), "{provider:?}: {finding:?}");
                assert!(!finding.en.links.iter().any(|shown| shown == link.fr), "{provider:?}: {finding:?}");
                if finding.fr.links.iter().any(|shown| shown == link.fr) {
                    french.insert(provider);
                }
            }
        }
    }
    for provider in [P::Gmail, P::Microsoft365, P::Yahoo] {
        assert!(french.contains(&provider), "{provider:?}: no finding leads to a French page");
    }
}

/// Fields are called as the form calls them.
#[test]
fn findings_name_fields_as_the_form_does() {
    let mut seen = 0;
    for case in cases() {
        let provider = case.settings.provider;
        for finding in run(&case) {
            for (language, open, close) in
                [(Language::En, "the “", "” field"), (Language::Fr, "le champ «\u{a0}", "\u{a0}»")]
            {
                let steps = finding.text(language).steps.join(" ");
                for named in steps.split(open).skip(1) {
                    let label = named.split(close).next().unwrap();
                    let labels: Vec<String> = match provider.form(language) {
                        Some(form) => {
                            form.password.map(|field| field.label).into_iter().chain([form.login.label]).collect()
                        }
                        None => ["Login", "Password", "Identifiant", "Mot de passe"].map(str::to_owned).into(),
                    };
                    assert!(labels.iter().any(|known| known == label), "{provider:?} {label:?}: {labels:?}");
                    seen += 1;
                }
                for vague in ["password field", "login field", "champ du mot de passe", "champ de l’identifiant"] {
                    assert!(!steps.contains(vague), "{steps}");
                }
            }
        }
    }
    assert!(seen > 10, "{seen} labels found");
}
