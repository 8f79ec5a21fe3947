//! The contract tests of [`IdempotencyStore`].

use super::{Checked, Violation, fresh, want};
use crate::{
    error::{Error, ErrorKind, Outcome, Stage},
    message::{Document, DocumentMail},
    receipt::Receipt,
    wrappers::{Claim, IdempotencyKey, IdempotencyStore, IdempotencyStoreError, Resolution},
};
use std::{
    future::poll_fn,
    pin::pin,
    task::Poll,
    time::{Duration, SystemTime},
};

/// Number of simultaneous calls that claim one key.
const AT_ONCE: usize = 8;
/// How far the store's clock may be from ours.
const CLOCK_SKEW: Duration = Duration::from_secs(10 * 60);

/// Runs the contract of [`IdempotencyStore`] on a store. Each run has scopes of its own, so that a store in use can be
/// checked. The entries of the run stay in the store.
///
/// ```
/// use ite_mailer::{MemoryIdempotencyStore, conformance};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), conformance::Violation> {
/// conformance::check_idempotency_store(&MemoryIdempotencyStore::new()).await
/// # }
/// ```
///
/// # Errors
///
/// The first [`Violation`].
pub async fn check_idempotency_store(store: &dyn IdempotencyStore) -> Checked {
    let run = Run { store, run: fresh("the suite has a new scope")? };
    run.claim_holds_until_resolved().await?;
    run.claim_tells_since_when().await?;
    run.accepted_mail_keeps_its_receipt().await?;
    run.released_key_is_free().await?;
    run.doubt_holds_until_resolved().await?;
    run.keys_are_compared_exactly().await?;
    run.one_of_many_gets_the_claim().await
}

fn mail(key: &IdempotencyKey) -> Result<DocumentMail, Error> {
    DocumentMail::builder()
        .from("billing@store.example.org")
        .to("client@example.org")
        .subject("Facture n° 42")
        .document(Document::pdf("Facture n° 42.pdf", &b"%PDF-1.7 store"[..]))
        .idempotency_scope(key.scope())
        .idempotency_key(key.key())
        .build()
}

fn word(claim: &Claim) -> String {
    match claim {
        Claim::Claimed => "claimed".to_owned(),
        Claim::Accepted(receipt) => format!("accepted {}", receipt.message_id),
        Claim::InProgress { .. } => "in progress".to_owned(),
        Claim::InDoubt => "in doubt".to_owned(),
    }
}

struct Run<'a> {
    store: &'a dyn IdempotencyStore,
    run: String,
}

impl Run<'_> {
    fn key(&self, key: &str) -> IdempotencyKey {
        self.key_in("store", key)
    }

    fn key_in(&self, scope: &str, key: &str) -> IdempotencyKey {
        IdempotencyKey::new(format!("{}\u{1f}{scope}", self.run), key)
    }

    async fn begins(&self, rule: &'static str, key: &IdempotencyKey, wanted: &str) -> Checked {
        let claim = done(rule, self.store.begin(key).await)?;
        want(rule, word(&claim) == wanted, || format!("begin answered {:?} instead of {wanted:?}", word(&claim)))
    }

    fn receipt(&self, rule: &'static str, key: &IdempotencyKey) -> Result<Receipt, Violation> {
        let composed = mail(key).and_then(|mail| mail.compose());
        let composed = composed.map_err(|error| Violation { rule, found: error.to_string() })?;
        let mut receipt = Receipt::new(&composed, "smtp.example.com", vec!["client@example.org".to_owned()]);
        receipt.reply = Some(crate::error::Reply::parse("250 2.0.0 Ok: queued as 4F2"));
        receipt.queue_id = Some("4F2".to_owned());
        Ok(receipt)
    }

    async fn claim_holds_until_resolved(&self) -> Checked {
        const RULE: &str = "a claim holds until it is resolved";
        let key = self.key("held");
        self.begins(RULE, &key, "claimed").await?;
        self.begins(RULE, &key, "in progress").await?;
        self.begins(RULE, &key, "in progress").await
    }

    async fn claim_tells_since_when(&self) -> Checked {
        const RULE: &str = "an entry in progress has the time of its claim";
        let key = self.key("since");
        self.begins(RULE, &key, "claimed").await?;
        let mut seen = Vec::new();
        for _ in 0..2 {
            let Claim::InProgress { since } = done(RULE, self.store.begin(&key).await)? else {
                return want(RULE, false, || "it is no longer in progress".to_owned());
            };
            seen.push(since);
        }
        want(RULE, seen.first() == seen.last(), || format!("the time changed: {seen:?}"))?;
        let now = SystemTime::now();
        let near = |since: &SystemTime| {
            now.duration_since(*since).or_else(|_| since.duration_since(now)).is_ok_and(|apart| apart < CLOCK_SKEW)
        };
        want(RULE, seen.iter().all(near), || format!("claimed now, it says {seen:?}"))
    }

    async fn accepted_mail_keeps_its_receipt(&self) -> Checked {
        const RULE: &str = "an accepted mail keeps its receipt";
        let late = self.key("released by mistake, then accepted");
        self.begins(RULE, &late, "claimed").await?;
        done(RULE, self.store.release(&late).await)?;
        let receipt = self.receipt(RULE, &late)?;
        done(RULE, self.store.commit(&late, &receipt).await)?;
        self.begins(RULE, &late, &format!("accepted {}", receipt.message_id)).await?;

        let key = self.key("accepted");
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
            // Neither call changes an accepted entry.
            done(RULE, self.store.release(&key).await)?;
            done(RULE, self.store.unknown(&key, &no_answer()).await)?;
        }
        Ok(())
    }

    async fn released_key_is_free(&self) -> Checked {
        const RULE: &str = "a released key is free";
        let key = self.key("released");
        self.begins(RULE, &key, "claimed").await?;
        done(RULE, self.store.release(&key).await)?;
        done(RULE, self.store.unknown(&key, &no_answer()).await)?;
        self.begins(RULE, &key, "claimed").await?;
        self.begins(RULE, &key, "in progress").await
    }

    async fn doubt_holds_until_resolved(&self) -> Checked {
        const RULE: &str = "a doubt holds until it is resolved";
        for delivered in [true, false] {
            let key = self.key(if delivered { "doubt, delivered" } else { "doubt, not sent" });
            self.begins(RULE, &key, "claimed").await?;
            let resolution = done(RULE, self.store.unknown(&key, &no_answer()).await)?;
            // No mail was sent, so a store cannot have found one.
            want(RULE, !matches!(resolution, Resolution::Accepted(_)), || {
                "a mail that was never sent is accepted".to_owned()
            })?;
            self.begins(RULE, &key, "in doubt").await?;
            self.begins(RULE, &key, "in doubt").await?;
            if delivered {
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

    /// Keys that a database may treat as equal: case, accents, trailing blanks, truncation.
    async fn keys_are_compared_exactly(&self) -> Checked {
        const RULE: &str = "keys are compared exactly";
        let long = "x".repeat(2_000);
        let longer = format!("{long}y");
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}");
        for key in ["a", "A", "a ", " a", "\u{e4}", composed, decomposed, "cafe", "'; --", "%", "_", &long, &longer] {
            self.begins(RULE, &self.key(key), "claimed").await?;
        }
        for scope in ["Store", "store ", "stor", "other"] {
            self.begins(RULE, &self.key_in(scope, "a"), "claimed").await?;
        }
        self.begins(RULE, &self.key("a"), "in progress").await
    }

    async fn one_of_many_gets_the_claim(&self) -> Checked {
        const RULE: &str = "of many at once, one gets the claim";
        let key = self.key("many");
        let mut running: Vec<_> = (0..AT_ONCE).map(|_| Some(self.store.begin(&key))).collect();
        let mut claimed = 0;
        let mut failed = None;
        let all = poll_fn(|cx| {
            for slot in &mut running {
                let Some(Poll::Ready(claim)) = slot.as_mut().map(|begin| begin.as_mut().poll(cx)) else { continue };
                *slot = None;
                match claim {
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
    result.map_err(|error| Violation { rule, found: format!("the store answered an error: {error}") })
}
