//! The mailers of a product with many customers: one per gateway, kept while they are used, never mixed up.

use super::mailer::{SmtpMailer, quit_all};
use crate::{
    error::{Error, ErrorKind, Stage},
    gateway::SmtpGateway,
    util::digest::Fields,
};
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::runtime::Handle;

/// How long an unused mailer is kept for its throttle at most: no wait and no pause of sign-ins is longer.
const UNSETTLED: Duration = Duration::from_secs(3600);

/// A bounded cache of [`SmtpMailer`]s.
///
/// The same gateway gives the same mailer, so that its connections are kept and its limits hold. "The same" means every
/// setting and the secret: a customer who types a new password gets a new mailer. A mailer that cannot be made is an error,
/// never another one.
///
/// A gateway that signs in with access tokens is the same as long as its provider says so
/// ([`TokenProvider::identity`](crate::TokenProvider::identity)): keep one provider for each customer, or name the grant
/// (`RefreshTokenProvider::named`), and change the name with each new consent. The mailer keeps the provider it was made
/// with. A provider without a name that is made anew for each mail makes a mailer and a refresh for each.
///
/// Clones share one cache. Ask it for the mailer each time one is needed, and drop that after use: a mailer nobody holds
/// leaves the cache after [`idle`](MailerCacheBuilder::idle), or earlier where the cache is full, and says good-bye to its
/// server in the background. One that is held stays, and ends its mails. One whose gateway has to be spared stays too, or
/// the next would begin without knowing: as long as its pace is used up in part or its server has asked to wait, and for an
/// hour after its last use where its last sign-in was refused.
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
#[derive(Clone)]
pub struct MailerCache {
    shared: Arc<Shared>,
}

struct Shared {
    /// Random, so that what stands for a secret here says nothing elsewhere, nor in another process.
    key: [u8; 32],
    capacity: usize,
    idle: Duration,
    cache: Mutex<Cache>,
}

/// SHA-256 over the random key and every field of a gateway: a secret can neither be read from it nor tried against it,
/// and no two gateways share one.
type Fingerprint = [u8; 32];

struct Cache {
    mailers: HashMap<Fingerprint, Entry>,
    customers: HashMap<String, Fingerprint>,
    swept: Instant,
    closed: bool,
}

struct Entry {
    mailer: SmtpMailer,
    customer: Option<String>,
    used: Instant,
}

/// Builds [`MailerCache`].
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct MailerCacheBuilder {
    capacity: usize,
    idle: Duration,
}

impl MailerCacheBuilder {
    /// MailerCache kept, at least one; those in use stay also where they are more, and as many again that nobody uses but
    /// whose gateways have to be spared for a while. Default: 1000.
    pub const fn capacity(mut self, mailers: usize) -> Self {
        self.capacity = if mailers == 0 { 1 } else { mailers };
        self
    }

    /// How long a mailer nobody uses is kept. It is looked after whenever a mailer is asked for. Its connections are closed
    /// after the gateway's own [`Timeouts::idle`](crate::gateway::Timeouts::idle) in any case. Default: 10 minutes.
    pub const fn idle(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// The cache, empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] where the system gives no random numbers.
    pub fn build(self) -> Result<MailerCache, Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| {
            Error::new(ErrorKind::Configuration, Stage::Gateway)
                .with_detail("the system gives no random numbers")
                .with_source(error)
        })?;
        let cache = Cache { mailers: HashMap::new(), customers: HashMap::new(), swept: Instant::now(), closed: false };
        let shared = Shared { key, capacity: self.capacity, idle: self.idle, cache: Mutex::new(cache) };
        Ok(MailerCache { shared: Arc::new(shared) })
    }
}

impl MailerCache {
    /// A builder; its setters say their defaults.
    pub const fn builder() -> MailerCacheBuilder {
        MailerCacheBuilder { capacity: 1000, idle: Duration::from_secs(600) }
    }

    /// The mailer of this gateway. Connects to nothing.
    ///
    /// # Errors
    ///
    /// As [`SmtpMailer::new`]; [`ErrorKind::Cancelled`] after [`shutdown`](Self::shutdown).
    pub fn mailer(&self, gateway: &SmtpGateway) -> Result<SmtpMailer, Error> {
        self.find(None, gateway)
    }

    /// The mailer of this customer, who has this gateway now. Where the customer had another one before, its mailer is shut
    /// down: mails under way come to their end, further ones are refused with [`ErrorKind::Cancelled`].
    ///
    /// Two customers never share a mailer, not even where they typed the same settings.
    ///
    /// # Errors
    ///
    /// As [`mailer`](Self::mailer).
    pub fn mailer_for(&self, customer: &str, gateway: &SmtpGateway) -> Result<SmtpMailer, Error> {
        self.find(Some(customer), gateway)
    }

    /// Shuts the mailer of this gateway down, as [`mailer`](Self::mailer) made it. Nothing happens if there is none.
    pub fn remove(&self, gateway: &SmtpGateway) {
        let fingerprint = self.fingerprint(None, gateway);
        let forgotten = self.cache().remove(&fingerprint);
        retire(forgotten);
    }

    /// Shuts this customer's mailer down, as [`mailer_for`](Self::mailer_for) made it: the customer has left, or has
    /// changed the settings and sends nothing yet. Nothing happens if there is none.
    pub fn forget_customer(&self, customer: &str) {
        let mut cache = self.cache();
        let fingerprint = cache.customers.get(customer).copied();
        let forgotten = fingerprint.and_then(|fingerprint| cache.remove(&fingerprint));
        drop(cache);
        retire(forgotten);
    }

    /// How many mailers are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cache().mailers.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shuts every mailer down, with a good-bye on each idle connection, and makes no further ones. Returns when all the
    /// good-byes are said.
    pub async fn shutdown(&self) {
        let all: Vec<Entry> = {
            let mut cache = self.cache();
            cache.closed = true;
            cache.customers.clear();
            cache.mailers.drain().map(|(_, entry)| entry).collect()
        };
        // All stop at once, before the first good-bye is answered.
        let idle: Vec<_> = all.iter().map(|entry| entry.mailer.close()).collect();
        let quits = idle.into_iter().map(quit_all);
        futures_util::future::join_all(quits).await;
    }

    fn find(&self, customer: Option<&str>, gateway: &SmtpGateway) -> Result<SmtpMailer, Error> {
        let fingerprint = self.fingerprint(customer, gateway);
        let idle = self.sweep();
        retire(idle);
        let known = self.cache().find(&fingerprint)?;
        if let Some(mailer) = known {
            // Outside the lock, for a provider of tokens may be anybody's code.
            if self.is_current(customer, &mailer, &fingerprint) {
                return Ok(mailer);
            }
            let spent = self.cache().remove_if(&fingerprint, &mailer);
            retire(spent);
        }
        // Outside the lock: trusted certificates are read from disk.
        let made = SmtpMailer::new(gateway.clone())?;
        let mut cache = self.cache();
        // Somebody else may have been faster.
        if let Some(mailer) = cache.find(&fingerprint)? {
            return Ok(mailer);
        }
        let mut gone = Vec::new();
        if let Some(customer) = customer {
            let before = cache.customers.insert(customer.to_owned(), fingerprint);
            // Not `remove`, which would forget the customer again.
            gone.extend(before.and_then(|before| cache.mailers.remove(&before)));
        }
        gone.extend(cache.make_room(self.shared.capacity));
        let entry = Entry { mailer: made.clone(), customer: customer.map(str::to_owned), used: Instant::now() };
        cache.mailers.insert(fingerprint, entry);
        drop(cache);
        retire(gone);
        Ok(made)
    }

    /// Takes out what nobody has used for long.
    fn sweep(&self) -> Vec<Entry> {
        let (now, idle) = (Instant::now(), self.shared.idle);
        let mut cache = self.cache();
        if now.duration_since(cache.swept) < idle / 8 {
            return Vec::new();
        }
        cache.swept = now;
        let mut old = Vec::new();
        for (fingerprint, entry) in &mut cache.mailers {
            if entry.mailer.is_held_elsewhere() {
                entry.used = now;
                continue;
            }
            let unused = now.duration_since(entry.used);
            if unused >= idle && (unused >= UNSETTLED || entry.is_settled()) {
                old.push(*fingerprint);
            }
        }
        old.iter().filter_map(|fingerprint| cache.remove(fingerprint)).collect()
    }

    /// Whether the mailer's own gateway still is what it is kept as; where its tokens have come to their end, no more.
    fn is_current(&self, customer: Option<&str>, mailer: &SmtpMailer, fingerprint: &Fingerprint) -> bool {
        let by_token = mailer.gateway().credentials().is_some_and(|credentials| credentials.tokens().is_some());
        !by_token || self.fingerprint(customer, mailer.gateway()) == *fingerprint
    }

    fn fingerprint(&self, customer: Option<&str>, gateway: &SmtpGateway) -> Fingerprint {
        let mut fields = Fields::new(&self.shared.key);
        let mut field = |bytes: &[u8]| fields.field(bytes);
        match customer {
            Some(customer) => {
                field(b"customer");
                field(customer.as_bytes());
            }
            None => field(b"gateway"),
        }
        gateway.identify(&mut field);
        fields.end(&[])
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.shared.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cache {
    fn find(&mut self, fingerprint: &Fingerprint) -> Result<Option<SmtpMailer>, Error> {
        if self.closed {
            return Err(Error::new(ErrorKind::Cancelled, Stage::Wait).with_detail("the mailers were shut down"));
        }
        let Some(entry) = self.mailers.get_mut(fingerprint) else { return Ok(None) };
        entry.used = Instant::now();
        Ok(Some(entry.mailer.clone()))
    }

    fn remove(&mut self, fingerprint: &Fingerprint) -> Option<Entry> {
        let entry = self.mailers.remove(fingerprint)?;
        if let Some(customer) = &entry.customer {
            self.customers.remove(customer);
        }
        Some(entry)
    }

    /// Unless another has taken its place.
    fn remove_if(&mut self, fingerprint: &Fingerprint, mailer: &SmtpMailer) -> Option<Entry> {
        let same = Arc::ptr_eq(&self.mailers.get(fingerprint)?.mailer.quit_on_drop, &mailer.quit_on_drop);
        if same { self.remove(fingerprint) } else { None }
    }

    /// Takes out those unused for longest, until there is room for one more. Never one that is held: beside it a second
    /// one of the same gateway would keep the gateway's limits for itself alone. For the same reason those that are not
    /// settled do not count, unless they are more than all others may be.
    fn make_room(&mut self, capacity: usize) -> Vec<Entry> {
        if self.mailers.len() < capacity {
            return Vec::new();
        }
        let free = self.mailers.iter().filter(|(_, entry)| !entry.mailer.is_held_elsewhere());
        let (settled, unsettled): (Vec<_>, Vec<_>) = free.partition(|(_, entry)| entry.is_settled());
        let counted = self.mailers.len() - unsettled.len();
        let too_many = (counted + 1).saturating_sub(capacity);
        let too_unsettled = unsettled.len().saturating_sub(capacity);
        let mut gone = Vec::new();
        for (mut free, too_many) in [(settled, too_many), (unsettled, too_unsettled)] {
            free.sort_unstable_by_key(|(_, entry)| entry.used);
            gone.extend(free.into_iter().take(too_many).map(|(fingerprint, _)| *fingerprint));
        }
        gone.iter().filter_map(|fingerprint| self.remove(fingerprint)).collect()
    }
}

impl Entry {
    fn is_settled(&self) -> bool {
        self.mailer.pool.manager().throttle.are_settled()
    }
}

/// Ends these mailers: at once for new mails, in the background for the good-byes. Without a runtime nobody can wait for
/// an answer, and the connections close without.
fn retire(entries: impl IntoIterator<Item = Entry>) {
    for entry in entries {
        let idle = entry.mailer.close();
        if let Ok(runtime) = Handle::try_current()
            && !idle.is_empty()
        {
            runtime.spawn(quit_all(idle));
        }
    }
}

impl fmt::Debug for MailerCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailerCache")
            .field("mailers", &self.len())
            .field("capacity", &self.shared.capacity)
            .field("idle", &self.shared.idle)
            .finish_non_exhaustive()
    }
}
