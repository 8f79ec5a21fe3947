//! The connection pool of one mailer. The [throttle](super::throttle) limits the number of connections.

mod idle;
mod quit_on_drop;

pub(crate) use quit_on_drop::QuitOnDrop;

use super::{
    connection::{BreakerMode, Connector, Session, Trace},
    log,
    throttle::{AuthBreaker, ConnectionPermit, Epoch, Throttle},
};
use crate::{
    error::{Error, ErrorKind},
    gateway::SmtpGateway,
    network::NetworkPolicy,
    util::task::output,
};
use idle::Idle;
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    runtime::{self, Handle},
    task::JoinHandle,
    time::{Instant, sleep_until},
};

/// The state shared by all clones of one mailer.
pub(crate) struct Pool {
    pub(crate) gateway: SmtpGateway,
    pub(crate) connector: Connector,
    pub(crate) throttle: Arc<Throttle>,
    pub(crate) breaker: Arc<AuthBreaker>,
    idle: Mutex<Idle>,
}

/// A connection that could not be opened.
pub(crate) struct NotOpened {
    pub(crate) error: Error,
    /// The server refuses a further connection, and the mail can use another one.
    pub(crate) again: bool,
}

impl Pool {
    /// # Errors
    ///
    /// [`ErrorKind::Tls`] if the certificates to trust cannot be loaded.
    pub(crate) fn new(
        gateway: SmtpGateway,
        policy: NetworkPolicy,
        throttle: Arc<Throttle>,
        breaker: Arc<AuthBreaker>,
    ) -> Result<Arc<Self>, Error> {
        let connector = Connector::new(&gateway, policy)?;
        let pool = Arc::new(Self { gateway, connector, throttle, breaker, idle: Mutex::default() });
        pool.throttle.add_pool(&pool);
        Ok(pool)
    }

    /// Opens a connection in a task. If the future that waits for it is dropped, the sign-in is still completed, so
    /// that the breaker records its result, and the connection is kept for the next mail.
    pub(crate) fn open(self: &Arc<Self>, permit: Arc<ConnectionPermit>, epoch: Epoch, deadline: Instant) -> OpenTask {
        let pool = Arc::clone(self);
        OpenTask(Some(tokio::spawn(log::carried(async move {
            let mode = BreakerMode::Enforce { breaker: &pool.breaker, deadline };
            let opened = Session::open(&pool.gateway, &pool.connector, Some(&permit), mode, &mut Trace::off()).await;
            let opened = opened.map_err(|error| {
                // While the permit is held: the connection counts as open.
                let again = pool.throttle.record(epoch, Err(&error));
                NotOpened { error, again }
            });
            Opened { pool, session: Some(opened) }
        }))))
    }

    /// Takes the most recently used connection that is reusable, so that the others expire. Others are moved to
    /// `discarded`, to be retired without the throttle's lock.
    pub(crate) fn take_idle(
        self: &Arc<Self>,
        runtime: runtime::Id,
        now: Instant,
        discarded: &mut Vec<(Arc<Self>, Session)>,
    ) -> Option<Session> {
        let mut idle = self.idle();
        while let Some(mut session) = idle.take_last(runtime) {
            if session.since + self.idle_time() > now && session.session.is_reusable() {
                return Some(session.session);
            }
            discarded.push((Arc::clone(self), session.session));
        }
        None
    }

    /// Takes the connection that was idle for longest, of any runtime.
    pub(crate) fn take_oldest(&self) -> Option<Session> {
        self.idle().take_oldest()
    }

    /// Since when the oldest idle connection is idle.
    pub(crate) fn idle_since(&self) -> Option<Instant> {
        self.idle().since()
    }

    /// Takes a connection back after a mail, and closes it if the mail was refused for too many connections.
    pub(crate) fn give_back(self: &Arc<Self>, mut session: Session, refusal: Option<&Error>) {
        let one_too_many = refusal.is_some_and(|error| error.kind() == ErrorKind::TooManyConnections);
        if one_too_many || self.throttle.is_exceeded() || !session.is_reusable() {
            self.retire(session);
        } else {
            self.put_back(session);
        }
    }

    /// Keeps a connection for the next mail on its runtime.
    pub(crate) fn put_back(self: &Arc<Self>, session: Session) {
        let Some(runtime) = Handle::try_current().ok().filter(|here| here.id() == session.runtime()) else { return };
        let mut idle = self.idle();
        if idle.is_closed {
            drop(idle);
            return self.retire(session);
        }
        idle.add(session);
        if idle.start_sweep(runtime.id()) {
            let until = Instant::now() + self.idle_time();
            runtime.spawn(Sweep { pool: Arc::downgrade(self), runtime: runtime.id(), is_over: false }.run(until));
        }
        drop(idle);
        self.throttle.serve();
    }

    /// Closes a connection in the background, with QUIT if commands and replies are in step. It counts until it is
    /// closed.
    pub(crate) fn retire(&self, mut session: Session) {
        if let Ok(runtime) = Handle::try_current()
            && session.is_clean()
            && session.runtime() == runtime.id()
        {
            runtime.spawn(async move { session.quit().await });
        }
    }

    /// Stops accepting mails, and returns the idle connections.
    pub(crate) fn close(self: &Arc<Self>) -> Vec<Session> {
        let sessions = {
            let mut idle = self.idle();
            idle.is_closed = true;
            idle.drain()
        };
        self.throttle.refuse(self);
        sessions
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.idle().is_closed
    }

    fn idle_time(&self) -> std::time::Duration {
        self.gateway.timeouts().idle.min(LONGEST_IDLE)
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Upper bound of the idle time.
const LONGEST_IDLE: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("gateway", &self.gateway).finish_non_exhaustive()
    }
}

/// A connection being opened.
pub(crate) struct OpenTask(Option<JoinHandle<Opened>>);

impl OpenTask {
    /// The connection, or why there is none.
    ///
    /// # Panics
    ///
    /// As a token provider does during the sign-in.
    pub(crate) async fn finished(mut self) -> Result<Session, NotOpened> {
        let Some(task) = self.0.as_mut() else { return Err(stopped()) };
        let opened = task.await;
        self.0 = None;
        output(opened).and_then(|mut opened| opened.session.take()).unwrap_or_else(|| Err(stopped()))
    }
}

/// The runtime of the task was shut down.
fn stopped() -> NotOpened {
    let error = Error::new(ErrorKind::Cancelled, crate::error::Stage::Connect);
    NotOpened { error: error.with_detail("the runtime was shut down"), again: false }
}

/// The result of an open task. If it is dropped with its session, the session goes to the pool.
struct Opened {
    pool: Arc<Pool>,
    session: Option<Result<Session, NotOpened>>,
}

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(Ok(session)) = self.session.take()
            && Handle::try_current().is_ok()
        {
            self.pool.give_back(session, None);
        }
    }
}

/// Closes expired connections until none is idle. One for each runtime with connections.
struct Sweep {
    pool: std::sync::Weak<Pool>,
    runtime: runtime::Id,
    is_over: bool,
}

impl Sweep {
    async fn run(mut self, mut until: Instant) {
        loop {
            sleep_until(until).await;
            let Some(pool) = self.pool.upgrade() else { return };
            let (old, next) = {
                let mut idle = pool.idle();
                let old = idle.take_old(self.runtime, Instant::now(), pool.idle_time());
                let next = idle.next_old(self.runtime, pool.idle_time());
                if next.is_none() {
                    idle.end_sweep(self.runtime);
                    self.is_over = true;
                }
                (old, next)
            };
            old.into_iter().for_each(|session| pool.retire(session));
            match next {
                Some(next) => until = next,
                None => return,
            }
        }
    }
}

impl Drop for Sweep {
    fn drop(&mut self) {
        // Dropped with its runtime. Otherwise the entry may belong to the next sweep.
        if !self.is_over
            && let Some(pool) = self.pool.upgrade()
        {
            pool.idle().end_sweep(self.runtime);
        }
    }
}
