//! The conformance suite of idempotency stores passes good stores and finds the faults of bad ones.

use async_trait::async_trait;
use ite_mailer::{
    Error, IdempotencyStore, MemoryIdempotencyStore, Receipt,
    conformance::check_idempotency_store,
    wrappers::{Claim, IdempotencyKey, IdempotencyStoreError, Resolution},
};
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, SystemTime},
};

#[tokio::test]
async fn good_stores_pass_the_suite_and_bad_ones_do_not() {
    let store = MemoryIdempotencyStore::new();
    check_idempotency_store(&store).await.unwrap();
    check_idempotency_store(&store).await.unwrap();
    check_idempotency_store(&Arc::new(store)).await.unwrap();
    check_idempotency_store(&Faulty::new(Bad::NotAtAll)).await.unwrap();
    for (how, rule) in [
        (Bad::Forgets, "a claim holds"),
        (Bad::Loses, "keeps its receipt"),
        (Bad::Undoes, "keeps its receipt"),
        (Bad::NoTime, "time of its claim"),
        (Bad::MovingTime, "time of its claim"),
        (Bad::Blocks, "a released key is free"),
        (Bad::AddsDoubt, "a released key is free"),
        (Bad::Vanishes, "a doubt holds"),
        (Bad::IgnoresDoubt, "a doubt holds"),
        (Bad::MixesScopes, "compared exactly"),
        (Bad::FoldsCase, "compared exactly"),
        (Bad::Trims, "compared exactly"),
        (Bad::Cuts, "compared exactly"),
        (Bad::Races, "one gets the claim"),
    ] {
        let violation = check_idempotency_store(&Faulty::new(how)).await.unwrap_err();
        assert!(violation.rule.contains(rule), "{how:?}: {violation}");
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Bad {
    NotAtAll,
    Forgets,
    Loses,
    Undoes,
    Blocks,
    AddsDoubt,
    Vanishes,
    IgnoresDoubt,
    NoTime,
    MovingTime,
    MixesScopes,
    FoldsCase,
    Trims,
    Cuts,
    Races,
}

#[derive(Debug)]
struct Faulty(MemoryIdempotencyStore, Bad, Mutex<HashSet<IdempotencyKey>>, AtomicU64);

impl Faulty {
    fn new(how: Bad) -> Self {
        Self(MemoryIdempotencyStore::new(), how, Mutex::default(), AtomicU64::new(0))
    }

    fn key(&self, key: &IdempotencyKey) -> IdempotencyKey {
        let (run, scope) = key.scope().split_once('\u{1f}').unwrap();
        let text = key.key();
        let text = match self.1 {
            Bad::FoldsCase => text.to_lowercase(),
            Bad::Trims => text.trim().to_owned(),
            Bad::Cuts => text.chars().take(255).collect(),
            _ => text.to_owned(),
        };
        let scope = if self.1 == Bad::MixesScopes { "" } else { scope };
        IdempotencyKey::new(format!("{run}\u{1f}{scope}"), text)
    }
}

#[async_trait]
impl IdempotencyStore for Faulty {
    async fn begin(&self, key: &IdempotencyKey) -> Result<Claim, IdempotencyStoreError> {
        if self.1 == Bad::Races && key.key().starts_with("many") {
            return Ok(Claim::Claimed);
        }
        if self.2.lock().unwrap().remove(key) {
            return Ok(Claim::Claimed);
        }
        let claim = self.0.begin(&self.key(key)).await?;
        if self.1 == Bad::Forgets {
            self.0.release(&self.key(key)).await?;
        }
        Ok(match claim {
            Claim::Accepted(mut receipt) if self.1 == Bad::Loses => {
                receipt.documents.clear();
                Claim::Accepted(receipt)
            }
            Claim::InProgress { .. } if self.1 == Bad::NoTime => Claim::InProgress { since: SystemTime::UNIX_EPOCH },
            Claim::InProgress { .. } if self.1 == Bad::MovingTime => {
                Claim::InProgress { since: SystemTime::now() + Duration::from_millis(self.3.fetch_add(1, Relaxed)) }
            }
            claim => claim,
        })
    }

    async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError> {
        self.0.commit(&self.key(key), receipt).await
    }

    async fn unknown(&self, key: &IdempotencyKey, error: &Error) -> Result<Resolution, IdempotencyStoreError> {
        match self.1 {
            Bad::Vanishes => self.0.release(&self.key(key)).await?,
            Bad::IgnoresDoubt => return Ok(Resolution::InDoubt),
            Bad::AddsDoubt => drop(self.0.begin(&self.key(key)).await?),
            _ => {}
        }
        self.0.unknown(&self.key(key), error).await
    }

    async fn release(&self, key: &IdempotencyKey) -> Result<(), IdempotencyStoreError> {
        match self.1 {
            Bad::Blocks => Ok(()),
            Bad::Undoes => {
                self.2.lock().unwrap().insert(key.clone());
                Ok(())
            }
            _ => self.0.release(&self.key(key)).await,
        }
    }
}
