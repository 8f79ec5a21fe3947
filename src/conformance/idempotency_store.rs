//! What every [`IdempotencyStore`] must pass.

use super::{Checked, Violation, want};
use crate::{
    error::{Error, ErrorKind, Outcome, Stage},
    message::{Address, Document, DocumentMail},
    receipt::Receipt,
    wrappers::{Claim, IdempotencyKey, IdempotencyStore, IdempotencyStoreError, Resolution},
};
use std::{future::poll_fn, pin::pin, task::Poll};

/// How many calls claim one key at once.
const AT_ONCE: usize = 8;

/// Runs the contract of [`IdempotencyStore`] on a store. It uses authors at `store.example.org` and a key that is new each time,
/// so a store in use may be checked; entries stay behind.
///
/// # Errors
///
/// The first [`Violation`].
pub async fn check_idempotency_store(store: &dyn IdempotencyStore) -> Checked {
    let run = Run { store, run: fresh()? };
    run.a_claim_holds_until_it_is_settled().await?;
    run.an_accepted_mail_keeps_its_receipt().await?;
    run.a_released_key_is_free().await?;
    run.what_is_in_doubt_can_be_settled().await?;
    run.keys_are_compared_exactly().await?;
    run.one_of_many_gets_the_claim().await
}

fn fresh() -> Result<String, Violation> {
    let valid = |error: Error| Violation { rule: "the suite has a new key", found: error.to_string() };
    // A Message-ID without a key is random.
    mail("probe@store.example.org", None).map(|mail| mail.message_id().to_owned()).map_err(valid)
}

fn mail(author: &str, key: Option<&str>) -> Result<DocumentMail, Error> {
    let builder = DocumentMail::builder()
        .from(author)
        .to("client@example.org")
        .subject("Facture n° 42")
        .document(Document::pdf("Facture n° 42.pdf", &b"%PDF-1.7 store"[..]));
    match key {
        Some(key) => builder.idempotency_key(key).build(),
        None => builder.build(),
    }
}

fn word(begun: &Claim) -> String {
    match begun {
        Claim::Claimed => "claimed".to_owned(),
        Claim::Accepted(receipt) => format!("accepted {}", receipt.message_id),
        Claim::InDoubt => "in doubt".to_owned(),
    }
}

struct Run<'a> {
    store: &'a dyn IdempotencyStore,
    run: String,
}

impl Run<'_> {
    fn key(&self, rule: &'static str, key: &str) -> Result<IdempotencyKey, Violation> {
        self.key_by("billing@store.example.org", rule, key)
    }

    fn key_by(&self, author: &str, rule: &'static str, key: &str) -> Result<IdempotencyKey, Violation> {
        let author = Address::new(author).map_err(|error| Violation { rule, found: error.to_string() })?;
        Ok(IdempotencyKey::new(author, format!("{key}\u{1f}{}", self.run)))
    }

    async fn begins(&self, rule: &'static str, key: &IdempotencyKey, wanted: &str) -> Checked {
        let begun = done(rule, self.store.begin(key).await)?;
        want(rule, word(&begun) == wanted, || format!("begin answered {:?} instead of {wanted:?}", word(&begun)))
    }

    fn receipt(&self, rule: &'static str, key: &IdempotencyKey) -> Result<Receipt, Violation> {
        let composed = mail(key.author().as_str(), Some(key.key())).and_then(|mail| mail.compose());
        let composed = composed.map_err(|error| Violation { rule, found: error.to_string() })?;
        let mut receipt = Receipt::new(&composed, "smtp.example.com", vec!["client@example.org".to_owned()]);
        receipt.reply = Some(crate::error::Reply::parse("250 2.0.0 Ok: queued as 4F2"));
        receipt.queue_id = Some("4F2".to_owned());
        Ok(receipt)
    }

    async fn a_claim_holds_until_it_is_settled(&self) -> Checked {
        const RULE: &str = "a claim holds until it is settled";
        let key = self.key(RULE, "held")?;
        self.begins(RULE, &key, "claimed").await?;
        self.begins(RULE, &key, "in doubt").await?;
        self.begins(RULE, &key, "in doubt").await
    }

    async fn an_accepted_mail_keeps_its_receipt(&self) -> Checked {
        const RULE: &str = "an accepted mail keeps its receipt";
        let late = self.key(RULE, "released by mistake, then accepted")?;
        self.begins(RULE, &late, "claimed").await?;
        done(RULE, self.store.release(&late).await)?;
        let receipt = self.receipt(RULE, &late)?;
        done(RULE, self.store.commit(&late, &receipt).await)?;
        self.begins(RULE, &late, &format!("accepted {}", receipt.message_id)).await?;

        let key = self.key(RULE, "accepted")?;
        self.begins(RULE, &key, "claimed").await?;
        let receipt = self.receipt(RULE, &key)?;
        done(RULE, self.store.commit(&key, &receipt).await)?;
        for _ in 0..2 {
            let Claim::Accepted(kept) = done(RULE, self.store.begin(&key).await)? else {
                return want(RULE, false, || "no receipt came back".to_owned());
            };
            let same = (&kept.message_id, &kept.accepted, &kept.documents, &kept.reply, &kept.queue_id, kept.size)
                == (
                    &receipt.message_id,
                    &receipt.accepted,
                    &receipt.documents,
                    &receipt.reply,
                    &receipt.queue_id,
                    receipt.size,
                );
            want(RULE, same, || format!("another receipt came back: {kept:?}"))?;
            // Neither undoes it.
            done(RULE, self.store.release(&key).await)?;
            done(RULE, self.store.unknown(&key, &no_answer()).await)?;
        }
        Ok(())
    }

    async fn a_released_key_is_free(&self) -> Checked {
        const RULE: &str = "a released key is free";
        let key = self.key(RULE, "released")?;
        self.begins(RULE, &key, "claimed").await?;
        done(RULE, self.store.release(&key).await)?;
        self.begins(RULE, &key, "claimed").await?;
        self.begins(RULE, &key, "in doubt").await
    }

    async fn what_is_in_doubt_can_be_settled(&self) -> Checked {
        const RULE: &str = "what is in doubt stays so until it is settled";
        for went in [true, false] {
            let key = self.key(RULE, if went { "doubt, went" } else { "doubt, did not go" })?;
            self.begins(RULE, &key, "claimed").await?;
            let settled = done(RULE, self.store.unknown(&key, &no_answer()).await)?;
            // A store that can find out must not find out this: there was no mail.
            want(RULE, !matches!(settled, Resolution::Accepted(_)), || "a mail that never was is accepted".to_owned())?;
            self.begins(RULE, &key, "in doubt").await?;
            if went {
                let receipt = self.receipt(RULE, &key)?;
                done(RULE, self.store.commit(&key, &receipt).await)?;
                self.begins(RULE, &key, &format!("accepted {}", receipt.message_id)).await?;
            } else {
                done(RULE, self.store.release(&key).await)?;
                self.begins(RULE, &key, "claimed").await?;
            }
        }
        Ok(())
    }

    /// What a database may take for the same: case, accents, blanks at the end, a cut at some length.
    async fn keys_are_compared_exactly(&self) -> Checked {
        const RULE: &str = "keys are compared exactly";
        let long = "x".repeat(2_000);
        let longer = format!("{long}y");
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}");
        for key in ["a", "A", "a ", " a", "\u{e4}", composed, decomposed, "cafe", "'; --", "%", "_", &long, &longer] {
            self.begins(RULE, &self.key(RULE, key)?, "claimed").await?;
        }
        for author in ["Billing@store.example.org", "billing@other.example.org"] {
            self.begins(RULE, &self.key_by(author, RULE, "a")?, "claimed").await?;
        }
        self.begins(RULE, &self.key(RULE, "a")?, "in doubt").await
    }

    async fn one_of_many_gets_the_claim(&self) -> Checked {
        const RULE: &str = "of many at once, one gets the claim";
        let key = self.key(RULE, "many")?;
        let mut running: Vec<_> = (0..AT_ONCE).map(|_| Some(self.store.begin(&key))).collect();
        let mut claimed = 0;
        let mut failed = None;
        let all = poll_fn(|cx| {
            for slot in &mut running {
                let Some(Poll::Ready(begun)) = slot.as_mut().map(|begin| begin.as_mut().poll(cx)) else { continue };
                *slot = None;
                match begun {
                    Ok(Claim::Claimed) => claimed += 1,
                    Ok(_) => {}
                    Err(error) => failed = Some(error),
                }
            }
            if running.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
        });
        pin!(all).await;
        done(RULE, failed.map_or(Ok(()), Err))?;
        want(RULE, claimed == 1, || format!("{claimed} of {AT_ONCE} calls got it"))
    }
}

fn no_answer() -> Error {
    Error::new(ErrorKind::Timeout, Stage::FinalReply).with_outcome(Outcome::Unknown)
}

fn done<T>(rule: &'static str, result: Result<T, IdempotencyStoreError>) -> Result<T, Violation> {
    result.map_err(|error| Violation { rule, found: format!("the store failed: {error}") })
}
