//! `IdempotentMailer` sends each mail at most once.

use super::{Slow, bounded, mail, outbox, polled};
use async_trait::async_trait;
use ite_mailer::{
    DocumentMail, DocumentMailer, Error, ErrorKind, FailoverMailer, IdempotencyStore, IdempotentMailer,
    MemoryIdempotencyStore, MemoryMailer, Outcome, Receipt, Retry, RetryMailer, Stage, conformance,
    memory::Failure,
    wrappers::{Claim, IdempotencyKey, IdempotencyStoreError, Resolution},
};
use std::{sync::Arc, time::Duration};

fn idempotent<M: DocumentMailer>(inner: M) -> (IdempotentMailer<M>, MemoryIdempotencyStore) {
    let store = MemoryIdempotencyStore::new();
    (IdempotentMailer::new(inner, store.clone()), store)
}

#[tokio::test]
async fn the_second_send_by_how_the_first_ended() {
    use Outcome::{Accepted, NotSent, Unknown};
    for (first, sent_before, second, sent_after) in [
        (None, 1, Accepted, 1),
        (Some(Failure::new(ErrorKind::RateLimited)), 0, Accepted, 1),
        (Some(Failure::new(ErrorKind::ContentRejected)), 0, Accepted, 1),
        (Some(Failure::unknown(true)), 1, Unknown, 1),
        (Some(Failure::unknown(false)), 0, Unknown, 0),
    ] {
        let said = format!("{first:?}");
        let memory = MemoryMailer::new();
        let memory = match first {
            Some(failure) => memory.fail_nth(1, failure),
            None => memory,
        };
        let (mailer, store) = idempotent(memory.clone());
        let mail = mail("twice");
        let one = bounded(mailer.send(&mail)).await;
        assert_eq!(memory.sent().len(), sent_before, "{said}");
        for _ in 0..3 {
            match (bounded(mailer.send(&mail)).await, second) {
                (Ok(receipt), Accepted) => {
                    assert_eq!(receipt.message_id, mail.message_id());
                    if let Ok(first) = &one {
                        assert_eq!(format!("{receipt:?}"), format!("{first:?}"), "the first receipt comes back");
                    }
                }
                (Err(error), Unknown) => {
                    assert_eq!((error.kind(), error.outcome()), (ErrorKind::InDoubt, Unknown), "{said}");
                    assert_eq!((error.retry(), error.message_id()), (Retry::Never, Some(mail.message_id())));
                    assert!(error.to_string().contains("may have been delivered"), "{error}");
                }
                (other, _) => panic!("{said}: {other:?}"),
            }
        }
        assert_eq!(memory.sent().len(), sent_after, "{said}");
        assert_eq!(store.in_doubt().len(), usize::from(second == Unknown), "{said}");
        assert_ne!(second, NotSent);
    }
}

#[tokio::test]
async fn a_dropped_send_is_in_doubt() {
    let (mut doubts, mut ends) = (0, 0);
    for polls in 1..20 {
        let memory = MemoryMailer::new();
        let (mailer, store) = idempotent(Slow { inner: memory.clone(), yields: 3 });
        let mail = mail("dropped");
        let key = IdempotencyKey::of(&mail).unwrap();
        match polled(mailer.send(&mail), polls).await {
            None => {
                doubts += 1;
                assert_eq!(store.in_progress()[0].0, key, "after {polls} polls");
                // Another process cannot know that the send was dropped.
                let other = IdempotentMailer::new(memory.clone(), store.clone());
                let error = polled(other.send(&mail), 100).await.expect("it blocks").unwrap_err();
                assert_eq!((error.kind(), error.outcome()), (ErrorKind::InProgress, Outcome::NotSent));
                assert!(matches!(error.retry(), Retry::After(_)), "{error:?}");
                // This mailer knows, and records it in the store.
                for mailer in [&mailer as &dyn DocumentMailer, &other, &mailer] {
                    let error = polled(mailer.send(&mail), 100).await.expect("it blocks").unwrap_err();
                    assert_eq!((error.kind(), error.outcome()), (ErrorKind::InDoubt, Outcome::Unknown));
                    assert_eq!(store.in_doubt(), std::slice::from_ref(&key));
                }
                assert!(memory.sent().len() <= 1, "after {polls} polls: sent twice");
                // A person asked the recipient.
                store.release(&key).await.unwrap();
                bounded(mailer.send(&mail)).await.unwrap();
            }
            Some(answer) => {
                ends += 1;
                answer.unwrap();
                assert!(store.in_doubt().is_empty() && store.in_progress().is_empty());
                bounded(mailer.send(&mail)).await.unwrap();
                assert_eq!(memory.sent().len(), 1);
            }
        }
    }
    assert!(doubts >= 4 && ends >= 4, "{doubts} dropped, {ends} ended");
}

#[tokio::test]
async fn a_mail_being_sent_by_another_process_is_in_progress_until_it_is_too_old() {
    let memory = MemoryMailer::new();
    let store = MemoryIdempotencyStore::new();
    let mail = mail("elsewhere");
    let key = IdempotencyKey::of(&mail).unwrap();
    store.begin(&key).await.unwrap();
    let mailer = IdempotentMailer::new(memory.clone(), store.clone());
    for _ in 0..2 {
        let error = bounded(mailer.send(&mail)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.stage(), error.outcome()),
            (ErrorKind::InProgress, Stage::Wait, Outcome::NotSent)
        );
        assert_eq!(
            (error.retry(), error.message_id()),
            (Retry::After(Duration::from_secs(60)), Some(mail.message_id()))
        );
        assert!(!FailoverMailer::moves_on(&error), "another gateway would send it twice");
        assert!(store.in_doubt().is_empty(), "the other process is not disturbed");
    }
    let late = IdempotentMailer::new(memory.clone(), store.clone()).in_doubt_after(Duration::ZERO);
    let error = bounded(late.send(&mail)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.retry()), (ErrorKind::InDoubt, Outcome::Unknown, Retry::Never));
    assert_eq!(store.in_doubt(), std::slice::from_ref(&key));
    assert_eq!(bounded(mailer.send(&mail)).await.unwrap_err().kind(), ErrorKind::InDoubt);
    assert_eq!(memory.attempts(), 0);
    // The other process completes its send.
    let receipt = MemoryMailer::new().send(&mail).await.unwrap();
    store.commit(&key, &receipt).await.unwrap();
    assert_eq!(bounded(mailer.send(&mail)).await.unwrap().message_id, mail.message_id());
    assert_eq!(memory.attempts(), 0);
}

/// With retries outside, a mail that another process is sending ends as that process's receipt.
#[tokio::test(start_paused = true)]
async fn a_mail_in_progress_is_asked_for_again() {
    let store = MemoryIdempotencyStore::new();
    let mail = mail("in progress");
    let key = IdempotencyKey::of(&mail).unwrap();
    store.begin(&key).await.unwrap();
    let memory = MemoryMailer::new();
    let ends = store.clone();
    let mailer = RetryMailer::new(IdempotentMailer::new(memory.clone(), store)).on_wait(move |waiting| {
        assert_eq!(waiting.error.kind(), ErrorKind::InProgress);
        let mail = waiting.mail.unwrap();
        let receipt = Receipt::new(&mail.compose().unwrap(), "elsewhere", vec!["client@example.org".to_owned()]);
        futures_now(ends.commit(&IdempotencyKey::of(mail).unwrap(), &receipt)).unwrap();
    });
    assert_eq!(bounded(mailer.send(&mail)).await.unwrap().gateway, "elsewhere");
    assert_eq!(memory.attempts(), 0);
}

/// The output of a future that never waits.
fn futures_now<F: Future>(future: F) -> F::Output {
    match std::pin::pin!(future).poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

#[tokio::test]
async fn two_at_once_are_one_mail() {
    let memory = MemoryMailer::new();
    let (mailer, _) = idempotent(Slow { inner: memory.clone(), yields: 5 });
    let (one, two) = (mail("at once"), mail("at once"));
    let clone = mailer.clone();
    let (first, second) = bounded(async { tokio::join!(mailer.send(&one), clone.send(&two)) }).await;
    assert_eq!(first.unwrap().message_id, second.unwrap().message_id);
    assert_eq!(memory.attempts(), 1, "the second waited and got the first's receipt");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_on_two_threads_are_one_mail_for_each_key() {
    let memory = MemoryMailer::new();
    let (mailer, store) = idempotent(Slow { inner: memory.clone(), yields: 2 });
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..200 {
        let mailer = mailer.clone();
        tasks.spawn(async move { mailer.send(&mail(&format!("key {}", n % 20))).await });
    }
    while let Some(task) = bounded(tasks.join_next()).await {
        task.unwrap().unwrap();
    }
    assert_eq!((memory.attempts(), store.in_doubt().len(), store.in_progress().len()), (20, 0, 0));
}

#[tokio::test]
async fn the_one_who_waits_goes_by_how_the_first_ended() {
    // The first is not sent: the second is.
    let memory = MemoryMailer::new().fail_nth(1, Failure::new(ErrorKind::RateLimited));
    let (mailer, _) = idempotent(Slow { inner: memory.clone(), yields: 5 });
    let mail = mail("waits");
    let (first, second) = bounded(async { tokio::join!(mailer.send(&mail), mailer.send(&mail)) }).await;
    assert_eq!((first.unwrap_err().kind(), second.is_ok(), memory.sent().len()), (ErrorKind::RateLimited, true, 1));

    // The first is dropped: the second fails instead of waiting for ever.
    let (mailer, _) = idempotent(Slow { inner: memory.clone(), yields: 1_000 });
    let mail = super::mail("dropped while another waits");
    let mut first = Box::pin(mailer.send(&mail));
    assert!(polled(first.as_mut(), 2).await.is_none());
    let mut second = Box::pin(mailer.send(&mail));
    assert!(polled(second.as_mut(), 5).await.is_none(), "it waits for the first");
    drop(first);
    let error = polled(second, 100).await.expect("it waits for ever").unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::InDoubt, Outcome::Unknown));
    assert_eq!(memory.sent().len(), 1, "only the first mail of this test");
}

fn by(from: &str, scope: Option<&str>, key: Option<&str>) -> DocumentMail {
    let mut builder = DocumentMail::builder().from(from).to("client@example.org").text("x");
    if let Some(scope) = scope {
        builder = builder.idempotency_scope(scope);
    }
    if let Some(key) = key {
        builder = builder.idempotency_key(key);
    }
    builder.build().unwrap()
}

#[tokio::test]
async fn scope_and_key_are_the_identity_and_the_author_is_not() {
    let memory = MemoryMailer::new();
    let (mailer, _) = idempotent(memory.clone());
    let send = async |from, scope| bounded(mailer.send(&by(from, Some(scope), Some("invoice-42")))).await.unwrap();
    let first = send("one@example.com", "customer-1").await;
    // The From was corrected.
    let corrected = send("corrected@example.com", "customer-1").await;
    assert_eq!((memory.sent().len(), &corrected.message_id), (1, &first.message_id));
    // Another customer uses the first one's address: that invoice is sent, and gets its own receipt.
    let other = send("one@example.com", "customer-2").await;
    assert_eq!(memory.sent().len(), 2);
    assert_ne!(other.message_id, first.message_id);

    let id = IdempotencyKey::new("customer-1", "invoice-42").id();
    // SHA-256 as documented, computed with another tool. Rows of a database depend on it.
    assert_eq!(id, "5397b02b10c729e9cf2e6a3fe1064cddd9e9f88c7030308cfbe3c01029a616a1");
    assert_ne!(id, IdempotencyKey::new("customer-2", "invoice-42").id());
    assert_ne!(IdempotencyKey::new("customer-1", "m").id(), IdempotencyKey::new("customer-", "1m").id());
    let of = IdempotencyKey::of(&by("one@example.com", Some("customer-1"), Some("invoice-42"))).unwrap();
    assert_eq!((of.scope(), of.key()), ("customer-1", "invoice-42"));
    assert_eq!(of.author().map(ToString::to_string).as_deref(), Some("one@example.com"));
    assert_eq!(of, IdempotencyKey::new("customer-1", "invoice-42"));
    assert_ne!(of, IdempotencyKey::new("customer-1", "invoice-43"));
    assert_ne!(of, IdempotencyKey::new("customer-2", "invoice-42"));
}

#[tokio::test]
async fn a_key_needs_a_scope_and_a_mail_without_a_key_is_handed_on() {
    let memory = MemoryMailer::new();
    let (mailer, store) = idempotent(memory.clone());
    for scope in [None, Some("customer-1")] {
        let mail = by("one@example.com", scope, None);
        assert_eq!(IdempotencyKey::of(&mail), None);
        bounded(mailer.send(&mail)).await.unwrap();
        bounded(mailer.send(&mail)).await.unwrap();
    }
    assert_eq!((memory.sent().len(), store.in_progress().len()), (4, 0));

    let mail = by("one@example.com", None, Some("invoice-42"));
    let error = bounded(mailer.send(&mail)).await.unwrap_err();
    assert_eq!((error.kind(), error.stage(), error.outcome()), (ErrorKind::Message, Stage::Message, Outcome::NotSent));
    assert_eq!((error.problems()[0].field.as_ref(), error.retry()), ("idempotency_scope", Retry::Never));
    assert_eq!(error.message_id(), Some(mail.message_id()));
    assert_eq!(memory.attempts(), 4, "nothing is sent");
}

/// A store that fails at one step, or resolves an unknown outcome.
#[derive(Debug, Default)]
struct Odd {
    inner: MemoryIdempotencyStore,
    fails_at: &'static str,
    settles: Option<Option<Receipt>>,
}

impl Odd {
    fn step(&self, step: &str) -> Result<(), IdempotencyStoreError> {
        if self.fails_at == step { Err("the database is away".into()) } else { Ok(()) }
    }
}

#[async_trait]
impl IdempotencyStore for Odd {
    async fn begin(&self, key: &IdempotencyKey) -> Result<Claim, IdempotencyStoreError> {
        self.step("begin")?;
        self.inner.begin(key).await
    }

    async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError> {
        self.step("commit")?;
        self.inner.commit(key, receipt).await
    }

    async fn unknown(&self, key: &IdempotencyKey, error: &Error) -> Result<Resolution, IdempotencyStoreError> {
        self.step("unknown")?;
        self.inner.unknown(key, error).await?;
        Ok(match self.settles.clone() {
            None => Resolution::InDoubt,
            Some(None) => Resolution::NotSent,
            Some(Some(receipt)) => Resolution::Accepted(Box::new(receipt)),
        })
    }

    async fn release(&self, key: &IdempotencyKey) -> Result<(), IdempotencyStoreError> {
        self.step("release")?;
        self.inner.release(key).await
    }
}

#[tokio::test]
async fn an_unavailable_store_sends_nothing_and_hides_nothing() {
    let mail = mail("away");
    let run = |fails_at, failure: Option<Failure>| {
        let memory = MemoryMailer::new();
        let memory = failure.map_or(memory.clone(), |failure| memory.fail_nth(1, failure));
        let store = Arc::new(Odd { fails_at, ..Odd::default() });
        (IdempotentMailer::new(memory.clone(), store.clone()), memory, store)
    };
    let (mailer, memory, _) = run("begin", None);
    let error = bounded(mailer.send(&mail)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.stage(), error.outcome()),
        (ErrorKind::StoreUnavailable, Stage::Wait, Outcome::NotSent)
    );
    assert!(matches!(error.retry(), Retry::After(_)) && memory.attempts() == 0);
    let source = std::error::Error::source(&error).map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("the database is away"));

    // If the store cannot record a result, the key stays in doubt, and the caller gets the mail's own result.
    let not_sent = || Failure::new(ErrorKind::RateLimited);
    for (fails_at, failure, outcome) in [
        ("commit", None, Outcome::Accepted),
        ("release", Some(not_sent()), Outcome::NotSent),
        ("unknown", Some(Failure::unknown(true)), Outcome::Unknown),
    ] {
        let (mailer, memory, store) = run(fails_at, failure);
        let answer = bounded(mailer.send(&mail)).await;
        assert_eq!(answer.map_or_else(|error| error.outcome(), |_| Outcome::Accepted), outcome, "{fails_at}");
        assert_eq!(store.inner.in_progress().len(), 1, "{fails_at}");
        assert_eq!(bounded(mailer.send(&mail)).await.unwrap_err().kind(), ErrorKind::InDoubt, "{fails_at}");
        assert_eq!(memory.attempts(), 1, "{fails_at}");
    }
}

#[tokio::test]
async fn a_store_may_resolve_an_unknown_outcome() {
    let receipt = MemoryMailer::new().send(&mail("settled")).await.unwrap();
    for (settles, fails_at, outcome, second) in [
        (None, "", Outcome::Unknown, Err(ErrorKind::InDoubt)),
        (Some(None), "", Outcome::NotSent, Ok(())),
        // Resolved as not sent, but the key is not released: still in doubt.
        (Some(None), "release", Outcome::Unknown, Err(ErrorKind::InDoubt)),
        (Some(Some(receipt)), "", Outcome::Accepted, Ok(())),
    ] {
        let said = format!("{:?} {fails_at}", settles.as_ref().map(Option::is_some));
        let memory = MemoryMailer::new().fail_nth(1, Failure::unknown(false));
        let store = Arc::new(Odd { settles, fails_at, ..Odd::default() });
        let mailer = IdempotentMailer::new(memory.clone(), store);
        let answer = bounded(mailer.send(&mail("settled"))).await;
        assert_eq!(answer.map_or_else(|error| error.outcome(), |_| Outcome::Accepted), outcome, "{said}");
        let again = bounded(mailer.send(&mail("settled"))).await;
        assert_eq!(again.map(|_| ()).map_err(|error| error.kind()), second, "{said}");
        assert_eq!(memory.sent().len(), usize::from(outcome == Outcome::NotSent), "{said}");
    }
}

#[tokio::test]
async fn it_passes_the_conformance_suite() {
    let memory = outbox();
    conformance::check(&IdempotentMailer::new(memory.clone(), MemoryIdempotencyStore::new()), &memory).await.unwrap();
}

/// A store in a database keeps receipts as JSON.
#[tokio::test]
async fn receipts_read_back() {
    let far = ite_mailer::sandbox::SmtpSandbox::builder()
        .reject_recipient("nobody@example.org", "550 5.1.1 unknown")
        .start()
        .await
        .unwrap();
    let mailer = ite_mailer::SmtpMailer::new(crate::smtp::gateway(&far).build().unwrap()).unwrap();
    let two = DocumentMail::builder().from("a@example.com").to("b@example.org").to("nobody@example.org").text("x");
    let receipt = mailer.send(&two.build().unwrap()).await.unwrap();
    assert!(receipt.reply.is_some() && receipt.rejected.len() == 1);
    let json = serde_json::to_string(&receipt).unwrap();
    let back: Receipt = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), json);
    // A row of a version without wrappers.
    let mut old: serde_json::Value = serde_json::from_str(&json).unwrap();
    for field in ["via", "attempts", "redirected_from"] {
        old.as_object_mut().unwrap().remove(field).unwrap();
    }
    let back: Receipt = serde_json::from_value(old).unwrap();
    assert_eq!((back.message_id, back.via), (receipt.message_id, None));
}

#[test]
fn debug_counts_and_lists_nothing() {
    let mailer = IdempotentMailer::new(MemoryMailer::new(), MemoryIdempotencyStore::new());
    assert!(
        format!("{mailer:?}").contains("MemoryIdempotencyStore { accepted: 0, in_progress: 0, in_doubt: 0 }"),
        "{mailer:?}"
    );
}
