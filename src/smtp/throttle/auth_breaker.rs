//! Auth breaker: after repeated refusals no further sign-in is tried, before the provider locks the customer's account.
//!
//! A running sign-in counts as a refusal until its reply is known. After a success two run at once, otherwise one, so
//! that a wrong password causes two refusals, for any number of mails and connections.

use crate::error::{Error, ErrorKind, OAuth2Problem, Reply, Retry, Stage};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};

/// How long the breaker is open: after the refusal that trips it, after the next, and after every further one. Chosen
/// by us: four refusals in the first twenty minutes and four an hour from then on stay below the ten in a row at which
/// Microsoft Entra's smart lockout starts by default.
const COOL_DOWN: [Duration; 3] = [Duration::from_secs(60), Duration::from_secs(5 * 60), Duration::from_secs(15 * 60)];
/// Longest wait that is taken from a reply.
const LONGEST: Duration = Duration::from_secs(3600);

/// How long after it was aborted a sign-in may still be refused: as long as a closed connection counts.
const STRAGGLER: Duration = Duration::from_secs(10);

/// Concurrent sign-ins by password after an accepted one. Tokens are tried one by one, because they all expire
/// together.
const PASSWORDS_AT_ONCE: u32 = 2;

#[derive(Debug, Default)]
pub(crate) struct AuthBreaker {
    state: Mutex<State>,
    /// Notified when a sign-in ends.
    ended: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// The last sign-in succeeded.
    proven: bool,
    refusals: u32,
    /// All refusals, those before a success too.
    recorded: u64,
    /// Running sign-ins.
    pending: u32,
    /// When recent sign-ins were aborted without a reply.
    unanswered: Vec<Instant>,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    until: Instant,
    kind: ErrorKind,
    retry: Retry,
    reply: Option<Reply>,
    problem: Option<OAuth2Problem>,
}

/// Permission to sign in. Dropped during a sign-in it counts as a refusal, since the server may still send one.
pub(crate) struct SignInPermit<'a> {
    breaker: &'a AuthBreaker,
    /// Whether credentials may have been sent without a reply.
    unanswered: bool,
    /// The refusals recorded when it started.
    recorded: u64,
}

impl AuthBreaker {
    /// Waits for permission to sign in.
    ///
    /// # Errors
    ///
    /// The kind of the last refusal, at [`Stage::Auth`], while the breaker is open.
    pub(crate) async fn acquire(&self, by_token: bool) -> Result<SignInPermit<'_>, Error> {
        loop {
            let mut ended = std::pin::pin!(self.ended.notified());
            // Registered before the check, so that an end in between is not missed.
            ended.as_mut().enable();
            self.check()?;
            {
                let mut state = self.state();
                let at_once = if state.proven && !by_token { PASSWORDS_AT_ONCE } else { 1 };
                if state.pending < at_once {
                    state.pending += 1;
                    let recorded = state.recorded;
                    return Ok(SignInPermit { breaker: self, unanswered: true, recorded });
                }
            }
            ended.await;
        }
    }

    /// Fails while the breaker is open.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let state = self.state();
        let Some(open) = &state.open else { return Ok(()) };
        let left = open.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        let seconds = left.as_secs().max(1);
        let detail = format!(
            "no sign-in was tried: the server has refused {} in a row, or did not answer, and more could lock the \
             account; the next is tried in {seconds} seconds, or with new settings",
            state.refusals
        );
        let retry = if open.retry.is_retryable() { Retry::After(left) } else { open.retry };
        let error = Error::new(open.kind, Stage::Auth).with_retry(retry).with_detail(detail);
        let error = open.problem.into_iter().fold(error, Error::with_oauth2_problem);
        Err(open.reply.iter().cloned().fold(error, Error::with_reply))
    }

    /// Whether no sign-in was refused since the last success.
    pub(crate) fn is_clean(&self) -> bool {
        self.state().refusals == 0
    }

    /// Records the result of a sign-in without concurrent ones.
    pub(crate) fn record(&self, result: Result<(), &Error>) {
        let recorded = self.state().recorded;
        self.record_since(recorded, result);
    }

    /// Records the result of a sign-in that started after this many refusals.
    fn record_since(&self, recorded: u64, result: Result<(), &Error>) {
        let mut state = self.state();
        match result {
            // A refusal recorded meanwhile may be later than this success at the server: it is kept.
            Ok(()) if state.recorded > recorded => {
                let since = u32::try_from(state.recorded - recorded).unwrap_or(u32::MAX);
                state.refusals = state.refusals.min(since);
            }
            Ok(()) => {
                let now = Instant::now();
                state.unanswered.retain(|given_up| now.duration_since(*given_up) < STRAGGLER);
                // The server may still refuse these.
                state.refusals = u32::try_from(state.unanswered.len()).unwrap_or(u32::MAX);
                (state.proven, state.open) = (state.refusals == 0, None);
            }
            Err(error) => match (error.kind().traits().trips_breaker, error.reply()) {
                (Some(most), Some(_)) => state.refused(most, error),
                // 535 refuses the credentials (RFC 4954 §6), even if its words tell of a fault of the server.
                (None, Some(reply)) if reply.code() == 535 && error.kind() == ErrorKind::TemporaryServerError => {
                    state.refused(2, error);
                }
                // The server may have received the credentials and may still refuse them.
                _ if is_unanswered(error) => {
                    state.unanswered.push(Instant::now());
                    state.refused(2, error);
                }
                // The server has not received credentials, or the reply is not about them.
                _ => {}
            },
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn refused(&mut self, most: u32, error: &Error) {
        self.proven = false;
        self.refusals = self.refusals.saturating_add(1);
        self.recorded = self.recorded.saturating_add(1);
        let Some(over) = self.refusals.checked_sub(most) else { return };
        let usual = COOL_DOWN[(over as usize).min(COOL_DOWN.len() - 1)];
        let told = if let Retry::After(wait) = error.retry() { wait.min(LONGEST) } else { Duration::ZERO };
        self.open = Some(Open {
            until: Instant::now() + usual.max(told),
            kind: error.kind(),
            retry: error.retry(),
            reply: error.reply().cloned(),
            problem: error.oauth2_problem(),
        });
    }
}

fn is_unanswered(error: &Error) -> bool {
    error.stage() == Stage::Auth
        && error.reply().is_none()
        && matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Connect | ErrorKind::Protocol)
}

impl SignInPermit<'_> {
    /// Records the result of the sign-in. The permit stays valid for one with another token.
    pub(crate) fn record(&mut self, result: Result<(), &Error>) {
        self.unanswered = false;
        self.breaker.record_since(self.recorded, result);
    }

    /// Another sign-in starts.
    pub(crate) fn again(&mut self) {
        self.unanswered = true;
        self.recorded = self.breaker.state().recorded;
    }
}

impl Drop for SignInPermit<'_> {
    fn drop(&mut self) {
        if self.unanswered {
            let cut_short = Error::new(ErrorKind::Timeout, Stage::Auth);
            self.record(Err(&cut_short.with_detail("the sign-in was given up before its reply came")));
        }
        self.breaker.state().pending -= 1;
        self.breaker.ended.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(kind: ErrorKind) -> Result<(), Error> {
        Err(Error::new(kind, Stage::Auth).with_reply(Reply::parse("535 5.7.8 no")))
    }

    /// Seconds until the next sign-in may be tried.
    fn closed_for(breaker: &AuthBreaker) -> u64 {
        let state = breaker.state();
        state.open.as_ref().map_or(0, |open| open.until.saturating_duration_since(Instant::now()).as_secs())
    }

    /// The server may refuse after it accepted, and the replies may arrive in the other order.
    #[tokio::test(start_paused = true)]
    async fn a_success_that_a_refusal_overtook_does_not_take_it_back() {
        let breaker = AuthBreaker::default();
        breaker.record(Ok(()));
        let (mut slow, mut refused) = (breaker.acquire(false).await.unwrap(), breaker.acquire(false).await.unwrap());
        refused.record(refusal(ErrorKind::BadCredentials).as_ref().copied());
        slow.record(Ok(()));
        drop((slow, refused));
        let mut next = breaker.acquire(false).await.unwrap();
        next.record(refusal(ErrorKind::BadCredentials).as_ref().copied());
        assert_eq!(closed_for(&breaker), 60, "two refusals in a row at the server");
    }

    #[tokio::test(start_paused = true)]
    async fn refusals_in_a_row() {
        use ErrorKind as K;
        for (case, kinds, seconds) in [
            ("one is forgiven", &[K::BadCredentials][..], 0),
            ("two trip", &[K::BadCredentials; 2], 60),
            ("of any two kinds", &[K::AppPasswordRequired, K::BasicAuthDisabled], 60),
            ("three", &[K::BadCredentials; 3], 300),
            ("four", &[K::BadCredentials; 4], 900),
            ("nine", &[K::BadCredentials; 9], 900),
            ("a lock-out at once, as long as told", &[K::TooManyLoginAttempts], 900),
            ("a suspicion at once", &[K::AccountBlockedOrSuspiciousLogin], 60),
            ("a fault of the server told with 535", &[K::TemporaryServerError; 2], 60),
        ] {
            let breaker = AuthBreaker::default();
            kinds.iter().for_each(|kind| breaker.record(refusal(*kind).as_ref().copied()));
            assert_eq!(closed_for(&breaker), seconds, "{case}");
            if seconds > 0 {
                let error = breaker.check().unwrap_err();
                assert_eq!((Some(&error.kind()), error.stage()), (kinds.last(), Stage::Auth), "{case}");
                assert!(error.to_string().contains("no sign-in was tried"), "{error}");
                tokio::time::advance(Duration::from_secs(seconds)).await;
                breaker.check().unwrap();
            }
            breaker.record(Ok(()));
            assert_eq!(closed_for(&breaker), 0, "{case}: a success closes it");
            breaker.record(refusal(K::BadCredentials).as_ref().copied());
            breaker.check().unwrap();
        }
        let passing = AuthBreaker::default();
        let fault = Error::new(K::TemporaryServerError, Stage::Auth).with_reply(Reply::parse("454 4.7.0 no"));
        (0..9).for_each(|_| passing.record(Err(&fault)));
        passing.check().unwrap();
        let not_tried = AuthBreaker::default();
        for (kind, stage) in [(K::AuthMechanismUnsupported, Stage::Auth), (K::Timeout, Stage::Connect)] {
            (0..9).for_each(|_| not_tried.record(Err(&Error::new(kind, stage))));
            not_tried.check().unwrap();
        }
        let unanswered = AuthBreaker::default();
        (0..2).for_each(|_| unanswered.record(Err(&Error::new(K::Timeout, Stage::Auth))));
        assert_eq!(closed_for(&unanswered), 60);
        let unanswered = AuthBreaker::default();
        unanswered.record(Err(&Error::new(K::Timeout, Stage::Auth)));
        unanswered.record(Ok(()));
        unanswered.record(refusal(K::BadCredentials).as_ref().copied());
        unanswered.check().unwrap_err();
        tokio::time::advance(STRAGGLER).await;
        unanswered.record(Ok(()));
        unanswered.record(refusal(K::BadCredentials).as_ref().copied());
        unanswered.check().unwrap();
        let dropped = AuthBreaker::default();
        drop(dropped.acquire(false).await.unwrap());
        dropped.check().unwrap();
        drop(dropped.acquire(false).await.unwrap());
        assert_eq!(dropped.check().unwrap_err().kind(), K::Timeout);
    }

    #[tokio::test(start_paused = true)]
    async fn a_told_wait_counts_for_an_hour_at_most() {
        for (told, seconds) in [(10, 60), (2_000, 2_000), (7 * 86_400, 3_600), (u64::MAX, 3_600)] {
            let breaker = AuthBreaker::default();
            for _ in 0..2 {
                let refused = refusal(ErrorKind::BadCredentials).unwrap_err();
                breaker.record(Err(&refused.with_retry(Retry::After(Duration::from_secs(told)))));
            }
            assert_eq!(closed_for(&breaker), seconds, "told {told} seconds");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn two_sign_ins_at_once_after_a_success_and_one_after_a_refusal() {
        async fn free(breaker: &AuthBreaker) -> bool {
            tokio::time::timeout(Duration::ZERO, breaker.acquire(false)).await.is_ok_and(|permit| {
                // Neither a success nor a refusal.
                permit.unwrap().record(Err(&Error::new(ErrorKind::Connect, Stage::Connect)));
                true
            })
        }
        let breaker = AuthBreaker::default();
        let mut first = breaker.acquire(false).await.unwrap();
        assert!(!free(&breaker).await);
        first.record(Ok(()));
        drop(first);
        let (mut one, mut two) = (breaker.acquire(false).await.unwrap(), breaker.acquire(false).await.unwrap());
        assert!(!free(&breaker).await);
        one.record(refusal(ErrorKind::BadCredentials).as_ref().copied());
        drop(one);
        assert!(!free(&breaker).await, "one refused and one under way are two");
        two.record(Ok(()));
        drop(two);
        assert!(free(&breaker).await);
    }

    #[tokio::test]
    async fn sign_ins_wait_for_the_first() {
        let breaker = std::sync::Arc::new(AuthBreaker::default());
        let mut tried = 0;
        let mut others = tokio::task::JoinSet::new();
        let mut first = breaker.acquire(false).await.unwrap();
        for _ in 0..100 {
            let breaker = std::sync::Arc::clone(&breaker);
            others.spawn(async move {
                let mut permit = breaker.acquire(false).await?;
                permit.record(refusal(ErrorKind::BadCredentials).as_ref().copied());
                Ok::<_, Error>(())
            });
        }
        tokio::task::yield_now().await;
        first.record(refusal(ErrorKind::BadCredentials).as_ref().copied());
        drop(first);
        while let Some(other) = others.join_next().await {
            tried += usize::from(other.unwrap().is_ok());
        }
        assert_eq!(tried, 1, "two refusals in all");
    }
}
