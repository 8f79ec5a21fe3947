//! Throttles and auth breakers of accounts. They outlive the mailers.

use super::Fingerprint;
use crate::{
    gateway::SmtpGateway,
    smtp::{
        pool::Pool,
        throttle::{AuthBreaker, MINUTE, Throttle},
    },
};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::time::Instant;

/// How long refused sign-ins are remembered after the last use; the breaker is never open for longer.
const REFUSALS_KEPT: Duration = Duration::from_secs(3600);
/// Logins of one account whose refusals are remembered.
const LOGINS: usize = 8;

#[derive(Default)]
pub(super) struct Throttles(HashMap<Fingerprint, Account>);

struct Account {
    throttle: Arc<Throttle>,
    /// By login, the most recently used last.
    breakers: Vec<(Fingerprint, Arc<AuthBreaker>)>,
    used: Instant,
}

impl Account {
    /// Whether a new throttle and new breakers would behave the same.
    fn is_settled(&self, now: Instant) -> bool {
        let remembers = now.duration_since(self.used) < REFUSALS_KEPT;
        self.throttle.is_settled() && !(remembers && self.breakers.iter().any(|(_, breaker)| !breaker.is_clean()))
    }

    /// Whether no mailer and no connection uses it.
    fn is_unused(&self) -> bool {
        Arc::strong_count(&self.throttle) == 1
    }
}

impl Throttles {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The throttle and breaker of this account and login. The throttle adopts the limits of this gateway.
    pub(super) fn of(
        &mut self,
        account: Fingerprint,
        login: Fingerprint,
        gateway: &SmtpGateway,
    ) -> (Arc<Throttle>, Arc<AuthBreaker>) {
        let account = self.0.entry(account).or_insert_with(|| Account {
            throttle: Throttle::new(gateway, MINUTE),
            breakers: Vec::new(),
            used: Instant::now(),
        });
        account.used = Instant::now();
        account.throttle.adopt(gateway);
        let known = account.breakers.iter().position(|(of, _)| *of == login);
        let breaker = known.map(|at| account.breakers.remove(at).1).unwrap_or_default();
        account.breakers.push((login, Arc::clone(&breaker)));
        if account.breakers.len() > LOGINS {
            account.breakers.remove(0);
        }
        (Arc::clone(&account.throttle), breaker)
    }

    /// Removes entries that are settled. At most `most` entries with nothing but refused sign-ins are kept, because
    /// untrusted settings can create any number of them.
    pub(super) fn sweep(&mut self, now: Instant, most: usize) {
        self.0.retain(|_, account| {
            let unused = account.is_unused();
            if !unused {
                account.used = now;
            }
            !(unused && account.is_settled(now))
        });
        let only_refused = |account: &Account| account.is_unused() && account.throttle.is_settled();
        let mut refused: Vec<_> = self
            .0
            .iter()
            .filter(|(_, account)| only_refused(account))
            .map(|(of, account)| (account.used, *of))
            .collect();
        refused.sort_unstable();
        let surplus = refused.len().saturating_sub(most);
        for (_, of) in refused.into_iter().take(surplus) {
            self.0.remove(&of);
        }
    }

    /// Removes all, and returns the pools that still exist.
    pub(super) fn drain(&mut self) -> Vec<Arc<Pool>> {
        self.0.drain().flat_map(|(_, account)| account.throttle.pools()).collect()
    }
}
