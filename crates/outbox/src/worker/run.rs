//! The worker's main loop: recover lanes, take lanes, make room, stop.

use super::{Inner, Worker, bells, clean_up, lane_loop::LaneLoop};
use crate::{
    OutboxError, WakeBy,
    lane::{is_waiting, recover, take},
    store::Database,
};
use std::{collections::HashMap, future::Future, pin::pin, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::{Id, JoinSet},
    time::{Instant, sleep, timeout},
};

/// How often the table is polled in any case: this finds mails whose wake-up job was lost, mails that became due, and
/// lanes whose lease has ended.
const LOOK: Duration = Duration::from_secs(3);
const LOOK_POLLING: Duration = Duration::from_secs(1);

/// A lane served by this process.
struct Served {
    since: Instant,
    stop: watch::Sender<bool>,
}

#[derive(Default)]
struct Lanes {
    tasks: JoinSet<()>,
    served: HashMap<Id, Served>,
}

impl Worker {
    /// Sends until `signal` ends, then shuts down: no further mail begins, those under way come to their end, the lanes
    /// are free for other workers. Mails that take longer than the
    /// [`shutdown_timeout`](super::WorkerBuilder::shutdown_timeout) are dropped, and will be in doubt.
    ///
    /// Dropping the future is as ending the process: mails under way will be in doubt, and their lanes are taken over
    /// when their leases have ended.
    ///
    /// A database that fails does not end it; it tries again until the database answers.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Configuration`] or [`OutboxError::Database`] at the start only.
    pub async fn run_until(self, signal: impl Future<Output = ()>) -> Result<(), OutboxError> {
        let inner = self.inner;
        inner.outbox.database.check_durability().await?;
        let polling = inner.outbox.wake_by == WakeBy::Polling;
        let mut helpers = JoinSet::new();
        if !polling {
            helpers.spawn(bells::listen(Arc::clone(&inner)));
            match &inner.outbox.database {
                #[cfg(feature = "sqlite")]
                Database::Sqlite(_) => {}
                #[cfg(feature = "postgres")]
                Database::Postgres(pool) => {
                    helpers.spawn(bells::notifications(Arc::clone(&inner), pool.clone()));
                }
            }
        }
        helpers.spawn(clean_up::run(Arc::clone(&inner)));

        let mut signal = pin!(signal);
        let mut lanes = Lanes::default();
        let mut recovered = None;
        loop {
            if let Err(error) = look(&inner, &mut lanes, &mut recovered).await {
                tracing::warn!(target: "ite_mailer_outbox", %error, "the outbox could not be read");
            }
            tokio::select! {
                biased;
                () = &mut signal => break,
                Some(ended) = lanes.tasks.join_next_with_id() => lanes.forget(ended),
                () = inner.woken.notified() => {}
                () = sleep(if polling { LOOK_POLLING } else { LOOK }) => {}
            }
        }
        // No job engine any more, and no lane taken: only the hand-over is left.
        drop(helpers);
        for served in lanes.served.values() {
            served.stop.send_replace(true);
        }
        let ended = timeout(inner.config.shutdown, async {
            while lanes.tasks.join_next().await.is_some() {}
            #[cfg(feature = "imap")]
            inner.copies.noted_all().await;
        });
        let ended = ended.await;
        if ended.is_err() {
            tracing::warn!(
                target: "ite_mailer_outbox", lanes = lanes.tasks.len(), "lanes did not end in time and are dropped"
            );
        }
        Ok(())
    }

    /// Sends until the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`run_until`](Self::run_until).
    pub async fn run(self) -> Result<(), OutboxError> {
        self.run_until(std::future::pending()).await
    }
}

async fn look(inner: &Arc<Inner>, lanes: &mut Lanes, recovered: &mut Option<Instant>) -> Result<(), OutboxError> {
    let database = &inner.outbox.database;
    if recovered.is_none_or(|last| last.elapsed() >= LOOK_POLLING) {
        *recovered = Some(Instant::now());
        for (lane, doubtful) in recover(database).await? {
            tracing::warn!(target: "ite_mailer_outbox", lane, doubtful, "a lane's lease had ended");
        }
    }
    while lanes.tasks.len() < inner.config.lanes {
        if !is_waiting(database).await? {
            return Ok(());
        }
        let asked = Instant::now();
        let Some(taken) = take(database, &inner.owner, inner.config.lease).await? else { return Ok(()) };
        let (stop, stopped) = watch::channel(false);
        let serving = lanes.tasks.spawn(LaneLoop::new(Arc::clone(inner), taken, asked, stopped).run());
        lanes.served.insert(serving.id(), Served { since: asked, stop });
    }
    if lanes.has_one_to_hand_over(inner.config.turn) && is_waiting(database).await? {
        lanes.hand_over_oldest(inner.config.turn);
    }
    Ok(())
}

impl Lanes {
    fn forget(&mut self, ended: Result<(Id, ()), tokio::task::JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(target: "ite_mailer_outbox", %error, "a lane ended out of order");
                error.id()
            }
        };
        self.served.remove(&id);
    }

    fn has_one_to_hand_over(&self, turn: Duration) -> bool {
        self.served.values().any(|served| served.since.elapsed() >= turn)
    }

    /// One at a time, so that no more lanes stop than others wait.
    fn hand_over_oldest(&self, turn: Duration) {
        let waiting = self.served.values().any(|served| *served.stop.borrow());
        let oldest = self.served.values().filter(|served| served.since.elapsed() >= turn).min_by_key(|s| s.since);
        if let (false, Some(served)) = (waiting, oldest) {
            served.stop.send_replace(true);
        }
    }
}
