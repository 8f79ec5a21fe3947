//! The limit on open connections, which a reply can reduce for a while.

use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// How long a connection counts that was closed without a runtime to wait for the server.
const LINGER_WITHOUT_RUNTIME: Duration = Duration::from_secs(1);

/// Number of open connections and the limit. [`Throttle`](super::Throttle) grants the permits.
#[derive(Debug)]
pub(super) struct ConnectionLimit {
    most: usize,
    open: usize,
    /// A lower limit, until this time.
    reduced: Option<(usize, Instant)>,
    /// Connections closed without a runtime, and until when they count.
    lingering: VecDeque<Instant>,
}

impl ConnectionLimit {
    pub(super) const fn new(most: u32) -> Self {
        Self { most: most as usize, open: 0, reduced: None, lingering: VecDeque::new() }
    }

    pub(super) const fn set_most(&mut self, most: u32) {
        self.most = most as usize;
    }

    /// Whether one more connection may be opened.
    pub(super) fn has_free(&mut self, now: Instant) -> bool {
        while self.lingering.front().is_some_and(|until| *until <= now) {
            self.lingering.pop_front();
            self.open = self.open.saturating_sub(1);
        }
        self.open < self.allowed(now)
    }

    pub(super) const fn take(&mut self) {
        self.open += 1;
    }

    pub(super) const fn give_back(&mut self) {
        self.open = self.open.saturating_sub(1);
    }

    /// Releases a permit after a while.
    pub(super) fn linger(&mut self, now: Instant) {
        self.lingering.push_back(now + LINGER_WITHOUT_RUNTIME);
    }

    /// Connections that are open, being opened or being closed.
    pub(super) const fn open(&self) -> usize {
        self.open
    }

    /// Whether more connections are open than allowed.
    pub(super) fn is_exceeded(&self, now: Instant) -> bool {
        self.open > self.allowed(now)
    }

    /// Reduces the limit to `to`, and at least one, for this long. The lowest of several applies.
    pub(super) fn reduce(&mut self, to: usize, now: Instant, lasts: Duration) {
        let before = self.reduced.filter(|(_, until)| *until > now);
        let to = to.max(1).min(before.map_or(usize::MAX, |(to, _)| to));
        let until = (now + lasts).max(before.map_or(now, |(_, until)| until));
        self.reduced = Some((to, until));
    }

    /// When the limit is restored, or a closed connection no longer counts.
    pub(super) fn next_change(&self, now: Instant) -> Option<Instant> {
        let restored = self.reduced.map(|(_, until)| until).filter(|until| *until > now);
        [restored, self.lingering.front().copied()].into_iter().flatten().min()
    }

    /// Whether no connection is open and the limit is not reduced.
    pub(super) fn is_whole(&self, now: Instant) -> bool {
        self.open == 0 && self.reduced.is_none_or(|(_, until)| until <= now)
    }

    fn allowed(&self, now: Instant) -> usize {
        match self.reduced {
            Some((to, until)) if until > now => to.min(self.most),
            _ => self.most,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(limit: &mut ConnectionLimit, now: Instant) -> usize {
        let mut taken = 0;
        while limit.has_free(now) {
            limit.take();
            taken += 1;
        }
        (0..taken).for_each(|_| limit.give_back());
        taken
    }

    #[tokio::test(start_paused = true)]
    async fn limit_is_reduced_and_restored() {
        let (minute, now) = (Duration::from_secs(60), Instant::now());
        let mut limit = ConnectionLimit::new(4);
        assert_eq!(free(&mut limit, now), 4);
        limit.reduce(3, now, minute);
        assert_eq!(free(&mut limit, now), 3);
        (0..2).for_each(|_| limit.take());
        limit.reduce(0, now, minute);
        assert_eq!((free(&mut limit, now), limit.is_exceeded(now)), (0, true), "two are open, one is allowed");
        limit.give_back();
        assert_eq!(free(&mut limit, now), 0);
        limit.give_back();
        assert_eq!(free(&mut limit, now), 1, "never none");
        limit.reduce(3, now, minute / 2);
        assert_eq!(free(&mut limit, now), 1, "another refusal does not raise it");
        assert_eq!(limit.next_change(now), Some(now + minute));
        assert_eq!(free(&mut limit, now + minute), 4);
        assert!(limit.is_whole(now + minute));
    }

    #[tokio::test(start_paused = true)]
    async fn connections_closed_without_a_runtime_count_for_a_while() {
        let now = Instant::now();
        let mut limit = ConnectionLimit::new(1);
        limit.take();
        limit.linger(now);
        assert!(!limit.has_free(now));
        let over = limit.next_change(now).unwrap();
        assert_eq!(over, now + LINGER_WITHOUT_RUNTIME);
        assert!(limit.has_free(over) && limit.is_whole(over));
    }
}
