//! A waiting mail: joining and leaving the queue, and the errors.

use super::{Grant, Request, Throttle, queue::Waiter, timer::Timer};
use crate::{
    error::{Error, ErrorKind, Reply, Retry, Stage},
    smtp::pool::Pool,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    runtime::Handle,
    sync::oneshot,
    time::{Instant, timeout_at},
};

impl Throttle {
    /// Waits until a mail of this pool may start.
    ///
    /// # Errors
    ///
    /// At [`Stage::Wait`]: [`ErrorKind::Timeout`] after the deadline; at once, the kind of the server's reply if the
    /// hold is longer than the deadline; [`ErrorKind::Cancelled`] if the pool is closed.
    pub(crate) async fn acquire(self: &Arc<Self>, pool: &Arc<Pool>, request: Request) -> Result<Grant, Error> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = Waiting { throttle: self, pool, id: self.join(pool, request, sender)?, receiver };
        self.serve();
        match timeout_at(request.deadline, &mut waiting.receiver).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(_)) => Err(cancelled()),
            Err(_) => Err(self.late(pool)),
        }
    }

    fn join(
        self: &Arc<Self>,
        pool: &Arc<Pool>,
        request: Request,
        turn: oneshot::Sender<Result<Grant, Error>>,
    ) -> Result<u64, Error> {
        let runtime = Handle::current();
        let mut state = self.state();
        // Under the lock, so that `refuse` runs either before or after.
        if pool.is_closed() {
            return Err(cancelled());
        }
        let now = Instant::now();
        if let Some(until) = state.hold.until(now).filter(|until| *until > request.deadline && !request.without_mail) {
            return Err(held(until - now, pool, state.hold.why.as_ref()));
        }
        state.next_id += 1;
        let id = state.next_id;
        let waiter = Waiter {
            id,
            caller: request.caller,
            deadline: request.deadline,
            pool: Arc::clone(pool),
            runtime: runtime.id(),
            new_connection: request.new_connection,
            without_mail: request.without_mail,
            turn,
        };
        state.queue.push(waiter, request.in_front);
        if state.timers.insert(runtime.id()) {
            runtime.spawn(Timer { throttle: Arc::downgrade(self), runtime: runtime.id(), is_over: false }.run());
        }
        Ok(id)
    }

    fn late(&self, pool: &Pool) -> Error {
        let (mut state, now) = (self.state(), Instant::now());
        let what = if !state.hold.is_over(now) {
            "the wait that the server has asked for"
        } else if state.rate.as_mut().is_some_and(|rate| !rate.has_free(now)) {
            "the rate limit of this gateway"
        } else {
            "the number of connections this gateway allows"
        };
        let wait = pool.gateway.timeouts().wait.as_secs_f32();
        Error::new(ErrorKind::Timeout, Stage::Wait).with_detail(format!("{what} left no room within {wait} seconds"))
    }
}

/// A mail in the queue. When dropped, it leaves the queue and releases a grant made meanwhile.
struct Waiting<'a> {
    throttle: &'a Arc<Throttle>,
    pool: &'a Arc<Pool>,
    id: u64,
    receiver: oneshot::Receiver<Result<Grant, Error>>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        match self.receiver.try_recv() {
            Ok(Ok(grant)) => grant.give_back(self.pool),
            Err(oneshot::error::TryRecvError::Empty) => {
                let left = self.throttle.state().queue.retain(|waiter| waiter.id != self.id);
                drop(left);
                // Granted between the two statements above.
                if let Ok(Ok(grant)) = self.receiver.try_recv() {
                    grant.give_back(self.pool);
                }
                self.throttle.serve();
            }
            Ok(Err(_)) | Err(oneshot::error::TryRecvError::Closed) => {}
        }
    }
}

pub(super) fn cancelled() -> Error {
    Error::new(ErrorKind::Cancelled, Stage::Wait).with_detail("the mailer was shut down")
}

pub(super) fn held(left: Duration, pool: &Pool, why: Option<&(ErrorKind, Reply)>) -> Error {
    let kind = why.map_or(ErrorKind::TemporaryServerError, |(kind, _)| *kind);
    let detail = format!(
        "the mail was not tried: the server asked to wait, and the {} seconds left are more than the mailer's {}",
        left.as_secs().max(1),
        pool.gateway.timeouts().wait.as_secs_f32()
    );
    let error = Error::new(kind, Stage::Wait).with_retry(Retry::After(left)).with_detail(detail);
    match why {
        Some((_, reply)) => error.with_reply(reply.clone()),
        None => error,
    }
}
