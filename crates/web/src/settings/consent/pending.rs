//! Consents in progress.

use crate::{Customer, core::Language};
use ite_mailer::{Provider, oauth2::AuthorizationRequest};
use secrecy::ExposeSecret;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Long enough for two-step verification.
pub(super) const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// Bounds the memory of consents that are never answered.
const MOST: usize = 10_000;

/// One consent that was asked for.
pub(crate) struct Consent {
    customer: Customer,
    pub(super) draft: String,
    pub(super) provider: Provider,
    browser: String,
    pub(super) language: Language,
    pub(super) request: AuthorizationRequest,
    asked: Instant,
}

impl Consent {
    pub(super) fn new(
        customer: Customer,
        draft: String,
        provider: Provider,
        browser: String,
        language: Language,
        request: AuthorizationRequest,
    ) -> Self {
        Self { customer, draft, provider, browser, language, request, asked: Instant::now() }
    }

    /// Whether this customer asked for it in the browser with this cookie.
    pub(super) fn is_of(&self, customer: &Customer, browser: Option<&str>) -> bool {
        self.customer == *customer && browser == Some(&self.browser) && self.asked.elapsed() < LIFETIME
    }
}

/// Every consent under way, by its state.
#[derive(Default)]
pub(crate) struct Pending(Mutex<HashMap<String, Consent>>);

impl Pending {
    pub(super) fn add(&self, consent: Consent) {
        let mut pending = self.all();
        pending.retain(|_, consent| consent.asked.elapsed() < LIFETIME);
        if pending.len() >= MOST {
            let oldest = pending.iter().min_by_key(|(_, consent)| consent.asked).map(|(state, _)| state.clone());
            oldest.and_then(|state| pending.remove(&state));
        }
        pending.insert(consent.request.state().expose_secret().to_owned(), consent);
    }

    /// Removes and returns the consent with the state of this query: a response is valid once.
    pub(super) fn take(&self, query: &str) -> Option<Consent> {
        // States are base64url, which no form encodes.
        let state = query.split('&').find_map(|pair| pair.strip_prefix("state="))?;
        self.all().remove(state)
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Consent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
