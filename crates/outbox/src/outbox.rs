//! The outbox of a product: its database, its documents, how its workers are woken.

use crate::{
    OutboxError,
    documents::DocumentStore,
    store::{Database, OutboxTransaction},
};
use std::sync::Arc;

/// How workers learn of new mails.
///
/// ```
/// # use ite_mailer_outbox::{Outbox, WakeBy, sqlite_options};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("product.db");
/// let pool = sqlx::SqlitePool::connect_with(sqlite_options(path)).await?;
/// // The product has a table `jobs` of its own.
/// let outbox = Outbox::sqlite(pool).wake_by(WakeBy::Polling);
/// outbox.migrate().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum WakeBy {
    /// Jobs of apalis, one for each lane that has mails, beside the workers' own look at the table every three seconds.
    #[default]
    Apalis,
    /// The workers look at the table every second. For databases in which apalis cannot have its tables: a SQLite file
    /// with a table `jobs` or `workers` of the product's own, PostgreSQL without the extension `hstore`.
    Polling,
}

/// Mails in the product's database, from the transaction that wants them sent to the end of each.
///
/// Clones share the pool. A product enqueues in its own transactions; [`Worker`](crate::Worker)s send, in the same
/// process or in others.
///
/// ```
/// # use ite_mailer::{Document, DocumentMail};
/// # use ite_mailer_outbox::{NewMail, Outbox, sqlite_options};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("product.db");
/// let pool = sqlx::SqlitePool::connect_with(sqlite_options(path)).await?;
/// let outbox = Outbox::sqlite(pool.clone());
/// outbox.migrate().await?;
///
/// let mail = DocumentMail::builder()
///     .from("accounts@example.com")
///     .to("client@example.org")
///     .subject("Invoice 42")
///     .document(Document::pdf("invoice-42.pdf", &b"%PDF-1.7 ..."[..]))
///     .idempotency_scope("customer-7")
///     .idempotency_key("invoice-42")
///     .build()?;
/// let mut transaction = pool.begin().await?;
/// // … the product's own statements …
/// let enqueued = outbox.enqueue(&mut transaction, NewMail::new("customer-7", mail)).await?;
/// transaction.commit().await?;
/// assert!(!enqueued.duplicate);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Outbox {
    pub(crate) database: Database,
    pub(crate) documents: Option<Arc<dyn DocumentStore>>,
    pub(crate) wake_by: WakeBy,
}

impl Outbox {
    /// An outbox in this SQLite database; see [`sqlite_options`](crate::sqlite_options).
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub fn sqlite(pool: sqlx::SqlitePool) -> Self {
        Self::over(Database::Sqlite(pool))
    }

    /// An outbox in this PostgreSQL database.
    #[cfg(feature = "postgres")]
    #[must_use]
    pub fn postgres(pool: sqlx::PgPool) -> Self {
        Self::over(Database::Postgres(pool))
    }

    /// An outbox at this URL: `sqlite:product.db` or `postgres://user@host/product`.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Configuration`] for a URL of another kind or of a database whose feature is off;
    /// [`OutboxError::Database`] where nothing answers.
    pub async fn connect(url: &str) -> Result<Self, OutboxError> {
        #[cfg(feature = "sqlite")]
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.trim_start_matches("//");
            let pool = sqlx::SqlitePool::connect_with(crate::sqlite_options(path)).await?;
            return Ok(Self::sqlite(pool));
        }
        #[cfg(feature = "postgres")]
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::postgres(sqlx::PgPool::connect(url).await?));
        }
        let scheme = url.split(':').next().unwrap_or_default();
        Err(OutboxError::Configuration(format!("the outbox has no database for URLs that begin with \"{scheme}:\"")))
    }

    const fn over(database: Database) -> Self {
        Self { database, documents: None, wake_by: WakeBy::Apalis }
    }

    /// Keeps documents in this store. Default: in the database.
    ///
    /// Documents stored before stay where they are and are still found.
    #[must_use]
    pub fn with_documents(mut self, store: impl DocumentStore + 'static) -> Self {
        self.documents = Some(Arc::new(store));
        self
    }

    /// Sets how workers learn of new mails; the same in every process. Default: [`WakeBy::Apalis`].
    #[must_use]
    pub fn wake_by(mut self, wake_by: WakeBy) -> Self {
        self.wake_by = wake_by;
        self
    }

    /// Creates or updates the outbox's tables, all named `outbox_…`, and those of apalis. Call it when the program
    /// starts; any number of processes may do so at once.
    ///
    /// It keeps its own record of what was run, so it neither disturbs the product's migrations nor is disturbed.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Migration`]; [`OutboxError::Configuration`] for a database that may lose what it has committed, or
    /// has tables of the same names.
    pub async fn migrate(&self) -> Result<(), OutboxError> {
        self.database.check_durability().await?;
        self.database.migrate(self.wake_by == WakeBy::Apalis).await
    }

    pub(crate) fn documents(&self) -> Option<&dyn DocumentStore> {
        self.documents.as_deref()
    }

    /// Begins a transaction on the outbox's own pool, with `BEGIN IMMEDIATE` on SQLite. A product that has a pool of its
    /// own begins there.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`].
    pub async fn begin(&self) -> Result<OutboxTransaction, OutboxError> {
        self.database.begin().await
    }
}
