//! What is removed when it has been kept long enough, and what stays.

use crate::support::{Bed, gateway, invoice, sandbox, start};
use ite_mailer::{Document, DocumentMail};
use ite_mailer_outbox::{MailFilter, NewMail, Retention};
use std::time::Duration;

crate::on_each_database!(
    old_mails_and_their_documents_are_removed,
    shared_and_new_documents_stay,
    mails_of_the_last_minute_stay_for_the_rate,
    jobs_of_the_engine_are_removed,
);

const DAY: u64 = 24 * 3600 * 1000;

async fn end(bed: &Bed, n: usize, state: &str, days_ago: u64) {
    let age = days_ago * DAY;
    bed.execute(&format!(
        "UPDATE outbox_mail SET state = '{state}', attempted_at = {{now}} - {age}, ended_at = {{now}} - {age}
            WHERE idempotency_key = 'invoice-{n}'"
    ))
    .await;
}

async fn old_mails_and_their_documents_are_removed(bed: Bed) {
    bed.enqueue((0..6).map(|n| invoice("a", n))).await.unwrap();
    bed.execute("UPDATE outbox_document SET stored_at = {now} - 7200000").await;
    for (n, state, days) in
        [(0, "accepted", 8), (1, "accepted", 91), (2, "failed", 91), (3, "failed", 8), (4, "in_doubt", 91)]
    {
        end(&bed, n, state, days).await;
    }
    assert_eq!(bed.outbox.clean_up(Retention::default()).await.unwrap(), 2);
    let left = bed.outbox.list(&MailFilter::new()).await.unwrap();
    let keys: Vec<_> = left.iter().filter_map(|mail| mail.key.as_deref()).collect();
    assert_eq!(keys, ["invoice-0", "invoice-3", "invoice-4", "invoice-5"]);
    assert_eq!(
        bed.number("SELECT count(*) FROM outbox_document").await,
        3,
        "of the failed, the doubtful and the due mail"
    );
    // A key that was removed is free again.
    assert!(!bed.enqueue([invoice("a", 1)]).await.unwrap()[0].duplicate);
    assert!(bed.enqueue([invoice("a", 0)]).await.unwrap()[0].duplicate);
    assert_eq!(bed.outbox.clean_up(Retention::default()).await.unwrap(), 0);
}

async fn shared_and_new_documents_stay(bed: Bed) {
    let terms = |n: usize| {
        let mail = DocumentMail::builder()
            .from("accounts@example.com")
            .to("client@example.org")
            .document(Document::pdf("Conditions.pdf", &b"%PDF-1.7 terms"[..]))
            .idempotency_key(format!("invoice-{n}"))
            .build()
            .unwrap();
        NewMail::new("a", mail)
    };
    let documents = "SELECT count(*) FROM outbox_document";
    bed.enqueue((0..2).map(terms)).await.unwrap();
    bed.execute("UPDATE outbox_document SET stored_at = {now} - 7200000").await;
    end(&bed, 0, "accepted", 100).await;
    assert_eq!(bed.outbox.clean_up(Retention::default()).await.unwrap(), 1);
    assert_eq!(bed.number(documents).await, 1, "the other mail needs it");
    end(&bed, 1, "cancelled", 100).await;
    bed.execute("UPDATE outbox_document SET stored_at = {now} - 60000").await;
    bed.outbox.clean_up(Retention::default()).await.unwrap();
    assert_eq!(bed.number(documents).await, 1, "a mail may be on its way into the outbox with it");
    bed.execute("UPDATE outbox_document SET stored_at = {now} - 7200000").await;
    bed.outbox.clean_up(Retention::default()).await.unwrap();
    assert_eq!(bed.number(documents).await, 0);
}

async fn mails_of_the_last_minute_stay_for_the_rate(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, Some(30)));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let worker = start(bed.worker());
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    worker.stop().await;
    let none = Retention::default().mails(Duration::ZERO).documents(Duration::ZERO);
    assert_eq!(bed.outbox.clean_up(none).await.unwrap(), 0);
    bed.execute("UPDATE outbox_mail SET attempted_at = attempted_at - 60000").await;
    assert_eq!(bed.outbox.clean_up(none).await.unwrap(), 1);
}

async fn jobs_of_the_engine_are_removed(bed: Bed) {
    let worker = start(bed.worker());
    bed.ring("a").await;
    bed.ring("b").await;
    bed.wait_for_jobs().await;
    worker.stop().await;
    let old = if bed.is_sqlite() { "unixepoch() - 7200" } else { "now() - INTERVAL '2 hours'" };
    // One of them is the product's.
    bed.execute(&format!("UPDATE {{jobs}} SET done_at = {old}")).await;
    bed.execute("UPDATE {jobs} SET job_type = 'product' WHERE id = (SELECT min(id) FROM {jobs})").await;
    bed.outbox.clean_up(Retention::default()).await.unwrap();
    assert_eq!(bed.number("SELECT count(*) FROM {jobs}").await, 1);
    assert_eq!(bed.number("SELECT count(*) FROM {jobs} WHERE job_type = 'product'").await, 1);
}
