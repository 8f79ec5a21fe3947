//! The suite for ledgers: it lets good ones pass, and finds what is wrong with bad ones.

use async_trait::async_trait;
use ite_mailer::{
    Error, MemoryLedger, Receipt, SendLedger,
    conformance::check_ledger,
    wrappers::{Begun, LedgerError, SendKey, Settlement},
};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

#[tokio::test]
async fn ledgers_pass_their_suite_and_bad_ones_do_not() {
    let ledger = MemoryLedger::new();
    check_ledger(&ledger).await.unwrap();
    check_ledger(&ledger).await.unwrap();
    check_ledger(&Arc::new(ledger)).await.unwrap();
    check_ledger(&Faulty(MemoryLedger::new(), Bad::NotAtAll, Mutex::default())).await.unwrap();
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
        let violation = check_ledger(&Faulty(MemoryLedger::new(), how, Mutex::default())).await.unwrap_err();
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
struct Faulty(MemoryLedger, Bad, Mutex<HashSet<SendKey>>);

impl Faulty {
    fn key(&self, key: &SendKey) -> SendKey {
        let (text, run) = key.key().split_once('\u{1f}').unwrap();
        let text = match self.1 {
            Bad::FoldsCase => text.to_lowercase(),
            Bad::Trims => text.trim().to_owned(),
            Bad::Cuts => text.chars().take(255).collect(),
            _ => text.to_owned(),
        };
        SendKey::new(key.author().clone(), format!("{text}\u{1f}{run}"))
    }
}

#[async_trait]
impl SendLedger for Faulty {
    async fn begin(&self, key: &SendKey) -> Result<Begun, LedgerError> {
        if self.1 == Bad::Races && key.key().starts_with("many") {
            return Ok(Begun::Claimed);
        }
        if self.2.lock().unwrap().remove(key) {
            return Ok(Begun::Claimed);
        }
        let begun = self.0.begin(&self.key(key)).await?;
        if self.1 == Bad::Forgets {
            self.0.release(&self.key(key)).await?;
        }
        Ok(match begun {
            Begun::Accepted(mut receipt) if self.1 == Bad::Loses => {
                receipt.documents.clear();
                Begun::Accepted(receipt)
            }
            begun => begun,
        })
    }

    async fn commit(&self, key: &SendKey, receipt: &Receipt) -> Result<(), LedgerError> {
        self.0.commit(&self.key(key), receipt).await
    }

    async fn unknown(&self, key: &SendKey, error: &Error) -> Result<Settlement, LedgerError> {
        if self.1 == Bad::Vanishes {
            self.0.release(&self.key(key)).await?;
        }
        self.0.unknown(&self.key(key), error).await
    }

    async fn release(&self, key: &SendKey) -> Result<(), LedgerError> {
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
