//! Settings as JSON and a secret: validated and linted without a panic, and the secret in no text.
#![no_main]

use ite_mailer::{
    GatewaySettings,
    gateway::{Date, LintInput},
};
use libfuzzer_sys::fuzz_target;

// The secret is the input after the first NUL.
fuzz_target!(|input: &[u8]| {
    let mut halves = input.splitn(2, |byte| *byte == 0);
    let json = halves.next().unwrap_or_default();
    let secret = String::from_utf8_lossy(halves.next().unwrap_or_default()).into_owned();
    let Ok(settings) = serde_json::from_slice::<GatewaySettings>(json) else { return };
    let stored = serde_json::to_string(&settings).expect("settings are stored");
    let back: GatewaySettings = serde_json::from_str(&stored).expect("and come back");
    assert_eq!(serde_json::to_string(&back).expect("twice"), stored);

    // A secret that also occurs in the settings or in a text would be found by chance.
    let telling = secret.len() >= 12 && !stored.contains(&secret) && !secret.contains(char::is_whitespace);
    let silent = |shown: String| assert!(!telling || !shown.contains(&secret), "{shown}");
    match settings.validate(secret.as_str()) {
        Err(error) => {
            assert!(!error.problems().is_empty());
            silent(format!("{error} {error:?}"));
        }
        Ok(gateway) => {
            silent(format!("{gateway:?} {}", gateway.to_url()));
            assert!(gateway.port() > 0 && !gateway.host().is_empty() && !gateway.ehlo_name().is_empty());
            let again = gateway.settings().validate(secret.as_str()).expect("a gateway's own settings");
            assert_eq!((again.host(), again.port()), (gateway.host(), gateway.port()));
        }
    }
    let own = secrecy(&secret);
    let user = settings.user.clone().unwrap_or_default();
    let input = LintInput::new(Date::new(2026, 12, 31)).from(&user).secret(&own).expected_per_day(1000);
    let findings = settings.lint(&input);
    assert_eq!(findings, settings.lint(&input));
    for finding in findings {
        for text in [&finding.en, &finding.fr] {
            assert!(!text.title.is_empty() && !text.what.is_empty());
            silent(format!("{text:?}"));
        }
        if let Some(corrected) = finding.corrected {
            let _ = corrected.validate(secret.as_str());
        }
    }
});

fn secrecy(text: &str) -> ite_mailer::SecretString {
    text.to_owned().into()
}
