//! Where customers' settings are kept.

mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use memory::MemorySettingsStore;
#[cfg(feature = "sqlite")]
pub use sqlite::{PlainSecrets, SecretSealer, SqliteSettingsStore};

use crate::Customer;
use async_trait::async_trait;
use ite_mailer::{
    Error, ErrorKind, GatewaySettings, Mailbox, SmtpGateway,
    oauth2::{OAuth2App, RefreshTokenProvider},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a customer has saved.
///
/// `Debug` shows no secret, and the type does not serialise.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredSettings {
    /// The gateway, without its secret. The page offers copies in the Sent folder ([`SentCopy::Folder`]) of the mailbox
    /// that the gateway signs in to; [`ImapSettings::user`] is emptied, since there is one secret.
    ///
    /// [`SentCopy::Folder`]: ite_mailer::gateway::SentCopy::Folder
    /// [`ImapSettings::user`]: ite_mailer::gateway::ImapSettings::user
    pub gateway: GatewaySettings,
    /// Who the mails are from.
    pub from: Mailbox,
    /// What the gateway signs in with.
    pub secret: Secret,
    /// How the last test of these very settings ended; `None` where they were saved untested.
    pub last_test: Option<LastTest>,
}

/// What a gateway signs in with.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Secret {
    /// Nothing was given yet.
    #[default]
    Missing,
    /// A password, app password or key.
    Password(SecretString),
    /// A consent: its refresh token.
    Consent {
        /// Changes with each new consent; for [`RefreshTokenProvider::named`].
        id: String,
        /// The refresh token.
        refresh_token: SecretString,
    },
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LastTest {
    /// When, in seconds since the beginning of 1970.
    pub at: u64,
    /// Whether it passed.
    pub ok: bool,
    /// Whether a mail was really sent.
    pub sent: bool,
    /// The code of the failure, see [`ite_mailer::ErrorKind`].
    pub kind: Option<String>,
}

impl LastTest {
    /// A test that ended now.
    #[must_use]
    pub fn now(ok: bool, sent: bool, kind: Option<String>) -> Self {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        Self { at, ok, sent, kind }
    }

    /// When.
    #[must_use]
    pub fn when(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.at)
    }

    /// Whether only the copy in the Sent folder failed: mails leave.
    pub(crate) fn is_of_copy(&self) -> bool {
        self.kind.as_deref() == Some(ErrorKind::SentCopyFailed.as_str())
    }
}

impl StoredSettings {
    /// Settings to be stored, untested.
    #[must_use]
    pub const fn new(gateway: GatewaySettings, from: Mailbox, secret: Secret) -> Self {
        Self { gateway, from, secret, last_test: None }
    }

    /// The gateway, ready to send: what a product gives its mailer cache.
    ///
    /// `app` is the product's registration for consents of this provider; `on_rotation` gets refresh tokens that replace
    /// the stored one, best passed to [`SettingsStore::replace_refresh_token`].
    ///
    /// # Errors
    ///
    /// [`ite_mailer::ErrorKind::Configuration`] with every problem at once, also where a consent has no `app`.
    pub fn gateway(
        &self,
        app: Option<&OAuth2App>,
        on_rotation: impl Fn(SecretString) + Send + Sync + 'static,
    ) -> Result<SmtpGateway, Error> {
        match (&self.secret, app) {
            (Secret::Consent { id, refresh_token }, Some(app)) => {
                let tokens = RefreshTokenProvider::new(app.clone(), refresh_token.clone(), on_rotation).named(id);
                self.gateway.validate_with_tokens(tokens)
            }
            (Secret::Password(password), _) => self.gateway.validate(password.clone()),
            _ => self.gateway.validate(None::<SecretString>),
        }
    }
}

/// Why a store did not do as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The settings were saved elsewhere since they were read.
    #[error("the settings were saved elsewhere since they were read")]
    Conflict,
    /// The store does not answer, or has something unreadable.
    #[error("the store of settings failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// A failure with this cause.
    pub fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(cause.into())
    }
}

/// Keeps the settings of every customer; implemented by the product over its own database.
///
/// # Contract
///
/// 1. Each customer has at most one row. A call never reads or writes another customer's.
/// 2. The revision begins at 1 and changes with every write of [`save`](Self::save). `save` with another revision than
///    the stored one writes nothing and returns [`StoreError::Conflict`]; the check and the write are one transaction.
/// 3. The secret is stored encrypted, as the product stores its other secrets.
#[async_trait]
pub trait SettingsStore: Send + Sync + 'static {
    /// The settings and their revision; `None` where the customer has saved none.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`].
    async fn load(&self, customer: &Customer) -> Result<Option<(StoredSettings, u64)>, StoreError>;

    /// Writes the settings if the stored revision is still `revision` (0: nothing is stored) and gives the new one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`], [`StoreError::Failed`].
    async fn save(&self, customer: &Customer, settings: StoredSettings, revision: u64) -> Result<u64, StoreError>;

    /// Puts a rotated refresh token in the place of the stored one if the stored consent is still `consent`. The revision
    /// stays.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`].
    async fn replace_refresh_token(
        &self,
        customer: &Customer,
        consent: &str,
        refresh_token: SecretString,
    ) -> Result<(), StoreError>;
}
