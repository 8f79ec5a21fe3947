//! The credentials of a gateway.

use super::TokenProvider;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;

/// A login with a secret or a token provider. `Debug` does not show the secret, and the type does not serialise.
#[derive(Clone, Debug)]
pub struct Credentials {
    user: String,
    proof: Proof,
}

#[derive(Clone, Debug)]
enum Proof {
    Password(SecretString),
    Tokens(Arc<dyn TokenProvider>),
}

impl Credentials {
    /// A login and a password, app password or key.
    #[must_use]
    pub fn password(user: impl Into<String>, secret: SecretString) -> Self {
        Self { user: user.into(), proof: Proof::Password(secret) }
    }

    /// A login and the provider of its access tokens.
    #[must_use]
    pub fn oauth2(user: impl Into<String>, tokens: Arc<dyn TokenProvider>) -> Self {
        Self { user: user.into(), proof: Proof::Tokens(tokens) }
    }

    /// The login.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The provider of access tokens; `None` with a password.
    #[must_use]
    pub fn tokens(&self) -> Option<&Arc<dyn TokenProvider>> {
        match &self.proof {
            Proof::Password(_) => None,
            Proof::Tokens(tokens) => Some(tokens),
        }
    }

    /// The password, for the code that writes it to the server.
    pub(crate) fn expose(&self) -> Option<&str> {
        match &self.proof {
            Proof::Password(secret) => Some(secret.expose_secret()),
            Proof::Tokens(_) => None,
        }
    }
}
