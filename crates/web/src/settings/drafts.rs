//! Unsaved input of customers, kept on the server so that a secret is never sent back to the browser.

use super::{
    faults::Fault,
    form::Fields,
    store::{Secret, StoredSettings},
};
use crate::Customer;
use ite_mailer::{Diagnosis, Guidance};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long a draft is kept after it was last touched.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// One for each open tab of a customer, and a few left behind.
const PER_CUSTOMER: usize = 12;

/// One open page.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) fields: Fields,
    /// Typed on this page; counts before the stored one.
    pub(crate) secret: Secret,
    /// What was saved when the page was opened or last saved, and its revision.
    pub(crate) stored: Option<Arc<StoredSettings>>,
    pub(crate) revision: u64,
    /// Changes with every input, so that an outdated test is recognised.
    pub(crate) version: u64,
    pub(crate) faults: Vec<Fault>,
    pub(crate) notice: Option<Notice>,
    pub(crate) test: Option<TestResult>,
    /// Why a consent could not be turned into tokens.
    pub(crate) consent_error: Option<Guidance>,
}

/// A finished test.
#[derive(Clone, Debug)]
pub(crate) struct TestResult {
    pub(crate) diagnosis: Arc<Diagnosis>,
    pub(crate) sent: bool,
    /// The version of the draft that was tested.
    pub(crate) version: u64,
    pub(crate) ended: Instant,
}

/// A message at the top of the page, shown once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    Saved,
    SavedUntested,
    SavedFailing,
    SavedWithoutCopy,
    Applied,
    AddressUnknown,
    SearchUnknown,
    ConsentGiven,
    ConsentRefused,
    ConsentExpired,
    PasswordDropped,
    Conflict,
    Busy(u64),
    DraftLost,
}

impl Draft {
    /// A page that begins with what is saved.
    pub(crate) fn of(stored: Option<(StoredSettings, u64)>) -> Self {
        let Some((stored, revision)) = stored else { return Self::default() };
        Self { fields: Fields::of(&stored), stored: Some(Arc::new(stored)), revision, ..Self::default() }
    }

    /// The secret a test or a save uses: the one typed here, else the stored one.
    pub(crate) fn secret(&self) -> Secret {
        match (&self.secret, &self.stored) {
            (Secret::Missing, Some(stored)) => stored.secret.clone(),
            (own, _) => own.clone(),
        }
    }

    /// Notes that something was changed.
    pub(crate) fn touch(&mut self) {
        self.version += 1;
    }
}

/// A draft and its locks.
#[derive(Debug)]
pub(crate) struct Slot {
    customer: Customer,
    draft: Mutex<Draft>,
    /// One test or save of a page at a time.
    pub(crate) turn: tokio::sync::Mutex<()>,
}

impl Slot {
    pub(crate) fn draft(&self) -> MutexGuard<'_, Draft> {
        self.draft.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every open page of every customer.
#[derive(Debug, Default)]
pub(crate) struct Drafts(Mutex<HashMap<String, (Arc<Slot>, Instant)>>);

impl Drafts {
    /// The customer's draft with this identifier; `None` for another customer's.
    pub(crate) fn get(&self, customer: &Customer, id: &str) -> Option<Arc<Slot>> {
        let mut drafts = self.all();
        let (slot, touched) = drafts.get_mut(id)?;
        if slot.customer != *customer || touched.elapsed() > LIFETIME {
            return None;
        }
        *touched = Instant::now();
        Some(Arc::clone(slot))
    }

    /// Keeps a new draft; gives its identifier, which cannot be guessed.
    pub(crate) fn add(&self, customer: &Customer, draft: Draft) -> Result<(String, Arc<Slot>), getrandom::Error> {
        let id = random_id()?;
        let slot =
            Arc::new(Slot { customer: customer.clone(), draft: Mutex::new(draft), turn: tokio::sync::Mutex::new(()) });
        let mut drafts = self.all();
        drafts.retain(|_, (_, touched)| touched.elapsed() <= LIFETIME);
        let mut own: Vec<_> = drafts
            .iter()
            .filter(|(_, (slot, _))| slot.customer == *customer)
            .map(|(id, (_, at))| (*at, id.clone()))
            .collect();
        own.sort_unstable();
        for (_, oldest) in own.iter().take((own.len() + 1).saturating_sub(PER_CUSTOMER)) {
            drafts.remove(oldest);
        }
        drafts.insert(id.clone(), (Arc::clone(&slot), Instant::now()));
        Ok((id, slot))
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, (Arc<Slot>, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 128 bits in hexadecimal digits.
pub(crate) fn random_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_of_another_customer_is_not_there() {
        let drafts = Drafts::default();
        let (id, _) = drafts.add(&Customer::new("a"), Draft::default()).unwrap();
        assert!(drafts.get(&Customer::new("a"), &id).is_some());
        assert!(drafts.get(&Customer::new("b"), &id).is_none());
    }

    #[test]
    fn the_oldest_draft_makes_way() {
        let (drafts, a, b) = (Drafts::default(), Customer::new("a"), Customer::new("b"));
        let (other, _) = drafts.add(&b, Draft::default()).unwrap();
        let ids: Vec<_> = (0..=PER_CUSTOMER).map(|_| drafts.add(&a, Draft::default()).unwrap().0).collect();
        assert!(drafts.get(&a, &ids[0]).is_none());
        assert!(ids[1..].iter().all(|id| drafts.get(&a, id).is_some()));
        assert!(drafts.get(&b, &other).is_some());
    }
}
