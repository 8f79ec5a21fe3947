//! The entries of the cache, and their eviction.

use super::Fingerprint;
use crate::SmtpMailer;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::time::Instant;

pub(super) struct Entries<M> {
    by_gateway: HashMap<Fingerprint, Entry<M>>,
    customers: HashMap<String, Fingerprint>,
}

pub(super) struct Entry<M> {
    pub(super) mailer: SmtpMailer,
    wrapped: M,
    customer: Option<String>,
    used: Instant,
    /// Clones of the mailer in this entry, the wrapper's included.
    clones: usize,
}

impl<M: Clone> Entry<M> {
    /// Another clone of `wrapped` is with the caller.
    pub(super) fn new(mailer: SmtpMailer, wrapped: M, customer: Option<&str>) -> Self {
        let clones = Arc::strong_count(&mailer.quit_on_drop);
        let another = wrapped.clone();
        // 0 if clones of the wrapper share one mailer.
        let in_a_clone = Arc::strong_count(&mailer.quit_on_drop) - clones;
        drop(another);
        let customer = customer.map(str::to_owned);
        Self { mailer, wrapped, customer, used: Instant::now(), clones: clones - in_a_clone }
    }
}

impl<M> Entry<M> {
    fn is_held_elsewhere(&self) -> bool {
        Arc::strong_count(&self.mailer.quit_on_drop) > self.clones
    }
}

impl<M> Default for Entries<M> {
    fn default() -> Self {
        Self { by_gateway: HashMap::new(), customers: HashMap::new() }
    }
}

impl<M> Entries<M> {
    pub(super) fn len(&self) -> usize {
        self.by_gateway.len()
    }

    /// The mailer and its wrapped form, unless it was shut down.
    pub(super) fn find(&mut self, fingerprint: &Fingerprint) -> Option<(SmtpMailer, M)>
    where
        M: Clone,
    {
        let entry = self.by_gateway.get_mut(fingerprint).filter(|entry| !entry.mailer.pool().is_closed())?;
        entry.used = Instant::now();
        Some((entry.mailer.clone(), entry.wrapped.clone()))
    }

    /// Adds a mailer, and returns those that it replaces: the customer's previous one, and one that was shut down.
    pub(super) fn insert(&mut self, fingerprint: Fingerprint, entry: Entry<M>) -> Vec<Entry<M>> {
        let mut replaced = Vec::new();
        if let Some(customer) = &entry.customer {
            let before = self.customers.insert(customer.clone(), fingerprint);
            replaced.extend(before.and_then(|before| self.by_gateway.remove(&before)));
        }
        replaced.extend(self.by_gateway.insert(fingerprint, entry));
        replaced
    }

    pub(super) fn remove(&mut self, fingerprint: &Fingerprint) -> Option<Entry<M>> {
        let entry = self.by_gateway.remove(fingerprint)?;
        if let Some(customer) = &entry.customer {
            self.customers.remove(customer);
        }
        Some(entry)
    }

    pub(super) fn remove_customer(&mut self, customer: &str) -> Option<Entry<M>> {
        let fingerprint = self.customers.get(customer).copied()?;
        self.remove(&fingerprint)
    }

    /// Removes it, unless another has replaced it.
    pub(super) fn remove_if(&mut self, fingerprint: &Fingerprint, mailer: &SmtpMailer) -> Option<Entry<M>> {
        let same = Arc::ptr_eq(&self.by_gateway.get(fingerprint)?.mailer.quit_on_drop, &mailer.quit_on_drop);
        if same { self.remove(fingerprint) } else { None }
    }

    /// Removes entries unused for this long, except `asked_for`.
    pub(super) fn take_unused(&mut self, now: Instant, idle: Duration, asked_for: &Fingerprint) -> Vec<Entry<M>> {
        let mut old = Vec::new();
        for (fingerprint, entry) in &mut self.by_gateway {
            if entry.is_held_elsewhere() {
                entry.used = now;
            } else if now.duration_since(entry.used) >= idle && fingerprint != asked_for {
                old.push(*fingerprint);
            }
        }
        old.iter().filter_map(|fingerprint| self.remove(fingerprint)).collect()
    }

    /// Removes the least recently used entries beyond `capacity`, except `added` and those in use.
    pub(super) fn make_room(&mut self, capacity: usize, added: &Fingerprint) -> Vec<Entry<M>> {
        let surplus = self.by_gateway.len().saturating_sub(capacity);
        if surplus == 0 {
            return Vec::new();
        }
        let mut free: Vec<_> = self
            .by_gateway
            .iter()
            .filter(|(fingerprint, entry)| *fingerprint != added && !entry.is_held_elsewhere())
            .map(|(fingerprint, entry)| (entry.used, *fingerprint))
            .collect();
        free.sort_unstable();
        free.into_iter().take(surplus).filter_map(|(_, fingerprint)| self.remove(&fingerprint)).collect()
    }

    pub(super) fn drain(&mut self) -> Vec<Entry<M>> {
        self.customers.clear();
        self.by_gateway.drain().map(|(_, entry)| entry).collect()
    }
}
