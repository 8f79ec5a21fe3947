//! Batches.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::smtp::{gateway, mail};
use ite_mailer::{
    BatchOptions, BatchReport, DocumentMail, DocumentMailer, DocumentMailerExt, Error, ErrorKind as K, MemoryMailer,
    Outcome, Receipt, SmtpMailer, Stage,
    memory::Failure,
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::sync::{Semaphore, mpsc};

fn mails(count: usize) -> impl ExactSizeIterator<Item = DocumentMail> {
    (0..count).map(|n| mail(&format!("Invoice {n}")))
}

fn options(concurrency: usize) -> BatchOptions {
    BatchOptions::default().concurrency(concurrency)
}

/// A mailer that blocks its mails and counts those in flight.
#[derive(Clone, Debug)]
struct Gate {
    open: Arc<Semaphore>,
    under_way: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    mailer: MemoryMailer,
}

impl Gate {
    fn new() -> Self {
        let zero = || Arc::new(AtomicUsize::new(0));
        Self { open: Arc::new(Semaphore::new(0)), under_way: zero(), most: zero(), mailer: MemoryMailer::new() }
    }
}

struct Inside(Arc<AtomicUsize>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait::async_trait]
impl DocumentMailer for Gate {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        let _inside = Inside(Arc::clone(&self.under_way));
        self.most.fetch_max(now, Ordering::SeqCst);
        self.open.acquire().await.unwrap().forget();
        self.mailer.send(mail).await
    }
}

#[tokio::test]
async fn every_mail_has_its_index_and_its_answer() {
    let refused = "nobody@example.org";
    let mailer = MemoryMailer::new()
        .refuse_recipient(refused, K::RecipientRejected)
        .fail_nth(3, Failure::new(K::MessageTooLarge))
        .fail_nth(5, Failure::unknown(true));
    let to = |n: usize| {
        let builder = DocumentMail::builder().from("a@example.com").subject(format!("Invoice {n}")).text("x");
        let builder = if n == 7 { builder.to(refused) } else { builder.to("b@example.org") };
        if n == 8 { builder.cc(refused).build() } else { builder.build() }.unwrap()
    };
    let mut batch = mailer.send_all((0..20).map(to), options(1));
    let mut found = BTreeMap::new();
    while let Some((index, result)) = batch.next().await {
        assert!(found.insert(index, result).is_none(), "one answer each");
    }
    assert!(batch.next().await.is_none());
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
    assert_eq!(found[&2].as_ref().unwrap_err().kind(), K::MessageTooLarge);
    assert_eq!(found[&4].as_ref().unwrap_err().outcome(), Outcome::Unknown);
    let report = batch.report();
    assert_eq!((report.tried, report.accepted, report.partly, report.rejected_recipients), (20, 17, 1, 2));
    assert_eq!(report.failed, BTreeMap::from([(K::MessageTooLarge, 1), (K::RecipientRejected, 1)]));
    assert_eq!((report.unknown, report.stopped_by, report.not_tried), (1, None, Some(0)));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!((&json["accepted"], &json["failed"]["message_too_large"]), (&17.into(), &1.into()), "{json}");
    assert!(json["took_ms"].is_number(), "{json}");
    let text = report.to_string();
    assert!(text.contains("17 accepted, 1 of them not by every recipient, 1 failed (recipient_rejected)"), "{text}");
}

#[tokio::test]
async fn the_input_waits_for_the_mailer() {
    let gate = Gate::new();
    let taken = AtomicUsize::new(0);
    let mails = mails(10).inspect(|_| _ = taken.fetch_add(1, Ordering::SeqCst));
    let mut batch = gate.send_all(mails, options(3));
    assert_eq!(taken.load(Ordering::SeqCst), 0, "nothing before it is asked");
    for done in 0..10 {
        let soon = tokio::time::timeout(Duration::from_millis(1), batch.next()).await;
        assert!(soon.is_err(), "none was let through, and to stop waiting loses nothing");
        assert_eq!(taken.load(Ordering::SeqCst), (done + 3).min(10), "no further than the mails under way");
        gate.open.add_permits(1);
        batch.next().await.unwrap().1.unwrap();
    }
    assert!(batch.next().await.is_none());
    assert_eq!(gate.most.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn results_come_as_mails_end_and_a_dropped_batch_drops_its_mails() {
    let slow = Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_millis(300))).nth(1);
    let sandbox = SmtpSandbox::builder().fault(slow).start().await.unwrap();
    let mailer = SmtpMailer::new(gateway(&sandbox).max_connections(2).build().unwrap()).unwrap();
    let mut batch = mailer.send_all(mails(6), options(2));
    let mut order = Vec::new();
    while let Some((index, result)) = batch.next().await {
        result.unwrap();
        order.push(index);
    }
    assert_ne!(order, [0, 1, 2, 3, 4, 5], "whichever was first is answered last");

    let gate = Gate::new();
    let mut batch = gate.send_all(mails(6), options(4));
    assert!(tokio::time::timeout(Duration::from_millis(1), batch.next()).await.is_err());
    assert_eq!(gate.under_way.load(Ordering::SeqCst), 4);
    drop(batch);
    assert_eq!(gate.under_way.load(Ordering::SeqCst), 0);
}

/// Mails from a channel.
struct Incoming(mpsc::Receiver<DocumentMail>);

impl futures_core::Stream for Incoming {
    type Item = DocumentMail;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<DocumentMail>> {
        self.0.poll_recv(context)
    }
}

#[tokio::test]
async fn a_stream_that_pauses() {
    let mailer = MemoryMailer::new();
    let (sender, receiver) = mpsc::channel(1);
    let mut batch = mailer.send_stream(Incoming(receiver), BatchOptions::default());
    for n in 0..5 {
        assert!(tokio::time::timeout(Duration::from_millis(1), batch.next()).await.is_err());
        sender.send(mail(&format!("mail {n}"))).await.unwrap();
        assert_eq!(batch.next().await.unwrap().0, n);
    }
    assert_eq!(batch.report().not_tried, None, "a stream does not say how many are to come");
    drop(sender);
    assert!(batch.next().await.is_none());
    assert_eq!(batch.report().not_tried, Some(0));
    fn both<T: Send + Unpin>(_: &T) {}
    both(&batch);
    let shared: Arc<dyn DocumentMailer> = Arc::new(MemoryMailer::new());
    assert!(shared.send_all(mails(1), BatchOptions::default()).next().await.unwrap().1.is_ok());
    assert!((*shared).send_all(mails(1), BatchOptions::default()).next().await.unwrap().1.is_ok());
}

#[tokio::test]
async fn a_failure_stops_the_rest_where_the_rest_would_fail_too() {
    const STOP: &[K] = &[
        K::AppPasswordRequired,
        K::BadCredentials,
        K::AuthenticationRequired,
        K::BasicAuthDisabled,
        K::SmtpAuthDisabledForTenant,
        K::SmtpAuthDisabledForMailbox,
        K::AccountBlockedOrSuspiciousLogin,
        K::AccountSuspendedOrNotActivated,
        K::TooManyLoginAttempts,
        K::OAuth2TokenInvalidOrExpired,
        K::OAuth2ClientInvalid,
        K::OAuth2ConsentRequired,
        K::AuthMechanismUnsupported,
        K::TlsRequired,
        K::IpNotAuthorized,
        K::DailyQuotaExceeded,
        K::Configuration,
        K::AddressNotAllowed,
        K::TlsUntrusted,
        K::TlsWrongName,
        K::TlsExpired,
        K::TlsPlaintextPort,
        K::TlsTlsPort,
        K::Cancelled,
        K::StartTlsNotOffered,
    ];
    const NEVER: &[K] = &[
        K::RecipientUnknown,
        K::RecipientMailboxFull,
        K::RecipientRejected,
        K::TooManyRecipients,
        K::MessageTooLarge,
        K::Message,
        K::InDoubt,
        K::InProgress,
        K::SentCopyFailed,
    ];
    for kind in K::ALL {
        let tried = match kind {
            kind if STOP.contains(kind) => 1,
            kind if NEVER.contains(kind) => 50,
            _ => 10,
        };
        let mailer = MemoryMailer::new().fail_always(Failure::new(*kind));
        let mut batch = mailer.send_all(mails(50), options(1));
        while batch.next().await.is_some() {}
        let report = batch.report();
        assert_eq!((report.tried, report.not_tried), (tried, Some(50 - tried)), "{kind}");
        assert_eq!(report.stopped_by, (tried < 50).then_some(*kind), "{kind}");
        let rest: Vec<_> = batch.untried().collect();
        let first = (tried < 50).then(|| format!("Invoice {tried}"));
        assert_eq!((rest.len(), rest.first().map(DocumentMail::subject)), (50 - tried, first.as_deref()), "{kind}");
    }
    for (max_consecutive_failures, tried) in [(Some(3), 3), (None, 50)] {
        let mailer = MemoryMailer::new().fail_always(Failure::new(K::Timeout));
        let mut batch = mailer.send_all(mails(50), options(1).max_consecutive_failures(max_consecutive_failures));
        while batch.next().await.is_some() {}
        assert_eq!(batch.report().tried, tried);
    }
    // A success resets the count.
    let mailer =
        (1..50).filter(|n| n % 9 != 0).fold(MemoryMailer::new(), |m, n| m.fail_nth(n, Failure::new(K::Timeout)));
    let mut batch = mailer.send_all(mails(49), options(1));
    while batch.next().await.is_some() {}
    assert_eq!((batch.report().tried, batch.report().stopped_by), (49, None));
}

/// A rate limit with waits of minutes and a deadline of seconds.
#[tokio::test]
async fn a_mail_whose_turn_has_not_come_waits_on() {
    let late = || Failure::new(K::Timeout).at(Stage::Wait);
    let mailer = (2..60).fold(MemoryMailer::new(), |mailer, n| mailer.fail_nth(n, late()));
    let mut batch = mailer.send_all(mails(3), options(1));
    while let Some((_, result)) = batch.next().await {
        result.unwrap();
    }
    assert_eq!((batch.report().accepted, mailer.attempts()), (3, 61));
    // A mailer that fails every mail at once.
    let mailer = MemoryMailer::new().fail_always(late());
    let (index, result) = mailer.send_all(mails(1), options(1)).next().await.unwrap();
    assert_eq!((index, result.unwrap_err().kind(), mailer.attempts()), (0, K::Timeout, 100));
    // Anything else is tried once.
    let mailer = MemoryMailer::new().fail_always(Failure::unknown(false));
    mailer.send_all(mails(1), options(1)).next().await.unwrap().1.unwrap_err();
    assert_eq!(mailer.attempts(), 1);
}

#[tokio::test]
async fn mails_under_way_end_when_a_batch_stops() {
    let gate = Gate { mailer: MemoryMailer::new().fail_nth(1, Failure::new(K::DailyQuotaExceeded)), ..Gate::new() };
    let mut batch = gate.send_all(mails(10), options(4));
    gate.open.add_permits(1);
    assert!(batch.next().await.unwrap().1.is_err());
    gate.open.add_permits(100);
    let mut accepted = 0;
    while let Some((_, result)) = batch.next().await {
        accepted += usize::from(result.is_ok());
    }
    assert_eq!((accepted, batch.report().tried, batch.report().not_tried), (3, 4, Some(6)));
    let text = batch.report().to_string();
    assert!(
        text.ends_with("3 accepted, 1 failed (daily_quota_exceeded); stopped by daily_quota_exceeded, 6 not tried"),
        "{text}"
    );
}

#[test]
fn a_report_has_the_rate_of_all_results() {
    let mut report = BatchReport::default();
    assert_eq!(report.mails_per_second(), 0.0);
    (report.tried, report.accepted, report.unknown, report.took) = (8, 4, 1, Duration::from_millis(2_500));
    report.failed.insert(K::Timeout, 3);
    assert_eq!(report.mails_per_second(), 3.2);
    let text = "8 mails tried in 2.5 s (3.2 a second): 4 accepted, 3 failed (timeout), 1 unknown";
    assert_eq!(report.to_string(), text);
}

/// A mail whose wait timed out is tried again only while its batch goes on.
#[tokio::test]
async fn a_stopped_batch_tries_no_late_mail_again() {
    let late = || Failure::new(K::Timeout).at(Stage::Wait);
    let stopping = MemoryMailer::new().fail_nth(1, Failure::new(K::DailyQuotaExceeded));
    let gate = Gate { mailer: (2..100).fold(stopping, |mailer, n| mailer.fail_nth(n, late())), ..Gate::new() };
    let mut batch = gate.send_all(mails(2), options(2));
    gate.open.add_permits(1);
    assert_eq!(batch.next().await.unwrap().1.unwrap_err().kind(), K::DailyQuotaExceeded);
    gate.open.add_permits(100);
    assert_eq!(batch.next().await.unwrap().1.unwrap_err().kind(), K::Timeout);
    assert_eq!(gate.mailer.attempts(), 2);
}

#[tokio::test]
async fn a_batch_with_a_wrong_password_signs_in_twice_at_most() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = SmtpMailer::new(gateway(&sandbox).password("mistyped").max_connections(4).build().unwrap()).unwrap();
    let mut batch = mailer.send_all(mails(1_000), options(4));
    while let Some((_, result)) = batch.next().await {
        assert_eq!(result.unwrap_err().kind(), K::BadCredentials);
    }
    let report = batch.report();
    assert!(report.tried <= 4 && report.not_tried == Some(1_000 - report.tried), "{report}");
    assert!((1..=2).contains(&sandbox.sign_ins().refused), "{:?}", sandbox.sign_ins());
}

/// Both replies are read as a refusal of the client's address; of the first only the code may mean that.
#[tokio::test]
async fn a_guess_about_the_account_stops_no_batch_by_itself() {
    for (reply, refused, tried, stopped_by) in [
        ("525 Not here", 1, 20, None),
        ("525 Not here", 20, 10, Some(K::IpNotAuthorized)),
        ("554 Your IP address is blocked", 1, 1, Some(K::IpNotAuthorized)),
    ] {
        let sandbox = SmtpSandbox::start().await.unwrap();
        for nth in 1..=refused {
            sandbox.script().fault(Fault::new(SmtpStep::FinalReply, Action::Reply(reply.to_owned())).nth(nth));
        }
        let mailer = SmtpMailer::new(gateway(&sandbox).build().unwrap()).unwrap();
        let mut batch = mailer.send_all(mails(20), options(1));
        while let Some((_, result)) = batch.next().await {
            assert!(result.err().is_none_or(|error| error.kind() == K::IpNotAuthorized), "{reply}");
        }
        let report = batch.report();
        assert_eq!((report.tried, report.stopped_by), (tried, stopped_by), "{reply}, {refused} refused");
    }
}

/// Ten thousand mails that fail at once while the server has asked to wait.
#[tokio::test]
async fn a_batch_stops_when_the_server_asks_for_a_long_wait() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mut timeouts = ite_mailer::gateway::Timeouts::default();
    timeouts.wait = Duration::from_secs(30);
    let mailer = SmtpMailer::new(gateway(&sandbox).timeouts(timeouts).build().unwrap()).unwrap();
    let told = Action::Reply("450 4.7.1 Rate limit exceeded, try again in 10 minutes".to_owned());
    sandbox.script().fault(Fault::new(SmtpStep::MailFrom, told).nth(6));
    let mut batch = mailer.send_all(mails(10_000), options(1));
    while batch.next().await.is_some() {}
    let report = batch.report();
    assert_eq!((report.accepted, report.tried, report.stopped_by), (5, 7, Some(K::RateLimited)), "{report}");
}
