//! Repeated sign-in refusals: the mailer stops signing in before the provider locks the customer's account.
//!
//! Until a sign-in has succeeded they are made one after the other, so that a wrong password costs two refusals, however
//! many mails are waiting and however many connections are allowed.

use crate::error::{Error, ErrorKind, OAuth2Problem, Reply, Retry, Stage};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Mutex as AsyncMutex, MutexGuard as AsyncMutexGuard},
    time::Instant,
};

/// How long no sign-in is tried: after the refusal that trips, after the next, and after every further one. Ours: four
/// refusals in the first twenty minutes and four an hour from then on stay below the ten in a row at which Microsoft Entra's
/// smart lockout begins by default.
const COOL_DOWN: [Duration; 3] = [Duration::from_secs(60), Duration::from_secs(5 * 60), Duration::from_secs(15 * 60)];
/// A longer wait than this is not kept, whatever the server says.
const LONGEST: Duration = Duration::from_secs(3600);

#[derive(Debug, Default)]
pub(crate) struct AuthBreaker {
    state: Mutex<State>,
    exclusive: AsyncMutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// The last sign-in succeeded.
    proven: bool,
    refusals: u32,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    until: Instant,
    kind: ErrorKind,
    retry: Retry,
    reply: Reply,
    problem: Option<OAuth2Problem>,
}

/// The right to sign in, exclusive as long as no sign-in has succeeded.
pub(crate) struct SignInPermit<'a> {
    breaker: &'a AuthBreaker,
    _exclusive: Option<AsyncMutexGuard<'a, ()>>,
}

impl AuthBreaker {
    /// Waits until a sign-in may be tried.
    ///
    /// # Errors
    ///
    /// The kind of the last refusal, at [`Stage::Auth`], if none may be tried now.
    pub(crate) async fn acquire(&self) -> Result<SignInPermit<'_>, Error> {
        self.check()?;
        if self.state().proven {
            return Ok(SignInPermit { breaker: self, _exclusive: None });
        }
        let exclusive = self.exclusive.lock().await;
        // Whoever was first may have been refused.
        self.check()?;
        let exclusive = (!self.state().proven).then_some(exclusive);
        Ok(SignInPermit { breaker: self, _exclusive: exclusive })
    }

    /// Refuses where no sign-in may be tried now.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let state = self.state();
        let Some(open) = &state.open else { return Ok(()) };
        let left = open.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        let seconds = left.as_secs().max(1);
        let detail = format!(
            "no sign-in was tried: the server has refused {} in a row, and more could lock the account; the next is \
             tried in {seconds} seconds, or with new settings",
            state.refusals
        );
        let retry = if open.retry.is_retryable() { Retry::After(left) } else { open.retry };
        let error = Error::new(open.kind, Stage::Auth).with_retry(retry).with_detail(detail);
        Err(open.problem.into_iter().fold(error, Error::with_oauth2_problem).with_reply(open.reply.clone()))
    }

    /// Whether no sign-in was refused since the last that succeeded.
    pub(crate) fn is_clean(&self) -> bool {
        self.state().refusals == 0
    }

    /// Learns how a sign-in went.
    pub(crate) fn record(&self, result: Result<(), &Error>) {
        let mut state = self.state();
        let error = match result {
            Ok(()) => {
                *state = State { proven: true, ..State::default() };
                return;
            }
            Err(error) => error,
        };
        // Without a reply the server has seen no credentials, or said nothing about them.
        let (Some(most), Some(reply)) = (error.kind().traits().trips_breaker, error.reply()) else { return };
        state.proven = false;
        state.refusals += 1;
        let Some(over) = state.refusals.checked_sub(most) else { return };
        let usual = COOL_DOWN[(over as usize).min(COOL_DOWN.len() - 1)];
        let told = if let Retry::After(wait) = error.retry() { wait.min(LONGEST) } else { Duration::ZERO };
        state.open = Some(Open {
            until: Instant::now() + usual.max(told),
            kind: error.kind(),
            retry: error.retry(),
            reply: reply.clone(),
            problem: error.oauth2_problem(),
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SignInPermit<'_> {
    /// Learns how the sign-in went, and lets the next one try.
    pub(crate) fn over(self, result: Result<(), &Error>) {
        self.breaker.record(result);
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
            ("passing faults never", &[K::TemporaryServerError; 9], 0),
            ("nor the network", &[K::Timeout; 9], 0),
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
        let unheard = AuthBreaker::default();
        (0..9).for_each(|_| unheard.record(Err(&Error::new(K::AuthMechanismUnsupported, Stage::Auth))));
        unheard.check().unwrap();
    }

    #[tokio::test]
    async fn sign_ins_wait_for_the_first() {
        let breaker = std::sync::Arc::new(AuthBreaker::default());
        let mut tried = 0;
        let mut others = tokio::task::JoinSet::new();
        let first = breaker.acquire().await.unwrap();
        for _ in 0..100 {
            let breaker = std::sync::Arc::clone(&breaker);
            others.spawn(async move {
                let permit = breaker.acquire().await?;
                permit.over(refusal(ErrorKind::BadCredentials).as_ref().copied());
                Ok::<_, Error>(())
            });
        }
        tokio::task::yield_now().await;
        first.over(refusal(ErrorKind::BadCredentials).as_ref().copied());
        while let Some(other) = others.join_next().await {
            tried += usize::from(other.unwrap().is_ok());
        }
        assert_eq!(tried, 1, "two refusals in all");
    }
}
