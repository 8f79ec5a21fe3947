//! Settings in an SQLite database.

use super::{Secret, SettingsStore, StoreError, StoredSettings};
use crate::Customer;
use async_trait::async_trait;
use ite_mailer::{GatewaySettings, Mailbox};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Row, SqlitePool, sqlite::SqliteRow};

/// The revision is compared by the writes themselves.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS mail_settings (
    customer TEXT PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    sender TEXT NOT NULL,
    consent TEXT,
    secret BLOB,
    last_test TEXT
)";

/// Encrypts secrets before they are stored, with the product's own key.
pub trait SecretSealer: Send + Sync + 'static {
    /// The secret, encrypted for this customer.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`] without a key.
    fn seal(&self, customer: &Customer, secret: &SecretString) -> Result<Vec<u8>, StoreError>;

    /// The secret back from what [`seal`](Self::seal) gave.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`] where it was sealed with another key or for another customer.
    fn open(&self, customer: &Customer, sealed: &[u8]) -> Result<SecretString, StoreError>;
}

/// Stores secrets as they are: for tests, and for databases that are encrypted as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainSecrets;

impl SecretSealer for PlainSecrets {
    fn seal(&self, _: &Customer, secret: &SecretString) -> Result<Vec<u8>, StoreError> {
        Ok(secret.expose_secret().as_bytes().to_vec())
    }

    fn open(&self, _: &Customer, sealed: &[u8]) -> Result<SecretString, StoreError> {
        let text = std::str::from_utf8(sealed).map_err(StoreError::failed)?;
        Ok(text.into())
    }
}

/// Keeps settings in the table `mail_settings` of an SQLite database.
///
/// ```no_run
/// # async fn open() -> Result<(), Box<dyn std::error::Error>> {
/// use ite_mailer_web::{PlainSecrets, SqliteSettingsStore};
/// use sqlx::SqlitePool;
///
/// let pool = SqlitePool::connect("sqlite://settings.db?mode=rwc").await?;
/// let store = SqliteSettingsStore::new(pool, PlainSecrets).await?;
/// # Ok(())
/// # }
/// ```
pub struct SqliteSettingsStore<S = PlainSecrets> {
    pool: SqlitePool,
    sealer: S,
}

impl<S: SecretSealer> SqliteSettingsStore<S> {
    /// A store in this database; makes its table where there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`] if the database does not answer.
    pub async fn new(pool: SqlitePool, sealer: S) -> Result<Self, StoreError> {
        sqlx::query(TABLE).execute(&pool).await.map_err(StoreError::failed)?;
        Ok(Self { pool, sealer })
    }

    fn read(&self, customer: &Customer, row: &SqliteRow) -> Result<(StoredSettings, u64), StoreError> {
        let text = |column: &str| row.try_get::<String, _>(column).map_err(StoreError::failed);
        let gateway: GatewaySettings = serde_json::from_str(&text("gateway")?).map_err(StoreError::failed)?;
        let from: Mailbox = serde_json::from_str(&text("sender")?).map_err(StoreError::failed)?;
        let sealed: Option<Vec<u8>> = row.try_get("secret").map_err(StoreError::failed)?;
        let consent: Option<String> = row.try_get("consent").map_err(StoreError::failed)?;
        let secret = match (sealed, consent) {
            (None, _) => Secret::Missing,
            (Some(sealed), None) => Secret::Password(self.sealer.open(customer, &sealed)?),
            (Some(sealed), Some(id)) => Secret::Consent { id, refresh_token: self.sealer.open(customer, &sealed)? },
        };
        let last_test: Option<String> = row.try_get("last_test").map_err(StoreError::failed)?;
        let mut settings = StoredSettings::new(gateway, from, secret);
        settings.last_test =
            last_test.map(|text| serde_json::from_str(&text)).transpose().map_err(StoreError::failed)?;
        let revision: i64 = row.try_get("revision").map_err(StoreError::failed)?;
        Ok((settings, revision.unsigned_abs()))
    }
}

#[async_trait]
impl<S: SecretSealer> SettingsStore for SqliteSettingsStore<S> {
    async fn load(&self, customer: &Customer) -> Result<Option<(StoredSettings, u64)>, StoreError> {
        let row = sqlx::query("SELECT * FROM mail_settings WHERE customer = ?")
            .bind(customer.id())
            .fetch_optional(&self.pool)
            .await
            .map_err(StoreError::failed)?;
        row.map(|row| self.read(customer, &row)).transpose()
    }

    async fn save(&self, customer: &Customer, settings: StoredSettings, revision: u64) -> Result<u64, StoreError> {
        let (secret, consent) = match &settings.secret {
            Secret::Missing => (None, None),
            Secret::Password(password) => (Some(self.sealer.seal(customer, password)?), None),
            Secret::Consent { id, refresh_token } => (Some(self.sealer.seal(customer, refresh_token)?), Some(id)),
        };
        let last_test = settings.last_test.as_ref().map(json).transpose()?;
        let known = i64::try_from(revision).map_err(StoreError::failed)?;
        // One statement: either this revision is replaced, or nothing is written.
        let statement = if revision == 0 {
            "INSERT INTO mail_settings (gateway, sender, consent, secret, last_test, customer, revision)
             VALUES (?, ?, ?, ?, ?, ?, ? + 1) ON CONFLICT DO NOTHING"
        } else {
            "UPDATE mail_settings SET gateway = ?, sender = ?, consent = ?, secret = ?, last_test = ?,
             revision = revision + 1 WHERE customer = ? AND revision = ?"
        };
        let written = sqlx::query(statement)
            .bind(json(&settings.gateway)?)
            .bind(json(&settings.from)?)
            .bind(consent)
            .bind(secret)
            .bind(last_test)
            .bind(customer.id())
            .bind(known)
            .execute(&self.pool)
            .await
            .map_err(StoreError::failed)?;
        if written.rows_affected() == 1 { Ok(revision + 1) } else { Err(StoreError::Conflict) }
    }

    async fn replace_refresh_token(
        &self,
        customer: &Customer,
        consent: &str,
        refresh_token: SecretString,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE mail_settings SET secret = ? WHERE customer = ? AND consent = ?")
            .bind(self.sealer.seal(customer, &refresh_token)?)
            .bind(customer.id())
            .bind(consent)
            .execute(&self.pool)
            .await
            .map_err(StoreError::failed)?;
        Ok(())
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::failed)
}
