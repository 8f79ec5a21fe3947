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
    if engine {
        let mut theirs = match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(pool) => {
                check_table_names(pool).await?;
                apalis_sqlite::SqliteStorage::<()>::migrations()
            }
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

/// On SQLite the engine calls its tables `Jobs` and `Workers`, and SQLite's names know no case.
#[cfg(feature = "sqlite")]
async fn check_table_names(pool: &sqlx::SqlitePool) -> Result<(), OutboxError> {
    let taken: Vec<String> = sqlx::query_scalar(
        "SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND lower(m.name) IN ('jobs', 'workers')
            AND NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name IN ('job_type', 'worker_type'))",
    )
    .fetch_all(pool)
    .await?;
    match taken.first() {
        None => Ok(()),
        Some(name) => Err(OutboxError::Configuration(format!(
            "the database has a table \"{name}\", a name that the job engine uses; wake the workers by polling instead"
        ))),
    }
}
