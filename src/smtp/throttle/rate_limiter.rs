//! The pace per minute: never more mails in any minute than the gateway takes, whichever moment of a mail it counts.
//!
//! A gateway of thirty mails a minute has thirty slots. A mail takes one before it starts, and the rate_permit comes back a
//! minute after the mail was answered. Whether the server counts `MAIL FROM` or the end of the message, two mails of one
//! rate_permit are a minute apart on its clock too, so no minute has more than thirty. A token bucket promises less: its burst
//! comes on top of its rate. The price is the time a mail takes: with half a second a mail, 0.8 % of the limiter.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Mutex as AsyncMutex, Notify},
    time::{Instant, timeout_at},
};

/// A mail whose sender gave up may still be on its way to the server.
const STRAGGLER: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct RateLimiter {
    most: usize,
    window: Duration,
    /// Whoever holds it is first in line; the lock is fair.
    line: AsyncMutex<()>,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Slots of mails under way.
    busy: usize,
    /// When the other taken slots come back, soonest first. Never more of them than mails in one minute.
    back: VecDeque<Instant>,
}

impl RateLimiter {
    pub(crate) fn new(most: u32, window: Duration) -> Arc<Self> {
        Arc::new(Self {
            most: most as usize,
            window,
            line: AsyncMutex::default(),
            state: Mutex::default(),
            changed: Notify::new(),
        })
    }

    /// Waits for a rate_permit, first come, first served. Whoever gives up waiting has taken none.
    pub(crate) async fn acquire(self: &Arc<Self>) -> RatePermit {
        let _first = self.line.lock().await;
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Before looking, or a rate_permit that comes back in between would be missed.
            changed.as_mut().enable();
            match self.take(Instant::now()) {
                Ok(()) => return RatePermit { limiter: Some(Arc::clone(self)), started: false },
                Err(Some(next)) => drop(timeout_at(next, changed).await),
                Err(None) => changed.await,
            }
        }
    }

    /// Takes a rate_permit, or says when the next comes back; `None` if that depends on mails under way.
    fn take(&self, now: Instant) -> Result<(), Option<Instant>> {
        let mut state = self.state();
        while state.back.front().is_some_and(|at| *at <= now) {
            state.back.pop_front();
        }
        if state.busy + state.back.len() >= self.most {
            return Err(state.back.front().copied());
        }
        state.busy += 1;
        Ok(())
    }

    /// Whether every rate_permit is free.
    pub(crate) fn is_whole(&self) -> bool {
        let (state, now) = (self.state(), Instant::now());
        // The last is the latest to come back.
        state.busy == 0 && state.back.back().is_none_or(|at| *at <= now)
    }

    fn release(&self, after: Option<Duration>) {
        let mut state = self.state();
        state.busy = state.busy.saturating_sub(1);
        if let Some(after) = after {
            let at = Instant::now() + after;
            let place = state.back.partition_point(|other| *other <= at);
            state.back.insert(place, at);
        }
        drop(state);
        self.changed.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to start one mail. Dropped before [`start`](Self::start) it was never used.
#[derive(Debug)]
pub(crate) struct RatePermit {
    /// `None` for a gateway without a limiter.
    limiter: Option<Arc<RateLimiter>>,
    started: bool,
}

impl RatePermit {
    pub(crate) const fn free() -> Self {
        Self { limiter: None, started: false }
    }

    /// From here on the server may count the mail.
    pub(crate) const fn start(&mut self) {
        self.started = true;
    }

    /// The mail has its last answer.
    pub(crate) fn finish(mut self) {
        if let Some(limiter) = self.limiter.take() {
            limiter.release(self.started.then_some(limiter.window));
        }
    }
}

impl Drop for RatePermit {
    fn drop(&mut self) {
        if let Some(limiter) = self.limiter.take() {
            limiter.release(self.started.then_some(limiter.window + STRAGGLER));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// Starts mails that take `lasts` one after the other, `lanes` at once, and says when each was started and answered.
    async fn run(most: u32, mails: usize, lanes: usize, lasts: Duration) -> Vec<(Duration, Duration)> {
        let (limiter, begin) = (RateLimiter::new(most, MINUTE), Instant::now());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = tokio::task::JoinSet::new();
        for lane in 0..lanes {
            let (limiter, seen) = (Arc::clone(&limiter), Arc::clone(&seen));
            tasks.spawn(async move {
                for _ in 0..(mails + lanes - 1 - lane) / lanes {
                    let mut rate_permit = limiter.acquire().await;
                    rate_permit.start();
                    let started = begin.elapsed();
                    tokio::time::sleep(lasts).await;
                    rate_permit.finish();
                    seen.lock().unwrap().push((started, begin.elapsed()));
                }
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        let mut seen = seen.lock().unwrap().clone();
        seen.sort();
        seen
    }

    /// The most events in any window, on a clock of their own.
    fn most_in_a_window(mut events: Vec<Duration>) -> usize {
        events.sort();
        let within = |from: &Duration| events.iter().filter(|at| **at >= *from && **at < *from + MINUTE).count();
        events.iter().map(within).max().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn never_more_in_any_minute_and_nearly_as_many_as_allowed() {
        for (most, mails, lanes, lasts) in [
            (30, 100, 3, Duration::from_millis(800)),
            (30, 100, 30, Duration::from_millis(10)),
            (600, 3_000, 3, Duration::from_millis(100)),
            (1, 4, 2, Duration::from_secs(1)),
            (30, 60, 4, Duration::from_secs(70)),
        ] {
            let case = format!("{most} a minute, {mails} mails, {lanes} at once, {lasts:?} each");
            let seen = run(most, mails, lanes, lasts).await;
            assert_eq!(seen.len(), mails, "{case}");
            let (starts, ends): (Vec<_>, Vec<_>) = seen.into_iter().unzip();
            // The first of a mail's moments in one half of them, the last in the other.
            let mixed = starts.iter().zip(&ends).enumerate().map(|(n, (s, e))| if n % 2 == 0 { *s } else { *e });
            for events in [mixed.collect(), ends.clone(), starts.clone()] {
                let found = most_in_a_window(events);
                assert!(found <= most as usize, "{case}: {found} in a minute");
            }
            // As many minutes as it takes at least, one mail's time each.
            let rounds = u32::try_from((mails - 1) / most as usize).unwrap();
            let last = starts.iter().max().unwrap();
            if lasts < Duration::from_secs(2) {
                assert!(*last <= (MINUTE + lasts) * rounds + MINUTE / 2, "{case}: {last:?}");
                let nth = starts[most as usize];
                assert!(nth <= MINUTE.mul_f64(1.05), "{case}: the pace is at {nth:?} for the first minute's mails");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_takes_no_slot() {
        let limiter = RateLimiter::new(1, MINUTE);
        let begin = Instant::now();
        drop(limiter.acquire().await);
        assert_eq!(begin.elapsed(), Duration::ZERO);
        let mut used = limiter.acquire().await;
        used.start();
        used.finish();
        for _ in 0..10 {
            assert!(
                tokio::time::timeout(Duration::from_secs(1), limiter.acquire()).await.is_err(),
                "the rate_permit is taken"
            );
        }
        let mut rate_permit = limiter.acquire().await;
        assert_eq!(begin.elapsed(), MINUTE, "those who gave up cost nothing");
        // A mail cut short may have reached the server, and a moment later than it was cut.
        rate_permit.start();
        drop(rate_permit);
        drop(limiter.acquire().await);
        assert_eq!(begin.elapsed(), MINUTE * 2 + STRAGGLER);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slot_given_back_unused_goes_to_the_first_in_line() {
        let limiter = RateLimiter::new(1, MINUTE);
        let held = limiter.acquire().await;
        let waiting = tokio::spawn({
            let limiter = Arc::clone(&limiter);
            async move { limiter.acquire().await }
        });
        tokio::task::yield_now().await;
        drop(held);
        tokio::time::timeout(Duration::from_secs(1), waiting).await.expect("it was told").unwrap().finish();
    }
}
