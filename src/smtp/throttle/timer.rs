//! Serves the queue when time alone makes room.

use super::{State, Throttle};
use std::sync::Weak;
use tokio::{
    runtime,
    time::{Instant, timeout_at},
};

/// One for each runtime with mails that wait, for as long as one does.
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
            // Before looking, or a change in between would be missed.
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
        // With its runtime. Otherwise the entry may be the next timer's already.
        if !self.is_over
            && let Some(throttle) = self.throttle.upgrade()
        {
            throttle.state().timers.remove(&self.runtime);
        }
    }
}

impl State {
    /// When time alone makes room.
    fn next_event(&mut self, now: Instant) -> Option<Instant> {
        let rate = self.rate.as_mut().and_then(|rate| if rate.has_free(now) { None } else { rate.next_return() });
        self.connections.has_free(now);
        [self.hold.until(now), rate, self.connections.next_change(now)].into_iter().flatten().min()
    }
}
