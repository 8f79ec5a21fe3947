//! Settling a mail: what the server's answer makes of its row.

use super::lease::milliseconds;
use crate::{
    MailId, MailState, OutboxError,
    mail::error_to_json,
    store::{Database, on},
};
use ite_mailer::{Error, Receipt};
use std::time::Duration;

/// The end of one attempt.
#[derive(Debug)]
pub(crate) enum Settlement {
    Accepted(Box<Receipt>),
    /// It did not go, and trying again makes no sense.
    Failed(Error),
    /// It may have gone.
    InDoubt(Error),
    /// It did not go; it is due again after this time. `counted` says whether the attempt counts towards giving up.
    Again {
        after: Duration,
        counted: bool,
        error: Error,
    },
}

impl Settlement {
    pub(crate) const fn state(&self) -> MailState {
        match self {
            Self::Accepted(_) => MailState::Accepted,
            Self::Failed(_) => MailState::Failed,
            Self::InDoubt(_) => MailState::InDoubt,
            Self::Again { .. } => MailState::Due,
        }
    }

    pub(crate) const fn error(&self) -> Option<&Error> {
        match self {
            Self::Accepted(_) => None,
            Self::Failed(error) | Self::InDoubt(error) | Self::Again { error, .. } => Some(error),
        }
    }
}

/// Writes the end of an attempt, if the row still is of this attempt. An owner whose lease has ended may do this too:
/// what the server answered is true. `false` where the row has moved on.
///
/// `reached` says whether the server has seen the mail, which then counts for its mails a minute.
pub(crate) async fn settle(
    database: &Database,
    id: MailId,
    fence: i64,
    settlement: &Settlement,
    reached: bool,
) -> Result<bool, OutboxError> {
    let (after, uncounted) = match settlement {
        Settlement::Again { after, counted, .. } => (milliseconds(*after), i64::from(!counted)),
        _ => (0, 0),
    };
    let receipt = match settlement {
        Settlement::Accepted(receipt) => {
            Some(serde_json::to_string(receipt).map_err(|error| OutboxError::Stored(error.to_string()))?)
        }
        _ => None,
    };
    let error = settlement.error().map(error_to_json);
    let state = settlement.state();
    let ended = state != MailState::Due;
    let sql = database.sql(
        "UPDATE outbox_mail SET state = $3, receipt = $4, error = $5, attempts = attempts - $6,
            due_at = CASE WHEN $7 THEN due_at ELSE {now} + $8 END,
            ended_at = CASE WHEN $7 THEN {now} END,
            attempted_at = CASE WHEN $9 THEN {now} END
            WHERE id = $1 AND fence = $2 AND state IN ('sending', 'in_doubt')",
    );
    let rows = on!(database, pool =>
        sqlx::query(sql)
            .bind(id.0).bind(fence).bind(state.as_str()).bind(receipt).bind(error).bind(uncounted)
            .bind(ended).bind(after).bind(reached)
            .execute(pool).await.map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}
