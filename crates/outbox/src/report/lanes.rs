//! Lanes as a dashboard shows them.

use super::{Counts, time};
use crate::{
    Outbox, OutboxError,
    lane::FOREVER,
    mail::{error_from_json, note_from_json},
    store::{Text, on},
};
use ite_mailer::Error;
use serde::Serialize;
use std::time::SystemTime;

/// A lane: its mails, its owner, its pause. It serialises for a page.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// The worker that serves it now; `None` while nothing is due or no worker is free.
    pub owner: Option<String>,
    /// Its pause, where it is paused now.
    pub pause: Option<LanePause>,
    /// Its mails by state.
    pub counts: Counts,
}

/// Why a lane sends nothing, and until when.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct LanePause {
    /// When it ends by itself; `None`: when it is [resumed](Outbox::resume).
    pub until: Option<SystemTime>,
    /// The failure that caused it, with guidance in French and English.
    pub because: Option<Error>,
    /// The note of the person who paused it with [`Outbox::pause`].
    pub note: Option<String>,
}

type Row = (String, Option<String>, Option<i64>, Option<Text>);

const COLUMNS: &str = "lane, CASE WHEN lease_until > {now} THEN owner END,
    CASE WHEN paused_until > {now} THEN paused_until END, paused_because";

impl Outbox {
    /// One lane; `None` if no mail was ever enqueued for it.
    ///
    /// ```
    /// # use ite_mailer_outbox::{Outbox, OutboxError};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let outbox = Outbox::connect(&format!("sqlite:{}", folder.path().join("product.db").display())).await?;
    /// # outbox.migrate().await?;
    /// if let Some(lane) = outbox.lane("customer-7").await? {
    ///     println!("{} mails are due", lane.counts.due);
    ///     if let Some(because) = lane.pause.and_then(|pause| pause.because) {
    ///         println!("paused: {}", because.guidance().en.title);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`].
    pub async fn lane(&self, name: &str) -> Result<Option<Lane>, OutboxError> {
        let sql = self.database.sql(&format!("SELECT {COLUMNS} FROM outbox_lane WHERE lane = $1"));
        let row: Option<Row> = on!(&self.database, pool => sqlx::query_as(sql).bind(name).fetch_optional(pool).await)?;
        let Some(row) = row else { return Ok(None) };
        let counts = self.counts_of(name).await?;
        Ok(Some(lane(row, counts)))
    }

    /// Lanes ordered by name, after this one, in pages of at most 1000.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`].
    pub async fn lanes(&self, after: Option<&str>, limit: u32) -> Result<Vec<Lane>, OutboxError> {
        let sql =
            self.database.sql(&format!("SELECT {COLUMNS} FROM outbox_lane WHERE lane > $1 ORDER BY lane LIMIT $2"));
        let limit = i64::from(limit.clamp(1, 1000));
        let rows: Vec<Row> = on!(&self.database, pool =>
            sqlx::query_as(sql).bind(after.unwrap_or_default()).bind(limit).fetch_all(pool).await)?;
        let mut lanes = Vec::with_capacity(rows.len());
        for row in rows {
            let counts = self.counts_of(&row.0).await?;
            lanes.push(lane(row, counts));
        }
        Ok(lanes)
    }
}

fn lane((name, owner, paused_until, because): Row, counts: Counts) -> Lane {
    let pause = paused_until.map(|until| {
        let note = because.as_ref().and_then(|json| note_from_json(&json.0));
        LanePause {
            until: u64::try_from(until).is_ok_and(|until| until < FOREVER).then(|| time(until)),
            because: because.filter(|_| note.is_none()).map(|json| error_from_json(&json.0)),
            note,
        }
    });
    Lane { name, owner, pause, counts }
}
