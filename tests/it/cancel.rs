//! A `send` that is dropped at any await harms no other mail.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

use crate::rig::{AMPLE, Rig, Way, mail, polled};
use ite_mailer::{
    DocumentMailer, SmtpMailer,
    sandbox::{Action, Fault, Step},
};
use std::time::Duration;
use tokio::task::JoinSet;

/// Every number of polls until a mail gets through; with `kept` on a connection that has served a mail before, else on
/// a new one.
async fn walk(way: Way, kept: bool) -> usize {
    let sandbox = way.sandbox().start().await.unwrap();
    let gateway = way.gateway(&sandbox, AMPLE).build().unwrap();
    let mut rig = Rig { mailer: SmtpMailer::new(gateway.clone()).unwrap(), sandbox };
    for most in 1..1_000 {
        if kept {
            rig.next_gets_through().await.unwrap();
        } else {
            rig.mailer = SmtpMailer::new(gateway.clone()).unwrap();
        }
        let dropped = mail("dropped", 100_000, &["one@example.org"]);
        let done = polled(rig.mailer.send(&dropped), most).await.is_some();
        rig.next_gets_through().await.unwrap_or_else(|what| panic!("{way:?} after {most} polls: {what}"));
        let arrived = rig.arrived(&dropped);
        assert!(arrived <= 1 && (!done || arrived == 1), "{way:?} after {most} polls: arrived {arrived} times");
        if done {
            return most;
        }
    }
    panic!("never done");
}

/// A good-bye counts as a connection, and no receipt waits for it.
#[tokio::test]
async fn a_good_bye_stays_within_the_cap() {
    let way = Way::TlsPlain;
    let slow = Fault::new(Step::Quit, Action::Delay(Duration::from_millis(300)));
    let sandbox = way.sandbox().fault(slow).start().await.unwrap();
    let gateway = way.gateway(&sandbox, AMPLE).mails_per_connection(1).build().unwrap();
    let rig = Rig { mailer: SmtpMailer::new(gateway).unwrap(), sandbox };
    let (one, two) = (mail("one", 10, &["one@example.org"]), mail("two", 10, &["two@example.org"]));
    let (one, two) = tokio::join!(rig.send(&one), rig.send(&two));
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    let stats = rig.sandbox.connections();
    assert_eq!((stats.opened, stats.max_open), (2, 1));
    assert_eq!(stats.open, 1, "the second receipt waited for the good-bye");
}

#[tokio::test]
async fn a_send_dropped_at_any_await_harms_no_other_mail() {
    let mut walks = JoinSet::new();
    for way in [Way::StartTlsPlain, Way::StartTlsLogin, Way::TlsPlain, Way::TlsLogin] {
        for kept in [false, true] {
            walks.spawn(async move { (way, kept, walk(way, kept).await) });
        }
    }
    while let Some(done) = walks.join_next().await {
        let (way, kept, polls) = done.unwrap();
        println!("{way:?} kept {kept}: {polls} polls");
        assert!(polls > if kept { 4 } else { 8 }, "{way:?}: {polls} polls are no conversation");
    }
}
