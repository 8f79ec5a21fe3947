//! Numbers, texts and certificates of settings at their extremes.

use super::{SECRET, valid};
use ite_mailer::{Error, GatewaySettings, SmtpGateway, gateway::Timeouts};
use std::time::Duration;

type Change = fn(&mut GatewaySettings);

fn codes(result: Result<SmtpGateway, Error>) -> Vec<String> {
    match result {
        Ok(_) => Vec::new(),
        Err(error) => error.problems().iter().map(|p| format!("{} {}", p.field, p.code)).collect(),
    }
}

#[test]
fn numbers_have_upper_bounds() {
    let cases: &[(&str, &str, Change)] = &[
        ("max_connections", "100", |s| s.max_connections = Some(101)),
        ("max_connections", "100", |s| s.max_connections = Some(u32::MAX)),
        ("mails_per_connection", "1000000", |s| s.mails_per_connection = u32::MAX),
        ("mails_per_minute", "60000", |s| s.mails_per_minute = Some(u32::MAX)),
        ("recipients_per_message", "10000", |s| s.recipients_per_message = Some(u32::MAX)),
        ("max_message_size", "1073741824", |s| s.max_message_size = Some(u64::MAX)),
    ];
    for (field, max, change) in cases {
        let mut settings = valid();
        change(&mut settings);
        let error = settings.validate(SECRET).unwrap_err();
        let [problem] = error.problems() else { panic!("{field}: {error}") };
        assert_eq!((&*problem.field, &*problem.code), (*field, "number_too_large"));
        assert!(problem.en.contains(max) && problem.fr.contains(max), "it says the bound: {problem:?}");
    }
    let mut largest = valid();
    (largest.max_connections, largest.mails_per_minute) = (Some(100), Some(60_000));
    (largest.recipients_per_message, largest.mails_per_connection) = (Some(10_000), 1_000_000);
    largest.max_message_size = Some(1 << 30);
    assert_eq!(codes(largest.validate(SECRET)), Vec::<String>::new());
}

#[test]
fn deadlines_have_upper_bounds() {
    type Set = fn(&mut Timeouts, Duration);
    let steps: [(&str, u64, Set); 8] = [
        ("wait", 86_400, |t, d| t.wait = d),
        ("connect", 3600, |t, d| t.connect = d),
        ("tls", 3600, |t, d| t.tls = d),
        ("greeting", 3600, |t, d| t.greeting = d),
        ("command", 3600, |t, d| t.command = d),
        ("data_block", 3600, |t, d| t.data_block = d),
        ("final_reply", 3600, |t, d| t.final_reply = d),
        ("idle", 3600, |t, d| t.idle = d),
    ];
    for (step, max, set) in steps {
        for (deadline, code) in [
            (Duration::from_secs(max), None),
            (Duration::from_secs(max) + Duration::from_nanos(1), Some("timeouts deadline_too_long")),
            (Duration::from_secs(u64::MAX), Some("timeouts deadline_too_long")),
            (Duration::MAX, Some("timeouts deadline_too_long")),
            (Duration::ZERO, Some("timeouts deadline_zero")),
        ] {
            let mut settings = valid();
            set(&mut settings.timeouts, deadline);
            let result = settings.validate(SECRET);
            if let Err(error) = &result {
                assert!(error.problems().iter().all(|p| p.en.contains(step) && p.fr.contains(step)), "{error}");
            }
            assert_eq!(codes(result), Vec::from_iter(code), "{step} {deadline:?}");
        }
    }
}

#[test]
fn numbers_of_a_url_have_upper_bounds() {
    for (query, expected) in [
        ("max_connections=4294967295", "max_connections number_too_large"),
        ("max_connections=4294967296", "max_connections not_a_number"),
        ("mails_per_minute=4294967295", "mails_per_minute number_too_large"),
        ("timeout=18446744073709551615", "timeouts deadline_too_long"),
        ("timeout=18446744073709551616", "timeout not_a_duration"),
        ("timeout=307445734561825861m", "timeout not_a_duration"),
        ("timeout=3601s", "timeouts deadline_too_long"),
    ] {
        let url = format!("smtp://me:{SECRET}@smtp.example.com?{query}");
        assert_eq!(codes(url.parse()).first().map(String::as_str), Some(expected), "{query}");
    }
    assert_eq!(codes(format!("smtp://{}@a", "x".repeat(20_000)).parse()), ["url url_too_long"]);
}

#[test]
fn stored_rows_at_their_extremes_are_problems() {
    let row = r#"{"host":"smtp.example.com","user":"me","max_connections":4294967295,"timeouts":{"connect":18446744073709551615}}"#;
    let settings: GatewaySettings = serde_json::from_str(row).unwrap();
    assert_eq!(codes(settings.validate(SECRET)), ["max_connections number_too_large", "timeouts deadline_too_long"]);
}

#[test]
fn texts_have_upper_bounds() {
    let long = "a".repeat(100_000);
    let with = |change: &dyn Fn(&mut GatewaySettings)| {
        let mut settings = valid();
        change(&mut settings);
        settings
    };
    assert_eq!(codes(with(&|s| s.host = Some(long.clone())).validate(SECRET)), ["host host_too_long"]);
    assert_eq!(codes(with(&|s| s.user = Some(long.clone())).validate(SECRET)), ["user user_too_long"]);
    assert_eq!(codes(with(&|s| s.ehlo_name = Some(long.clone())).validate(SECRET)), ["ehlo_name ehlo_name_invalid"]);
    assert_eq!(codes(valid().validate(long.as_str())), ["password password_too_long"]);
    assert_eq!(codes(valid().validate("a".repeat(4096))), Vec::<String>::new());
}

/// A certificate authority's certificate, as PEM.
fn authority() -> String {
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem()
}

#[test]
fn root_certificates_are_few_small_and_readable() {
    let root = authority();
    let garbled = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", "MAUMAwEBAQ==");
    for (case, roots, expected) in [
        ("one", vec![root.clone()], None),
        ("twenty", vec![root.clone(); 20], None),
        ("twenty in one text", vec![root.repeat(20)], None),
        ("twenty-one", vec![root.clone(); 21], Some("root_certificates_too_many")),
        ("twenty-one in one text", vec![root.repeat(21)], Some("root_certificates_too_many")),
        ("no PEM", vec!["x".to_owned()], Some("root_certificate_invalid")),
        ("a PEM that is no certificate", vec![garbled.clone()], Some("root_certificate_unreadable")),
        ("one of two", vec![root.clone(), garbled], Some("root_certificate_unreadable")),
        ("large", vec![" ".repeat(64 * 1024) + &root], Some("root_certificates_too_large")),
    ] {
        let mut settings = valid();
        settings.root_certificates = roots;
        let expected = expected.map(|code| format!("root_certificates {code}"));
        assert_eq!(codes(settings.validate(SECRET)), Vec::from_iter(expected), "{case}");
    }
}

#[test]
fn logins_with_several_addresses_or_at_signs_are_named() {
    for (user, code) in [
        ("a@gmail.com, b@gmail.com", Some("user user_several_addresses")),
        ("a@gmail.com;b@gmail.com", Some("user user_several_addresses")),
        ("a@@gmail.com", Some("user user_two_at_signs")),
        ("a@gmail.com@gmail.com", Some("user user_two_at_signs")),
        ("a", Some("user user_not_an_address")),
        ("a@gmail.com", None),
    ] {
        let settings = GatewaySettings::for_provider(ite_mailer::Provider::Gmail, user);
        assert_eq!(codes(settings.validate("a".repeat(16))), Vec::from_iter(code.map(str::to_owned)), "{user}");
    }
}
