//! The limit on connections, which a server's word can reduce for a while.

use futures_util::future::{Either, select};
use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

/// One permit per connection that may be in use. The pool has a limit of its own; this one can be reduction at any time.
#[derive(Debug)]
pub(crate) struct ConnectionLimit {
    permits: Arc<Semaphore>,
    most: usize,
    reduction: Mutex<Reduction>,
    /// Told of each lowering: whoever waits has to know when it ends.
    changed: Notify,
}

#[derive(Debug, Default)]
struct Reduction {
    /// Permits taken away.
    taken: usize,
    /// Permits to take away when a mail gives them back.
    owed: usize,
    until: Option<Instant>,
}

/// The right to use a connection.
#[derive(Debug)]
pub(crate) struct ConnectionPermit {
    limit: Arc<ConnectionLimit>,
    permit: Option<OwnedSemaphorePermit>,
}

impl ConnectionLimit {
    pub(crate) fn new(most: usize) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(most));
        Arc::new(Self { permits, most, reduction: Mutex::default(), changed: Notify::new() })
    }

    /// Waits for a connection to be free, first come, first served.
    pub(crate) async fn acquire(self: &Arc<Self>) -> ConnectionPermit {
        let mut permit = pin!(Arc::clone(&self.permits).acquire_owned());
        loop {
            let mut changed = pin!(self.changed.notified());
            // Before looking, or a lowering in between would be missed.
            changed.as_mut().enable();
            self.restore(Instant::now());
            let until = self.reduction().until;
            let sooner = select(permit.as_mut(), changed);
            let sooner = match until {
                Some(until) => timeout_at(until, sooner).await.ok(),
                None => Some(sooner.await),
            };
            if let Some(Either::Left((permit, _))) = sooner {
                // Nobody closes this semaphore; without a permit the pool's own limit is left.
                return ConnectionPermit { limit: Arc::clone(self), permit: permit.ok() };
            }
        }
    }

    /// The right to use a connection, where one is free at once.
    pub(crate) fn try_acquire(self: &Arc<Self>) -> Option<ConnectionPermit> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok()?;
        Some(ConnectionPermit { limit: Arc::clone(self), permit: Some(permit) })
    }

    /// Whether as many connections may be used as ever.
    pub(crate) fn is_whole(&self) -> bool {
        self.reduction().until.is_none_or(|until| until <= Instant::now())
    }

    /// Uses no more than `to` connections, and at least one, for this long.
    pub(crate) fn reduce(&self, to: usize, lasts: Duration) {
        let now = Instant::now();
        self.restore(now);
        let mut reduction = self.reduction();
        let until = now + lasts;
        reduction.until = Some(reduction.until.map_or(until, |before| before.max(until)));
        let surplus = (self.most - reduction.taken - reduction.owed).saturating_sub(to.max(1));
        let taken = self.permits.forget_permits(surplus);
        reduction.taken += taken;
        reduction.owed += surplus - taken;
        drop(reduction);
        self.changed.notify_waiters();
    }

    /// Ends a lowering whose time is over.
    fn restore(&self, now: Instant) {
        let mut reduction = self.reduction();
        if reduction.until.is_some_and(|until| until <= now) {
            self.permits.add_permits(reduction.taken);
            *reduction = Reduction::default();
        }
    }

    fn reduction(&self) -> MutexGuard<'_, Reduction> {
        self.reduction.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else { return };
        let mut reduction = self.limit.reduction();
        if reduction.owed > 0 {
            reduction.owed -= 1;
            reduction.taken += 1;
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn free(limit: &Arc<ConnectionLimit>) -> usize {
        let mut permits = Vec::new();
        while let Ok(permit) = tokio::time::timeout(Duration::ZERO, limit.acquire()).await {
            permits.push(permit);
        }
        permits.len()
    }

    #[tokio::test(start_paused = true)]
    async fn lowered_at_once_or_as_connections_come_back_and_raised_again() {
        let minute = Duration::from_secs(60);
        let limit = ConnectionLimit::new(4);
        assert_eq!(free(&limit).await, 4);
        limit.reduce(3, minute);
        assert_eq!(free(&limit).await, 3);
        let (one, two) = (limit.acquire().await, limit.acquire().await);
        limit.reduce(0, minute);
        assert_eq!(free(&limit).await, 0, "two are in use, one is allowed");
        drop(one);
        assert_eq!(free(&limit).await, 0);
        drop(two);
        assert_eq!(free(&limit).await, 1, "never none");
        limit.reduce(3, minute / 2);
        assert_eq!(free(&limit).await, 1, "not raised by another refusal");
        tokio::time::advance(minute).await;
        let (one, rest) = (limit.acquire().await, free(&limit).await);
        drop(one);
        assert_eq!((rest, free(&limit).await), (3, 4), "as before");
        // What was owed when the time was over is owed no more.
        let all = [limit.acquire().await, limit.acquire().await, limit.acquire().await, limit.acquire().await];
        limit.reduce(1, minute);
        tokio::time::advance(minute).await;
        assert_eq!(free(&limit).await, 0);
        drop(all);
        assert_eq!(free(&limit).await, 4);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_goes_on_when_the_time_is_over() {
        let minute = Duration::from_secs(60);
        for lowered_first in [true, false] {
            let limit = ConnectionLimit::new(3);
            let mut kept = vec![limit.acquire().await];
            if lowered_first {
                limit.reduce(1, minute);
            } else {
                kept.extend([limit.acquire().await, limit.acquire().await]);
            }
            let mut waiting = tokio::task::JoinSet::new();
            for _ in 0..2 {
                let limit = Arc::clone(&limit);
                waiting.spawn(async move { limit.acquire().await });
            }
            tokio::task::yield_now().await;
            let begin = Instant::now();
            if !lowered_first {
                limit.reduce(1, minute);
                // Owed, and given back while two wait.
                kept.truncate(1);
            }
            // Longer than the lowering lasts; nobody comes, nobody goes meanwhile.
            let all = tokio::time::timeout(2 * minute, waiting.join_all()).await;
            assert_eq!(all.map(|permits| permits.len()), Ok(2), "reduction first: {lowered_first}");
            assert_eq!(begin.elapsed().as_secs(), 60, "reduction first: {lowered_first}");
        }
    }
}
