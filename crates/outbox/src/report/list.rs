//! Lists of mails, a page at a time.

use super::time;
use crate::{
    MailId, MailState, Outbox, OutboxError,
    lane::milliseconds,
    mail::error_from_json,
    store::{Text, on},
};
use ite_mailer::{Error, Receipt};
use serde::Serialize;
use std::time::{Duration, SystemTime};

/// A mail as the outbox shows it. It serialises for a page.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OutboxMail {
    /// Its number.
    pub id: MailId,
    /// The lane it goes through.
    pub lane: String,
    /// Its idempotency key.
    pub key: Option<String>,
    /// Its state.
    pub state: MailState,
    /// Attempts begun that count.
    pub attempts: u32,
    /// Its Message-ID, without angle brackets.
    pub message_id: String,
    /// When it was enqueued, on the database's clock.
    pub enqueued_at: SystemTime,
    /// When it may be sent next; meaningful for [`MailState::Due`].
    pub due_at: SystemTime,
    /// When it was accepted, failed, was put in doubt or cancelled.
    pub ended_at: Option<SystemTime>,
    /// The receipt of an accepted mail; `None` also where it was settled by a person.
    pub receipt: Option<Receipt>,
    /// Why the last attempt failed.
    pub error: Option<Error>,
}

/// Which mails to list: all of them, unless the setters say otherwise. Oldest first.
#[derive(Clone, Debug)]
#[must_use]
pub struct MailFilter {
    pub(super) state: Option<MailState>,
    pub(super) lane: Option<String>,
    pub(super) key: Option<String>,
    pub(super) older_than: Duration,
    pub(super) after: MailId,
    pub(super) limit: u32,
}

impl Default for MailFilter {
    fn default() -> Self {
        Self { state: None, lane: None, key: None, older_than: Duration::ZERO, after: MailId(0), limit: 100 }
    }
}

impl MailFilter {
    /// All mails.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only mails in this state.
    pub fn state(mut self, state: MailState) -> Self {
        self.state = Some(state);
        self
    }

    /// Only mails of this lane.
    pub fn lane(mut self, lane: impl Into<String>) -> Self {
        self.lane = Some(lane.into());
        self
    }

    /// Only mails with this idempotency key; one for each scope.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Only mails enqueued at least this long ago.
    pub fn older_than(mut self, age: Duration) -> Self {
        self.older_than = age;
        self
    }

    /// Only mails after this one: the last of the previous page.
    pub fn after(mut self, id: MailId) -> Self {
        self.after = id;
        self
    }

    /// Mails of a page. Default: 100; at most 1000.
    pub fn limit(mut self, mails: u32) -> Self {
        self.limit = mails.clamp(1, 1000);
        self
    }
}

/// The columns of [`OutboxMail`], in its order.
#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    lane: Text,
    idempotency_key: Option<Text>,
    state: Text,
    attempts: i64,
    message_id: Text,
    enqueued_at: i64,
    due_at: i64,
    ended_at: Option<i64>,
    receipt: Option<Text>,
    error: Option<Text>,
}

const COLUMNS: &str =
    "id, lane, idempotency_key, state, attempts, message_id, enqueued_at, due_at, ended_at, receipt, error";

impl From<Row> for OutboxMail {
    fn from(row: Row) -> Self {
        Self {
            id: MailId(row.id),
            lane: row.lane.0,
            key: row.idempotency_key.map(|key| key.0),
            state: MailState::of_row(&row.state.0),
            attempts: u32::try_from(row.attempts).unwrap_or(0),
            message_id: row.message_id.0,
            enqueued_at: time(row.enqueued_at),
            due_at: time(row.due_at),
            ended_at: row.ended_at.map(time),
            // A damaged receipt must not hide the mail.
            receipt: row.receipt.and_then(|json| serde_json::from_str(&json.0).ok()),
            error: row.error.map(|json| error_from_json(&json.0)),
        }
    }
}

/// `'due', 'sending', …`: every state but the unknown one.
fn known_states() -> String {
    let known = MailState::ALL.into_iter().filter(|state| *state != MailState::Unknown);
    known.map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ")
}

impl Outbox {
    /// The mails that fit, oldest first, a page at a time.
    ///
    /// ```
    /// # use ite_mailer_outbox::{MailFilter, MailState, Outbox, OutboxError};
    /// # async fn page(outbox: Outbox) -> Result<(), OutboxError> {
    /// let mut filter = MailFilter::new().state(MailState::InDoubt).lane("customer-7");
    /// loop {
    ///     let page = outbox.list(&filter).await?;
    ///     let Some(last) = page.last() else { break };
    ///     filter = filter.after(last.id);
    ///     for mail in page {
    ///         println!("{}: {:?}", mail.id, mail.error);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`].
    pub async fn list(&self, filter: &MailFilter) -> Result<Vec<OutboxMail>, OutboxError> {
        let sql = self.database.sql(&format!(
            "SELECT {COLUMNS} FROM outbox_mail
                WHERE id > $1 AND enqueued_at <= {{now}} - $2
                    AND (CAST($3 AS TEXT) IS NULL OR state = $3 OR $3 = 'unknown' AND state NOT IN ({known}))
                    AND (CAST($4 AS TEXT) IS NULL OR lane = $4)
                    AND (CAST($5 AS TEXT) IS NULL OR idempotency_key = $5)
                ORDER BY id LIMIT $6",
            known = known_states()
        ));
        let rows: Vec<Row> = on!(&self.database, pool =>
            sqlx::query_as(sql)
                .bind(filter.after.0)
                .bind(milliseconds(filter.older_than))
                .bind(filter.state.map(MailState::as_str))
                .bind(filter.lane.as_deref())
                .bind(filter.key.as_deref())
                .bind(i64::from(filter.limit))
                .fetch_all(pool).await)?;
        Ok(rows.into_iter().map(OutboxMail::from).collect())
    }

    /// One mail; `None` if it does not exist or was removed.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub async fn mail(&self, id: MailId) -> Result<Option<OutboxMail>, OutboxError> {
        let sql = self.database.sql(&format!("SELECT {COLUMNS} FROM outbox_mail WHERE id = $1"));
        let row: Option<Row> = on!(&self.database, pool => sqlx::query_as(sql).bind(id.0).fetch_optional(pool).await)?;
        Ok(row.map(OutboxMail::from))
    }
}
