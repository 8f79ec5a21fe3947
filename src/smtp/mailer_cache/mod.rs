//! The mailers of a product with many customers: one per gateway, kept while they are used, never mixed up.

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
/// The same gateway gives the same mailer, so that its connections are kept and its limits hold. "The same" means every
/// setting and the secret: a customer who types a new password gets a new mailer. A mailer that cannot be made is an error,
/// never another one.
///
/// ```
/// # use ite_mailer::{Error, MailerCache, SmtpGateway};
/// # fn send(gateway_of_row_42: SmtpGateway) -> Result<(), Error> {
/// let mailers = MailerCache::builder().capacity(500).build()?;
/// // For each mail: the customer's id and the gateway read from the database.
/// let mailer = mailers.mailer_for("customer-42", &gateway_of_row_42)?;
/// # Ok(())
/// # }
/// ```
///
/// # Wrappers
///
/// [`wrap`](MailerCacheBuilder::wrap) says what is put around each mailer, once when it is made. The cache then gives the
/// wrapped ones out, and clones of one wrapper share its state:
///
/// ```
/// use ite_mailer::{IdempotentMailer, MailerCache, MemoryIdempotencyStore};
/// use std::sync::Arc;
///
/// # fn main() -> Result<(), ite_mailer::Error> {
/// let store = MemoryIdempotencyStore::new(); // or one on your database
/// let mailers = MailerCache::builder()
///     .wrap(move |mailer, _customer| Arc::new(IdempotentMailer::new(mailer, store.clone())))
///     .build()?;
/// # let _ = mailers;
/// # Ok(())
/// # }
/// ```
///
/// # What is kept
///
/// Clones share one cache. Ask it for the mailer each time one is needed, and drop that after use: a mailer that is not
/// held elsewhere leaves the cache after [`idle`](MailerCacheBuilder::idle), or earlier if the cache is full, and its
/// connections are closed in the background.
///
/// Limits outlive mailers. Mails a minute, open connections and the wait a server has asked for belong to the account (host,
/// port and login of one customer): a new mailer of the same account goes on with them, whatever else changed in its
/// settings. Refused sign-ins belong to the account and its secret, for an hour after the last use.
///
/// # Access tokens
///
/// A gateway that signs in with access tokens is the same as long as its provider says so
/// ([`TokenProvider::identity`](crate::TokenProvider::identity)): keep one provider for each customer, or name the grant
/// (`RefreshTokenProvider::named`), and change the name with each new consent. The mailer keeps the provider it was made
/// with. A provider without a name that is made anew for each mail makes a mailer and a refresh for each.
pub struct MailerCache<M = SmtpMailer> {
    shared: Arc<Shared<M>>,
}

/// Accounts whose refused sign-ins are remembered without a mailer, for each mailer that may be kept.
const REFUSED_KEPT: usize = 4;

type Wrap<M> = Arc<dyn Fn(SmtpMailer, Option<&str>) -> M + Send + Sync>;

struct Shared<M> {
    /// Random, so that what stands for a secret here says nothing elsewhere, nor in another process.
    key: [u8; 32],
    capacity: usize,
    idle: Duration,
    policy: NetworkPolicy,
    wrap: Wrap<M>,
    cache: Mutex<Cache<M>>,
}

/// SHA-256 over the random key and fields of a gateway: a secret can neither be read from it nor tried against it.
type Fingerprint = [u8; 32];

struct Cache<M> {
    entries: Entries<M>,
    throttles: Throttles,
    swept: Instant,
    closed: bool,
}

impl MailerCache {
    /// A builder; its setters say their defaults.
    pub fn builder() -> MailerCacheBuilder {
        MailerCacheBuilder::new()
    }
}

impl<M: Clone> MailerCache<M> {
    /// The mailer of this gateway. Connects to nothing.
    ///
    /// # Errors
    ///
    /// As [`SmtpMailer::new`]; [`ErrorKind::Cancelled`] after [`shutdown`](Self::shutdown).
    pub fn mailer(&self, gateway: &SmtpGateway) -> Result<M, Error> {
        self.find(None, gateway)
    }

    /// The mailer of this customer, who has this gateway now. If the customer had another one before, its mailer is shut
    /// down: mails under way come to their end, further ones are refused with [`ErrorKind::Cancelled`].
    ///
    /// Two customers never share a mailer, not even if they typed the same settings.
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
            // Without the lock: a token provider is code of the program's.
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
            // Between two sweeps strangers could fill it.
            let most = REFUSED_KEPT * self.shared.capacity;
            if cache.throttles.len() >= cache.entries.len() + 2 * most {
                cache.throttles.sweep(Instant::now(), most);
            }
            cache.throttles.of(account, login, gateway)
        };
        // Without the lock: trusted certificates are read from disk, and the wrapper is code of the program's.
        let mailer = SmtpMailer::with_throttle(gateway.clone(), self.shared.policy.clone(), throttle, breaker)?;
        let wrapped = (self.shared.wrap)(mailer.clone(), customer);
        let entry = Entry::new(mailer, wrapped.clone(), customer);
        let mut cache = self.cache();
        // Another thread may have been faster.
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

    /// Whether the mailer's own gateway still is what it is kept as; not if its tokens have come to their end.
    fn is_current(&self, customer: Option<&str>, mailer: &SmtpMailer, fingerprint: &Fingerprint) -> bool {
        let by_token = mailer.gateway().credentials().is_some_and(|credentials| credentials.tokens().is_some());
        !by_token || self.fingerprint(customer, mailer.gateway()) == *fingerprint
    }
}

impl<M> MailerCache<M> {
    /// Shuts the mailer of this gateway down, as [`mailer`](Self::mailer) made it. Nothing happens if there is none.
    pub fn remove(&self, gateway: &SmtpGateway) {
        let fingerprint = self.fingerprint(None, gateway);
        let removed = self.cache().entries.remove(&fingerprint);
        shut_down(removed);
    }

    /// Shuts this customer's mailer down, as [`mailer_for`](Self::mailer_for) made it: the customer has left, or has
    /// changed the settings and sends nothing yet. Nothing happens if there is none.
    pub fn forget_customer(&self, customer: &str) {
        let removed = self.cache().entries.remove_customer(customer);
        shut_down(removed);
    }

    /// How many mailers are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cache().entries.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shuts every mailer down, with QUIT on each idle connection, and makes no further ones. Returns when the servers have
    /// closed these connections.
    pub async fn shutdown(&self) {
        let (entries, pools) = {
            let mut cache = self.cache();
            cache.closed = true;
            (cache.entries.drain(), cache.throttles.drain())
        };
        // All stop at once, before the first QUIT is answered.
        let idle: Vec<_> = pools.iter().map(|pool| pool.close()).collect();
        drop(entries);
        futures_util::future::join_all(idle.into_iter().map(quit_all)).await;
    }

    /// Takes out what was not used for long, but not this one.
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

    /// Every field of a gateway: no two gateways share one.
    fn fingerprint(&self, customer: Option<&str>, gateway: &SmtpGateway) -> Fingerprint {
        self.digest(customer, |field| gateway.identify(field))
    }

    /// What a server's limits belong to.
    fn account(&self, customer: Option<&str>, gateway: &SmtpGateway) -> Fingerprint {
        self.digest(customer, |field| {
            field(b"account");
            field(gateway.host().as_bytes());
            field(&gateway.port().to_le_bytes());
            field(gateway.credentials().map_or("", |credentials| credentials.user()).as_bytes());
        })
    }

    /// What a refused sign-in belongs to, within an account.
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

/// Ends a mailer: at once for new mails, in the background for its idle connections.
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
