//! What users of other queues have reported, each as a test.

use crate::support::{Bed, arrived, gateway, invoice, sandbox, start};
use ite_mailer::sandbox::{Action, Fault, SmtpStep};
use ite_mailer_outbox::{MailFilter, MailState, OutboxError, Settle};
use std::time::Duration;

crate::on_each_database!(
    two_workers_and_many_bells_send_each_mail_once,
    product_rollback_does_not_undo_a_sent_mail,
    retry_does_not_start_while_the_first_attempt_runs,
    slow_worker_keeps_its_lane,
    mail_after_a_timeout_gets_its_own_reply,
    mail_in_doubt_is_not_restarted_by_hand_as_failed,
    connection_limit_holds_across_workers,
    lane_of_a_crashed_owner_goes_on,
);

/// post_office#326: one mail was sent dozens of times by workers that ran at once.
async fn two_workers_and_many_bells_send_each_mail_once(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    for lane in ["a", "b", "c"] {
        bed.gateways.set(lane, gateway(&server, 2, None));
    }
    let workers: Vec<_> = (0..3).map(|_| start(bed.worker().lanes(2))).collect();
    for n in 0..20 {
        bed.enqueue(["a", "b", "c"].map(|lane| invoice(lane, n))).await.unwrap();
        for lane in ["a", "b", "c"] {
            bed.ring(lane).await;
        }
    }
    bed.wait("all", |counts| counts.accepted == 60).await;
    for worker in workers {
        worker.stop().await;
    }
    let arrived = arrived(&server);
    assert_eq!((arrived.len(), arrived.values().max()), (60, Some(&1)));
}

/// odoo, pull 99189: the product's transaction rolled back, and the mail it had sent was there again.
async fn product_rollback_does_not_undo_a_sent_mail(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let worker = start(bed.worker());
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    crate::with_pool!(bed, pool => {
        let mut transaction = pool.begin().await.unwrap();
        let again = bed.outbox.enqueue(&mut transaction, invoice("a", 1)).await.unwrap();
        assert!(again.duplicate);
        transaction.rollback().await.unwrap();
    });
    bed.enqueue([invoice("a", 2)]).await.unwrap();
    bed.wait("the next", |counts| counts.accepted == 2).await;
    worker.stop().await;
    assert_eq!(server.mails().len(), 2);
}

/// horizon#205: a job was retried while its first run went on.
async fn retry_does_not_start_while_the_first_attempt_runs(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_secs(5))));
    bed.gateways.set("a", gateway(&server, 1, None));
    let id = bed.enqueue([invoice("a", 1)]).await.unwrap().remove(0).id;
    // Longer than the lease, which is renewed meanwhile.
    let workers = [start(bed.worker().lease(Duration::from_secs(3))), start(bed.worker())];
    bed.wait("the attempt", |counts| counts.sending == 1).await;
    assert!(matches!(bed.outbox.retry(id).await, Err(OutboxError::WrongState { state: MailState::Sending, .. })));
    assert!(matches!(bed.outbox.cancel(id).await, Err(OutboxError::WrongState { .. })));
    bed.ring("a").await;
    bed.wait("the end", |counts| counts.accepted == 1).await;
    for worker in workers {
        worker.stop().await;
    }
    assert_eq!(server.mails().len(), 1);
}

/// solid_queue#589: a late heartbeat pruned a worker that was alive.
async fn slow_worker_keeps_its_lane(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::Data, Action::Delay(Duration::from_millis(1_500))));
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..4).map(|n| invoice("a", n))).await.unwrap();
    let slow = start(bed.worker().lease(Duration::from_secs(3)));
    bed.wait_for_owner("a").await;
    let owner = bed.outbox.lane("a").await.unwrap().unwrap().owner;
    let eager = start(bed.worker());
    bed.wait("three mails", |counts| counts.accepted >= 3).await;
    assert_eq!(bed.outbox.lane("a").await.unwrap().unwrap().owner, owner);
    bed.wait("all", |counts| counts.accepted == 4).await;
    for worker in [slow, eager] {
        worker.stop().await;
    }
    assert_eq!((server.mails().len(), server.connections().max_open), (4, 1));
}

/// symfony#54169: after a timeout the next mail read the reply to the one before.
async fn mail_after_a_timeout_gets_its_own_reply(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Stall).nth(1));
    let mut settings = gateway(&server, 1, None).settings();
    settings.timeouts.final_reply = Duration::from_secs(1);
    bed.gateways.set("a", settings.validate(ite_mailer::SecretString::from("")).unwrap());
    bed.enqueue((0..3).map(|n| invoice("a", n))).await.unwrap();
    let worker = start(bed.worker());
    let counts = bed.wait("all", |counts| counts.open() == 0).await;
    worker.stop().await;
    assert_eq!((counts.accepted, counts.in_doubt), (2, 1));
    assert_eq!(server.mails().len(), 3, "each once");
    for mail in bed.outbox.list(&MailFilter::new().state(MailState::Accepted)).await.unwrap() {
        assert_eq!(mail.receipt.unwrap().message_id, mail.message_id);
    }
}

/// bull#1685: stalled mails were restarted by hand with the failed ones.
async fn mail_in_doubt_is_not_restarted_by_hand_as_failed(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Reset));
    bed.gateways.set("a", gateway(&server, 1, None));
    let id = bed.enqueue([invoice("a", 1)]).await.unwrap().remove(0).id;
    let worker = start(bed.worker());
    bed.wait("the doubt", |counts| counts.in_doubt == 1).await;
    assert_eq!(bed.outbox.retry_failed("a").await.unwrap(), 0);
    assert!(matches!(bed.outbox.retry(id).await, Err(OutboxError::WrongState { state: MailState::InDoubt, .. })));
    bed.outbox.settle(id, Settle::Arrived).await.unwrap();
    assert!(matches!(bed.outbox.settle(id, Settle::NotArrived).await, Err(OutboxError::WrongState { .. })));
    worker.stop().await;
    assert_eq!(server.mails().len(), 1);
}

/// bull#2462: the limit of a group did not hold.
async fn connection_limit_holds_across_workers(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_millis(30))));
    bed.gateways.set("a", gateway(&server, 2, None));
    let turn = Duration::from_millis(300);
    let workers: Vec<_> = (0..4).map(|_| start(bed.worker().lanes(1).turn(turn))).collect();
    for n in 0..60 {
        bed.enqueue([invoice("a", n)]).await.unwrap();
    }
    bed.wait("all", |counts| counts.accepted == 60).await;
    for worker in workers {
        worker.stop().await;
    }
    assert_eq!(server.connections().max_open, 2);
}

/// django-mailer, pull 131: a lock left behind by a crash stopped everything.
async fn lane_of_a_crashed_owner_goes_on(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.stall("a");
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let lease = Duration::from_secs(3);
    let crashed = start(bed.worker().lease(lease));
    bed.wait_for_owner("a").await;
    crashed.kill().await;
    let began = std::time::Instant::now();
    bed.gateways.set("a", gateway(&server, 1, None));
    let next = start(bed.worker());
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    assert!(began.elapsed() < lease + Duration::from_secs(10), "{:?}", began.elapsed());
    next.stop().await;
}
