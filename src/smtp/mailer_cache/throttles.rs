//! Throttles and auth breakers of accounts, which outlive their mailers.

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

/// How long refused sign-ins are remembered after the last use; no pause of sign-ins is longer.
const REFUSALS_KEPT: Duration = Duration::from_secs(3600);
/// Logins of one account whose refusals are remembered.
const LOGINS: usize = 8;

#[derive(Default)]
pub(super) struct Throttles(HashMap<Fingerprint, Account>);

struct Account {
    throttle: Arc<Throttle>,
    /// By login, the one used last at the end.
    breakers: Vec<(Fingerprint, Arc<AuthBreaker>)>,
    used: Instant,
}

impl Account {
    /// Whether a new throttle and new breakers would treat the server no worse.
    fn is_settled(&self, now: Instant) -> bool {
        let remembers = now.duration_since(self.used) < REFUSALS_KEPT;
        self.throttle.is_settled() && !(remembers && self.breakers.iter().any(|(_, breaker)| !breaker.is_clean()))
    }

    /// Whether only this entry holds it: no mailer, no connection.
    fn is_unused(&self) -> bool {
        Arc::strong_count(&self.throttle) == 1
    }
}

impl Throttles {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Those of this account and login. The throttle takes the limits of this gateway.
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

    /// Forgets what need not be known any more. Accounts of which only refused sign-ins are known are the cheapest for a
    /// stranger to make: at most so many are kept.
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

    /// Forgets all, and gives every pool that has not ended.
    pub(super) fn drain(&mut self) -> Vec<Arc<Pool>> {
        self.0.drain().flat_map(|(_, account)| account.throttle.pools()).collect()
    }
}
