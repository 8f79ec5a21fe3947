//! The suite for ledgers: it lets good ones pass, and finds what is wrong with bad ones.

use async_trait::async_trait;
use ite_mailer::{
    Error, IdempotencyStore, MemoryIdempotencyStore, Receipt,
    conformance::check_idempotency_store,
    wrappers::{Claim, IdempotencyKey, IdempotencyStoreError, Resolution},
};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

#[tokio::test]
async fn ledgers_pass_their_suite_and_bad_ones_do_not() {
    let store = MemoryIdempotencyStore::new();
    check_idempotency_store(&store).await.unwrap();
    check_idempotency_store(&store).await.unwrap();
    check_idempotency_store(&Arc::new(store)).await.unwrap();
    check_idempotency_store(&Faulty(MemoryIdempotencyStore::new(), Bad::NotAtAll, Mutex::default())).await.unwrap();
    for (how, rule) in [
        (Bad::Forgets, "a claim holds"),
        (Bad::Loses, "keeps its receipt"),
        (Bad::Undoes, "keeps its receipt"),
        (Bad::Blocks, "a released key is free"),
        (Bad::Vanishes, "stays so until"),
        (Bad::FoldsCase, "compared exactly"),
        (Bad::Trims, "compared exactly"),
        (Bad::Cuts, "compared exactly"),
        (Bad::Races, "one gets the claim"),
    ] {
        let violation =
            check_idempotency_store(&Faulty(MemoryIdempotencyStore::new(), how, Mutex::default())).await.unwrap_err();
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
    Vanishes,
    FoldsCase,
    Trims,
    Cuts,
    Races,
}

#[derive(Debug)]
struct Faulty(MemoryIdempotencyStore, Bad, Mutex<HashSet<IdempotencyKey>>);

impl Faulty {
    fn key(&self, key: &IdempotencyKey) -> IdempotencyKey {
        let (text, run) = key.key().split_once('\u{1f}').unwrap();
        let text = match self.1 {
            Bad::FoldsCase => text.to_lowercase(),
            Bad::Trims => text.trim().to_owned(),
            Bad::Cuts => text.chars().take(255).collect(),
            _ => text.to_owned(),
        };
        IdempotencyKey::new(key.author().clone(), format!("{text}\u{1f}{run}"))
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
        let begun = self.0.begin(&self.key(key)).await?;
        if self.1 == Bad::Forgets {
            self.0.release(&self.key(key)).await?;
        }
        Ok(match begun {
            Claim::Accepted(mut receipt) if self.1 == Bad::Loses => {
                receipt.documents.clear();
                Claim::Accepted(receipt)
            }
            begun => begun,
        })
    }

    async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError> {
        self.0.commit(&self.key(key), receipt).await
    }

    async fn unknown(&self, key: &IdempotencyKey, error: &Error) -> Result<Resolution, IdempotencyStoreError> {
        if self.1 == Bad::Vanishes {
            self.0.release(&self.key(key)).await?;
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
