//! A gateway's throttle: its mails a minute, its connections, and the waits it asks for. Shared by all clones of one mailer.
//!
//! A mail passes here before it gets a connection: it waits while the mailer holds its mails, then for a permit of the rate limiter,
//! then for a connection to be free. In this order no connection lies idle while its mail waits: a server may close it, and
//! another customer of the same server may want it.

mod auth_breaker;
mod connection_limit;
mod rate_limiter;
#[cfg(all(test, feature = "testing"))]
mod rate_limiter_tests;
mod reaction;

pub(crate) use auth_breaker::{AuthBreaker, SignInPermit};
pub(crate) use connection_limit::ConnectionPermit;
pub(crate) use rate_limiter::RatePermit;
pub(crate) use reaction::{Reaction, reaction};

use super::connection::Delivery;
use crate::{
    error::{Error, ErrorKind, Reply, Retry, Stage},
    gateway::SmtpGateway,
};
use connection_limit::ConnectionLimit;
use futures_util::future::{Either, select};
use rate_limiter::RateLimiter;
use reaction::usual;
use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep_until, timeout_at},
};

/// What a minute of `mails_per_minute` lasts.
pub(crate) const MINUTE: Duration = Duration::from_secs(60);
/// The first wait after a passing fault whose reply names none; it doubles with each further one, up to the kind's usual.
const FIRST: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Throttle {
    pub(crate) breaker: AuthBreaker,
    rate_limiter: Option<Arc<RateLimiter>>,
    connection_limit: Arc<ConnectionLimit>,
    wait: Duration,
    hold: Mutex<Hold>,
    /// Has no permits to give; whoever waits for one waits for it to be closed.
    closed: Semaphore,
}

/// Why and until when no mail is started. Three things happen to it: a reply that asks to wait begins or lengthens it, its
/// time passes, a mail that goes through ends the count of faults.
#[derive(Debug, Default)]
struct Hold {
    until: Option<Instant>,
    why: Option<(ErrorKind, Reply)>,
    /// Faults in a row whose replies named no wait.
    faults: u32,
}

impl Throttle {
    pub(crate) fn new(gateway: &SmtpGateway, minute: Duration) -> Self {
        Self {
            breaker: AuthBreaker::default(),
            rate_limiter: gateway.mails_per_minute().map(|most| RateLimiter::new(most, minute)),
            connection_limit: ConnectionLimit::new(gateway.max_connections() as usize),
            wait: gateway.timeouts().wait,
            hold: Mutex::default(),
            closed: Semaphore::new(0),
        }
    }

    /// The connections that may be in use.
    pub(crate) const fn connection_limit(&self) -> &Arc<ConnectionLimit> {
        &self.connection_limit
    }

    /// When a mail that starts waiting now gives up.
    pub(crate) fn deadline(&self) -> Instant {
        Instant::now() + self.wait
    }

    /// Waits until a mail may start.
    ///
    /// # Errors
    ///
    /// [`Stage::Wait`]: [`ErrorKind::Timeout`] when the deadline passes; at once, the kind the server gave as its reason,
    /// when it has asked for a longer wait.
    pub(crate) async fn acquire(&self, deadline: Instant) -> Result<(RatePermit, ConnectionPermit), Error> {
        let (passes, closed) = (pin!(self.wait_in_line(deadline)), pin!(self.closed.acquire()));
        match select(passes, closed).await {
            Either::Left((passed, _)) => passed,
            Either::Right(_) => {
                Err(Error::new(ErrorKind::Cancelled, Stage::Wait).with_detail("the mailer was shut down"))
            }
        }
    }

    /// Whether a mailer made anew would treat the server no worse: no sign-in was refused last, no wait is asked for, the
    /// pace and the connections are all there.
    pub(crate) fn are_settled(&self) -> bool {
        self.breaker.is_clean()
            && self.hold().until.is_none_or(|until| until <= Instant::now())
            && self.rate_limiter.as_ref().is_none_or(|limiter| limiter.is_whole())
            && self.connection_limit.is_whole()
    }

    /// Refuses whoever waits.
    pub(crate) fn close(&self) {
        self.closed.close();
    }

    async fn wait_in_line(&self, deadline: Instant) -> Result<(RatePermit, ConnectionPermit), Error> {
        loop {
            self.held(deadline).await?;
            let rate_permit = match &self.rate_limiter {
                Some(limiter) => {
                    timeout_at(deadline, limiter.acquire()).await.map_err(|_| self.late("the pace of this gateway"))?
                }
                None => RatePermit::free(),
            };
            let connection_permit = timeout_at(deadline, self.connection_limit.acquire());
            let connection_permit =
                connection_permit.await.map_err(|_| self.late("the number of connections this gateway allows"))?;
            // A server may have asked to wait meanwhile.
            if self.hold().until.is_none_or(|until| until <= Instant::now()) {
                return Ok((rate_permit, connection_permit));
            }
        }
    }

    /// Learns from what became of a mail, `open` being the connections there are now. Whether the mail may try again at
    /// once: it was not offered, and another connection can take it.
    pub(crate) fn record(&self, result: &Result<Delivery, Error>, open: usize) -> bool {
        let error = match result {
            Ok(_) => {
                self.hold().faults = 0;
                return false;
            }
            Err(error) => error,
        };
        // A connection refused is gone; one whose mail was refused is kept, unless it was one too many.
        let kept = error.stage() >= Stage::MailFrom
            && error.kind() != ErrorKind::TooManyConnections
            && error.reply().is_some_and(|reply| reply.code() != 421);
        let others = open.saturating_sub(usize::from(kept));
        let wait = match reaction(error, others) {
            Reaction::None => return false,
            Reaction::FewerConnections(wait) => {
                self.connection_limit.reduce(others, wait);
                return error.stage() < Stage::MailFrom;
            }
            Reaction::Hold(wait) => wait,
            Reaction::BackOff => {
                let mut hold = self.hold();
                let wait = FIRST * 2_u32.saturating_pow(hold.faults.min(16));
                hold.faults += 1;
                wait.min(usual(error.kind()))
            }
        };
        let mut hold = self.hold();
        let until = Instant::now() + wait;
        if hold.until.is_none_or(|before| before < until) {
            hold.until = Some(until);
            hold.why = error.reply().map(|reply| (error.kind(), reply.clone()));
        }
        false
    }

    async fn held(&self, deadline: Instant) -> Result<(), Error> {
        loop {
            let until = {
                let mut hold = self.hold();
                match hold.until {
                    Some(until) if until > Instant::now() => {
                        if until > deadline {
                            return Err(self.refused(until, hold.why.as_ref()));
                        }
                        until
                    }
                    _ => {
                        hold.until = None;
                        return Ok(());
                    }
                }
            };
            sleep_until(until).await;
        }
    }

    fn refused(&self, until: Instant, why: Option<&(ErrorKind, Reply)>) -> Error {
        let left = until.saturating_duration_since(Instant::now());
        let kind = why.map_or(ErrorKind::TemporaryServerError, |(kind, _)| *kind);
        let detail = format!(
            "the mail was not tried: the server asked to wait, and the {} seconds left are more than the mailer's {}",
            left.as_secs().max(1),
            self.wait.as_secs_f32()
        );
        let error = Error::new(kind, Stage::Wait).with_retry(Retry::After(left)).with_detail(detail);
        match why {
            Some((_, reply)) => error.with_reply(reply.clone()),
            None => error,
        }
    }

    fn late(&self, what: &str) -> Error {
        Error::new(ErrorKind::Timeout, Stage::Wait)
            .with_detail(format!("{what} left no room within {} seconds", self.wait.as_secs_f32()))
    }

    fn hold(&self) -> MutexGuard<'_, Hold> {
        self.hold.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::reaction::tests::told;
    use super::*;

    fn throttle(wait: u64) -> Throttle {
        let timeouts = crate::gateway::Timeouts { wait: Duration::from_secs(wait), ..Default::default() };
        let gateway = SmtpGateway::builder().host("smtp.example.com").user("me").password("x").timeouts(timeouts);
        Throttle::new(&gateway.build().unwrap(), MINUTE)
    }

    /// Seconds until the next mail may start; `None` if it is refused.
    async fn passes(throttle: &Throttle) -> Option<u64> {
        let begin = Instant::now();
        throttle.acquire(throttle.deadline()).await.ok().map(|_| begin.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn mails_wait_as_told_or_are_refused_at_once() {
        let failed = |reply: &str| Err(told(Stage::MailFrom, reply));
        let throttle = throttle(300);
        assert_eq!(passes(&throttle).await, Some(0));
        throttle.record(&failed("450 4.7.1 Rate limit exceeded, try again in 2 minutes"), 0);
        throttle.record(&failed("450 4.7.1 Rate limit exceeded, try again in 10 seconds"), 0);
        assert_eq!(passes(&throttle).await, Some(120), "the longer wait counts");
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            throttle.record(&failed("451 4.3.0 Local error"), 0);
            assert_eq!(passes(&throttle).await, Some(seconds));
        }
        throttle.record(&failed("450 4.7.1 Rate limit exceeded, try again in 10 minutes"), 0);
        let begin = Instant::now();
        let error = throttle.acquire(throttle.deadline()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.stage(), begin.elapsed()),
            (ErrorKind::RateLimited, Stage::Wait, Duration::ZERO)
        );
        assert_eq!(error.retry(), Retry::After(Duration::from_secs(600)));
        assert!(error.reply().is_some_and(|reply| reply.code() == 450), "{error}");
        tokio::time::advance(Duration::from_secs(400)).await;
        assert_eq!(passes(&throttle).await, Some(200));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_begins_while_a_mail_waits_holds_it_too() {
        let throttle = Arc::new(throttle(300));
        let all = [
            throttle.connection_limit.acquire().await,
            throttle.connection_limit.acquire().await,
            throttle.connection_limit.acquire().await,
            throttle.connection_limit.acquire().await,
        ];
        let waiting = tokio::spawn({
            let throttle = Arc::clone(&throttle);
            async move { passes(&throttle).await }
        });
        tokio::task::yield_now().await;
        throttle.record(&Err(told(Stage::MailFrom, "450 4.7.1 Rate limit exceeded, try again in 1 minute")), 0);
        drop(all);
        assert_eq!(waiting.await.unwrap(), Some(60));
    }
}
