//! Lanes are independent: pauses, guidance, resuming, fairness, hand-over.

use crate::support::{Bed, gateway, invoice, sandbox, secure_gateway, start};
use ite_mailer::{
    ErrorKind, NetworkPolicy,
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use ite_mailer_outbox::{MailFilter, MailState};
use std::time::{Duration, Instant};

crate::on_each_database!(
    wrong_password_pauses_its_lane_alone,
    lane_without_settings_pauses_until_resumed,
    failing_gateway_source_pauses_for_a_while,
    used_up_quota_waits_for_the_next_day,
    saved_settings_reach_the_owner,
    refused_recipient_fails_its_mail_alone,
    many_refusals_in_a_row_pause_the_lane,
    greylisted_mail_is_due_again,
    internal_address_pauses_its_lane_alone,
    lanes_take_turns,
    shutdown_hands_lanes_over,
    paused_lane_is_left_alone_by_hand,
);

async fn wrong_password_pauses_its_lane_alone(bed: Bed) {
    let server = SmtpSandbox::builder().plaintext().start().await.unwrap();
    let open = sandbox().start().await.unwrap();
    bed.gateways.set("wrong", secure_gateway(&server, "wrong"));
    bed.gateways.set("right", gateway(&open, 2, None));
    bed.enqueue((0..10).flat_map(|n| [invoice("wrong", n), invoice("right", n)])).await.unwrap();
    let worker = start(bed.worker());
    bed.wait("the healthy lane", |counts| counts.accepted == 10).await;
    let pause = bed.wait_for_pause("wrong").await;
    let because = pause.because.unwrap();
    assert_eq!((because.kind(), pause.until), (ErrorKind::BadCredentials, None));
    assert!(!because.guidance().fr.title.is_empty(), "{because:?}");
    let counts = bed.outbox.lane("wrong").await.unwrap().unwrap().counts;
    assert_eq!(counts.open(), 10, "no mail failed for it: {counts:?}");
    assert!(server.sign_ins().refused <= 4, "ten mails, few sign-ins: {:?}", server.sign_ins());
    // The customer saves the right password.
    bed.gateways.set("wrong", secure_gateway(&server, server.password()));
    assert!(bed.outbox.resume("wrong").await.unwrap());
    bed.wait("the resumed lane", |counts| counts.accepted == 20).await;
    worker.stop().await;
    assert!(!bed.outbox.resume("nobody").await.unwrap());
}

/// A customer has typed the address of a machine inside; the worker takes public ones only.
async fn internal_address_pauses_its_lane_alone(bed: Bed) {
    let inside = sandbox().start().await.unwrap();
    bed.gateways.set("inside", gateway(&inside, 1, None));
    bed.enqueue((0..3).map(|n| invoice("inside", n))).await.unwrap();
    let public_only = start(bed.worker().network_policy(NetworkPolicy::public_only()));
    let pause = bed.wait_for_pause("inside").await;
    let because = pause.because.unwrap();
    assert_eq!((because.kind(), pause.until), (ErrorKind::AddressNotAllowed, None));
    assert!(!because.guidance().fr.title.is_empty(), "{because:?}");
    public_only.stop().await;
    let counts = bed.outbox.counts().await.unwrap();
    assert_eq!((counts.due, counts.total()), (3, 3), "no mail failed for it");
    assert_eq!(inside.connections().opened, 0, "and none was offered");
    // Another worker's policy takes it.
    bed.outbox.resume("inside").await.unwrap();
    let any = start(bed.worker());
    bed.wait("the mails", |counts| counts.accepted == 3).await;
    any.stop().await;
}

async fn lane_without_settings_pauses_until_resumed(bed: Bed) {
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let worker = start(bed.worker());
    let pause = bed.wait_for_pause("a").await;
    let because = pause.because.unwrap();
    assert_eq!((because.kind(), pause.until), (ErrorKind::Configuration, None));
    assert!(because.to_string().contains("no settings"), "{because}");
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.outbox.resume("a").await.unwrap();
    bed.wait("the resumed lane", |counts| counts.accepted == 1).await;
    worker.stop().await;
}

async fn failing_gateway_source_pauses_for_a_while(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.fail("broken", "the vault is sealed");
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("broken", 1), invoice("a", 1)]).await.unwrap();
    let worker = start(bed.worker());
    bed.wait("the other lane", |counts| counts.accepted == 1).await;
    let pause = bed.wait_for_pause("broken").await;
    assert!(pause.until.is_some() && pause.because.unwrap().to_string().contains("gateway source failed"));
    assert_eq!(bed.outbox.counts().await.unwrap().due, 1);
    worker.stop().await;
}

async fn used_up_quota_waits_for_the_next_day(bed: Bed) {
    let server = sandbox().refuse(ErrorKind::DailyQuotaExceeded).start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..5).map(|n| invoice("a", n))).await.unwrap();
    let worker = start(bed.worker());
    let pause = bed.wait_for_pause("a").await;
    worker.stop().await;
    let wait = pause.until.unwrap().duration_since(std::time::SystemTime::now()).unwrap();
    assert!(wait <= Duration::from_secs(24 * 3600 + 300), "{wait:?}");
    assert_eq!(pause.because.unwrap().kind(), ErrorKind::DailyQuotaExceeded);
    assert_eq!(bed.outbox.counts().await.unwrap().due, 5);
}

async fn saved_settings_reach_the_owner(bed: Bed) {
    let (old, new) = (sandbox().start().await.unwrap(), sandbox().start().await.unwrap());
    old.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_millis(100))));
    bed.gateways.set("a", gateway(&old, 1, None));
    bed.enqueue((0..60).map(|n| invoice("a", n))).await.unwrap();
    let worker = start(bed.worker().lease(Duration::from_secs(3)));
    old.wait_for(1).await.unwrap();
    bed.gateways.set("a", gateway(&new, 1, None));
    bed.outbox.resume("a").await.unwrap();
    bed.wait("all", |counts| counts.accepted == 60).await;
    worker.stop().await;
    assert!(!new.mails().is_empty());
    assert_eq!(old.mails().len() + new.mails().len(), 60);
}

async fn refused_recipient_fails_its_mail_alone(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(
        Fault::new(SmtpStep::RcptTo, Action::Reply("550 5.1.1 The email account does not exist".to_owned())).nth(2),
    );
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..5).map(|n| invoice("a", n))).await.unwrap();
    let worker = start(bed.worker());
    let counts = bed.wait("all", |counts| counts.open() == 0).await;
    assert_eq!((counts.accepted, counts.failed), (4, 1));
    let failed = bed.outbox.list(&MailFilter::new().state(MailState::Failed)).await.unwrap().remove(0);
    assert!(failed.error.unwrap().to_string().contains("does not exist"));
    assert_eq!(bed.outbox.retry_failed("a").await.unwrap(), 1);
    bed.wait("the failed mail", |counts| counts.accepted == 5).await;
    worker.stop().await;
}

async fn many_refusals_in_a_row_pause_the_lane(bed: Bed) {
    let server = sandbox().reply(SmtpStep::FinalReply, "554 5.7.1 Message refused").start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..20).map(|n| invoice("a", n))).await.unwrap();
    let worker = start(bed.worker().max_consecutive_failures(3));
    let pause = bed.wait_for_pause("a").await;
    assert_eq!(pause.until, None);
    worker.stop().await;
    let counts = bed.outbox.counts().await.unwrap();
    assert_eq!((counts.failed, counts.due), (3, 17));
}

async fn greylisted_mail_is_due_again(bed: Bed) {
    let server = sandbox().reply(SmtpStep::RcptTo, "451 4.7.1 Greylisted, try again later").start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let worker = start(bed.worker().max_attempts(2));
    bed.wait_for_owner("a").await;
    bed.wait_for_no_owner("a").await;
    let mail = bed.outbox.list(&MailFilter::new()).await.unwrap().remove(0);
    assert_eq!((mail.state, mail.attempts), (MailState::Due, 1), "{mail:?}");
    assert!(mail.due_at.duration_since(std::time::SystemTime::now()).unwrap() > Duration::from_secs(30));
    // Its time comes, and it is refused again: the last attempt.
    bed.execute("UPDATE outbox_mail SET due_at = 0").await;
    bed.execute("UPDATE outbox_lane SET paused_until = NULL").await;
    bed.wait("the last attempt", |counts| counts.failed == 1).await;
    worker.stop().await;
}

/// Two lanes, a process that serves one at a time: the second does not wait for the end of the first.
async fn lanes_take_turns(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_millis(50))));
    bed.gateways.set("long", gateway(&server, 1, None));
    bed.gateways.set("short", gateway(&server, 1, None));
    bed.enqueue((0..500).map(|n| invoice("long", n))).await.unwrap();
    let worker = start(bed.worker().lanes(1).turn(Duration::from_millis(500)));
    server.wait_for(1).await.unwrap();
    bed.enqueue([invoice("short", 1)]).await.unwrap();
    let began = Instant::now();
    while bed.outbox.lane("short").await.unwrap().unwrap().counts.accepted == 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "it waits for the long lane");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(bed.outbox.lane("long").await.unwrap().unwrap().counts.due > 0);
    worker.stop().await;
}

async fn shutdown_hands_lanes_over(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_millis(200))));
    bed.gateways.set("a", gateway(&server, 2, None));
    bed.enqueue((0..20).map(|n| invoice("a", n))).await.unwrap();
    let first = start(bed.worker());
    server.wait_for(3).await.unwrap();
    first.stop().await;
    let counts = bed.outbox.counts().await.unwrap();
    assert_eq!((counts.sending, counts.in_doubt), (0, 0), "mails under way came to their end");
    assert!(counts.due > 0);
    server.wait_open(0).await.unwrap();
    let second = start(bed.worker());
    bed.wait("all", |counts| counts.accepted == 20).await;
    second.stop().await;
    assert_eq!(server.mails().len(), 20);
    assert!(server.connections().max_open <= 2);
}

async fn paused_lane_is_left_alone_by_hand(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    assert!(bed.outbox.pause("a", "the customer asked for it").await.unwrap());
    let worker = start(bed.worker());
    bed.enqueue([invoice("b", 1)]).await.unwrap();
    let pause = bed.wait_for_pause("a").await;
    assert_eq!((pause.note.as_deref(), pause.until), (Some("the customer asked for it"), None));
    assert!(pause.because.is_none(), "{pause:?}");
    let other = bed.wait_for_pause("b").await; // no settings: the worker has looked
    assert!(other.note.is_none() && other.because.is_some(), "{other:?}");
    assert_eq!(bed.outbox.lane("a").await.unwrap().unwrap().counts.due, 1);
    bed.outbox.resume("a").await.unwrap();
    bed.wait("the resumed lane", |counts| counts.accepted == 1).await;
    worker.stop().await;
}
