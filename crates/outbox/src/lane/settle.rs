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

/// The end of one mail's attempt, not stored yet.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) id: MailId,
    pub(crate) settlement: Settlement,
    /// Whether the server has seen the mail, which then counts for its mails a minute.
    pub(crate) reached: bool,
    receipt: Option<String>,
    error: Option<String>,
}

impl Ended {
    pub(crate) fn new(id: MailId, settlement: Settlement, reached: bool) -> Self {
        let receipt = match &settlement {
            // A receipt is a struct of texts, numbers and times, whose JSON cannot fail; the mail counts as accepted anyway.
            Settlement::Accepted(receipt) => serde_json::to_string(receipt).ok(),
            _ => None,
        };
        let error = settlement.error().map(error_to_json);
        Self { id, settlement, reached, receipt, error }
    }

    pub(super) const fn receipt(&self) -> Option<&String> {
        self.receipt.as_ref()
    }

    pub(super) const fn error(&self) -> Option<&String> {
        self.error.as_ref()
    }

    /// Attempts that do not count.
    pub(super) fn uncounted(&self) -> i64 {
        i64::from(matches!(self.settlement, Settlement::Again { counted: false, .. }))
    }

    pub(super) fn due_after(&self) -> i64 {
        match self.settlement {
            Settlement::Again { after, .. } => milliseconds(after),
            _ => 0,
        }
    }
}

/// Binds one row of [`settle_statement`].
macro_rules! bind {
    ($query:expr, $ended:expr) => {
        $query
            .bind($ended.id.0)
            .bind($ended.settlement.state().as_str())
            .bind($ended.receipt())
            .bind($ended.error())
            .bind($ended.uncounted())
            .bind($ended.due_after())
            .bind($ended.reached)
    };
}

pub(super) use bind;

const COLUMNS: usize = 7;

/// The rows and the statement that settles so many mails: the ends of attempts, where the rows still are of these. Its
/// parameters stand behind `first` others, `fence` is the name of the owner's.
pub(super) fn settle_statement(mails: usize, first: usize, fence: &str) -> [String; 2] {
    let row = |row: usize| {
        let p = |column: usize| first + row * COLUMNS + column;
        format!(
            "(CAST(${} AS BIGINT), CAST(${} AS TEXT), CAST(${} AS TEXT), CAST(${} AS TEXT), CAST(${} AS BIGINT),
                CAST(${} AS BIGINT), CAST(${} AS BOOLEAN))",
            p(1),
            p(2),
            p(3),
            p(4),
            p(5),
            p(6),
            p(7)
        )
    };
    let rows: Vec<String> = (0..mails).map(row).collect();
    let values =
        format!("ended (id, state, receipt, error, uncounted, due_after, reached) AS (VALUES {})", rows.join(", "));
    let settle = format!(
        "UPDATE outbox_mail AS m SET state = e.state, receipt = e.receipt, error = e.error,
            attempts = attempts - e.uncounted,
            due_at = CASE WHEN e.state = 'due' THEN {{now}} + e.due_after ELSE due_at END,
            ended_at = CASE WHEN e.state <> 'due' THEN {{now}} END,
            attempted_at = CASE WHEN e.reached THEN {{now}} END
            FROM ended e WHERE m.id = e.id AND m.fence = {fence} AND m.state IN ('sending', 'in_doubt')"
    );
    [values, settle]
}

/// Writes the ends of attempts, if the rows still are of these attempts. An owner whose lease has ended may do this too:
/// what the server answered is true. Gives the number of rows that had not moved on.
pub(crate) async fn settle(database: &Database, fence: i64, ended: &[&Ended]) -> Result<u64, OutboxError> {
    let [values, settle] = settle_statement(ended.len(), 1, "$1");
    let sql = database.sql(&format!("WITH {values} {settle}"));
    let rows = on!(database, pool => {
        let mut query = sqlx::query(sql).bind(fence);
        for ended in ended {
            query = bind!(query, ended);
        }
        query.execute(pool).await.map(|done| done.rows_affected())
    })?;
    Ok(rows)
}
