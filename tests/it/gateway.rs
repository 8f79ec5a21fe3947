//! Validation: every problem at once, and no secret in any text.

mod bounds;
mod imap;
mod stored;
mod tokens;

use ite_mailer::{
    ErrorKind, GatewaySettings, Outcome, Provider, Security, SmtpGateway, Stage,
    gateway::{GatewayConfig, RecipientPolicy, SentCopy},
};
use std::time::Duration;

const SECRET: &str = "not-a-real-secret";

fn valid() -> GatewaySettings {
    let mut settings = GatewaySettings::default();
    settings.host = Some("smtp.example.com".into());
    settings.user = Some("me@example.com".into());
    settings
}

fn fields(result: Result<SmtpGateway, ite_mailer::Error>) -> Vec<String> {
    let error = result.expect_err("it is invalid");
    assert_eq!(
        (error.kind(), error.stage(), error.outcome()),
        (ErrorKind::Configuration, Stage::Gateway, Outcome::NotSent)
    );
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    for problem in error.problems() {
        typography(problem);
        assert!(!problem.en.is_empty() && shown.contains(problem.en.trim_end_matches('.')), "{problem}");
    }
    error.problems().iter().map(|problem| problem.field.to_string()).collect()
}

/// Whole sentences in both languages, a stable code, and French typography.
pub(crate) fn typography(problem: &ite_mailer::error::Problem) {
    assert!(problem.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{problem:?}");
    for text in [&problem.en, &problem.fr] {
        assert!(text.ends_with('.') && text.starts_with(char::is_uppercase) && !text.contains('{'), "{problem:?}");
        assert!(!text.contains('\'') && !text.contains("  "), "{problem:?}");
    }
    assert_ne!(problem.en, problem.fr);
    let chars: Vec<char> = problem.fr.chars().collect();
    for (at, c) in chars.iter().enumerate().filter(|(_, c)| matches!(c, ';' | '!' | '?')) {
        assert_eq!(chars.get(at.wrapping_sub(1)), Some(&'\u{202f}'), "{c}: {}", problem.fr);
    }
}

#[test]
fn one_wrong_field_is_one_problem_that_names_it() {
    type Change = fn(&mut GatewaySettings);
    let table: &[(&str, &str, Change)] = &[
        ("465 with STARTTLS", "security", |s| (s.port, s.security) = (Some(465), Some(Security::StartTlsRequired))),
        ("587 with implicit TLS", "security", |s| (s.port, s.security) = (Some(587), Some(Security::ImplicitTls))),
        ("port 25", "port", |s| s.port = Some(25)),
        ("port 0", "port", |s| s.port = Some(0)),
        ("no host", "host", |s| s.host = None),
        ("host with scheme", "host", |s| s.host = Some("https://smtp.example.com".into())),
        ("host with path", "host", |s| s.host = Some("smtp.example.com/mail".into())),
        ("host with blank", "host", |s| s.host = Some("smtp example.com".into())),
        ("host with line break", "host", |s| s.host = Some("smtp.example.com\r\nRCPT".into())),
        ("host with port", "host", |s| s.host = Some("smtp.example.com:587".into())),
        ("host that is an address", "host", |s| s.host = Some("me@example.com".into())),
        ("host with an empty label", "host", |s| s.host = Some("smtp..example.com".into())),
        ("no user", "user", |s| s.user = None),
        ("empty user", "user", |s| s.user = Some(String::new())),
        ("user with line break", "user", |s| s.user = Some("me@example.com\n".into())),
        ("user with blank", "user", |s| s.user = Some(" me@example.com".into())),
        ("user that is no address", "user", |s| {
            (s.provider, s.host, s.user) = (Provider::Gmail, None, Some("me".into()));
        }),
        ("EHLO name with blank", "ehlo_name", |s| s.ehlo_name = Some("my host".into())),
        ("EHLO name with line break", "ehlo_name", |s| s.ehlo_name = Some("a.example.com\r\nMAIL".into())),
        ("no certificate", "root_certificates", |s| s.root_certificates = vec!["-----BEGIN NOTHING-----".into()]),
        ("no connections", "max_connections", |s| s.max_connections = Some(0)),
        ("no mails", "mails_per_connection", |s| s.mails_per_connection = 0),
        ("no pace", "mails_per_minute", |s| s.mails_per_minute = Some(0)),
        ("no recipients", "recipients_per_message", |s| s.recipients_per_message = Some(0)),
        ("no size", "max_message_size", |s| s.max_message_size = Some(0)),
        ("no time", "timeouts", |s| s.timeouts.connect = Duration::ZERO),
        ("sign-in switched off with a password", "authentication", |s| s.authentication = false),
    ];
    for (case, field, change) in table {
        let mut settings = valid();
        change(&mut settings);
        assert_eq!(fields(settings.validate(SECRET)), [*field], "{case}");
    }
    assert!(valid().validate(SECRET).is_ok());
}

#[test]
fn a_password_never_goes_out_in_clear() {
    let mut settings = valid();
    settings.security = Some(Security::PlaintextLoopback);
    settings.port = Some(2525);
    assert_eq!(fields(settings.validate(SECRET)), ["security", "security"], "clear text and another machine");
    settings.host = Some("127.0.0.1".into());
    assert_eq!(fields(settings.validate(SECRET)), ["security"], "clear text with a password");
    settings.authentication = false;
    assert!(settings.validate(None::<String>).is_ok());
    settings.host = Some("192.0.2.1".into());
    assert_eq!(fields(settings.validate(None::<String>)), ["security"]);
}

#[test]
fn every_problem_at_once() {
    let mut settings = GatewaySettings::default();
    settings.port = Some(25);
    settings.ehlo_name = Some("bad name".into());
    assert_eq!(fields(settings.validate(None::<String>)), ["host", "port", "user", "password", "ehlo_name"]);
}

#[test]
fn secrets_that_were_copied_badly() {
    for secret in ["line\nbreak", "blank behind ", " blank before", "tab\t", ""] {
        assert_eq!(fields(valid().validate(secret)), ["password"], "{secret:?}");
    }
}

#[test]
fn presets_fill_and_never_forbid() {
    let gateway = SmtpGateway::for_provider(Provider::Gmail, "me@gmail.com", "aaaa bbbb\u{a0}cccc dddd").unwrap();
    assert_eq!(
        (gateway.host(), gateway.port(), gateway.security()),
        ("smtp.gmail.com", 587, Security::StartTlsRequired)
    );
    assert_eq!(gateway.secret_shape(), ite_mailer::provider::SecretShape::Expected, "blanks are only for show");
    assert_eq!(gateway.ehlo_name(), "gmail.com");
    let custom = SmtpGateway::builder()
        .provider(Provider::Gmail)
        .host("relay.example.com")
        .port(2525)
        .security(Security::StartTlsRequired)
        .user("me@gmail.com")
        .password("main password")
        .max_connections(2)
        .build()
        .unwrap();
    assert_eq!((custom.host(), custom.port(), custom.max_connections()), ("relay.example.com", 2525, 2));
    let implicit =
        SmtpGateway::builder().provider(Provider::Gmail).port(465).user("me@gmail.com").password(SECRET).build();
    assert_eq!(implicit.unwrap().security(), Security::ImplicitTls);
    let office = SmtpGateway::for_provider(Provider::Microsoft365, "me@example.com", SECRET).unwrap();
    assert_eq!((office.max_connections(), office.recipients_per_message()), (3, 500));
    assert_eq!((office.mails_per_minute(), custom.mails_per_minute()), (Some(30), None));
}

#[test]
fn hosts_in_every_alphabet() {
    for (host, ascii) in [
        ("SMTP.Example.COM", "smtp.example.com"),
        ("smtp.bücher.example", "smtp.xn--bcher-kva.example"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("smtp.example.com.", "smtp.example.com"),
    ] {
        let mut settings = valid();
        settings.host = Some(host.into());
        let gateway = settings.validate(SECRET).unwrap();
        assert_eq!(gateway.host(), ascii);
        assert_eq!(gateway.settings().validate(SECRET).unwrap().host(), ascii, "its own settings");
    }
    // A host whose last label is a number is not a name (URL Standard, host parsing), with or without trailing dots.
    for host in ["smtp.example.com..", "smtp.6", "smtp.6.", "smtp.6..", "."] {
        let mut settings = valid();
        settings.host = Some(host.into());
        assert_eq!(fields(settings.validate(SECRET)), ["host"], "{host}");
    }
}

#[test]
fn settings_are_stored_without_a_secret_and_come_back() {
    let mut settings = valid();
    settings.sent_copy = SentCopy::BccSelf;
    settings.timeouts.command = Duration::from_secs(7);
    settings.security = Some(Security::StartTlsRequired);
    let toml = toml::to_string(&settings).unwrap();
    assert!(toml.contains("starttls_required"), "what the messages tell users to type: {toml}");
    assert_eq!(toml::from_str::<GatewaySettings>(&toml).unwrap(), settings);
    let json = serde_json::to_string(&settings).unwrap();
    assert_eq!(serde_json::from_str::<GatewaySettings>(&json).unwrap(), settings);
    assert_eq!(
        toml,
        "host = \"smtp.example.com\"\nsecurity = \"starttls_required\"\nuser = \"me@example.com\"\nsent_copy = \"bcc_self\"\n\n[timeouts]\ncommand = 7\n"
    );
    assert_eq!(serde_json::to_string(&GatewaySettings::default()).unwrap(), "{}", "only what differs is stored");
    let error = toml::from_str::<GatewaySettings>("hots = 'smtp.example.com'").unwrap_err().to_string();
    assert!(error.contains("hots"), "{error}");
    let error = serde_json::from_str::<GatewaySettings>(r#"{"provider":"gmial"}"#).unwrap_err().to_string();
    assert!(error.contains("provider"), "{error}");
    assert!(serde_json::from_str::<GatewaySettings>(r#"{"password":"x"}"#).is_err(), "settings hold no secret");
}

#[test]
fn a_secret_goes_to_the_same_server_only_while_the_destination_is_the_same() {
    let gmail = || GatewaySettings::for_provider(Provider::Gmail, "me@gmail.com");
    let with = |change: &dyn Fn(&mut GatewaySettings)| {
        let mut settings = gmail();
        change(&mut settings);
        settings
    };
    for (same, settings) in [
        (true, gmail()),
        (true, with(&|s| s.host = Some("SMTP.gmail.com.".into()))),
        (true, with(&|s| s.port = Some(587))),
        (true, with(&|s| s.max_connections = Some(2))),
        (true, with(&|s| s.user = Some("you@gmail.com".into()))),
        (false, with(&|s| s.host = Some("smtp.example.com".into()))),
        (false, with(&|s| s.port = Some(465))),
        (false, with(&|s| s.security = Some(Security::ImplicitTls))),
        (false, with(&|s| s.provider = Provider::Custom)),
        (false, with(&|s| s.root_certificates = vec!["x".into()])),
    ] {
        assert_eq!(settings.has_same_destination(&gmail()), same, "{settings:?}");
    }
}

#[test]
fn references_to_secrets_are_secrets() {
    let (secret, text) = (ite_mailer::SecretString::from(SECRET), SECRET.to_owned());
    let exposed = |gateway: SmtpGateway| gateway.credentials().is_some();
    assert!(exposed(valid().validate(&secret).unwrap()) && exposed(valid().validate(&text).unwrap()));
    assert!(exposed(valid().validate(Some(&secret)).unwrap()));
    let read: ite_mailer::gateway::SecretText = serde_json::from_str(&format!("{SECRET:?}")).unwrap();
    assert!(!format!("{read:?}").contains(SECRET) && exposed(valid().validate(read).unwrap()));
    let error = serde_json::from_str::<ite_mailer::gateway::SecretText>("98765432123456").unwrap_err().to_string();
    assert!(!error.contains("98765432123456"), "{error}");
}

#[test]
fn a_gateway_reads_one_table_with_its_password() {
    let read = |table: &str| toml::from_str::<GatewayConfig>(table).unwrap().validate();
    let table = format!("provider = 'brevo'\nlogin = 'me@example.com'\npassword = '{SECRET}'\nmax_connections = 2");
    let gateway = read(&table).unwrap();
    assert_eq!((gateway.host(), gateway.max_connections()), ("smtp-relay.brevo.com", 2));
    assert!(!format!("{gateway:?}{:?}", toml::from_str::<GatewayConfig>(&table)).contains(SECRET));
    let json = format!(r#"{{"port":25,"password":"{SECRET}"}}"#);
    let config: GatewayConfig = serde_json::from_str(&json).unwrap();
    assert_eq!(config.settings().port, Some(25));
    assert_eq!(fields(config.validate()), ["host", "port", "user"]);
    assert_eq!(fields(read("host = 'smtp.example.com'\nhots = 'x'")), ["settings"], "an unknown field is named");
}

#[test]
fn urls() {
    let table = [
        ("smtps://me%40example.com:a%3Ab@smtp.example.com", "smtp.example.com", 465, Security::ImplicitTls),
        ("smtp://me%40example.com:pw+x@smtp.example.com", "smtp.example.com", 587, Security::StartTlsRequired),
        ("smtp://me:pw@smtp.example.com:2525", "smtp.example.com", 2525, Security::StartTlsRequired),
        ("smtp://me:pw@[2001:db8::1]:587", "2001:db8::1", 587, Security::StartTlsRequired),
        ("gmail://me%40gmail.com:aaaabbbbccccdddd@", "smtp.gmail.com", 587, Security::StartTlsRequired),
        ("gmail://me%40gmail.com:aaaabbbbccccdddd@/?timeout=5s", "smtp.gmail.com", 587, Security::StartTlsRequired),
        ("sendinblue://me:pw@", "smtp-relay.brevo.com", 587, Security::StartTlsRequired),
        ("google-workspace://me%40example.com:pw@", "smtp.gmail.com", 587, Security::StartTlsRequired),
        ("smtp://127.0.0.1:2525?tls=none", "127.0.0.1", 2525, Security::PlaintextLoopback),
    ];
    for (url, host, port, security) in table {
        let gateway: SmtpGateway = url.parse().unwrap_or_else(|error| panic!("{url}: {error}"));
        assert_eq!((gateway.host(), gateway.port(), gateway.security()), (host, port, security), "{url}");
        if gateway.credentials().is_none() {
            assert_eq!(SmtpGateway::from_url(&gateway.to_url()).unwrap().host(), host, "{}", gateway.to_url());
        }
    }
    let gateway: SmtpGateway =
        "smtp://me%40example.com:pw@smtp.example.com?timeout=2m&ehlo=mail.example.org&max_connections=7&sent_copy=bcc_self&recipients=all_or_nothing"
            .parse()
            .unwrap();
    assert_eq!(gateway.timeouts().command, Duration::from_secs(120));
    assert_eq!((gateway.ehlo_name(), gateway.max_connections()), ("mail.example.org", 7));
    assert_eq!((gateway.sent_copy(), gateway.recipients()), (SentCopy::BccSelf, RecipientPolicy::AllOrNothing));
    assert_eq!(gateway.to_url(), "smtp://me%40example.com@smtp.example.com:587");
    let preset = SmtpGateway::for_provider(Provider::Gmail, "me@gmail.com", SECRET).unwrap();
    assert_eq!(preset.to_url(), "gmail://me%40gmail.com@smtp.gmail.com:587");
    let again = SmtpGateway::from_url(&preset.to_url().replace('@', ":pw@")).unwrap();
    assert_eq!((again.provider(), again.host(), again.port()), (Provider::Gmail, "smtp.gmail.com", 587));
    assert_eq!(gateway.credentials().map(|c| c.user()), Some("me@example.com"));
}

#[test]
fn wrong_urls_name_the_field_and_show_nothing() {
    for (url, field) in [
        ("not-a-real-secret", "url"),
        ("http://me:not-a-real-secret@smtp.example.com", "url"),
        ("smtp://me:not-a-real-secret@smtp.example.com/path", "url"),
        ("smtp://smtp.example.com/:not-a-real-secret/../.", "url"),
        ("smtp://me:not-a-real-secret#x@smtp.example.com", "url"),
        ("smtp://me:not-a-real-secret@smtp.example.com?tiemout=3", "url"),
        ("smtp://me:not-a-real-secret@smtp.example.com?timeout=soon", "timeout"),
        ("smtp://me:not-a-real-secret@smtp.example.com?timeout=0", "timeout"),
        ("smtp://me:not-a-real-secret@smtp.example.com?tls=maybe", "tls"),
        ("smtp://me:not-a-real-secret@smtp.example.com?max_connections=many", "max_connections"),
        ("smtp://me:not-a-real-secret@smtp.example.com?recipients=some", "recipients"),
        ("smtp://me:not-a-real-secret@smtp.example.com?sent_copy=yes", "sent_copy"),
        ("smtp://me:not-a-real-secret@smtp.example.com:25", "port"),
        ("smtp://me:%ff@smtp.example.com", "password"),
        ("smtp://:not-a-real-secret@smtp.example.com", "user"),
        ("custom://me:not-a-real-secret@smtp.example.com", "url"),
        ("smtp://me:not-a-real-secret@smtp.example.com\r\n", "url"),
    ] {
        let result =
            if url.ends_with('\n') { SmtpGateway::from_url(&url.replace("\r\n", "\r\nx")) } else { url.parse() };
        assert_eq!(fields(result), [field], "{url}");
    }
}

#[test]
fn a_gateway_is_shared_between_threads_and_small() {
    fn shared<T: Send + Sync + Clone + 'static>() -> usize {
        size_of::<T>()
    }
    assert_eq!(shared::<SmtpGateway>(), size_of::<usize>());
    fn error<T: std::error::Error + Send + Sync + 'static>() -> usize {
        size_of::<T>()
    }
    assert_eq!(error::<ite_mailer::Error>(), size_of::<usize>());
}
