//! How many tests a customer may make.

use crate::Customer;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const WINDOW: Duration = Duration::from_secs(60);

/// A sliding window for each customer.
#[derive(Debug)]
pub(super) struct RateLimiter {
    most: usize,
    made: Mutex<HashMap<Customer, VecDeque<Instant>>>,
}

impl RateLimiter {
    pub(super) fn new(most: usize) -> Self {
        Self { most, made: Mutex::default() }
    }

    /// Counts one more test, or says how long to wait for the next.
    pub(super) fn acquire(&self, customer: &Customer, now: Instant) -> Result<(), Duration> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.retain(|_, times| times.back().is_some_and(|last| now.duration_since(*last) < WINDOW));
        let times = made.entry(customer.clone()).or_default();
        while times.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= self.most => Err(WINDOW - now.duration_since(*first)),
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_is_counted_per_customer_in_a_sliding_window() {
        let (limiter, start) = (RateLimiter::new(2), Instant::now());
        let (a, b) = (Customer::new("a"), Customer::new("b"));
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(limiter.acquire(&a, at(0)), Ok(()));
        assert_eq!(limiter.acquire(&a, at(30)), Ok(()));
        assert_eq!(limiter.acquire(&a, at(40)), Err(Duration::from_secs(20)));
        assert_eq!(limiter.acquire(&b, at(40)), Ok(()));
        assert_eq!(limiter.acquire(&a, at(60)), Ok(()));
        assert_eq!(limiter.acquire(&a, at(61)), Err(Duration::from_secs(29)));
    }
}
