//! The mails of a lane between their claim and the commit of their end.

use super::{
    Inner,
    attempt::{Attempt, Attempted, settle_until_stored},
};
use crate::{
    MailId,
    lane::{Claimed, Ownership},
};
use std::{collections::HashSet, sync::Arc};
use tokio::task::{JoinError, JoinSet};

/// Each occupies a connection.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    tasks: JoinSet<Done>,
    /// Those claimed whose end is not stored, also where a panic took the task: such a mail may have gone.
    unsettled: HashSet<MailId>,
}

#[derive(Debug)]
enum Done {
    Answered(Attempted),
    Stored(MailId),
    /// The lease has ended.
    Dropped,
}

impl UnderWay {
    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    pub(super) fn unsettled(&self) -> impl Iterator<Item = MailId> {
        self.unsettled.iter().copied()
    }

    pub(super) fn attempt(&mut self, attempt: Attempt, claimed: Claimed) {
        self.unsettled.insert(claimed.id);
        self.tasks.spawn(async move { attempt.run(claimed).await.map_or(Done::Dropped, Done::Answered) });
    }

    /// Stores the end of a mail, however long that takes.
    pub(super) fn settle(&mut self, inner: Arc<Inner>, of: Ownership, attempted: Attempted) {
        self.tasks.spawn(async move { Done::Stored(settle_until_stored(&inner, &of, attempted).await) });
    }

    pub(super) fn stored(&mut self, id: MailId) {
        self.unsettled.remove(&id);
    }

    /// Waits for a task to end, and gives what it and the others that have ended by then answer.
    pub(super) async fn answered(&mut self) -> Vec<Attempted> {
        let mut answered = Vec::new();
        let mut next = self.tasks.join_next().await;
        while let Some(ended) = next {
            answered.extend(self.answer(ended));
            next = self.tasks.try_join_next();
        }
        answered
    }

    fn answer(&mut self, ended: Result<Done, JoinError>) -> Option<Attempted> {
        match ended {
            Ok(Done::Answered(attempted)) => return Some(attempted),
            Ok(Done::Stored(id)) => self.stored(id),
            Ok(Done::Dropped) => {}
            Err(error) => {
                tracing::error!(target: "ite_mailer_outbox", %error, "an attempt ended without an answer");
            }
        }
        None
    }
}
