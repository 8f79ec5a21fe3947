//! Renews a lease, and knows in this process when it has to be given up.

use super::Inner;
use crate::lane::{Ownership, Taken, renew};
use std::{future::poll_fn, pin::pin, sync::Arc, task::Poll};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, sleep_until, timeout},
};

/// What is known of a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    /// When this process gives it up, on its own clock: counted from before the statement was sent, and early enough to
    /// close the lane's connections before another process may take it.
    ends: Instant,
    /// The lane was paused or has new settings: it has to be given up.
    to_be_released: bool,
}

/// A lease that renews itself until it is dropped.
#[derive(Clone, Debug)]
pub(super) struct LeaseGuard {
    state: watch::Receiver<State>,
    _renewal: Arc<AbortOnDrop>,
}

#[derive(Debug)]
struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl LeaseGuard {
    /// `asked` is when the lane was asked for.
    pub(super) fn new(inner: Arc<Inner>, taken: &Taken, asked: Instant) -> Self {
        let ends = inner.config.ends(asked);
        let (sender, state) = watch::channel(State { ends, to_be_released: false });
        let renewal = tokio::spawn(keep(inner, taken.ownership.clone(), taken.generation, sender));
        Self { state, _renewal: Arc::new(AbortOnDrop(renewal)) }
    }

    pub(super) fn is_lost(&self) -> bool {
        self.state.borrow().ends <= Instant::now()
    }

    pub(super) fn is_to_be_released(&self) -> bool {
        self.state.borrow().to_be_released
    }

    /// Ends when the lease is given up. The clock is read at every poll: in a process that was stopped and goes on, a
    /// connection may be ready before the timer is.
    pub(super) async fn lost(&self) {
        let mut state = self.state.clone();
        loop {
            let ends = state.borrow_and_update().ends;
            let mut timer = pin!(sleep_until(ends));
            let timer = poll_fn(|cx| if Instant::now() >= ends { Poll::Ready(()) } else { timer.as_mut().poll(cx) });
            tokio::select! {
                biased;
                () = timer => return,
                changed = state.changed() => if changed.is_err() {
                    sleep_until(ends).await;
                    return;
                },
            }
        }
    }

    /// Ends when the lease is given up, or the lane has to be released.
    pub(super) async fn over(&self) {
        let mut state = self.state.clone();
        tokio::select! {
            biased;
            () = self.lost() => {}
            Ok(_) = state.wait_for(|state| state.to_be_released) => {}
        }
    }
}

async fn keep(inner: Arc<Inner>, ownership: Ownership, generation: i64, state: watch::Sender<State>) {
    loop {
        sleep(inner.config.renewal()).await;
        let asked = Instant::now();
        let renewed = timeout(inner.config.margin(), renew(&inner.outbox.database, &ownership, inner.config.lease));
        match renewed.await.unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut.into())) {
            Ok(Some(renewed)) => {
                let to_be_released = renewed.paused || renewed.generation != generation;
                state.send_replace(State { ends: inner.config.ends(asked), to_be_released });
            }
            Ok(None) => {
                state.send_replace(State { ends: asked, to_be_released: true });
                return;
            }
            // The lease goes on until its end; the next renewal may succeed.
            Err(error) => tracing::warn!(
                target: "ite_mailer_outbox", lane = ownership.lane, %error, "a lease could not be renewed"
            ),
        }
    }
}
