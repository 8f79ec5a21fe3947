//! The wrappers combined, and over SMTP.

use super::{Slow, bounded, mail, outbox, polled};
use crate::smtp::{Far, gateway};
use ite_mailer::{
    DocumentMailer, Error, ErrorKind, FailoverMailer, IdempotencyStore, IdempotentMailer, MemoryIdempotencyStore,
    MemoryMailer, Outcome, Receipt, RedirectMailer, RetryMailer, SmtpMailer, Stage,
    conformance::{self, REFUSED},
    memory::Failure,
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
    wrappers::{Claim, IdempotencyKey, IdempotencyStoreError, Resolution},
};
use std::time::Duration;

#[tokio::test]
async fn every_wrapper_passes_the_suite_over_smtp() {
    let refusing = || SmtpSandbox::builder().reject_recipient(REFUSED, "550 5.1.1 unknown").start();
    let smtp = |far: &Far| SmtpMailer::new(gateway(&far.0).build().unwrap()).unwrap();
    let away = || MemoryMailer::new().fail_always(Failure::new(ErrorKind::Connect));
    for n in 0..4 {
        let far = Far(refusing().await.unwrap());
        let mailer: Box<dyn DocumentMailer> = match n {
            0 => Box::new(RetryMailer::new(smtp(&far)).total(Duration::ZERO)),
            1 => Box::new(IdempotentMailer::new(smtp(&far), MemoryIdempotencyStore::new())),
            2 => Box::new(FailoverMailer::new("away", away()).then("here", smtp(&far))),
            _ => {
                let mailer = FailoverMailer::new("away", away()).then("here", smtp(&far));
                Box::new(
                    RetryMailer::new(IdempotentMailer::new(mailer, MemoryIdempotencyStore::new()))
                        .total(Duration::ZERO),
                )
            }
        };
        conformance::check(&mailer, &far).await.unwrap_or_else(|violation| panic!("{mailer:?}: {violation}"));
    }
    let memory = outbox();
    let mailer = IdempotentMailer::new(FailoverMailer::new("own", memory.clone()), MemoryIdempotencyStore::new());
    let mailer = RetryMailer::new(mailer).total(Duration::ZERO);
    conformance::check(&mailer, &memory).await.unwrap();
}

/// The key is not claimed while a mail waits for its next try.
#[tokio::test(start_paused = true)]
async fn dropped_between_two_tries_nothing_is_in_doubt() {
    let memory = MemoryMailer::new().fail_nth(1, Failure::new(ErrorKind::TemporaryServerError));
    let store = MemoryIdempotencyStore::new();
    let mailer = RetryMailer::new(IdempotentMailer::new(memory.clone(), store.clone()));
    let dropped = tokio::time::timeout(Duration::from_secs(10), mailer.send(&mail("between"))).await;
    assert!(dropped.is_err() && memory.attempts() == 1);
    assert!(store.in_doubt().is_empty() && store.in_progress().is_empty());
    mailer.send(&mail("between")).await.unwrap();
    assert_eq!(memory.sent().len(), 1);
}

/// Sends that are dropped and repeated at any point deliver at most one mail.
#[tokio::test(start_paused = true)]
async fn sent_again_after_every_drop_there_is_one_mail_at_most() {
    for polls in 1..30 {
        let memory = MemoryMailer::new().fail_nth(1, Failure::new(ErrorKind::RateLimited));
        let own = MemoryMailer::new().fail_always(Failure::new(ErrorKind::Connect));
        let slow = Slow { inner: memory.clone(), yields: 2 };
        let failover = FailoverMailer::new("own", Slow { inner: own, yields: 1 }).then("relay", slow);
        let mailer = RetryMailer::new(IdempotentMailer::new(failover, MemoryIdempotencyStore::new()));
        let _ = polled(mailer.send(&mail("again")), polls).await;
        for _ in 0..3 {
            // An hour of the paused clock.
            let again = tokio::time::timeout(Duration::from_secs(3_600), mailer.send(&mail("again"))).await;
            assert!(again.is_ok(), "it waits for ever");
        }
        assert!(memory.sent().len() <= 1, "after {polls} polls: {} mails", memory.sent().len());
    }
}

/// A store that asks the provider: an unknown outcome that it resolves as not sent is tried again, any other is not.
#[tokio::test(start_paused = true)]
async fn an_unknown_is_tried_again_only_when_the_store_resolves_it() {
    #[derive(Debug)]
    struct Asks(MemoryIdempotencyStore, bool);
    #[async_trait::async_trait]
    impl IdempotencyStore for Asks {
        async fn begin(&self, key: &IdempotencyKey) -> Result<Claim, IdempotencyStoreError> {
            self.0.begin(key).await
        }
        async fn commit(&self, key: &IdempotencyKey, receipt: &Receipt) -> Result<(), IdempotencyStoreError> {
            self.0.commit(key, receipt).await
        }
        async fn unknown(&self, _: &IdempotencyKey, error: &Error) -> Result<Resolution, IdempotencyStoreError> {
            assert_eq!((error.outcome(), error.stage()), (Outcome::Unknown, Stage::FinalReply));
            Ok(if self.1 { Resolution::NotSent } else { Resolution::InDoubt })
        }
        async fn release(&self, key: &IdempotencyKey) -> Result<(), IdempotencyStoreError> {
            self.0.release(key).await
        }
    }
    for settles in [true, false] {
        let memory = MemoryMailer::new().fail_nth(1, Failure::unknown(false));
        let mailer =
            RetryMailer::new(IdempotentMailer::new(memory.clone(), Asks(MemoryIdempotencyStore::new(), settles)));
        let answer = mailer.send(&mail("settled")).await;
        assert_eq!(
            (answer.is_ok(), memory.attempts(), memory.sent().len()),
            (settles, 1 + usize::from(settles), usize::from(settles))
        );
    }
}

/// Each gateway would claim the key for itself. After a failure the first one would release it, and send the mail
/// again.
#[tokio::test]
async fn an_idempotent_mailer_inside_failover_is_refused() {
    let own = MemoryMailer::new().fail_nth(1, Failure::new(ErrorKind::Connect));
    let relay = MemoryMailer::new();
    let idempotent = |mailer: &MemoryMailer| IdempotentMailer::new(mailer.clone(), MemoryIdempotencyStore::new());
    let boxed: Box<dyn DocumentMailer> = Box::new(RetryMailer::new(idempotent(&own)));
    let guarded = RedirectMailer::everything_to(idempotent(&own), "staging@example.com").unwrap();
    let nested = FailoverMailer::new("alone", idempotent(&own));
    for mailer in [
        FailoverMailer::new("own", idempotent(&own)).then("relay", idempotent(&relay)),
        FailoverMailer::new("relay", relay.clone()).then("own", boxed),
        FailoverMailer::new("relay", relay.clone()).then("own", guarded),
        FailoverMailer::new("relay", relay.clone()).then_from("own", nested, "invoices@relay.example").unwrap(),
    ] {
        for _ in 0..2 {
            let error = mailer.send(&mail("order")).await.unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
            assert_eq!(error.problems()[0].field, "mailer");
        }
    }
    assert_eq!(own.attempts() + relay.attempts(), 0);

    // One gateway alone cannot send twice.
    FailoverMailer::new("relay", idempotent(&relay)).send(&mail("order")).await.unwrap();

    // The right order, with a From that the second gateway changes.
    let gateways =
        FailoverMailer::new("own", own.clone()).then_from("relay", relay.clone(), "invoices@relay.example").unwrap();
    let mailer = IdempotentMailer::new(gateways, MemoryIdempotencyStore::new());
    let first = mailer.send(&mail("renamed")).await.unwrap();
    let again = mailer.send(&mail("renamed")).await.unwrap();
    assert_eq!((first.via.as_deref(), again.via.as_deref()), (Some("relay"), Some("relay")));
    assert_eq!((own.sent().len(), relay.sent().len()), (0, 2));
}

#[tokio::test]
async fn no_wrapper_shows_a_secret() {
    let secret = "zx-not-to-be-seen-81";
    let sandbox = SmtpSandbox::builder().start().await.unwrap();
    let stack = || {
        let smtp = || SmtpMailer::new(gateway(&sandbox).password(secret).build().unwrap()).unwrap();
        let stack = FailoverMailer::new("own", smtp()).then_from("relay", smtp(), "out@relay.example").unwrap();
        let stack = RetryMailer::new(IdempotentMailer::new(stack, MemoryIdempotencyStore::new())).total(Duration::ZERO);
        RedirectMailer::everything_to(stack, "a@example.com").unwrap()
    };
    let error = stack().send(&mail("secret")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::BadCredentials, 2));
    let json = serde_json::to_string(&error).unwrap();
    for text in [format!("{:?}", stack()), format!("{:#?}", stack()), error.to_string(), format!("{error:?}"), json] {
        assert!(!text.contains(secret) && text.len() > 40, "{text}");
    }
}

/// The first gateway fails, the second loses its final reply, and every mail goes to the allowed address.
#[tokio::test]
async fn the_whole_stack_over_smtp() {
    let lost = Fault::new(SmtpStep::FinalReply, Action::Close);
    let sandbox = SmtpSandbox::builder().start().await.unwrap();
    let away = SmtpMailer::new(gateway(&sandbox).password("wrong").build().unwrap()).unwrap();
    let relay = SmtpMailer::new(gateway(&sandbox).build().unwrap()).unwrap();
    let stack = FailoverMailer::new("own", away).then("relay", relay);
    // A total of zero allows no wait, since this test runs on the real clock.
    let stack = RetryMailer::new(IdempotentMailer::new(stack, MemoryIdempotencyStore::new())).total(Duration::ZERO);
    let stack = RedirectMailer::everything_to(stack, "staging@example.com").unwrap();
    let receipt = bounded(stack.send(&mail("first"))).await.unwrap();
    assert_eq!(
        (receipt.via.as_deref(), receipt.accepted.as_slice()),
        (Some("relay"), &["staging@example.com".to_owned()][..])
    );
    assert_eq!((receipt.attempts[0].kind, receipt.redirected_from.len()), (ErrorKind::BadCredentials, 1));
    let again = bounded(stack.send(&mail("first"))).await.unwrap();
    assert_eq!((again.message_id, sandbox.mails().len()), (receipt.message_id, 1));
    assert_eq!(again.redirected_from, ["client@example.org"], "the guard speaks for itself each time");

    sandbox.script().fault(lost);
    let error = bounded(stack.send(&mail("lost"))).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let arrived = sandbox.mails().len();
    let error = bounded(stack.send(&mail("lost"))).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::InDoubt, Outcome::Unknown));
    assert_eq!(sandbox.mails().len(), arrived, "no second mail");
    assert!(sandbox.mails().iter().all(|mail| mail.recipients() == ["staging@example.com"]));
}
