//! Migrations of this crate's tables. They keep their own record, so the product's migrations are not disturbed.

use super::{Database, Dialect, on};
use crate::error::OutboxError;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Where it is recorded which of this crate's migrations have run.
const RECORD: &str = "outbox_migrations";
/// The same for the tables of the job engine.
const ENGINE_RECORD: &str = "outbox_engine_migrations";

pub(super) async fn run(database: &Database, engine: bool) -> Result<(), OutboxError> {
    match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite(pool) => super::sqlite::set_write_ahead_log(pool).await?,
        #[cfg(feature = "postgres")]
        Database::Postgres(_) => {}
    }
    let ours = ours(database.dialect());
    on!(database, pool => ours.run(pool).await)?;
    if engine && !engine_is_the_products(database).await? {
        let mut theirs = match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => apalis_sqlite::SqliteStorage::<()>::migrations(),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => apalis_postgres::PostgresStorage::<()>::migrations(),
        };
        theirs.dangerous_set_table_name(ENGINE_RECORD);
        on!(database, pool => theirs.run(pool).await)?;
    }
    Ok(())
}

fn ours(dialect: Dialect) -> Migrator {
    let sql = dialect.sql(include_str!("schema.sql"));
    let schema = Migration::new(1, "outbox".into(), MigrationType::Simple, sql, false);
    let mut migrator = Migrator::with_migrations(vec![schema]);
    migrator.dangerous_set_table_name(RECORD);
    migrator
}

/// Whether the product has set up the engine's tables itself, for jobs of its own; then they stay the product's to migrate.
///
/// On SQLite the engine calls its tables `Jobs` and `Workers`, names that a product may use for something else.
async fn engine_is_the_products(database: &Database) -> Result<bool, OutboxError> {
    let (recorded, columns): (i64, Vec<String>) = match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite(pool) => (
            sqlx::query_scalar("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1")
                .bind(ENGINE_RECORD)
                .fetch_one(pool)
                .await?,
            // SQLite's names know no case.
            sqlx::query_scalar(
                "SELECT c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                    WHERE m.type = 'table' AND lower(m.name) IN ('jobs', 'workers')",
            )
            .fetch_all(pool)
            .await?,
        ),
        #[cfg(feature = "postgres")]
        Database::Postgres(pool) => (
            sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1")
                .bind(ENGINE_RECORD)
                .fetch_one(pool)
                .await?,
            sqlx::query_scalar(
                "SELECT CAST(column_name AS TEXT) FROM information_schema.columns
                    WHERE table_schema = 'apalis' AND table_name IN ('jobs', 'workers')",
            )
            .fetch_all(pool)
            .await?,
        ),
    };
    if recorded > 0 || columns.is_empty() {
        return Ok(false);
    }
    let has = |name: &str| columns.iter().any(|column| column == name);
    if !has("job_type") || !has("worker_type") {
        return Err(OutboxError::Configuration(
            "the database has a table \"jobs\" or \"workers\", names that the job engine uses; \
                wake the workers by polling instead"
                .to_owned(),
        ));
    }
    // The last column that the engine's version 1.0 has added.
    if !has("idempotency_key") {
        return Err(OutboxError::Configuration(
            "the job engine's tables in the database are of an older version of apalis; run its migrations first"
                .to_owned(),
        ));
    }
    Ok(true)
}
