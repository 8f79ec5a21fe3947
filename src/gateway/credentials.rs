//! What a gateway signs in with.

use secrecy::{ExposeSecret, SecretString};

/// A login and its secret. The secret shows nowhere: not in `Debug`, and the type does not serialise.
#[derive(Clone, Debug)]
pub struct Credentials {
    user: String,
    secret: SecretString,
}

impl Credentials {
    /// A login and a password, app password or key.
    #[must_use]
    pub fn password(user: impl Into<String>, secret: SecretString) -> Self {
        Self { user: user.into(), secret }
    }

    /// The login.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The secret, for the one place that writes it to the server.
    #[cfg_attr(not(feature = "smtp"), allow(dead_code, reason = "only a transport reads the secret"))]
    pub(crate) fn expose(&self) -> &str {
        self.secret.expose_secret()
    }
}
