//! A configuration with its password in it: no error shows the password, whatever line it stands on.

use ite_mailer::gateway::GatewayConfig;
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
