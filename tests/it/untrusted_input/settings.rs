//! Settings, URLs, configurations, certificates and tokens.

use super::{texts, within};
use ite_mailer::{
    GatewaySettings, Provider, Security, SmtpGateway,
    gateway::{Date, GatewayConfig, LintInput, StaticToken},
};
use std::time::Duration;

fn judged(what: &str, settings: &GatewaySettings, secret: &str, input: usize) {
    let result = within(what, input, || settings.validate(secret));
    match result {
        Ok(gateway) => {
            within(what, input, || SmtpGateway::from_url(&gateway.to_url()).err());
            within(what, input, || gateway.settings().validate(secret).unwrap());
        }
        Err(error) => {
            assert!(!error.problems().is_empty());
            let shown = within(what, input, || format!("{error} {error:?}"));
            assert!(shown.len() < 64 * 1024, "{what}: {} bytes of error", shown.len());
        }
    }
    let input_of_lint = LintInput::new(Date::new(2026, 11, 28)).from(secret);
    within(what, input, || settings.lint(&input_of_lint));
}

#[test]
fn every_text_of_the_settings() {
    type Set = fn(&mut GatewaySettings, String);
    let sets: [(&str, Set); 5] = [
        ("host", |s, text| s.host = Some(text)),
        ("user", |s, text| s.user = Some(text)),
        ("ehlo_name", |s, text| s.ehlo_name = Some(text)),
        ("root_certificates", |s, text| s.root_certificates = vec![text]),
        ("many root_certificates", |s, text| s.root_certificates = vec![text.chars().take(100).collect(); 200]),
    ];
    for text in texts() {
        for provider in [Provider::Custom, Provider::Gmail] {
            for (field, set) in sets {
                let mut settings = GatewaySettings::for_provider(provider, "me@example.com");
                settings.host = Some("smtp.example.com".into());
                set(&mut settings, text.clone());
                judged(field, &settings, "made up", text.len());
            }
            let settings = GatewaySettings::for_provider(provider, "me@example.com");
            judged("secret", &settings, &text, text.len());
            within("tokens", text.len(), || settings.validate_with_tokens(StaticToken::new(text.clone())).err());
        }
    }
}

#[test]
fn every_number_of_the_settings() {
    for count in [0, 1, 100, 101, u32::MAX] {
        for seconds in [0, 1, 3600, u64::from(u32::MAX), u64::MAX] {
            let mut settings = GatewaySettings::for_provider(Provider::Custom, "me@example.com");
            settings.host = Some("smtp.example.com".into());
            (settings.max_connections, settings.mails_per_connection) = (Some(count), count);
            (settings.mails_per_minute, settings.recipients_per_message) = (Some(count), Some(count));
            settings.max_message_size = Some(seconds);
            settings.timeouts = settings.timeouts.all_steps(Duration::from_secs(seconds));
            for port in [0, 1, 25, 465, 587, u16::MAX] {
                for security in [Security::ImplicitTls, Security::StartTlsRequired, Security::PlaintextLoopback] {
                    (settings.port, settings.security) = (Some(port), Some(security));
                    judged("numbers", &settings, "made up", 0);
                }
            }
        }
    }
}

/// A mailer of the largest gateway there is costs no more than one of the smallest.
#[test]
fn a_mailer_of_the_largest_gateway() {
    let mut settings = GatewaySettings::for_provider(Provider::Custom, "me@example.com");
    settings.host = Some("127.0.0.1".into());
    (settings.max_connections, settings.mails_per_minute) = (Some(100), Some(60_000));
    let gateway = settings.validate("made up").unwrap();
    // The first reads the system's certificates.
    drop(ite_mailer::SmtpMailer::new(gateway.clone()));
    within("mailer", 0, || ite_mailer::SmtpMailer::new(gateway).unwrap());
}

#[test]
fn every_text_as_a_url() {
    for text in texts() {
        for url in [
            text.clone(),
            format!("smtp://{text}"),
            format!("{text}://me:pw@smtp.example.com"),
            format!("smtp://{text}:pw@smtp.example.com"),
            format!("smtp://me:{text}@smtp.example.com"),
            format!("smtp://me:pw@{text}"),
            format!("smtp://me:pw@smtp.example.com?{text}"),
            format!("smtp://me:pw@smtp.example.com?timeout={text}&max_connections={text}"),
        ] {
            within("url", url.len(), || url.parse::<SmtpGateway>().err().map(|error| error.to_string()));
        }
    }
}

#[test]
fn every_text_as_a_configuration() {
    for text in texts() {
        let quoted = serde_json::to_string(&text).unwrap();
        for json in [
            text.clone(),
            format!("{{\"host\":{quoted}}}"),
            format!("{{\"password\":{quoted}}}"),
            format!("{{{quoted}:1}}"),
            format!("{{\"provider\":{quoted}}}"),
            format!("{{\"timeouts\":{{{quoted}:1}}}}"),
        ] {
            within("json", json.len(), || {
                let config = serde_json::from_str::<GatewayConfig>(&json);
                config.ok().map(|config| config.validate().err().map(|error| error.to_string()))
            });
        }
    }
}
