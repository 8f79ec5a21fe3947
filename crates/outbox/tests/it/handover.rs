//! From one owner of a lane to the next: limits hold across the two, nothing is doubted for it.

use crate::support::{Bed, gateway, invoice, sandbox, start};
use ite_mailer::{
    MemoryMailer,
    sandbox::{Action, Fault, SmtpStep},
};
use ite_mailer_outbox::MailState;
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

crate::on_each_database!(
    two_owners_in_one_minute_keep_its_rate,
    mail_that_moved_counts_twice_for_the_next_owner,
    connections_are_closed_before_the_lease_ends,
    idle_connections_are_closed_although_the_database_hangs,
    handover_waits_until_the_server_has_closed,
    shutdown_timeout_leaves_the_mail_in_doubt,
    mailers_are_wrapped,
);

/// Six mails a minute: the first owner sends four of them, the second may send two.
async fn two_owners_in_one_minute_keep_its_rate(bed: Bed) {
    let server = sandbox().max_mails(6, Duration::from_secs(60)).start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, Some(6)));
    bed.enqueue((0..4).map(|n| invoice("a", n))).await.unwrap();
    let first = start(bed.worker());
    bed.wait("the first owner's mails", |counts| counts.accepted == 4).await;
    first.stop().await;
    bed.enqueue((4..10).map(|n| invoice("a", n))).await.unwrap();
    let second = start(bed.worker());
    bed.wait("the second owner's mails", |counts| counts.accepted == 6).await;
    // By the time that another lane's mail has gone, the seventh would have gone, too.
    let other = sandbox().start().await.unwrap();
    bed.gateways.set("b", gateway(&other, 1, None));
    bed.enqueue([invoice("b", 0)]).await.unwrap();
    bed.wait("the other lane's mail", |counts| counts.accepted == 7).await;
    // The mails that wait for the rate are not claimed: they do not hold a shutdown up, and no kill puts them in doubt.
    assert_eq!(bed.outbox.counts().await.unwrap().sending, 0);
    let began = Instant::now();
    second.stop().await;
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(server.commands().iter().filter(|command| command.starts_with("MAIL")).count(), 6);
    assert!(bed.outbox.lane("a").await.unwrap().unwrap().pause.is_none());
    let counts = bed.outbox.counts().await.unwrap();
    assert_eq!((counts.due, counts.in_doubt), (4, 0), "{counts:?}");
}

/// Four mails a minute. The server closes a connection behind a MAIL, which it may have counted; the mail moves to another.
async fn mail_that_moved_counts_twice_for_the_next_owner(bed: Bed) {
    let server = sandbox().without("CHUNKING").start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::MailFrom, Action::Reset).nth(2));
    bed.gateways.set("a", gateway(&server, 1, Some(4)));
    bed.enqueue((0..2).map(|n| invoice("a", n))).await.unwrap();
    let first = start(bed.worker());
    bed.wait("the first owner's mails", |counts| counts.accepted == 2).await;
    first.stop().await;
    let mails = || server.commands().iter().filter(|command| command.starts_with("MAIL")).count();
    assert_eq!(mails(), 3);
    bed.enqueue((2..5).map(|n| invoice("a", n))).await.unwrap();
    let second = start(bed.worker());
    bed.wait("the second owner's mail", |counts| counts.accepted == 3).await;
    // By the time that another lane's mail has gone, the fifth would have gone, too.
    let other = sandbox().start().await.unwrap();
    bed.gateways.set("b", gateway(&other, 1, None));
    bed.enqueue([invoice("b", 0)]).await.unwrap();
    bed.wait("the other lane's mail", |counts| counts.accepted == 4).await;
    second.stop().await;
    assert_eq!(mails(), 4);
}

/// A worker that cannot renew its lease closes its connections while no other worker may take the lane.
async fn connections_are_closed_before_the_lease_ends(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Stall));
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let cut_off = start(bed.worker().lease(Duration::from_secs(6)));
    server.wait_for(1).await.unwrap();
    bed.refuse_renewals().await;
    server.wait_open(0).await.unwrap();
    let left = bed.number("SELECT lease_until - {now} FROM outbox_lane WHERE lane = 'a'").await;
    assert!(left > 200, "{left} ms before the lease ends");
    cut_off.kill().await;
}

/// The lane's loop waits for a database that does not answer; its idle connection does not wait with it.
async fn idle_connections_are_closed_although_the_database_hangs(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    let later = invoice("a", 2).not_before(Duration::from_millis(1_500));
    bed.enqueue([invoice("a", 1), later]).await.unwrap();
    let worker = start(bed.worker().lease(Duration::from_secs(3)));
    server.wait_for(1).await.unwrap();
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    crate::with_pool!(bed, pool => {
        // Claims, renewals and the release wait for this one.
        let mut held = pool.begin().await.unwrap();
        sqlx::query("UPDATE outbox_lane SET failures = failures").execute(&mut *held).await.unwrap();
        assert_eq!(server.connections().open, 1, "idle, kept for the next mail");
        // Before any statement times out.
        tokio::time::timeout(Duration::from_secs(10), server.wait_open(0)).await.unwrap().unwrap();
        held.rollback().await.unwrap();
    });
    worker.kill().await;
}

/// A server that is slow to notice the end of a connection counts it meanwhile.
async fn handover_waits_until_the_server_has_closed(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_secs(3))));
    let mut settings = gateway(&server, 1, None).settings();
    settings.timeouts.final_reply = Duration::from_secs(1);
    bed.gateways.set("a", settings.validate(ite_mailer::SecretString::from("")).unwrap());
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let worker = start(bed.worker());
    bed.wait("the doubt", |counts| counts.in_doubt == 1).await;
    assert_eq!(server.connections().open, 1, "the server has not noticed yet");
    worker.stop().await;
    assert_eq!(server.connections().open, 0);
}

async fn shutdown_timeout_leaves_the_mail_in_doubt(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Stall));
    bed.gateways.set("a", gateway(&server, 1, None));
    let lease = Duration::from_secs(3);
    let id = bed.enqueue([invoice("a", 1)]).await.unwrap().remove(0).id;
    let worker = start(bed.worker().lease(lease).shutdown_timeout(Duration::from_millis(200)));
    server.wait_for(1).await.unwrap();
    let began = Instant::now();
    worker.stop().await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(bed.outbox.mail(id).await.unwrap().unwrap().state, MailState::Sending);
    let next = start(bed.worker().lease(lease));
    bed.wait("the end of the lease", |counts| counts.in_doubt == 1).await;
    next.stop().await;
    assert_eq!(server.mails().len(), 1);
}

/// As a product does in its own tests: no server, the mails are in memory.
async fn mailers_are_wrapped(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..3).map(|n| invoice("a", n))).await.unwrap();
    let (memory, lanes) = (MemoryMailer::new(), Arc::new(Mutex::new(Vec::new())));
    let (mailer, asked) = (memory.clone(), Arc::clone(&lanes));
    let worker = start(bed.worker().wrap(move |_, lane| {
        asked.lock().unwrap().push(lane.to_owned());
        mailer.clone()
    }));
    bed.wait("all", |counts| counts.accepted == 3).await;
    worker.stop().await;
    assert_eq!((memory.sent().len(), server.mails().len()), (3, 0));
    assert_eq!(*lanes.lock().unwrap(), ["a"], "once for each time that the lane is taken");
}
