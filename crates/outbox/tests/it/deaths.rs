//! A process that ends at each step of a mail, and the state of the mail after it.

use crate::support::{Bed, Heard as _, Running, gateway, invoice, sandbox, start};
use ite_mailer::sandbox::{Action, Fault, SmtpSandbox, SmtpStep};
use ite_mailer_outbox::{MailFilter, MailState, OutboxMail, Settle, WorkerBuilder};
use std::time::Duration;

crate::on_each_database!(
    death_before_the_claim_leaves_the_mail_due,
    death_before_the_final_dot_puts_the_mail_in_doubt,
    death_before_the_final_reply_puts_the_mail_in_doubt,
    death_before_the_commit_puts_the_mail_in_doubt,
    death_after_the_commit_changes_nothing,
);

/// A lease short enough to wait for.
fn short(bed: &Bed) -> WorkerBuilder {
    bed.worker().lease(Duration::from_secs(3))
}

async fn only_mail(bed: &Bed) -> OutboxMail {
    bed.outbox.list(&MailFilter::new()).await.unwrap().remove(0)
}

/// Starts another worker, and waits until the mail of the dead one is in doubt and another mail has gone.
async fn take_over(bed: &Bed, server: &SmtpSandbox) -> Running {
    server.script().clear();
    bed.enqueue([invoice("a", 2)]).await.unwrap();
    let next = start(short(bed));
    bed.wait("the next owner", |counts| counts.in_doubt == 1 && counts.accepted == 1).await;
    next
}

async fn death_before_the_claim_leaves_the_mail_due(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    // No gateway yet: the worker has the lane, and claims nothing.
    bed.gateways.stall("a");
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let dead = start(short(&bed));
    bed.wait_for_owner("a").await;
    dead.kill().await;
    assert_eq!(only_mail(&bed).await.state, MailState::Due);
    bed.gateways.set("a", gateway(&server, 2, None));
    let next = start(short(&bed));
    bed.wait("the next owner", |counts| counts.accepted == 1).await;
    next.stop().await;
    assert_eq!(server.mails().len(), 1);
}

async fn death_before_the_final_dot_puts_the_mail_in_doubt(bed: Bed) {
    let server = sandbox().without("CHUNKING").without("PIPELINING").start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::Data, Action::Stall));
    bed.gateways.set("a", gateway(&server, 2, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let dead = start(short(&bed));
    bed.wait("the claim", |counts| counts.sending == 1).await;
    server.wait_for_command("DATA").await;
    dead.kill().await;
    let next = take_over(&bed, &server).await;
    assert_eq!(server.mails().len(), 1, "the mail in doubt did not go, and is not sent by itself");
    let doubtful = only_mail(&bed).await;
    bed.outbox.settle(doubtful.id, Settle::NotArrived).await.unwrap();
    bed.wait("the settled mail", |counts| counts.accepted == 2).await;
    next.stop().await;
    assert_eq!(server.mails().len(), 2);
}

async fn death_before_the_final_reply_puts_the_mail_in_doubt(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Stall));
    bed.gateways.set("a", gateway(&server, 2, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let dead = start(short(&bed));
    server.wait_for(1).await.unwrap();
    dead.kill().await;
    let next = take_over(&bed, &server).await;
    assert_eq!(server.mails().len(), 2, "each once");
    bed.outbox.settle(only_mail(&bed).await.id, Settle::Arrived).await.unwrap();
    assert_eq!(bed.outbox.counts().await.unwrap().accepted, 2);
    next.stop().await;
    assert_eq!(server.mails().len(), 2);
}

/// The database refuses every answer; the mail has gone.
async fn death_before_the_commit_puts_the_mail_in_doubt(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 2, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    bed.refuse_receipts().await;
    let dead = start(short(&bed));
    server.wait_for(1).await.unwrap();
    // The refusal is being tried again by now.
    tokio::time::sleep(Duration::from_millis(300)).await;
    dead.kill().await;
    bed.take_receipts().await;
    let next = take_over(&bed, &server).await;
    next.stop().await;
    assert_eq!(server.mails().len(), 2, "each once");
    assert_eq!(only_mail(&bed).await.state, MailState::InDoubt);
}

async fn death_after_the_commit_changes_nothing(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 2, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let dead = start(short(&bed));
    bed.wait("the end", |counts| counts.accepted == 1).await;
    bed.wait_for_no_owner("a").await;
    dead.kill().await;
    // Two more wake-up jobs.
    bed.ring("a").await;
    bed.ring("a").await;
    bed.enqueue([invoice("a", 2)]).await.unwrap();
    let next = start(short(&bed));
    bed.wait("the next mail", |counts| counts.accepted == 2).await;
    next.stop().await;
    assert_eq!(server.mails().len(), 2);
}
