//! Builds a `MailerCache`.

use super::{Cache, Entries, MailerCache, Shared, Throttles, Wrap};
use crate::{
    SmtpMailer,
    error::{Error, ErrorKind, Stage},
    network::NetworkPolicy,
};
use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

/// Builds [`MailerCache`].
#[must_use]
pub struct MailerCacheBuilder<M = SmtpMailer> {
    capacity: usize,
    idle: Duration,
    policy: NetworkPolicy,
    wrap: Wrap<M>,
}

impl MailerCacheBuilder {
    pub(super) fn new() -> Self {
        let idle = Duration::from_secs(600);
        Self { capacity: 1000, idle, policy: NetworkPolicy::any(), wrap: Arc::new(|mailer, _| mailer) }
    }
}

impl<M> MailerCacheBuilder<M> {
    /// Sets the capacity, at least one. Mailers in use are not evicted, even beyond it. Default: 1000.
    pub const fn capacity(mut self, mailers: usize) -> Self {
        self.capacity = if mailers == 0 { 1 } else { mailers };
        self
    }

    /// Sets how long an unused mailer is kept, checked at each access. Its connections are closed earlier, after
    /// [`Timeouts::idle`](crate::gateway::Timeouts::idle). Default: 10 minutes.
    pub const fn idle(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// Sets the network policy of the mailers. For settings that customers type, use [`NetworkPolicy::public_only`].
    /// Default: any address.
    pub fn network_policy(mut self, policy: NetworkPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets a function that wraps each mailer once, when it is created; it gets the customer of
    /// [`mailer_for`](MailerCache::mailer_for). The cache returns clones of the result. Default: none.
    pub fn wrap<N>(
        self,
        wrap: impl Fn(SmtpMailer, Option<&str>) -> N + Send + Sync + 'static,
    ) -> MailerCacheBuilder<N> {
        let Self { capacity, idle, policy, wrap: _ } = self;
        MailerCacheBuilder { capacity, idle, policy, wrap: Arc::new(wrap) }
    }

    /// The cache, empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the system has no random numbers.
    pub fn build(self) -> Result<MailerCache<M>, Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| {
            Error::new(ErrorKind::Configuration, Stage::Gateway)
                .with_detail("the system gives no random numbers")
                .with_source(error)
        })?;
        let cache = Cache {
            entries: Entries::default(),
            throttles: Throttles::default(),
            swept: Instant::now(),
            closed: false,
        };
        let Self { capacity, idle, policy, wrap } = self;
        let shared = Shared { key, capacity, idle, policy, wrap, cache: Mutex::new(cache) };
        Ok(MailerCache { shared: Arc::new(shared) })
    }
}

impl<M> Clone for MailerCacheBuilder<M> {
    fn clone(&self) -> Self {
        Self { policy: self.policy.clone(), wrap: Arc::clone(&self.wrap), ..*self }
    }
}

impl<M> fmt::Debug for MailerCacheBuilder<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailerCacheBuilder")
            .field("capacity", &self.capacity)
            .field("idle", &self.idle)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
