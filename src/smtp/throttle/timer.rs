//! The timer, which serves the queue when a permit is free again or a hold ends.

use super::{State, Throttle};
use std::sync::Weak;
use tokio::{
    runtime,
    time::{Instant, timeout_at},
};

/// One for each runtime with waiting mails.
pub(super) struct Timer {
    pub(super) throttle: Weak<Throttle>,
    pub(super) runtime: runtime::Id,
    pub(super) is_over: bool,
}

impl Timer {
    pub(super) async fn run(mut self) {
        while let Some(throttle) = self.throttle.upgrade() {
            let changed = throttle.changed.notified();
            let mut changed = std::pin::pin!(changed);
            // Registered before the check, so that a change in between is not missed.
            changed.as_mut().enable();
            let next = {
                let mut state = throttle.state();
                if state.queue.is_empty() {
                    state.timers.remove(&self.runtime);
                    self.is_over = true;
                    return;
                }
                state.next_event(Instant::now())
            };
            match next {
                Some(next) => _ = timeout_at(next, changed).await,
                None => changed.await,
            }
            throttle.serve();
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // Dropped with its runtime. Otherwise the entry may belong to the next timer.
        if !self.is_over
            && let Some(throttle) = self.throttle.upgrade()
        {
            throttle.state().timers.remove(&self.runtime);
        }
    }
}

impl State {
    /// The next time at which a request may be granted.
    fn next_event(&mut self, now: Instant) -> Option<Instant> {
        let rate = self.rate.as_mut().and_then(|rate| if rate.has_free(now) { None } else { rate.next_return() });
        self.connections.has_free(now);
        [self.hold.until(now), rate, self.connections.next_change(now)].into_iter().flatten().min()
    }
}
