//! Rate limiter for mails per minute: a sliding window that is correct for any moment at which the server counts a
//! mail.
//!
//! A gateway with thirty mails a minute has thirty permits. A mail takes one before `MAIL`, and the permit is free
//! again one minute after the mail's last reply. Whether the server counts at `MAIL` or at the end of the message, two
//! mails of one permit are a minute apart, so no minute has more than thirty. A token bucket would allow its burst in
//! addition to its rate. The cost is the duration of a mail: at half a second a mail, 0.8 % of the rate.

use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// An aborted mail may reach the server this much later.
pub(super) const STRAGGLER: Duration = Duration::from_secs(5);

/// The permits of one gateway; [`Throttle`](super::Throttle) grants them.
#[derive(Debug)]
pub(super) struct RateLimiter {
    most: usize,
    window: Duration,
    /// Permits of mails in flight.
    busy: usize,
    /// When the other used permits are free again, earliest first.
    returns: VecDeque<Instant>,
}

impl RateLimiter {
    pub(super) fn new(most: u32, window: Duration) -> Self {
        Self { most: most as usize, window, busy: 0, returns: VecDeque::new() }
    }

    /// Changes the rate; used permits stay used.
    pub(super) const fn set_most(&mut self, most: u32) {
        self.most = most as usize;
    }

    /// Whether a permit is free.
    pub(super) fn has_free(&mut self, now: Instant) -> bool {
        while self.returns.front().is_some_and(|at| *at <= now) {
            self.returns.pop_front();
        }
        self.busy + self.returns.len() < self.most
    }

    /// Permits that are free or held by mails under way: those that are not waiting for the end of their minute.
    pub(super) fn left(&self, now: Instant) -> usize {
        self.most.saturating_sub(self.returns.len() - self.returns.partition_point(|at| *at <= now))
    }

    pub(super) const fn take(&mut self) {
        self.busy += 1;
    }

    /// Releases a permit, at once if its mail never started.
    pub(super) fn give_back(&mut self, now: Instant, ended: Ended) {
        self.busy = self.busy.saturating_sub(1);
        match ended {
            Ended::Unused => {}
            Ended::Answered => self.return_at(now + self.window),
            Ended::CutShort => self.return_at(now + self.window + STRAGGLER),
        }
    }

    /// Counts a mail of another process with this age.
    pub(super) fn seed(&mut self, now: Instant, age: Duration) {
        if let Some(left) = self.window.checked_sub(age) {
            self.return_at(now + left);
        }
    }

    /// When the next permit is free again.
    pub(super) fn next_return(&self) -> Option<Instant> {
        self.returns.front().copied()
    }

    /// Whether every permit is free.
    pub(super) fn is_whole(&self, now: Instant) -> bool {
        // Sorted: the last one is free last.
        self.busy == 0 && self.returns.back().is_none_or(|at| *at <= now)
    }

    fn return_at(&mut self, at: Instant) {
        let place = self.returns.partition_point(|other| *other <= at);
        self.returns.insert(place, at);
    }
}

/// How the mail of a permit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It never started.
    Unused,
    /// Its last reply was read.
    Answered,
    /// It may still reach the server.
    CutShort,
}
