//! Types that are accepted as a secret.

use secrecy::{SecretString, zeroize::Zeroizing};
use serde::{Deserialize, Deserializer, de::Visitor};
use std::fmt;

/// A [`SecretString`] that deserialises, for configuration files and requests. `Debug` does not show it, it does not
/// serialise, and the error for a value that is no text does not show the value.
///
/// ```
/// use ite_mailer::{GatewaySettings, gateway::SecretText};
///
/// #[derive(serde::Deserialize)]
/// struct SettingsForm {
///     gateway: GatewaySettings,
///     password: SecretText,
/// }
///
/// let body = r#"{
///     "gateway": { "provider": "yahoo", "user": "me@yahoo.com" },
///     "password": "aaaa bbbb cccc dddd"
/// }"#;
/// let form: SettingsForm = serde_json::from_str(body)?;
/// let gateway = form.gateway.validate(form.password)?;
/// # let _ = gateway;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct SecretText(SecretString);

impl From<SecretText> for SecretString {
    fn from(text: SecretText) -> Self {
        text.0
    }
}

impl From<SecretString> for SecretText {
    fn from(secret: SecretString) -> Self {
        Self(secret)
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = SecretString;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, text: &str) -> Result<SecretString, E> {
                Ok(text.into())
            }

            fn visit_string<E>(self, text: String) -> Result<SecretString, E> {
                Ok(text.into_secret().unwrap_or_default())
            }
        }

        let secret = deserializer.deserialize_string(Text);
        secret.map(Self).map_err(|_| serde::de::Error::custom("a secret is no text; put it in quotes"))
    }
}

/// Types that are accepted as a secret: [`SecretString`], [`SecretText`], `String`, `&str`, references to the owned
/// types, and an `Option` of each.
pub trait IntoSecret {
    /// The secret, if there is one.
    fn into_secret(self) -> Option<SecretString>;
}

impl IntoSecret for SecretString {
    fn into_secret(self) -> Option<SecretString> {
        Some(self)
    }
}

impl IntoSecret for SecretText {
    fn into_secret(self) -> Option<SecretString> {
        Some(self.0)
    }
}

impl IntoSecret for &SecretString {
    fn into_secret(self) -> Option<SecretString> {
        Some(self.clone())
    }
}

impl IntoSecret for &str {
    fn into_secret(self) -> Option<SecretString> {
        Some(self.into())
    }
}

impl IntoSecret for String {
    fn into_secret(self) -> Option<SecretString> {
        // Copied: boxing a `String` with spare capacity moves it, and the old memory is not wiped.
        Some(Zeroizing::new(self).as_str().into())
    }
}

impl IntoSecret for &String {
    fn into_secret(self) -> Option<SecretString> {
        Some(self.as_str().into())
    }
}

impl<T: IntoSecret> IntoSecret for Option<T> {
    fn into_secret(self) -> Option<SecretString> {
        self.and_then(T::into_secret)
    }
}
