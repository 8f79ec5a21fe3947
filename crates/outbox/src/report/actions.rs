//! Decisions of people: settle a mail in doubt, cancel, retry, pause and resume a lane.

use crate::{
    MailId, MailState, Outbox, OutboxError,
    enqueue::ring,
    lane::FOREVER,
    mail::note_to_json,
    store::{OutboxConnection, Text, on_connection},
};

/// What a person found out about a mail in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settle {
    /// It arrived: the mail counts as accepted.
    Arrived,
    /// It did not arrive, and will not: the mail is sent again.
    NotArrived,
}

impl Outbox {
    /// Settles a mail in doubt, for a person who has asked the recipient or looked into the mailbox's "Sent" folder.
    ///
    /// ```
    /// # use ite_mailer_outbox::{MailFilter, MailState, Outbox, OutboxError, Settle};
    /// # async fn settle(outbox: Outbox, has_arrived: impl Fn(&str) -> bool) -> Result<(), OutboxError> {
    /// for mail in outbox.list(&MailFilter::new().state(MailState::InDoubt)).await? {
    ///     let found = if has_arrived(&mail.message_id) { Settle::Arrived } else { Settle::NotArrived };
    ///     outbox.settle(mail.id, found).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`OutboxError::WrongState`] for a mail that is not in doubt, [`OutboxError::NoSuchMail`].
    pub async fn settle(&self, id: MailId, found: Settle) -> Result<(), OutboxError> {
        let set = match found {
            Settle::Arrived => "state = 'accepted', error = NULL, ended_at = {now}",
            Settle::NotArrived => "state = 'due', error = NULL, ended_at = NULL, due_at = {now}",
        };
        self.change(id, set, "state = 'in_doubt'").await
    }

    /// Withdraws a mail that is due or has failed. It is never sent, and its key stays taken.
    ///
    /// # Errors
    ///
    /// [`OutboxError::WrongState`] for a mail that is under way, in doubt or at its end, [`OutboxError::NoSuchMail`].
    pub async fn cancel(&self, id: MailId) -> Result<(), OutboxError> {
        self.change(id, "state = 'cancelled', ended_at = {now}", "state IN ('due', 'failed')").await
    }

    /// Sends a failed mail again, with all its attempts.
    ///
    /// # Errors
    ///
    /// [`OutboxError::WrongState`] for a mail that has not failed, [`OutboxError::NoSuchMail`].
    pub async fn retry(&self, id: MailId) -> Result<(), OutboxError> {
        self.change(id, RETRY, "state = 'failed'").await
    }

    /// Sends every failed mail of a lane again; gives their number.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`].
    pub async fn retry_failed(&self, lane: &str) -> Result<u64, OutboxError> {
        let mut transaction = self.begin().await?;
        let mut connection = transaction.connection();
        let sql = connection.sql(&format!("UPDATE outbox_mail SET {RETRY} WHERE lane = $1 AND state = 'failed'"));
        let mails = on_connection!(&mut connection, c =>
            sqlx::query(sql).bind(lane).execute(c).await.map(|done| done.rows_affected()))?;
        if mails > 0 {
            ring(&mut connection, self.wake_by, lane).await?;
        }
        transaction.commit().await?;
        Ok(mails)
    }

    /// Ends a lane's pause. Call it when the customer has saved new settings, whether the lane is paused or not: the
    /// worker that has it asks the gateway source again.
    ///
    /// `false` if there is no such lane.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`].
    pub async fn resume(&self, lane: &str) -> Result<bool, OutboxError> {
        let mut transaction = self.begin().await?;
        let mut connection = transaction.connection();
        let sql = connection.sql(
            "UPDATE outbox_lane SET paused_until = NULL, paused_because = NULL, failures = 0,
                generation = generation + 1 WHERE lane = $1",
        );
        let found = on_connection!(&mut connection, c =>
            sqlx::query(sql).bind(lane).execute(c).await.map(|done| done.rows_affected() > 0))?;
        if found {
            ring(&mut connection, self.wake_by, lane).await?;
        }
        transaction.commit().await?;
        Ok(found)
    }

    /// Pauses a lane until it is [resumed](Self::resume). Mails in flight are completed. `because` is a note for people:
    /// [`LanePause::note`](crate::LanePause::note).
    ///
    /// `false` if there is no such lane.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`].
    pub async fn pause(&self, lane: &str, because: &str) -> Result<bool, OutboxError> {
        let mut transaction = self.begin().await?;
        let mut connection = transaction.connection();
        let sql = connection.sql("UPDATE outbox_lane SET paused_until = $2, paused_because = $3 WHERE lane = $1");
        let until = i64::try_from(FOREVER).unwrap_or(i64::MAX);
        let reason = note_to_json(because);
        let found = on_connection!(&mut connection, c =>
            sqlx::query(sql).bind(lane).bind(until).bind(reason).execute(c).await.map(|done| done.rows_affected() > 0))?;
        transaction.commit().await?;
        Ok(found)
    }

    /// Changes a mail that is in the right state, or says why not.
    async fn change(&self, id: MailId, set: &str, from: &str) -> Result<(), OutboxError> {
        let mut transaction = self.begin().await?;
        let mut connection = transaction.connection();
        let sql =
            connection.sql(&format!("UPDATE outbox_mail SET {set} WHERE id = $1 AND {from} RETURNING lane, state"));
        let changed: Option<(String, String)> =
            on_connection!(&mut connection, c => sqlx::query_as(sql).bind(id.0).fetch_optional(c).await)?;
        match changed {
            Some((lane, state)) if state == MailState::Due.as_str() => {
                ring(&mut connection, self.wake_by, &lane).await?;
            }
            Some(_) => {}
            None => return Err(wrong_state(&mut connection, id).await?),
        }
        transaction.commit().await
    }
}

const RETRY: &str = "state = 'due', attempts = 0, error = NULL, ended_at = NULL, due_at = {now}";

async fn wrong_state(connection: &mut OutboxConnection<'_>, id: MailId) -> Result<OutboxError, OutboxError> {
    let sql = connection.sql("SELECT state FROM outbox_mail WHERE id = $1");
    let state: Option<Text> =
        on_connection!(connection, c => sqlx::query_scalar(sql).bind(id.0).fetch_optional(c).await)?;
    Ok(match state {
        Some(state) => OutboxError::WrongState { id, state: MailState::of_row(&state.0) },
        None => OutboxError::NoSuchMail(id),
    })
}
