//! A `send` that is dropped at any await affects no other mail.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

use crate::support::{AMPLE, Fixture, Mode, Way, mail, polled};
use ite_mailer::{
    DocumentMailer, SmtpMailer,
    sandbox::{Action, Fault, SmtpStep},
};
use std::time::Duration;
use tokio::task::JoinSet;

/// Every accepted mail is complete, of the size announced by its sender.
fn unmixed(fixture: &Fixture, case: &str) {
    for mail in fixture.sandbox.mails() {
        let raw = String::from_utf8_lossy(mail.raw());
        assert_eq!(raw.matches("Message-ID: <").count(), 1, "{case}: {raw}");
        assert_eq!(mail.parameters(), [format!("SIZE={}", raw.len())], "{case}: {raw}");
        assert_eq!(mail.recipients().len(), 1, "{case}");
    }
}

/// Drops a send after each number of polls until a mail is accepted; with `kept` on a reused connection, else on a new
/// one.
async fn walk(way: Way, mode: Mode, kept: bool, size: usize) -> usize {
    let case = format!("{way:?} {mode:?}, kept {kept}, {size} bytes");
    let sandbox = way.sandbox().start().await.unwrap();
    let gateway = way.gateway(&sandbox, AMPLE).pipelining(mode.pipelines()).chunking(mode.chunks()).build().unwrap();
    let mut fixture = Fixture { mailer: SmtpMailer::new(gateway.clone()).unwrap(), sandbox };
    let mut sent = Vec::new();
    let mut most = 0;
    while most < 50_000 {
        most += 1 + most / 8;
        if kept {
            fixture.next_gets_through().await.unwrap_or_else(|what| panic!("{case} before {most} polls: {what}"));
        } else {
            fixture.mailer = SmtpMailer::new(gateway.clone()).unwrap();
        }
        let dropped = mail("dropped", size, &["one@example.org"]);
        let done = polled(fixture.mailer.send(&dropped), most).await.is_some();
        fixture.next_gets_through().await.unwrap_or_else(|what| panic!("{case} after {most} polls: {what}"));
        sent.push((most, done, dropped));
        if done {
            // By then the server has read what a dropped send wrote.
            fixture.mailer.shutdown().await;
            fixture.sandbox.wait_open(0).await.unwrap();
            for (most, done, dropped) in &sent {
                let arrived = fixture.arrived(dropped);
                assert!(arrived <= 1 && (!done || arrived == 1), "{case} after {most} polls: arrived {arrived} times");
            }
            unmixed(&fixture, &case);
            return most;
        }
    }
    panic!("never done");
}

/// A connection counts until QUIT is answered, and no receipt waits for that.
#[tokio::test]
async fn a_connection_counts_until_quit_is_answered() {
    let way = Way::TlsPlain;
    let slow = Fault::new(SmtpStep::Quit, Action::Delay(Duration::from_millis(300)));
    let sandbox = way.sandbox().fault(slow).start().await.unwrap();
    let gateway = way.gateway(&sandbox, AMPLE).mails_per_connection(1).build().unwrap();
    let fixture = Fixture { mailer: SmtpMailer::new(gateway).unwrap(), sandbox };
    let (one, two) = (mail("one", 10, &["one@example.org"]), mail("two", 10, &["two@example.org"]));
    let (one, two) = tokio::join!(fixture.send(&one), fixture.send(&two));
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    let stats = fixture.sandbox.connections();
    assert_eq!((stats.opened, stats.max_open), (2, 1));
    assert_eq!(stats.open, 1, "the second receipt waited for the QUIT");
}

#[test]
fn a_send_dropped_at_any_await_harms_no_other_mail() {
    // With an event interval of 1 the runtime checks its sockets after each poll of a task.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().event_interval(1).build().unwrap();
    runtime.block_on(walks());
}

async fn walks() {
    let ways = [Way::StartTlsPlain, Way::StartTlsLogin, Way::TlsPlain, Way::TlsLogin];
    let mut cases: Vec<_> = ways.into_iter().flat_map(|way| Mode::ALL.map(|mode| (way, mode, 100_000))).collect();
    // Too large to go with the envelope.
    cases.extend(Mode::ALL.map(|mode| (Way::TlsPlain, mode, 900_000)));
    let mut walks = JoinSet::new();
    for (way, mode, size) in cases {
        for kept in [false, true] {
            walks.spawn(async move { (way, mode, size, kept, walk(way, mode, kept, size).await) });
        }
    }
    while let Some(done) = walks.join_next().await {
        let (way, mode, size, kept, polls) = done.unwrap();
        println!("{way:?} {mode:?} {size} bytes, kept {kept}: {polls} polls");
        let least = if kept { 2 } else { 8 };
        assert!(polls > least, "{way:?} {mode:?}: {polls} polls are no conversation");
    }
}
