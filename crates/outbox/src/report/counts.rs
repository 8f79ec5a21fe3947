//! Numbers for a dashboard.

use crate::{
    MailState, Outbox, OutboxError,
    store::{Text, on},
};
use serde::Serialize;

/// Mails by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Wait to be sent.
    pub due: u64,
    /// Under way.
    pub sending: u64,
    /// Accepted by the server.
    pub accepted: u64,
    /// Did not go.
    pub failed: u64,
    /// May have gone.
    pub in_doubt: u64,
    /// Withdrawn.
    pub cancelled: u64,
    /// In a state that this version does not know, see [`MailState::Unknown`]: a dashboard shows a number above 0 as a fault.
    pub unknown: u64,
}

impl Counts {
    /// Of all states.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.due + self.sending + self.accepted + self.failed + self.in_doubt + self.cancelled + self.unknown
    }

    /// Those that may still be sent by themselves.
    #[must_use]
    pub const fn open(&self) -> u64 {
        self.due + self.sending
    }

    fn add(&mut self, state: MailState, mails: i64) {
        let field = match state {
            MailState::Due => &mut self.due,
            MailState::Sending => &mut self.sending,
            MailState::Accepted => &mut self.accepted,
            MailState::Failed => &mut self.failed,
            MailState::InDoubt => &mut self.in_doubt,
            MailState::Cancelled => &mut self.cancelled,
            MailState::Unknown => &mut self.unknown,
        };
        *field += u64::try_from(mails).unwrap_or(0);
    }
}

/// Whose mails are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CountsOf {
    /// Those of every lane.
    All,
    /// Those of this lane.
    Lane(String),
}

impl Outbox {
    /// The mails of all lanes by state.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Database`].
    pub async fn counts(&self) -> Result<Counts, OutboxError> {
        self.count(&CountsOf::All).await
    }

    pub(super) async fn counts_of(&self, lane: &str) -> Result<Counts, OutboxError> {
        self.count(&CountsOf::Lane(lane.to_owned())).await
    }

    pub(super) async fn count(&self, of: &CountsOf) -> Result<Counts, OutboxError> {
        let (lane, sql) = match of {
            CountsOf::All => (None, "SELECT state, count(*) FROM outbox_mail GROUP BY state"),
            CountsOf::Lane(lane) => {
                (Some(lane), "SELECT state, count(*) FROM outbox_mail WHERE lane = $1 GROUP BY state")
            }
        };
        let rows: Vec<(Text, i64)> = on!(&self.database, pool => {
            let mut query = sqlx::query_as(sql);
            if let Some(lane) = lane {
                query = query.bind(lane);
            }
            query.fetch_all(pool).await
        })?;
        let mut counts = Counts::default();
        for (state, mails) in rows {
            counts.add(MailState::of_row(&state.0), mails);
        }
        Ok(counts)
    }
}
