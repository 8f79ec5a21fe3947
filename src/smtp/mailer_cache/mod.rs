//! `MailerCache`: the mailers of many customers, one for each gateway.

mod builder;
mod entries;
mod throttles;

pub use builder::MailerCacheBuilder;

use super::mailer::{SmtpMailer, quit_all};
use crate::{
    error::{Error, ErrorKind, Stage},
    gateway::SmtpGateway,
    network::NetworkPolicy,
    util::digest::Fields,
};
use entries::{Entries, Entry};
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use throttles::Throttles;
use tokio::time::Instant;

/// A bounded cache of mailers, one for each gateway.
///
/// The same gateway returns the same mailer, with its connections and limits. Gateways are the same if every setting
/// and the secret are equal: a customer with a new password gets a new mailer.
///
/// ```
/// use ite_mailer::{GatewaySettings, MailerCache, Provider};
///
/// # fn main() -> Result<(), ite_mailer::Error> {
/// let mailers = MailerCache::builder().capacity(500).build()?;
/// // For each mail, with the settings and the secret from the database:
/// let gateway = GatewaySettings::for_provider(Provider::Yahoo, "me@yahoo.com")
///     .validate("aaaabbbbccccdddd")?;
/// let mailer = mailers.mailer_for("customer-42", &gateway)?;
/// assert_eq!(mailer.gateway().host(), "smtp.mail.yahoo.com");
/// assert_eq!(mailers.len(), 1);
/// # Ok(())
/// # }
/// ```
///
/// # Wrappers
///
/// [`wrap`](MailerCacheBuilder::wrap) wraps each mailer once, when it is created. The cache returns clones of the
/// wrapped mailer, which share its state:
///
/// ```
/// use ite_mailer::{IdempotentMailer, MailerCache, MemoryIdempotencyStore};
/// use std::sync::Arc;
///
/// # fn main() -> Result<(), ite_mailer::Error> {
/// let store = MemoryIdempotencyStore::new(); // or one on your database
/// let mailers = MailerCache::builder()
///     .wrap(move |mailer, _customer| {
///         Arc::new(IdempotentMailer::new(mailer, store.clone()))
///     })
///     .build()?;
/// # let _ = mailers;
/// # Ok(())
/// # }
/// ```
///
/// # What is kept
///
/// Clones share one cache. Get the mailer from it each time, and drop it after use: a mailer that is not in use is
/// evicted after [`idle`](MailerCacheBuilder::idle), or earlier if the cache is full, and its connections are closed in
/// the background.
///
/// Limits outlive mailers. Mails a minute, open connections and the wait that a server asked for belong to the account
/// (host, port and login of one customer): a new mailer of the same account shares them, even if other settings
/// changed. Refused sign-ins belong to the account and its secret, for an hour after the last use.
///
/// # Access tokens
///
/// Gateways with access tokens are the same if their providers have the same
/// [`identity`](crate::TokenProvider::identity): keep one provider for each customer, or name the grant
/// (`RefreshTokenProvider::named`), and change the name with each new consent. The mailer keeps its first provider. A
/// provider without a name that is created anew for each mail causes a new mailer and a token request for each.
pub struct MailerCache<M = SmtpMailer> {
    shared: Arc<Shared<M>>,
}

/// Accounts without a mailer whose refused sign-ins are remembered, per unit of capacity.
const REFUSED_KEPT: usize = 4;

type Wrap<M> = Arc<dyn Fn(SmtpMailer, Option<&str>) -> M + Send + Sync>;

struct Shared<M> {
    /// Random, so that fingerprints of secrets cannot be compared with those of another process.
    key: [u8; 32],
    capacity: usize,
    idle: Duration,
    policy: NetworkPolicy,
    wrap: Wrap<M>,
    cache: Mutex<Cache<M>>,
}

/// SHA-256 over the random key and fields of a gateway. Without the key, guesses of the secret cannot be tested.
type Fingerprint = [u8; 32];

struct Cache<M> {
    entries: Entries<M>,
    throttles: Throttles,
    swept: Instant,
    closed: bool,
}

impl MailerCache {
    /// A builder; the docs of its setters name the defaults.
    pub fn builder() -> MailerCacheBuilder {
        MailerCacheBuilder::new()
    }
}

impl<M: Clone> MailerCache<M> {
    /// The mailer of this gateway. Does not connect.
    ///
    /// # Errors
    ///
    /// As [`SmtpMailer::new`]; [`ErrorKind::Cancelled`] after [`shutdown`](Self::shutdown).
    pub fn mailer(&self, gateway: &SmtpGateway) -> Result<M, Error> {
        self.find(None, gateway)
    }

    /// The mailer of this customer and gateway. If the customer had another gateway, its mailer is shut down: mails in
    /// flight are completed, further ones are refused with [`ErrorKind::Cancelled`].
    ///
    /// Two customers never share a mailer, even with equal settings.
    ///
    /// # Errors
    ///
    /// As [`mailer`](Self::mailer).
    pub fn mailer_for(&self, customer: &str, gateway: &SmtpGateway) -> Result<M, Error> {
        self.find(Some(customer), gateway)
    }

    fn find(&self, customer: Option<&str>, gateway: &SmtpGateway) -> Result<M, Error> {
        let fingerprint = self.fingerprint(customer, gateway);
        let swept = self.sweep(&fingerprint);
        drop(swept);
        let known = self.cache().find(&fingerprint)?;
        if let Some((mailer, wrapped)) = known {
            // Without the lock: a token provider is the caller's code.
            if self.is_current(customer, &mailer, &fingerprint) {
                return Ok(wrapped);
            }
            let spent = self.cache().entries.remove_if(&fingerprint, &mailer);
            shut_down(spent);
        }
        let account = self.account(customer, gateway);
        let login = self.login(gateway);
        let (throttle, breaker) = {
            let cache = &mut *self.cache();
            // Bounded here too: untrusted settings could fill it between two sweeps.
            let most = REFUSED_KEPT * self.shared.capacity;
            if cache.throttles.len() >= cache.entries.len() + 2 * most {
                cache.throttles.sweep(Instant::now(), most);
            }
            cache.throttles.of(account, login, gateway)
        };
        // Without the lock: trusted certificates are read from disk, and the wrapper is the caller's code.
        let mailer = SmtpMailer::with_throttle(gateway.clone(), self.shared.policy.clone(), throttle, breaker)?;
        let wrapped = (self.shared.wrap)(mailer.clone(), customer);
        let entry = Entry::new(mailer, wrapped.clone(), customer);
        let mut cache = self.cache();
        // Another thread may have added it meanwhile.
        if let Some((_, wrapped)) = cache.find(&fingerprint)? {
            drop(cache);
            return Ok(wrapped);
        }
        let replaced = cache.entries.insert(fingerprint, entry);
        let evicted = cache.entries.make_room(self.shared.capacity, &fingerprint);
        drop(cache);
        shut_down(replaced);
        drop(evicted);
        Ok(wrapped)
    }

    /// Whether the mailer's gateway still has this fingerprint; not after its grant has ended.
    fn is_current(&self, customer: Option<&str>, mailer: &SmtpMailer, fingerprint: &Fingerprint) -> bool {
        let by_token = mailer.gateway().credentials().is_some_and(|credentials| credentials.tokens().is_some());
        !by_token || self.fingerprint(customer, mailer.gateway()) == *fingerprint
    }
}

impl<M> MailerCache<M> {
    /// Shuts down and removes the mailer of this gateway from [`mailer`](Self::mailer). No effect if there is none.
    pub fn remove(&self, gateway: &SmtpGateway) {
        let fingerprint = self.fingerprint(None, gateway);
        let removed = self.cache().entries.remove(&fingerprint);
        shut_down(removed);
    }

    /// Shuts down and removes this customer's mailer from [`mailer_for`](Self::mailer_for), for example when the
    /// customer is deleted. No effect if there is none.
    pub fn remove_customer(&self, customer: &str) {
        let removed = self.cache().entries.remove_customer(customer);
        shut_down(removed);
    }

    /// Number of mailers in the cache.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cache().entries.len()
    }

    /// Whether the cache is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shuts every mailer down, with QUIT on each idle connection, and creates no further ones. Returns when these
    /// connections are closed.
    pub async fn shutdown(&self) {
        let (entries, pools) = {
            let mut cache = self.cache();
            cache.closed = true;
            (cache.entries.drain(), cache.throttles.drain())
        };
        // All stop before the first QUIT is sent.
        let idle: Vec<_> = pools.iter().map(|pool| pool.close()).collect();
        drop(entries);
        futures_util::future::join_all(idle.into_iter().map(quit_all)).await;
    }

    /// Removes unused entries, except this one.
    fn sweep(&self, asked_for: &Fingerprint) -> Vec<Entry<M>> {
        let (now, idle) = (Instant::now(), self.shared.idle);
        let mut cache = self.cache();
        if now.duration_since(cache.swept) < idle / 8 {
            return Vec::new();
        }
        cache.swept = now;
        let old = cache.entries.take_unused(now, idle, asked_for);
        cache.throttles.sweep(now, REFUSED_KEPT * self.shared.capacity);
        old
    }

    /// The cache key: every field of the gateway.
    fn fingerprint(&self, customer: Option<&str>, gateway: &SmtpGateway) -> Fingerprint {
        self.digest(customer, |field| gateway.identify(field))
    }

    /// The key of an account, which a server's limits belong to.
    fn account(&self, customer: Option<&str>, gateway: &SmtpGateway) -> Fingerprint {
        self.digest(customer, |field| {
            field(b"account");
            field(gateway.host().as_bytes());
            field(&gateway.port().to_le_bytes());
            field(gateway.credentials().map_or("", |credentials| credentials.user()).as_bytes());
        })
    }

    /// The key of a login within an account, which refused sign-ins belong to.
    fn login(&self, gateway: &SmtpGateway) -> Fingerprint {
        self.digest(None, |field| gateway.identify_login(field))
    }

    fn digest(&self, customer: Option<&str>, add: impl FnOnce(&mut dyn FnMut(&[u8]))) -> Fingerprint {
        let mut fields = Fields::new(&self.shared.key);
        let mut field = |bytes: &[u8]| fields.field(bytes);
        match customer {
            Some(customer) => {
                field(b"customer");
                field(customer.as_bytes());
            }
            None => field(b"gateway"),
        }
        add(&mut field);
        fields.end(&[])
    }

    fn cache(&self) -> MutexGuard<'_, Cache<M>> {
        self.shared.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M: Clone> Cache<M> {
    fn find(&mut self, fingerprint: &Fingerprint) -> Result<Option<(SmtpMailer, M)>, Error> {
        if self.closed {
            return Err(Error::new(ErrorKind::Cancelled, Stage::Wait).with_detail("the mailers were shut down"));
        }
        Ok(self.entries.find(fingerprint))
    }
}

/// Refuses new mails at once, and closes idle connections in the background.
fn shut_down<M>(entries: impl IntoIterator<Item = Entry<M>>) {
    for entry in entries {
        for session in entry.mailer.close() {
            entry.mailer.pool().retire(session);
        }
    }
}

impl<M> Clone for MailerCache<M> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<M> fmt::Debug for MailerCache<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailerCache")
            .field("mailers", &self.len())
            .field("capacity", &self.shared.capacity)
            .field("idle", &self.shared.idle)
            .finish_non_exhaustive()
    }
}
