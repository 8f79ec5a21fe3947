//! Stored settings hold only what differs from the defaults, and configurations with a password never show it in an error.

use super::SECRET;
use ite_mailer::{
    Provider, Security, SmtpGateway,
    gateway::{GatewayBuilder, GatewayConfig},
    provider::Login,
};
use std::collections::HashMap;

#[test]
fn errors_of_a_configuration_never_show_the_password() {
    for table in [
        "password = 'not-a-real-secret'\nport = 25",
        "host = 'smtp.example.com'\npassword = 'not-a-real-secret'\nport = 0",
        "password = 'not-a-real-secret'\nport = 'many'",
        "password = 'not-a-real-secret'\nhots = 'x'",
        "password = ['not-a-real-secret']",
        "password = { deep = 'not-a-real-secret' }",
        "password = 'not-a-real-secret'\n[timeouts]\nconnect = 'soon'",
        "password.deep = 'not-a-real-secret'",
        "password = 98765432123456",
        "password = 98765432123456.5",
        "host = 'smtp.example.com'\nuser = 'me'\npassword = 98765432123456",
        "x = { host = 'smtp.example.com', password = 'not-a-real-secret', port = 0 }",
        "x = { port = 'many', password = 'not-a-real-secret', host = 'smtp.example.com' }",
    ] {
        let shown = if table.starts_with("x = ") {
            match toml::from_str::<HashMap<String, GatewayConfig>>(table) {
                Ok(mut configs) => configs.remove("x").unwrap().validate().unwrap_err().to_string(),
                Err(error) => error.to_string(),
            }
        } else {
            match toml::from_str::<GatewayConfig>(table) {
                Ok(config) => config.validate().unwrap_err().to_string(),
                Err(error) => error.to_string(),
            }
        };
        assert!(!shown.contains("not-a-real-secret") && !shown.contains("98765432123456"), "{table}\n{shown}");
        assert!(shown.starts_with("invalid settings: "), "{table}\n{shown}");
    }
}

/// What a settings row holds, as JSON without provider and user.
fn rest(gateway: &SmtpGateway) -> String {
    let settings = gateway.settings();
    let again = settings.validate(SECRET).unwrap();
    assert_eq!(format!("{again:?}"), format!("{gateway:?}"));
    let mut row = serde_json::to_value(&settings).unwrap();
    let fields = row.as_object_mut().unwrap();
    fields.remove("provider");
    fields.remove("user");
    row.to_string()
}

#[test]
fn settings_of_a_preset_are_provider_and_login() {
    let mut seen = 0;
    for provider in Provider::KNOWN {
        let row = provider.info().unwrap();
        let fixed = matches!(row.login, Login::Literal(_));
        let Ok(gateway) = SmtpGateway::for_provider(*provider, if fixed { "" } else { "me@example.com" }, SECRET)
        else {
            assert!(row.endpoints.is_empty(), "{provider:?}");
            continue;
        };
        assert_eq!(rest(&gateway), "{}", "{provider:?}");
        assert_eq!(gateway.settings().user.is_none(), fixed, "{provider:?}");
        seen += 1;
    }
    assert!(seen > 35, "{seen} presets");
}

/// A field that has its default is left out, so that a stored row follows the provider's row.
#[test]
fn settings_of_a_gateway_hold_what_differs_from_the_default() {
    type Change = fn(GatewayBuilder) -> GatewayBuilder;
    let table: &[(Provider, &str, Change)] = &[
        (Provider::Gmail, r#"{}"#, |g| g.host("smtp.gmail.com").port(587).security(Security::StartTlsRequired)),
        (Provider::Gmail, r#"{"port":465}"#, |g| g.security(Security::ImplicitTls)),
        (Provider::Gmail, r#"{"port":465}"#, |g| g.port(465)),
        (Provider::Gmail, r#"{"port":2525,"security":"implicit_tls"}"#, |g| {
            g.port(2525).security(Security::ImplicitTls)
        }),
        (Provider::Gmail, r#"{"host":"smtp.example.com"}"#, |g| g.host("smtp.example.com")),
        (Provider::Gmail, r#"{"max_message_size":1000}"#, |g| g.max_message_size(1000)),
        (Provider::Microsoft365, r#"{}"#, |g| g.max_connections(3).mails_per_minute(30).recipients_per_message(500)),
        (Provider::Microsoft365, r#"{"mails_per_minute":29,"max_connections":2}"#, |g| {
            g.max_connections(2).mails_per_minute(29)
        }),
        (Provider::Custom, r#"{"host":"smtp.example.com"}"#, |g| {
            g.host("SMTP.example.com.").max_connections(4).recipients_per_message(100).mails_per_connection(100)
        }),
        (Provider::Custom, r#"{"host":"smtp.example.com","port":465}"#, |g| {
            g.host("smtp.example.com").security(Security::ImplicitTls)
        }),
        (Provider::Custom, r#"{"host":"smtp.example.com","recipients_per_message":50}"#, |g| {
            g.host("smtp.example.com").recipients_per_message(50)
        }),
        (Provider::Custom, r#"{"ehlo_name":"mail.example.com","host":"smtp.example.com"}"#, |g| {
            g.host("smtp.example.com").ehlo_name("mail.example.com")
        }),
        (Provider::Custom, r#"{"host":"smtp.example.com"}"#, |g| g.host("smtp.example.com").ehlo_name("example.org")),
    ];
    for (provider, row, change) in table {
        let builder = SmtpGateway::builder().provider(*provider).user("me@example.org").password(SECRET);
        assert_eq!(rest(&change(builder).build().unwrap()), *row, "{provider:?}");
    }
}
