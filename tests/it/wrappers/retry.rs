//! `RetryMailer`: which failures, how long it waits, when it stops. On tokio's paused clock.

use super::{Scripted, Slow, mail, outbox, polled};
use crate::raw_mail::{message, raw};
use ite_mailer::{
    DocumentMail, DocumentMailer, Error, ErrorKind, MemoryMailer, Outcome, RawMailer, Receipt, Retry, RetryMailer,
    Stage, conformance, memory::Failure,
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn later(seconds: u64) -> Error {
    Error::new(ErrorKind::TemporaryServerError, Stage::MailFrom).with_retry(Retry::After(Duration::from_secs(seconds)))
}

/// The answer, and how long it took on the paused clock.
async fn timed(mailer: &dyn DocumentMailer, mail: &DocumentMail) -> (Result<Receipt, Error>, Duration) {
    let started = Instant::now();
    let answer = mailer.send(mail).await;
    (answer, started.elapsed())
}

#[tokio::test(start_paused = true)]
async fn it_waits_what_is_asked_and_more_each_time() {
    for _ in 0..20 {
        let waits = Arc::new(Mutex::new(Vec::new()));
        let scripted = Scripted::new([later(60), later(7), later(0)]);
        let seen = waits.clone();
        let mailer = RetryMailer::new(scripted.clone())
            .on_wait(move |waiting| seen.lock().unwrap().push((waiting.attempt, waiting.error.kind(), waiting.wait)));
        let (answer, took) = timed(&mailer, &mail("waits")).await;
        let receipt = answer.unwrap();
        let waits = waits.lock().unwrap().clone();
        // Advice, plus 5, 10, 20 seconds with up to as much again of jitter.
        for ((attempt, kind, wait), (n, least, most)) in waits.iter().zip([(1, 65, 70), (2, 17, 27), (3, 20, 40)]) {
            assert_eq!((*attempt, *kind), (n, ErrorKind::TemporaryServerError));
            assert!((seconds(least)..=seconds(most)).contains(wait), "wait {n}: {wait:?}");
        }
        assert_eq!((waits.len(), scripted.calls()), (3, 4));
        let waited: Duration = waits.iter().map(|(_, _, wait)| *wait).sum();
        assert!(took >= waited && took < waited + seconds(1), "{took:?} for {waited:?}");
        assert_eq!(receipt.took, took, "the receipt counts the waits");
    }
}

/// Neither settings nor a server's advice can overflow the clock.
#[tokio::test(start_paused = true)]
async fn enormous_waits_are_cut() {
    let day = seconds(24 * 3600);
    let waits = Arc::new(Mutex::new(Vec::new()));
    let seen = waits.clone();
    let mailer = RetryMailer::new(Scripted::new([later(0)]))
        .first_wait(Duration::MAX)
        .longest_wait(Duration::MAX)
        .total(Duration::MAX)
        .on_wait(move |waiting| seen.lock().unwrap().push(waiting.wait));
    mailer.send(&mail("settings")).await.unwrap();
    let waits = waits.lock().unwrap().clone();
    assert!(waits.len() == 1 && (day..=2 * day).contains(&waits[0]), "a day and its jitter: {waits:?}");
    let mailer = RetryMailer::new(Scripted::new([later(u64::MAX)]));
    let error = mailer.send(&mail("advice")).await.unwrap_err();
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(u64::MAX)), "it is told, not waited for");
}

#[tokio::test(start_paused = true)]
async fn jitter_spreads_and_stays_below_its_cap() {
    let waits = Arc::new(Mutex::new(Vec::new()));
    let seen = waits.clone();
    let scripted = Scripted::new((0..40).map(|_| later(0)));
    let mailer = RetryMailer::new(scripted)
        .tries(41)
        .total(seconds(86_400))
        .first_wait(seconds(1))
        .longest_wait(seconds(8))
        .on_wait(move |waiting| seen.lock().unwrap().push(waiting.wait));
    mailer.send(&mail("jitter")).await.unwrap();
    let waits = waits.lock().unwrap();
    assert!(waits.iter().all(|wait| *wait <= seconds(16)), "{waits:?}");
    let late: std::collections::HashSet<_> = waits[4..].iter().collect();
    assert!(late.len() > 20, "no jitter: {waits:?}");
    assert!(waits[4..].iter().all(|wait| *wait >= seconds(8)), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn only_what_did_not_go_and_passes_is_tried_again() {
    let error =
        |retry, outcome| Error::new(ErrorKind::Timeout, Stage::FinalReply).with_retry(retry).with_outcome(outcome);
    let soon = Retry::After(seconds(1));
    for (retry, outcome, tries) in [
        (soon, Outcome::NotSent, 2),
        (soon, Outcome::Unknown, 1),
        (Retry::Never, Outcome::NotSent, 1),
        (Retry::NextDay, Outcome::NotSent, 1),
    ] {
        let scripted = Scripted::new([error(retry, outcome)]);
        let (answer, took) = timed(&RetryMailer::new(scripted.clone()), &mail("which")).await;
        assert_eq!((scripted.calls(), answer.is_ok()), (tries, tries == 2), "{retry:?} {outcome}");
        assert_eq!(took.is_zero(), tries == 1, "{retry:?} {outcome} goes back at once: {took:?}");
        if let Err(error) = answer {
            // A mail in doubt is never to be sent again.
            let advised = if outcome == Outcome::Unknown { Retry::Never } else { retry };
            assert_eq!((error.retry(), error.outcome()), (advised, outcome), "the error is the mailer's own");
        }
        // A raw mail, by the same rules.
        let (scripted, bytes) = (Scripted::new([error(retry, outcome)]), message("which", 100));
        let started = Instant::now();
        let answer = RetryMailer::new(scripted.clone()).send_raw_mail(&raw(&bytes, &["client@example.org"])).await;
        assert_eq!((scripted.calls(), answer.is_ok()), (tries, tries == 2), "raw: {retry:?} {outcome}");
        assert_eq!(started.elapsed().is_zero(), tries == 1, "raw: {retry:?} {outcome}");
        assert!(scripted.given.lock().unwrap().iter().all(|eml| *eml == bytes), "each try sends the same bytes");
    }
}

/// The event has the mail where there is one; a raw mail's budget is counted over all its tries, too.
#[tokio::test(start_paused = true)]
async fn an_event_names_either_kind_of_mail() {
    let events = Arc::new(Mutex::new(Vec::new()));
    let seen = events.clone();
    let double = MemoryMailer::new().fail_always(Failure::new(ErrorKind::TemporaryServerError));
    let mailer = RetryMailer::new(double.clone()).tries(2).on_wait(move |event| {
        let subject = event.mail.map(|mail| mail.subject().to_owned());
        seen.lock().unwrap().push((event.attempt, event.message_id.to_owned(), subject));
    });
    let (bytes, mail) = (message("event", 100), mail("event"));
    let error = mailer.send_raw_mail(&raw(&bytes, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), double.attempts()), (ErrorKind::TemporaryServerError, 2));
    mailer.send(&mail).await.unwrap_err();
    let expected =
        [(1, "event@example.com".to_owned(), None), (1, mail.message_id().to_owned(), Some("Invoice".to_owned()))];
    assert_eq!(*events.lock().unwrap(), expected);
}

/// Every kind by its usual advice: temporary ones are retried, the others never.
#[tokio::test(start_paused = true)]
async fn every_kind_by_its_usual_advice() {
    use ErrorKind as K;
    let passing = [
        K::TooManyLoginAttempts,
        K::RateLimited,
        K::TooManyConnections,
        K::TemporaryServerError,
        K::Dns,
        K::Connect,
        K::Timeout,
        K::Protocol,
        K::InProgress,
        K::StoreUnavailable,
    ];
    for kind in K::ALL {
        let scripted = Scripted::new([Error::new(*kind, Stage::Connect)]);
        let mailer = RetryMailer::new(scripted.clone()).total(seconds(3_600));
        let _ = mailer.send(&mail("kinds")).await;
        assert_eq!(scripted.calls() == 2, passing.contains(kind), "{kind}: {} calls", scripted.calls());
    }
}

#[tokio::test(start_paused = true)]
async fn the_budget_has_tries_and_a_time() {
    let always = |advice| Scripted::new((0..20).map(move |_| later(advice)));
    // The first try counts.
    for (tries, calls) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let scripted = always(1);
        let mailer = RetryMailer::new(scripted.clone()).tries(tries);
        assert_eq!(mailer.send(&mail("tries")).await.unwrap_err().kind(), ErrorKind::TemporaryServerError);
        assert_eq!(scripted.calls(), calls, "{tries} tries");
    }
    // If the next wait would exceed the total time, the error is returned at once.
    let scripted = always(120);
    let (answer, took) = timed(&RetryMailer::new(scripted.clone()).total(seconds(110)), &mail("long")).await;
    assert!(answer.is_err() && took.is_zero() && scripted.calls() == 1, "{took:?}");
    let (scripted, total) = (always(30), seconds(100));
    let (answer, took) = timed(&RetryMailer::new(scripted.clone()).tries(20).total(total), &mail("time")).await;
    assert!(answer.is_err() && took <= total && took >= seconds(30), "{took:?}");
    assert!((2..=3).contains(&scripted.calls()), "{} calls", scripted.calls());
}

/// The time of a try counts, and no try is cut short.
#[tokio::test(start_paused = true)]
async fn the_time_of_the_tries_counts() {
    #[derive(Debug)]
    struct Sleepy(Scripted);
    #[async_trait::async_trait]
    impl DocumentMailer for Sleepy {
        async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
            tokio::time::sleep(seconds(100)).await;
            self.0.send(mail).await
        }
    }
    let scripted = Scripted::new([later(1), later(1)]);
    let (answer, took) = timed(&RetryMailer::new(Sleepy(scripted.clone())).total(seconds(150)), &mail("slow")).await;
    assert!(answer.is_err() && scripted.calls() == 2, "{} calls", scripted.calls());
    assert!(took > seconds(200), "the second try ran to its end: {took:?}");
}

#[tokio::test(start_paused = true)]
async fn each_try_sends_the_same_bytes() {
    let scripted = Scripted::new([later(1), later(60)]);
    let random = DocumentMail::builder().from("a@example.com").to("b@example.org").text("no key").build().unwrap();
    for mail in [mail("same"), random] {
        scripted.given.lock().unwrap().clear();
        scripted.errors.lock().unwrap().extend([later(1), later(60)]);
        let receipt = RetryMailer::new(scripted.clone()).tries(9).send(&mail).await.unwrap();
        let given = scripted.given.lock().unwrap();
        assert!(given.len() >= 3 && given.iter().all(|eml| *eml == given[0]), "{} tries", given.len());
        assert_eq!(receipt.message_id, mail.message_id());
    }
}

/// Dropped during a wait, it sends nothing more; dropped during a try, the try is dropped, too.
#[tokio::test(start_paused = true)]
async fn it_may_be_dropped_at_any_await() {
    let scripted = Scripted::new([later(60)]);
    let mailer = RetryMailer::new(scripted.clone());
    let dropped = tokio::time::timeout(seconds(30), mailer.send(&mail("dropped"))).await;
    assert!(dropped.is_err() && scripted.calls() == 1);
    tokio::time::sleep(seconds(3_600)).await;
    assert_eq!((scripted.calls(), scripted.inner.sent().len()), (1, 0));
    mailer.send(&mail("next")).await.unwrap();

    let (memory, mut done) = (MemoryMailer::new(), false);
    for polls in 1..20 {
        let mailer = RetryMailer::new(Slow { inner: memory.clone(), yields: 3 });
        done |= polled(mailer.send(&mail("polled")), polls).await.is_some();
        mailer.send(&mail("after")).await.unwrap();
    }
    assert!(done);
}

#[tokio::test]
async fn it_passes_the_conformance_suite() {
    let memory = outbox();
    conformance::check(&RetryMailer::new(memory.clone()).total(Duration::ZERO), &memory).await.unwrap();
}

#[test]
fn debug_shows_the_budget() {
    let mailer = RetryMailer::new(MemoryMailer::new()).on_wait(|_| ());
    let text = format!("{mailer:?}");
    assert!(text.contains("tries: 4") && text.contains("on_wait: true"), "{text}");
    assert_eq!(mailer.inner().attempts(), 0);
}
