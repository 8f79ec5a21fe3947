//! The cap on connections, which a server's word can lower for a while.

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

/// One permit per connection that may be in use. The pool has a cap of its own; this one can be lowered at any time.
#[derive(Debug)]
pub(super) struct Cap {
    permits: Arc<Semaphore>,
    most: usize,
    lowered: Mutex<Lowered>,
    /// Told of each lowering: whoever waits has to know when it ends.
    changed: Notify,
}

#[derive(Debug, Default)]
struct Lowered {
    /// Permits taken away.
    taken: usize,
    /// Permits to take away when a mail gives them back.
    owed: usize,
    until: Option<Instant>,
}

/// The right to use a connection.
#[derive(Debug)]
pub(super) struct Turn {
    cap: Arc<Cap>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Cap {
    pub(super) fn new(most: usize) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(most));
        Arc::new(Self { permits, most, lowered: Mutex::default(), changed: Notify::new() })
    }

    /// Waits for a connection to be free, first come, first served.
    pub(super) async fn turn(self: &Arc<Self>) -> Turn {
        let mut permit = pin!(Arc::clone(&self.permits).acquire_owned());
        loop {
            let mut changed = pin!(self.changed.notified());
            // Before looking, or a lowering in between would be missed.
            changed.as_mut().enable();
            self.raise(Instant::now());
            let until = self.lowered().until;
            let sooner = select(permit.as_mut(), changed);
            let sooner = match until {
                Some(until) => timeout_at(until, sooner).await.ok(),
                None => Some(sooner.await),
            };
            if let Some(Either::Left((permit, _))) = sooner {
                // Nobody closes this semaphore; without a permit the pool's own cap is left.
                return Turn { cap: Arc::clone(self), permit: permit.ok() };
            }
        }
    }

    /// The right to use a connection, where one is free at once.
    pub(super) fn try_turn(self: &Arc<Self>) -> Option<Turn> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok()?;
        Some(Turn { cap: Arc::clone(self), permit: Some(permit) })
    }

    /// Whether as many connections may be used as ever.
    pub(super) fn is_whole(&self) -> bool {
        self.lowered().until.is_none_or(|until| until <= Instant::now())
    }

    /// Uses no more than `to` connections, and at least one, for this long.
    pub(super) fn lower(&self, to: usize, lasts: Duration) {
        let now = Instant::now();
        self.raise(now);
        let mut lowered = self.lowered();
        let until = now + lasts;
        lowered.until = Some(lowered.until.map_or(until, |before| before.max(until)));
        let surplus = (self.most - lowered.taken - lowered.owed).saturating_sub(to.max(1));
        let taken = self.permits.forget_permits(surplus);
        lowered.taken += taken;
        lowered.owed += surplus - taken;
        drop(lowered);
        self.changed.notify_waiters();
    }

    /// Ends a lowering whose time is over.
    fn raise(&self, now: Instant) {
        let mut lowered = self.lowered();
        if lowered.until.is_some_and(|until| until <= now) {
            self.permits.add_permits(lowered.taken);
            *lowered = Lowered::default();
        }
    }

    fn lowered(&self) -> MutexGuard<'_, Lowered> {
        self.lowered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else { return };
        let mut lowered = self.cap.lowered();
        if lowered.owed > 0 {
            lowered.owed -= 1;
            lowered.taken += 1;
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn free(cap: &Arc<Cap>) -> usize {
        let mut turns = Vec::new();
        while let Ok(turn) = tokio::time::timeout(Duration::ZERO, cap.turn()).await {
            turns.push(turn);
        }
        turns.len()
    }

    #[tokio::test(start_paused = true)]
    async fn lowered_at_once_or_as_connections_come_back_and_raised_again() {
        let minute = Duration::from_secs(60);
        let cap = Cap::new(4);
        assert_eq!(free(&cap).await, 4);
        cap.lower(3, minute);
        assert_eq!(free(&cap).await, 3);
        let (one, two) = (cap.turn().await, cap.turn().await);
        cap.lower(0, minute);
        assert_eq!(free(&cap).await, 0, "two are in use, one is allowed");
        drop(one);
        assert_eq!(free(&cap).await, 0);
        drop(two);
        assert_eq!(free(&cap).await, 1, "never none");
        cap.lower(3, minute / 2);
        assert_eq!(free(&cap).await, 1, "not raised by another refusal");
        tokio::time::advance(minute).await;
        let (one, rest) = (cap.turn().await, free(&cap).await);
        drop(one);
        assert_eq!((rest, free(&cap).await), (3, 4), "as before");
        // What was owed when the time was over is owed no more.
        let all = [cap.turn().await, cap.turn().await, cap.turn().await, cap.turn().await];
        cap.lower(1, minute);
        tokio::time::advance(minute).await;
        assert_eq!(free(&cap).await, 0);
        drop(all);
        assert_eq!(free(&cap).await, 4);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_goes_on_when_the_time_is_over() {
        let minute = Duration::from_secs(60);
        for lowered_first in [true, false] {
            let cap = Cap::new(3);
            let mut kept = vec![cap.turn().await];
            if lowered_first {
                cap.lower(1, minute);
            } else {
                kept.extend([cap.turn().await, cap.turn().await]);
            }
            let mut waiting = tokio::task::JoinSet::new();
            for _ in 0..2 {
                let cap = Arc::clone(&cap);
                waiting.spawn(async move { cap.turn().await });
            }
            tokio::task::yield_now().await;
            let begin = Instant::now();
            if !lowered_first {
                cap.lower(1, minute);
                // Owed, and given back while two wait.
                kept.truncate(1);
            }
            // Longer than the lowering lasts; nobody comes, nobody goes meanwhile.
            let all = tokio::time::timeout(2 * minute, waiting.join_all()).await;
            assert_eq!(all.map(|turns| turns.len()), Ok(2), "lowered first: {lowered_first}");
            assert_eq!(begin.elapsed().as_secs(), 60, "lowered first: {lowered_first}");
        }
    }
}
