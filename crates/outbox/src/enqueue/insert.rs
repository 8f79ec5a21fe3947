//! The rows of mails, many to a statement.

use super::{Enqueued, NewMail};
use crate::{
    MailId, OutboxError, mail,
    store::{OutboxConnection, on_connection},
};
use ite_mailer::wrappers::IdempotencyKey;
use std::collections::{BTreeSet, HashMap};

/// Rows of one statement. SQLite takes 32,766 parameters (<https://sqlite.org/limits.html>), PostgreSQL 65,535.
const ROWS: usize = 200;
const COLUMNS: usize = 7;

struct Row<'a> {
    mail: &'a NewMail,
    stored: String,
    key: Option<IdempotencyKey>,
    key_id: Option<String>,
}

pub(super) async fn insert(
    connection: &mut OutboxConnection<'_>,
    mails: &[NewMail],
) -> Result<Vec<Enqueued>, OutboxError> {
    let mut enqueued = Vec::with_capacity(mails.len());
    for chunk in mails.chunks(ROWS) {
        add_lanes(connection, chunk).await?;
        let mut rows = Vec::with_capacity(chunk.len());
        for mail in chunk {
            let key = key(mail);
            let key_id = key.as_ref().map(IdempotencyKey::id);
            rows.push(Row { mail, stored: mail::store(&mail.mail)?, key, key_id });
        }
        let new = insert_rows(connection, &rows).await?;
        let before = find_duplicates(connection, &rows, &new).await?;
        link_documents(connection, &rows, &new).await?;
        let mut new = new;
        for row in &rows {
            let name = row.name();
            let found = match new.remove(name) {
                Some(id) => Some(Enqueued { id, duplicate: false }),
                None => before.get(name).map(|id| Enqueued { id: *id, duplicate: true }),
            };
            enqueued.push(found.ok_or_else(|| OutboxError::Stored("a stored mail did not come back".to_owned()))?);
        }
    }
    Ok(enqueued)
}

/// A key without a scope is one of its lane.
fn key(mail: &NewMail) -> Option<IdempotencyKey> {
    let key = mail.mail.idempotency_key()?;
    Some(IdempotencyKey::new(mail.mail.idempotency_scope().unwrap_or(&mail.lane), key))
}

impl Row<'_> {
    /// What tells it from the other rows of a statement: a Message-ID without a key is random.
    fn name(&self) -> &str {
        self.key_id.as_deref().unwrap_or(self.mail.mail.message_id())
    }
}

/// The numbers of the rows stored, by name.
async fn insert_rows(
    connection: &mut OutboxConnection<'_>,
    rows: &[Row<'_>],
) -> Result<HashMap<String, MailId>, OutboxError> {
    let mut sql = String::from(
        "INSERT INTO outbox_mail (lane, scope, idempotency_key, key_id, message_id, mail, state, due_at, enqueued_at)
            VALUES ",
    );
    for row in 0..rows.len() {
        let p: Vec<usize> = (1..=COLUMNS).map(|column| row * COLUMNS + column).collect();
        let comma = if row == 0 { "" } else { ", " };
        sql.push_str(&format!(
            "{comma}(${}, ${}, ${}, ${}, ${}, ${}, 'due', {{now}} + ${}, {{now}})",
            p[0], p[1], p[2], p[3], p[4], p[5], p[6]
        ));
    }
    sql.push_str(" ON CONFLICT (key_id) DO NOTHING RETURNING id, key_id, message_id");
    let sql = connection.sql(&sql);
    let inserted: Vec<(i64, Option<String>, String)> = on_connection!(connection, c => {
        let mut query = sqlx::query_as(sql).persistent(rows.len() == 1 || rows.len() == ROWS);
        for row in rows {
            let delay = i64::try_from(row.mail.delay.as_millis()).unwrap_or(i64::MAX / 2);
            query = query
                .bind(&row.mail.lane)
                .bind(row.key.as_ref().map(|key| key.scope()))
                .bind(row.key.as_ref().map(|key| key.key()))
                .bind(row.key_id.as_deref())
                .bind(row.mail.mail.message_id())
                .bind(&row.stored)
                .bind(delay);
        }
        query.fetch_all(c).await
    })?;
    Ok(inserted.into_iter().map(|(id, key, message_id)| (key.unwrap_or(message_id), MailId(id))).collect())
}

/// The mails that had a key of these rows before.
async fn find_duplicates(
    connection: &mut OutboxConnection<'_>,
    rows: &[Row<'_>],
    new: &HashMap<String, MailId>,
) -> Result<HashMap<String, MailId>, OutboxError> {
    let mut before = HashMap::new();
    let mut seen = BTreeSet::new();
    for key_id in rows.iter().filter_map(|row| row.key_id.as_deref()) {
        // A key twice in one call: the first of them is the mail.
        if let (Some(id), false) = (new.get(key_id), seen.insert(key_id)) {
            before.insert(key_id.to_owned(), *id);
        }
        if new.contains_key(key_id) || before.contains_key(key_id) {
            continue;
        }
        let sql = connection.sql("SELECT id FROM outbox_mail WHERE key_id = $1");
        let id: Option<i64> =
            on_connection!(connection, c => sqlx::query_scalar(sql).bind(key_id).fetch_optional(c).await)?;
        if let Some(id) = id {
            before.insert(key_id.to_owned(), MailId(id));
        }
    }
    Ok(before)
}

async fn link_documents(
    connection: &mut OutboxConnection<'_>,
    rows: &[Row<'_>],
    new: &HashMap<String, MailId>,
) -> Result<(), OutboxError> {
    let mut links = BTreeSet::new();
    for row in rows {
        if let Some(id) = new.get(row.name()) {
            links.extend(row.mail.mail.documents().iter().map(|document| (id.0, document.sha256())));
        }
    }
    let links: Vec<_> = links.into_iter().collect();
    for chunk in links.chunks(ROWS) {
        let values: Vec<String> = (0..chunk.len()).map(|n| format!("(${}, ${})", 2 * n + 1, 2 * n + 2)).collect();
        let sql = format!("INSERT INTO outbox_mail_document (mail, sha256) VALUES {}", values.join(", "));
        let sql = connection.sql(&sql);
        on_connection!(connection, c => {
            let mut query = sqlx::query(sql).persistent(chunk.len() == 1 || chunk.len() == ROWS);
            for (id, sha256) in chunk {
                query = query.bind(*id).bind(*sha256);
            }
            query.execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Adds lanes that are new. Looked for first: an `INSERT` would wait for every transaction that adds the same lane.
async fn add_lanes(connection: &mut OutboxConnection<'_>, mails: &[NewMail]) -> Result<(), OutboxError> {
    let lanes: BTreeSet<&str> = mails.iter().map(|mail| mail.lane.as_str()).collect();
    for lane in lanes {
        let sql = connection.sql("SELECT 1 FROM outbox_lane WHERE lane = $1");
        let known: Option<i32> =
            on_connection!(connection, c => sqlx::query_scalar(sql).bind(lane).fetch_optional(c).await)?;
        if known.is_some() {
            continue;
        }
        for sql in [
            "INSERT INTO outbox_lane (lane) VALUES ($1) ON CONFLICT (lane) DO NOTHING",
            "INSERT INTO outbox_bell (lane, rung) VALUES ($1, FALSE) ON CONFLICT (lane) DO NOTHING",
        ] {
            let sql = connection.sql(sql);
            on_connection!(connection, c => sqlx::query(sql).bind(lane).execute(c).await.map(drop))?;
        }
    }
    Ok(())
}
