//! The mailbox in which copies are filed: what is valid, where its secret goes, how it is stored.

use super::{SECRET, fields, valid};
use ite_mailer::{
    GatewaySettings, Language, Provider, Security, SmtpGateway,
    gateway::{GatewayConfig, SentCopy, StaticToken},
};

fn filing() -> GatewaySettings {
    let mut settings = valid();
    settings.sent_copy = SentCopy::Folder;
    settings.imap.host = Some("imap.example.com".into());
    settings
}

fn preset(provider: Provider, user: &str) -> GatewaySettings {
    let mut settings = GatewaySettings::for_provider(provider, user);
    settings.sent_copy = SentCopy::Folder;
    settings
}

/// Host, port, TLS mode, and whether the account is its own.
type Place = (String, u16, Security, bool);

fn place(gateway: &SmtpGateway) -> Option<Place> {
    gateway.imap().map(|imap| (imap.host().to_owned(), imap.port(), imap.security(), imap.has_own_account()))
}

#[test]
fn the_mailbox_of_a_gateway() {
    use Security::{ImplicitTls, StartTlsRequired};
    type Change = fn(&mut GatewaySettings);
    let at = |host: &str, port, security| Some((host.to_owned(), port, security, false));
    let table: &[(&str, GatewaySettings, Change, Option<Place>)] = &[
        ("no copy", valid(), |s| s.imap.host = Some("imap.example.com".into()), None),
        ("copy to oneself", valid(), |s| s.sent_copy = SentCopy::BccSelf, None),
        ("by the settings", filing(), |_| {}, at("imap.example.com", 993, ImplicitTls)),
        (
            "STARTTLS",
            filing(),
            |s| s.imap.security = Some(StartTlsRequired),
            at("imap.example.com", 143, StartTlsRequired),
        ),
        ("port 143", filing(), |s| s.imap.port = Some(143), at("imap.example.com", 143, StartTlsRequired)),
        ("another port", filing(), |s| s.imap.port = Some(1993), at("imap.example.com", 1993, ImplicitTls)),
        (
            "IDN",
            filing(),
            |s| s.imap.host = Some("imap.café.example".into()),
            at("imap.xn--caf-dma.example", 993, ImplicitTls),
        ),
        ("by the row", preset(Provider::Orange, "me@orange.fr"), |_| {}, at("imap.orange.fr", 993, ImplicitTls)),
        (
            "the row's STARTTLS",
            preset(Provider::GmxNet, "me@gmx.net"),
            |s| s.imap.port = Some(143),
            at("imap.gmx.net", 143, StartTlsRequired),
        ),
        (
            "one server for both",
            preset(Provider::OvhEmailPro, "me@example.com"),
            |s| s.host = Some("pro2.mail.ovh.net".into()),
            at("pro2.mail.ovh.net", 993, ImplicitTls),
        ),
        ("filed by the provider", preset(Provider::Gmail, "me@gmail.com"), |_| {}, None),
    ];
    for (case, settings, change, expected) in table {
        let mut settings = settings.clone();
        change(&mut settings);
        let secret = if settings.provider == Provider::Gmail { "a".repeat(16) } else { SECRET.to_owned() };
        let gateway = settings.validate(&secret).unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(place(&gateway), *expected, "{case}");
        // What is stored makes the same gateway again.
        let row = serde_json::to_string(&gateway.settings()).unwrap();
        let again: GatewaySettings = serde_json::from_str(&row).unwrap();
        assert_eq!(place(&again.validate(&secret).unwrap()), *expected, "{case}: {row}");
    }
}

#[test]
fn an_account_of_its_own() {
    for (case, settings, user, host) in [
        ("a relay", preset(Provider::Brevo, "me@example.com"), "box@orange.fr", "imap.orange.fr"),
        ("the login of the relay", preset(Provider::Brevo, "box@orange.fr"), "box@orange.fr", "imap.orange.fr"),
        (
            "a provider that files its own",
            preset(Provider::Gmail, "me@gmail.com"),
            "box@yahoo.fr",
            "imap.mail.yahoo.com",
        ),
        ("any server", filing(), "box@example.com", "imap.example.com"),
    ] {
        let mut settings = settings;
        settings.imap.user = Some(user.into());
        let secret = if settings.provider == Provider::Gmail { "a".repeat(16) } else { SECRET.to_owned() };
        let gateway =
            settings.validate_with_imap(&secret, "of the mailbox").unwrap_or_else(|error| panic!("{case}: {error}"));
        let imap = gateway.imap().unwrap();
        assert_eq!((imap.host(), imap.credentials().user(), imap.has_own_account()), (host, user, true), "{case}");
        let shown = format!("{gateway:?}");
        assert!(!shown.contains("of the mailbox") && !shown.contains(&secret), "{case}: {shown}");
        // Without its own secret, that of the gateway is not sent in its place.
        assert_eq!(fields(settings.validate(&secret)), ["imap_password"], "{case}");
    }
}

#[test]
fn one_wrong_field_of_the_mailbox_is_one_problem_that_names_it() {
    type Change = fn(&mut GatewaySettings);
    let table: &[(&str, &str, GatewaySettings, Change)] = &[
        ("no host", "imap.host", filing(), |s| s.imap.host = None),
        ("a web address", "imap.host", filing(), |s| s.imap.host = Some("https://mail.example.com/".into())),
        ("port 0", "imap.port", filing(), |s| s.imap.port = Some(0)),
        ("an SMTP port", "imap.port", filing(), |s| s.imap.port = Some(587)),
        ("plain text", "imap.security", filing(), |s| s.imap.security = Some(Security::PlaintextLoopback)),
        ("993 with STARTTLS", "imap.security", filing(), |s| {
            (s.imap.port, s.imap.security) = (Some(993), Some(Security::StartTlsRequired));
        }),
        ("143 with implicit TLS", "imap.security", filing(), |s| {
            (s.imap.port, s.imap.security) = (Some(143), Some(Security::ImplicitTls));
        }),
        ("a folder with a line break", "imap.folder", filing(), |s| s.imap.folder = Some("Sent\r\nA1 LOGOUT".into())),
        ("a relay without a mailbox", "imap.user", preset(Provider::Mailjet, "a-key"), |_| {}),
        // The secret of another server is not sent to the preset's mailbox.
        ("a preset at another host", "imap.host", preset(Provider::Orange, "me@orange.fr"), |s| {
            s.host = Some("smtp.example.com".into())
        }),
    ];
    for (case, field, settings, change) in table {
        let mut settings = settings.clone();
        change(&mut settings);
        assert_eq!(fields(settings.validate(SECRET)), [*field], "{case}");
    }
    let without = filing();
    assert_eq!(fields(without.validate_with_imap(SECRET, "a password of its own")), ["imap.user"]);
    let mut without = filing();
    (without.authentication, without.user) = (false, None);
    assert_eq!(fields(without.validate("")), ["imap.user"]);
}

#[test]
fn access_tokens_go_to_the_mailbox_of_their_provider_only() {
    let mut settings = preset(Provider::Yahoo, "me@yahoo.com");
    assert!(settings.validate_with_tokens(StaticToken::new("a.token")).is_ok());
    settings.imap.host = Some("imap.example.com".into());
    assert_eq!(fields(settings.validate_with_tokens(StaticToken::new("a.token"))), ["imap.host"]);
    let allowed = ite_mailer::TokenProvider::for_hosts(StaticToken::new("a.token"), ["imap.example.com"]);
    assert!(settings.validate_with_tokens(allowed).is_ok());
    // Tokens of an account of its own, too.
    let relay =
        || SmtpGateway::builder().provider(Provider::Brevo).user("me").password(SECRET).sent_copy(SentCopy::Folder);
    let mut imap = ite_mailer::gateway::ImapSettings::default();
    (imap.user, imap.host) = (Some("box@yahoo.com".into()), Some("imap.example.com".into()));
    let elsewhere = relay().imap(imap.clone()).imap_tokens(StaticToken::new("a.token")).build();
    assert_eq!(fields(elsewhere), ["imap.host"]);
    imap.host = None;
    assert!(relay().imap(imap).imap_tokens(StaticToken::new("a.token")).build().is_ok());
}

#[test]
fn another_mailbox_is_another_destination_of_the_secret() {
    type Change = fn(&mut GatewaySettings);
    let table: &[(&str, Change, bool)] = &[
        ("the same", |_| {}, true),
        ("a final dot", |s| s.imap.host = Some("IMAP.example.com.".into()), true),
        ("no copy", |s| s.sent_copy = SentCopy::None, true),
        ("another folder", |s| s.imap.folder = Some("Envoyés".into()), true),
        ("an account of its own", |s| s.imap.user = Some("box@example.com".into()), false),
        ("another host", |s| s.imap.host = Some("imap.example.org".into()), false),
        ("another port", |s| s.imap.port = Some(1993), false),
        ("another TLS mode", |s| s.imap.security = Some(Security::StartTlsRequired), false),
    ];
    for (case, change, same) in table {
        let mut settings = filing();
        change(&mut settings);
        assert_eq!(settings.has_same_destination(&filing()), *same, "{case}");
    }
    assert!(!filing().has_same_destination(&valid()), "switched on, with a host");
    let mut own = filing();
    own.imap.user = Some("box@example.com".into());
    assert!(!filing().has_same_destination(&own), "the gateway's secret in place of the mailbox's");
    let (on, mut off) = (preset(Provider::Orange, "me@orange.fr"), preset(Provider::Orange, "me@orange.fr"));
    off.sent_copy = SentCopy::None;
    assert!(on.has_same_destination(&off), "switched on, at the provider's own server");
}

#[test]
fn a_table_holds_both_passwords() {
    let table = "provider = 'brevo'\nuser = 'me'\npassword = 'a key'\nimap_password = 'of the mailbox'\nsent_copy = \
                 'folder'\n[imap]\nuser = 'box@orange.fr'\n";
    let config: GatewayConfig = toml::from_str(table).unwrap();
    assert!(!format!("{config:?}").contains("of the mailbox"));
    let gateway = config.validate().unwrap();
    assert_eq!(gateway.imap().unwrap().credentials().user(), "box@orange.fr");
    let config: GatewayConfig = toml::from_str("host = 'smtp.example.com'\nimap_password = 7\n").unwrap();
    assert_eq!(fields(config.validate()), ["imap_password"]);
    let gateway = SmtpGateway::from_url("smtp://me%40orange.fr:pw@smtp.orange.fr?sent_copy=folder");
    assert_eq!(fields(gateway), ["imap.host"]);
    let gateway = SmtpGateway::from_url("orange://me%40orange.fr:pw@?sent_copy=folder").unwrap();
    assert_eq!(gateway.imap().unwrap().host(), "imap.orange.fr");
}

#[test]
fn the_choices_of_a_settings_page() {
    use SentCopy::{BccSelf, Folder, None};
    for (provider, values, needs_mailbox) in [
        (Provider::Gmail, &[None][..], false),
        (Provider::Microsoft365, &[None], false),
        (Provider::Orange, &[None, Folder, BccSelf], false),
        (Provider::Custom, &[None, Folder, BccSelf], false),
        (Provider::Brevo, &[None, Folder, BccSelf], true),
    ] {
        for language in [Language::En, Language::Fr] {
            let choices = SentCopy::choices(provider, language);
            assert_eq!(choices.iter().map(|choice| choice.value).collect::<Vec<_>>(), values, "{provider}");
            for choice in choices {
                assert!(!choice.label.is_empty() && !choice.hint.contains('{'), "{choice:?}");
                assert_eq!(choice.needs_mailbox, needs_mailbox && choice.value == Folder, "{choice:?}");
            }
        }
    }
}
