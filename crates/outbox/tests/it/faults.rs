//! Damaged rows, a database that refuses, documents that are missing: a clear error, nothing lost, other lanes go on.

use crate::support::{Bed, gateway, invoice, sandbox, start};
use ite_mailer_outbox::{MailFilter, MailState};
use std::time::Duration;

crate::on_each_database!(
    damaged_row_fails_alone,
    unknown_stored_version_waits_for_a_newer_worker,
    missing_document_fails_its_mail_alone,
    refused_writes_lose_nothing,
);

async fn damaged_row_fails_alone(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..3).map(|n| invoice("a", n))).await.unwrap();
    bed.execute("UPDATE outbox_mail SET mail = 'not JSON' WHERE idempotency_key = 'invoice-1'").await;
    let worker = start(bed.worker());
    let counts = bed.wait("all", |counts| counts.open() == 0).await;
    worker.stop().await;
    assert_eq!((counts.accepted, counts.failed), (2, 1));
    let failed = bed.outbox.list(&MailFilter::new().state(MailState::Failed)).await.unwrap().remove(0);
    assert!(failed.error.unwrap().to_string().contains("damaged"));
    // What a dashboard reads may be damaged, too.
    bed.execute("UPDATE outbox_mail SET receipt = 'not JSON', error = 'not JSON'").await;
    assert_eq!(bed.outbox.list(&MailFilter::new()).await.unwrap().len(), 3);
}

async fn unknown_stored_version_waits_for_a_newer_worker(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..2).map(|n| invoice("a", n))).await.unwrap();
    bed.execute(r#"UPDATE outbox_mail SET mail = '{"version": 99, "v": 99}' WHERE idempotency_key = 'invoice-0'"#)
        .await;
    let worker = start(bed.worker());
    bed.wait("the other", |counts| counts.accepted == 1 && counts.due == 1).await;
    worker.stop().await;
    let waiting = bed.outbox.list(&MailFilter::new().state(MailState::Due)).await.unwrap().remove(0);
    assert!(waiting.error.unwrap().to_string().contains("version 99"));
}

async fn missing_document_fails_its_mail_alone(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..2).map(|n| invoice("a", n))).await.unwrap();
    bed.execute(
        "UPDATE outbox_document SET bytes = NULL WHERE sha256 IN (
            SELECT sha256 FROM outbox_mail_document d JOIN outbox_mail m ON m.id = d.mail
            WHERE m.idempotency_key = 'invoice-0')",
    )
    .await;
    let worker = start(bed.worker());
    let counts = bed.wait("all", |counts| counts.open() == 0).await;
    worker.stop().await;
    assert_eq!((counts.accepted, counts.failed), (1, 1));
}

/// As a full disk or a read-only database does: the answer stays in memory until it can be stored.
async fn refused_writes_lose_nothing(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 2, None));
    bed.enqueue((0..6).map(|n| invoice("a", n))).await.unwrap();
    bed.refuse_receipts().await;
    let worker = start(bed.worker());
    server.wait_for(2).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(server.mails().len(), 2, "no further mail without a place for the answer");
    bed.take_receipts().await;
    bed.wait("all", |counts| counts.accepted == 6).await;
    worker.stop().await;
    assert_eq!(server.mails().len(), 6);
}
