//! The throttle of a gateway: rate limiter, connection limit, and the waits that the server asks for.
//!
//! A mail waits in the [queue](queue) until no hold is active, a rate permit is free, and a connection is idle or can
//! be opened. All three are granted together, so that no mail occupies a connection while it waits for the rate.
//! Mailers of the same account share one throttle.

mod auth_breaker;
mod connection_limit;
mod hold;
mod permit;
mod queue;
mod rate_limiter;
#[cfg(all(test, feature = "testing"))]
mod rate_limiter_tests;
mod reaction;
#[cfg(test)]
mod tests;
mod timer;
mod waiting;

pub(crate) use auth_breaker::{AuthBreaker, SignInPermit};
pub(crate) use hold::Epoch;
pub(crate) use permit::{ConnectionPermit, Grant, Granted, RatePermit};
pub(crate) use reaction::{Reaction, reaction};

use super::pool::Pool;
use crate::{
    error::{Error, Stage},
    gateway::SmtpGateway,
    util::caller::CallerId,
};
use connection_limit::ConnectionLimit;
use hold::Hold;

use queue::Queue;
use rate_limiter::{Ended, RateLimiter};
use waiting::{cancelled, held};

use std::{
    collections::HashSet,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};
use tokio::{
    runtime,
    sync::Notify,
    time::{Instant, timeout_at},
};

/// The minute of `mails_per_minute`; tests use a shorter one.
pub(crate) const MINUTE: Duration = Duration::from_secs(60);
/// Upper bound of the wait.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

pub(crate) struct Throttle {
    state: Mutex<State>,
    /// The pools of the mailers that share it, so that an idle connection of one can be closed for another.
    pools: Mutex<Vec<Weak<Pool>>>,
    /// Wakes the timers to recompute their next event.
    changed: Notify,
    minute: Duration,
}

struct State {
    rate: Option<RateLimiter>,
    connections: ConnectionLimit,
    hold: Hold,
    queue: Queue,
    /// Runtimes with a timer task. One is not enough: a runtime may exist without being driven.
    timers: HashSet<runtime::Id>,
    /// An idle connection is being closed for a mail that needs a new one.
    evicting: bool,
    next_id: u64,
}

/// The request of a mail.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request {
    pub(crate) deadline: Instant,
    pub(crate) caller: Option<CallerId>,
    /// It was granted once before.
    pub(crate) in_front: bool,
    /// It needs a new connection.
    pub(crate) new_connection: bool,
    /// A connection without a mail: rate and hold do not apply.
    pub(crate) without_mail: bool,
}

impl Throttle {
    pub(crate) fn new(gateway: &SmtpGateway, minute: Duration) -> Arc<Self> {
        let state = State {
            rate: gateway.mails_per_minute().map(|most| RateLimiter::new(most, minute)),
            connections: ConnectionLimit::new(gateway.max_connections()),
            hold: Hold::default(),
            queue: Queue::default(),
            timers: HashSet::new(),
            evicting: false,
            next_id: 0,
        };
        Arc::new(Self { state: Mutex::new(state), pools: Mutex::default(), changed: Notify::new(), minute })
    }

    /// Adopts the limits of new settings for the same account. Used permits stay used.
    pub(crate) fn adopt(self: &Arc<Self>, gateway: &SmtpGateway) {
        let mut state = self.state();
        state.connections.set_most(gateway.max_connections());
        match (&mut state.rate, gateway.mails_per_minute()) {
            (Some(rate), most) => rate.set_most(most.unwrap_or(u32::MAX)),
            (None, Some(most)) => state.rate = Some(RateLimiter::new(most, self.minute)),
            (None, None) => {}
        }
        drop(state);
        self.serve();
    }

    pub(crate) fn add_pool(&self, pool: &Arc<Pool>) {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(pool));
    }

    pub(crate) fn pools(&self) -> Vec<Arc<Pool>> {
        let pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.iter().filter_map(Weak::upgrade).collect()
    }

    /// The deadline of a mail that starts waiting now.
    pub(crate) fn deadline(wait: Duration) -> Instant {
        Instant::now() + wait.min(LONGEST_WAIT)
    }

    /// Grants waiting requests in the queue's order.
    pub(crate) fn serve(self: &Arc<Self>) {
        let (mut unused, mut discarded) = (Vec::new(), Vec::new());
        let mut state = self.state();
        let blocked = loop {
            let now = Instant::now();
            let Some(next) = state.queue.front() else { break false };
            let (pool, runtime, new_connection) = (Arc::clone(&next.pool), next.runtime, next.new_connection);
            let without_mail = next.without_mail;
            let may_start =
                state.hold.is_over(now) && state.rate.as_mut().is_none_or(|rate| rate.has_free(now)) || without_mail;
            if !may_start {
                break false;
            }
            let exceeded = state.connections.is_exceeded(now);
            let idle = if new_connection || exceeded { None } else { pool.take_idle(runtime, now, &mut discarded) };
            let connection = match idle {
                Some(session) => Granted::Idle(Box::new(session)),
                None if state.connections.has_free(now) => {
                    state.connections.take();
                    Granted::New(Arc::new(ConnectionPermit::new(Arc::clone(self))))
                }
                None => break true,
            };
            let epoch = if without_mail { state.hold.epoch() } else { state.hold.start() };
            let rate = state.rate.as_mut().filter(|_| !without_mail);
            let permit = RatePermit::new(Arc::clone(self), epoch, rate.map(RateLimiter::take).is_some());
            let Some(waiter) = state.queue.pop() else { break false };
            if let Err(Ok(grant)) = waiter.turn.send(Ok(Grant { permit, connection })) {
                unused.push((pool, grant));
            }
        };
        let evict = blocked && !state.evicting;
        state.evicting |= evict;
        drop(state);
        // Without the lock: this releases their permits here.
        for (pool, session) in discarded {
            pool.retire(session);
        }
        for (pool, grant) in unused {
            grant.give_back(&pool);
        }
        if evict && !self.evict() {
            self.state().evicting = false;
        }
    }

    /// Closes the connection that is idle for longest.
    fn evict(&self) -> bool {
        let mut pools = self.pools();
        pools.sort_by_key(|pool| pool.idle_since());
        let oldest = pools.into_iter().find_map(|pool| pool.take_oldest().map(|session| (pool, session)));
        let Some((pool, session)) = oldest else { return false };
        pool.retire(session);
        true
    }

    /// Records the result of a mail. True if it can be sent again at once: it was not started, and another connection
    /// can take it. Call it while the mail's connection counts.
    pub(crate) fn record(self: &Arc<Self>, epoch: Epoch, result: Result<(), &Error>) -> bool {
        let now = Instant::now();
        let mut state = self.state();
        let Err(error) = result else {
            state.hold.answered(epoch, true);
            return false;
        };
        let others = state.connections.open().saturating_sub(1);
        let wait = match reaction(error, others) {
            Reaction::None => {
                state.hold.answered(epoch, false);
                return false;
            }
            Reaction::FewerConnections(wait) => {
                state.hold.answered(epoch, false);
                state.connections.reduce(others, now, wait);
                drop(state);
                self.changed.notify_waiters();
                return error.stage() < Stage::MailFrom;
            }
            Reaction::Hold(wait) => Some(wait),
            Reaction::BackOff => None,
        };
        state.hold.begin(error, epoch, wait, now);
        if let Some(until) = state.hold.until(now) {
            let late = state.queue.retain(|waiter| waiter.deadline >= until || waiter.without_mail);
            for waiter in late {
                let refusal = held(until - now, &waiter.pool, state.hold.why.as_ref());
                let _ = waiter.turn.send(Err(refusal));
            }
        }
        drop(state);
        self.changed.notify_waiters();
        false
    }

    /// Fails the waiting mails of this pool.
    pub(crate) fn refuse(&self, pool: &Arc<Pool>) {
        let refused = self.state().queue.retain(|waiter| !Arc::ptr_eq(&waiter.pool, pool));
        for waiter in refused {
            let _ = waiter.turn.send(Err(cancelled()));
        }
    }

    /// Counts mails of another process, by their age.
    pub(crate) fn seed(&self, ages: impl IntoIterator<Item = Duration>) {
        let now = Instant::now();
        if let Some(rate) = &mut self.state().rate {
            ages.into_iter().for_each(|age| rate.seed(now, age));
        }
    }

    /// Whether a new throttle would behave the same: no connection is open, no mail waits, no hold is active, and no
    /// rate permit is used.
    pub(crate) fn is_settled(&self) -> bool {
        let (state, now) = (self.state(), Instant::now());
        state.connections.is_whole(now)
            && state.queue.is_empty()
            && state.hold.until(now).is_none()
            && state.rate.as_ref().is_none_or(|rate| rate.is_whole(now))
    }

    /// How many mails may be under way now without exceeding the rate.
    pub(crate) fn rate_left(&self) -> Option<usize> {
        self.state().rate.as_ref().map(|rate| rate.left(Instant::now()))
    }

    /// Waits until no connection counts any more.
    pub(crate) async fn all_closed(&self) {
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let next = {
                let (mut state, now) = (self.state(), Instant::now());
                // Connections closed without a runtime cease to count when their time is over.
                state.connections.has_free(now);
                if state.connections.open() == 0 {
                    return;
                }
                state.connections.next_change(now)
            };
            match next {
                Some(next) => drop(timeout_at(next, changed).await),
                None => changed.await,
            }
        }
    }

    /// Whether more connections are open than allowed.
    pub(crate) fn is_exceeded(&self) -> bool {
        self.state().connections.is_exceeded(Instant::now())
    }

    fn is_held_since(&self, epoch: Epoch) -> bool {
        self.state().hold.began_since(epoch, Instant::now())
    }

    fn give_back_rate(self: &Arc<Self>, epoch: Epoch, ended: Option<Ended>) {
        let mut state = self.state();
        state.hold.abandon(epoch);
        if let (Some(rate), Some(ended)) = (&mut state.rate, ended) {
            rate.give_back(Instant::now(), ended);
        }
        drop(state);
        self.changed.notify_waiters();
        self.serve();
    }

    fn give_back_connection(self: &Arc<Self>) {
        let mut state = self.state();
        state.connections.give_back();
        state.evicting = false;
        drop(state);
        self.changed.notify_waiters();
        self.serve();
    }

    fn linger(self: &Arc<Self>) {
        let mut state = self.state();
        state.connections.linger(Instant::now());
        state.evicting = false;
        drop(state);
        self.changed.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Throttle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Throttle").finish_non_exhaustive()
    }
}

impl Grant {
    /// Releases a grant whose mail gave up meanwhile.
    fn give_back(self, pool: &Arc<Pool>) {
        if let Granted::Idle(session) = self.connection {
            pool.put_back(*session);
        }
    }
}
