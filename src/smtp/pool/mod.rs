//! The connections of one mailer: never more than allowed, none handed on unless it came back clean.

mod quit_on_drop;

pub(crate) use quit_on_drop::QuitOnDrop;

use super::{
    connection::{BreakerMode, Connector, Session, Trace},
    throttle::{ConnectionPermit, Throttle},
};
use crate::{
    error::{Error, ErrorKind, Stage},
    gateway::SmtpGateway,
};
use deadpool::{
    Runtime,
    managed::{
        Manager, Metrics, Object, Pool, PoolError, QueueMode, RecycleError, RecycleResult, TimeoutType, Timeouts,
    },
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Opens connections and judges those that came back.
pub(crate) struct SessionManager {
    pub(crate) gateway: SmtpGateway,
    pub(crate) connector: Connector,
    pub(crate) throttle: Throttle,
    /// Connections being opened, which the pool does not count yet.
    pub(crate) in_flight: AtomicUsize,
    sweeping: Arc<AtomicBool>,
}

impl Manager for SessionManager {
    type Type = Session;
    type Error = Error;

    async fn create(&self) -> Result<Session, Error> {
        let _opening = InFlightGuard::new(&self.in_flight);
        Session::open(&self.gateway, &self.connector, BreakerMode::Enforce(&self.throttle.breaker), &mut Trace::off())
            .await
    }

    async fn recycle(&self, session: &mut Session, metrics: &Metrics) -> RecycleResult<Error> {
        if session.is_reusable() && metrics.last_used() < self.gateway.timeouts().idle {
            Ok(())
        } else {
            Err(RecycleError::message("used up, idle for too long, or left by the server"))
        }
    }
}

struct InFlightGuard<'a>(&'a AtomicUsize);

impl<'a> InFlightGuard<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for InFlightGuard<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl fmt::Debug for SessionManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionManager").field("gateway", &self.gateway).finish_non_exhaustive()
    }
}

pub(crate) fn pool(
    gateway: SmtpGateway,
    connector: Connector,
    minute: Duration,
) -> Result<Pool<SessionManager>, Error> {
    let size = gateway.max_connections() as usize;
    let throttle = Throttle::new(&gateway, minute);
    let (in_flight, sweeping) = (AtomicUsize::new(0), Arc::default());
    Pool::builder(SessionManager { gateway, connector, throttle, in_flight, sweeping })
        .max_size(size)
        .runtime(Runtime::Tokio1)
        // The connection used last is the one the server is least likely to have closed; the others grow old and go.
        .queue_mode(QueueMode::Lifo)
        .build()
        .map_err(|error| Error::new(ErrorKind::Configuration, Stage::Wait).with_source(error))
}

/// A connection on pooled. Dropped without [`give_back`](Self::give_back), it is closed: a mail that was cut short may
/// have left half a command on it, or a reply still to come.
pub(crate) struct PooledSession {
    object: Option<Object<SessionManager>>,
    /// Behind the connection, so that whoever is next finds it back in the pool.
    _turn: ConnectionPermit,
}

impl PooledSession {
    pub(crate) async fn take(pool: &Pool<SessionManager>, connection_permit: ConnectionPermit) -> Result<Self, Error> {
        // Whoever has a connection_permit finds room; the deadline is there for the day it does not.
        let wait = Some(pool.manager().gateway.timeouts().wait);
        match pool.timeout_get(&Timeouts { wait, ..Timeouts::default() }).await {
            Ok(object) => Ok(Self { object: Some(object), _turn: connection_permit }),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Timeout(TimeoutType::Wait)) => Err(Error::new(ErrorKind::Timeout, Stage::Wait)
                .with_detail("every connection this gateway allows was busy for the whole wait")),
            Err(PoolError::Closed) => {
                Err(Error::new(ErrorKind::Cancelled, Stage::Wait).with_detail("the mailer was shut down"))
            }
            Err(error) => Err(Error::new(ErrorKind::Other, Stage::Wait).with_source(error)),
        }
    }

    pub(crate) fn session(&mut self) -> Option<&mut Session> {
        self.object.as_deref_mut()
    }

    /// Puts a clean connection back for the next mail; closes any other, with a good-bye where the server listens. Where the
    /// mail was refused because there are too many connections, this is the one too many.
    pub(crate) fn give_back(mut self, pool: &Pool<SessionManager>, refusal: Option<&Error>) {
        let Some(mut object) = self.object.take() else { return };
        if refusal.is_some_and(|error| error.kind() == ErrorKind::TooManyConnections) {
            // No longer one of the pool's, so that as many are allowed from now on as the pool has left; its connection_permit is over
            // with its good-bye.
            let mut session = Object::take(object);
            tokio::spawn(async move {
                session.quit().await;
                drop(session);
                drop(self);
            });
        } else if object.is_reusable() {
            drop(object);
            sweep(pool);
        } else if object.is_clean() {
            // Whoever sent the mail does not wait for the good-bye, and could lose the receipt by giving up meanwhile.
            // Until it is said the connection counts.
            tokio::spawn(async move {
                object.quit().await;
                drop(Object::take(object));
                drop(self);
            });
        } else {
            drop(Object::take(object));
        }
    }
}

impl Drop for PooledSession {
    fn drop(&mut self) {
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }
}

/// The one sweep of a pool. Dropped with its task, where the runtime ends, it leaves room for one on the next runtime.
struct Sweep(Option<Arc<AtomicBool>>);

impl Sweep {
    /// `None` while another is under way.
    fn begin(under_way: &Arc<AtomicBool>) -> Option<Self> {
        (!under_way.swap(true, Ordering::SeqCst)).then(|| Self(Some(Arc::clone(under_way))))
    }
}

impl Drop for Sweep {
    fn drop(&mut self) {
        if let Some(under_way) = self.0.take() {
            under_way.store(false, Ordering::SeqCst);
        }
    }
}

/// Closes idle connections in the background until none is left, so that a quiet customer holds none open.
fn sweep(pool: &Pool<SessionManager>) {
    let Some(mut sweep) = Sweep::begin(&pool.manager().sweeping) else { return };
    let weak = pool.weak();
    let idle = pool.manager().gateway.timeouts().idle;
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(idle.max(Duration::from_millis(10)) / 2).await;
            let Some(pool) = weak.upgrade() else { return };
            quits(&pool, idle).await;
            if pool.status().size > 0 {
                continue;
            }
            drop(sweep);
            // A connection may have come back between the two lines above, and found a sweep still under way.
            if pool.status().size == 0 {
                return;
            }
            let Some(another) = Sweep::begin(&pool.manager().sweeping) else { return };
            sweep = another;
        }
    });
}

/// Closes what is idle for this long. A connection counts until its good-bye is said, or there would be one too many for
/// the server; where every connection_permit is taken it stays until the next sweep.
async fn quits(pool: &Pool<SessionManager>, idle: Duration) {
    let cap = pool.manager().throttle.connection_limit();
    let mut connection_permits = Vec::new();
    let removed = pool
        .retain(|_, metrics| {
            let connection_permit = if metrics.last_used() < idle { None } else { cap.try_acquire() };
            let stays = connection_permit.is_none();
            connection_permits.extend(connection_permit);
            stays
        })
        .removed;
    let quits = removed.into_iter().zip(connection_permits).map(|(mut session, connection_permit)| async move {
        session.quit().await;
        // The connection first.
        drop(session);
        drop(connection_permit);
    });
    futures_util::future::join_all(quits).await;
}
