//! The cap on connections, which a server's word can lower for a while.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

/// One permit per connection that may be in use. The pool has a cap of its own; this one can be lowered at any time.
#[derive(Debug)]
pub(super) struct Cap {
    permits: Arc<Semaphore>,
    most: usize,
    lowered: Mutex<Lowered>,
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
        Arc::new(Self { permits: Arc::new(Semaphore::new(most)), most, lowered: Mutex::default() })
    }

    /// Waits for a connection to be free, first come, first served.
    pub(super) async fn turn(self: &Arc<Self>) -> Turn {
        self.raise(Instant::now());
        // Nobody closes this semaphore; without a permit the pool's own cap is left.
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok();
        Turn { cap: Arc::clone(self), permit }
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
}
