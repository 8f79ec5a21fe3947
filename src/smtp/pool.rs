//! The connections of one mailer: never more than allowed, none handed on unless it came back clean.

use super::{cap::Turn, manners::Manners, open::Heed, session::Session, tls::Tls, trace::Trace};
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
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

/// Opens connections and judges those that came back.
pub(super) struct Connections {
    pub(super) gateway: SmtpGateway,
    pub(super) tls: Tls,
    pub(super) manners: Manners,
    /// Connections being opened, which the pool does not count yet.
    pub(super) opening: AtomicUsize,
    sweeping: AtomicBool,
}

impl Manager for Connections {
    type Type = Session;
    type Error = Error;

    async fn create(&self) -> Result<Session, Error> {
        let _opening = Opening::new(&self.opening);
        Session::open(&self.gateway, &self.tls, Heed::Obey(&self.manners.breaker), &mut Trace::off()).await
    }

    async fn recycle(&self, session: &mut Session, metrics: &Metrics) -> RecycleResult<Error> {
        if session.is_reusable() && metrics.last_used() < self.gateway.timeouts().idle {
            Ok(())
        } else {
            Err(RecycleError::message("used up, idle for too long, or left by the server"))
        }
    }
}

struct Opening<'a>(&'a AtomicUsize);

impl<'a> Opening<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Opening<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("gateway", &self.gateway).finish_non_exhaustive()
    }
}

pub(super) fn pool(gateway: SmtpGateway, tls: Tls, minute: Duration) -> Result<Pool<Connections>, Error> {
    let size = gateway.max_connections() as usize;
    let manners = Manners::new(&gateway, minute);
    let (opening, sweeping) = (AtomicUsize::new(0), AtomicBool::new(false));
    Pool::builder(Connections { gateway, tls, manners, opening, sweeping })
        .max_size(size)
        .runtime(Runtime::Tokio1)
        // The connection used last is the one the server is least likely to have closed; the others grow old and go.
        .queue_mode(QueueMode::Lifo)
        .build()
        .map_err(|error| Error::new(ErrorKind::Configuration, Stage::Wait).with_source(error))
}

/// A connection on loan. Dropped without [`give_back`](Self::give_back), it is closed: a mail that was cut short may
/// have left half a command on it, or a reply still to come.
pub(super) struct Loan {
    object: Option<Object<Connections>>,
    /// Behind the connection, so that whoever is next finds it back in the pool.
    _turn: Turn,
}

impl Loan {
    pub(super) async fn take(pool: &Pool<Connections>, turn: Turn) -> Result<Self, Error> {
        // Whoever has a turn finds room; the deadline is there for the day it does not.
        let wait = Some(pool.manager().gateway.timeouts().wait);
        match pool.timeout_get(&Timeouts { wait, ..Timeouts::default() }).await {
            Ok(object) => Ok(Self { object: Some(object), _turn: turn }),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Timeout(TimeoutType::Wait)) => Err(Error::new(ErrorKind::Timeout, Stage::Wait)
                .with_detail("every connection this gateway allows was busy for the whole wait")),
            Err(PoolError::Closed) => {
                Err(Error::new(ErrorKind::Cancelled, Stage::Wait).with_detail("the mailer was shut down"))
            }
            Err(error) => Err(Error::new(ErrorKind::Other, Stage::Wait).with_source(error)),
        }
    }

    pub(super) fn session(&mut self) -> Option<&mut Session> {
        self.object.as_deref_mut()
    }

    /// Puts a clean connection back for the next mail; closes any other, with a good-bye where the server listens.
    pub(super) fn give_back(mut self, pool: &Pool<Connections>) {
        let Some(mut object) = self.object.take() else { return };
        if object.is_reusable() {
            drop(object);
            sweep(pool);
        } else if object.clean {
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

impl Drop for Loan {
    fn drop(&mut self) {
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }
}

/// Closes idle connections in the background until none is left, so that a quiet customer holds none open.
fn sweep(pool: &Pool<Connections>) {
    if pool.manager().sweeping.swap(true, Ordering::SeqCst) {
        return;
    }
    let weak = pool.weak();
    let idle = pool.manager().gateway.timeouts().idle;
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(idle.max(Duration::from_millis(10)) / 2).await;
            let Some(pool) = weak.upgrade() else { return };
            for mut session in pool.retain(|_, metrics| metrics.last_used() < idle).removed {
                session.quit().await;
            }
            if pool.status().size > 0 {
                continue;
            }
            let sweeping = &pool.manager().sweeping;
            sweeping.store(false, Ordering::SeqCst);
            // A connection may have come back between the two lines above, and found a sweep still under way.
            if pool.status().size == 0 || sweeping.swap(true, Ordering::SeqCst) {
                return;
            }
        }
    });
}
