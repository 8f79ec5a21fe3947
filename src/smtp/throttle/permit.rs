//! Permits: of a mail while it is sent, of a connection while it is open.

use super::{Throttle, hold::Epoch, rate_limiter::Ended};
use crate::smtp::connection::Session;
use std::{fmt, sync::Arc};

/// Permission to send one mail now, over this connection.
pub(crate) struct Grant {
    pub(crate) permit: RatePermit,
    pub(crate) connection: Granted,
}

pub(crate) enum Granted {
    Idle(Box<Session>),
    /// A new connection may be opened.
    New(Arc<ConnectionPermit>),
}

/// Permission to start one mail. Dropped before [`start`](Self::start), it is unused.
pub(crate) struct RatePermit {
    throttle: Arc<Throttle>,
    pub(super) epoch: Epoch,
    /// Whether a rate limiter granted it.
    limited: bool,
    ended: Ended,
}

impl RatePermit {
    pub(super) const fn new(throttle: Arc<Throttle>, epoch: Epoch, limited: bool) -> Self {
        Self { throttle, epoch, limited, ended: Ended::Unused }
    }

    /// Starts the mail, unless a hold began while its connection was opened. From then on the server may count the
    /// mail.
    pub(crate) fn start(&mut self) -> bool {
        let may_start = !self.throttle.is_held_since(self.epoch);
        if may_start {
            self.ended = Ended::CutShort;
        }
        may_start
    }

    /// The state of the hold when it was granted.
    pub(crate) const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The mail has its last reply.
    pub(crate) fn answered(mut self) {
        self.ended = Ended::Answered;
    }
}

impl Drop for RatePermit {
    fn drop(&mut self) {
        self.throttle.give_back_rate(self.epoch, self.limited.then_some(self.ended));
    }
}

impl fmt::Debug for RatePermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RatePermit").field("ended", &self.ended).finish_non_exhaustive()
    }
}

/// One open connection. Its sockets hold it until the server has closed them.
pub(crate) struct ConnectionPermit(Option<Arc<Throttle>>);

impl ConnectionPermit {
    pub(super) const fn new(throttle: Arc<Throttle>) -> Self {
        Self(Some(throttle))
    }

    /// Counts for a while longer, for a connection that was closed without a runtime to wait for the server.
    pub(crate) fn linger(mut self) {
        if let Some(throttle) = self.0.take() {
            throttle.linger();
        }
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        if let Some(throttle) = self.0.take() {
            throttle.give_back_connection();
        }
    }
}

impl fmt::Debug for ConnectionPermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConnectionPermit")
    }
}
