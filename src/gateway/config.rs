//! A gateway as a configuration file holds it, with its password.

use super::{GatewaySettings, SecretText, SmtpGateway, validate::texts as T};
use crate::error::{Error, ErrorKind, Problem, Stage};
use secrecy::SecretString;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::fmt;

/// One table of settings with the `password` in it (and the `imap_password`, for a mailbox with an account of its own),
/// as a configuration file holds it. `Debug` does not show the
/// password, and the type does not serialise.
///
/// Wrong values are reported by [`validate`](Self::validate), not while reading: a TOML parser shows the whole line of
/// an error, which may contain the password. Syntax errors (a missing quote) still come from the parser; of those, show
/// only the message (`toml::de::Error::message`).
///
/// ```
/// use ite_mailer::gateway::GatewayConfig;
///
/// let table = "provider = 'brevo'\nuser = 'me@example.com'\npassword = 'a key'";
/// let config: GatewayConfig = toml::from_str(table)?;
/// let gateway = config.validate()?;
/// assert_eq!(gateway.host(), "smtp-relay.brevo.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    settings: GatewaySettings,
    password: Option<SecretString>,
    imap_password: Option<SecretString>,
    problems: Vec<Problem>,
}

impl GatewayConfig {
    /// The settings, without the password.
    #[must_use]
    pub const fn settings(&self) -> &GatewaySettings {
        &self.settings
    }

    /// Checks everything and makes the gateway.
    ///
    /// # Errors
    ///
    /// As [`GatewaySettings::validate`]; a value of another type than its field, and an unknown field, are problems
    /// too.
    pub fn validate(self) -> Result<SmtpGateway, Error> {
        if self.problems.is_empty() {
            return self.settings.validate_with_imap(self.password, self.imap_password);
        }
        Err(Error::invalid(ErrorKind::Configuration, Stage::Gateway, self.problems))
    }
}

impl<'de> Deserialize<'de> for GatewayConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Table)
    }
}

struct Table;

impl<'de> Visitor<'de> for Table {
    type Value = GatewayConfig;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of gateway settings with its password")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<GatewayConfig, A::Error> {
        let (mut password, mut imap_password) = (None, None);
        let mut problems = Vec::new();
        let without = WithoutPassword {
            map: &mut map,
            password: &mut password,
            imap_password: &mut imap_password,
            problems: &mut problems,
        };
        let settings = match GatewaySettings::deserialize(MapAccessDeserializer::new(without)) {
            Ok(settings) => settings,
            Err(error) => {
                let why = error.to_string();
                let why = why.lines().next().unwrap_or_default().trim_end_matches('.');
                problems.push(T::SETTINGS_UNREADABLE.fill("settings", &[("why", why)]));
                // Skips the rest of the table: the parser fails otherwise.
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                GatewaySettings::default()
            }
        };
        Ok(GatewayConfig { settings, password, imap_password, problems })
    }
}

/// Passes every entry of a map on except the passwords: the settings have no field that could show it.
struct WithoutPassword<'p, A> {
    map: &'p mut A,
    password: &'p mut Option<SecretString>,
    imap_password: &'p mut Option<SecretString>,
    problems: &'p mut Vec<Problem>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutPassword<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.map.next_key::<String>()? {
            let (slot, field) = match key.as_str() {
                "password" => (&mut *self.password, "password"),
                "imap_password" => (&mut *self.imap_password, "imap_password"),
                _ => return seed.deserialize(serde::de::value::StringDeserializer::new(key)).map(Some),
            };
            match self.map.next_value::<SecretText>() {
                Ok(password) => *slot = Some(password.into()),
                Err(_) => self.problems.push(T::PASSWORD_NOT_TEXT.at(field)),
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
