//! Damaged rows, a database that refuses, documents that are missing: a clear error, nothing lost, other lanes go on.

use crate::support::{Bed, gateway, invoice, sandbox, start};
use ite_mailer_outbox::{MailFilter, MailState, OutboxError, Worker};
use std::time::Duration;
#[cfg(feature = "sqlite")]
use {
    sqlx::{AssertSqlSafe, sqlite::SqlitePoolOptions},
    std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

crate::on_each_database!(
    damaged_row_fails_alone,
    unknown_stored_version_waits_for_a_newer_worker,
    missing_document_fails_its_mail_alone,
    changed_document_fails_its_mail_alone,
    unknown_state_is_a_clear_error,
    refused_writes_lose_nothing,
    refused_claims_lose_nothing,
    read_only_database_is_a_clear_error_and_loses_nothing,
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

async fn changed_document_fails_its_mail_alone(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..2).map(|n| invoice("a", n))).await.unwrap();
    bed.execute(
        "UPDATE outbox_document SET bytes = CAST('%PDF-1.7 another' AS {bytes}) WHERE sha256 IN (
            SELECT sha256 FROM outbox_mail_document d JOIN outbox_mail m ON m.id = d.mail
            WHERE m.idempotency_key = 'invoice-0')",
    )
    .await;
    let worker = start(bed.worker());
    let counts = bed.wait("all", |counts| counts.open() == 0).await;
    worker.stop().await;
    assert_eq!((counts.accepted, counts.failed), (1, 1));
}

/// A row of a newer version, or a damaged one: the worker leaves it alone, and looking at it says what is wrong.
async fn unknown_state_is_a_clear_error(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..2).map(|n| invoice("a", n))).await.unwrap();
    bed.execute("UPDATE outbox_mail SET state = 'frozen' WHERE idempotency_key = 'invoice-0'").await;
    let worker = start(bed.worker());
    server.wait_for(1).await.unwrap();
    worker.stop().await;
    let Err(OutboxError::Stored(why)) = bed.outbox.counts().await else { panic!("it was counted") };
    assert!(why.contains("frozen"), "{why}");
    assert_eq!(bed.number("SELECT count(*) FROM outbox_mail WHERE state = 'accepted'").await, 1);
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

async fn refused_claims_lose_nothing(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 2, None));
    bed.enqueue((0..4).map(|n| invoice("a", n))).await.unwrap();
    bed.refuse("refuse_claims", "outbox_mail", "UPDATE", "NEW.state = 'sending'").await;
    let worker = start(bed.worker());
    bed.wait_for_owner("a").await;
    assert_eq!(bed.outbox.counts().await.unwrap().due, 4);
    bed.allow("refuse_claims", "outbox_mail").await;
    bed.wait("all", |counts| counts.accepted == 4).await;
    worker.stop().await;
    assert_eq!(server.mails().len(), 4);
}

/// A worker whose database takes no writes sends nothing, and disturbs no other.
async fn read_only_database_is_a_clear_error_and_loses_nothing(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let read_only = bed.read_only().await;
    let refused = async {
        let mut transaction = read_only.begin().await?;
        read_only.enqueue(&mut transaction, invoice("a", 2)).await
    };
    let Err(OutboxError::Database(why)) = refused.await else { panic!("it was enqueued") };
    assert!(why.to_string().replace('-', "").contains("readonly"), "{why}");
    let powerless = start(Worker::builder(read_only, bed.gateways.clone()));
    let worker = start(bed.worker());
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    powerless.stop().await;
    worker.stop().await;
    assert_eq!(server.mails().len(), 1);
}

/// A full disk, as SQLite reports it where the file may not grow further.
#[cfg(feature = "sqlite")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_disk_is_a_clear_error_and_loses_nothing() {
    let most = Arc::new(AtomicI64::new(1 << 30));
    let limit = Arc::clone(&most);
    let options = SqlitePoolOptions::new().min_connections(10).before_acquire(move |connection, _| {
        let limit = limit.load(Ordering::SeqCst);
        Box::pin(async move {
            let sql = format!("PRAGMA max_page_count = {limit}");
            sqlx::query(AssertSqlSafe(sql)).execute(connection).await.map(|_| true)
        })
    });
    let bed = Bed::sqlite_with(options).await;
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    most.store(bed.number("PRAGMA page_count").await + 40, Ordering::SeqCst);
    let mut stored = 0;
    let why = loop {
        match bed.enqueue([invoice("a", stored)]).await {
            Ok(_) => stored += 1,
            Err(error) => break error,
        }
    };
    let OutboxError::Database(why) = why else { panic!("{why}") };
    assert!(stored > 10 && why.to_string().contains("full"), "{stored}: {why}");
    assert_eq!(bed.outbox.counts().await.unwrap().due, stored as u64, "what was refused is not there");
    let worker = start(bed.worker());
    bed.wait_for_owner("a").await;
    most.store(1 << 30, Ordering::SeqCst);
    bed.wait("all", |counts| counts.accepted == stored as u64).await;
    worker.stop().await;
    assert_eq!(server.mails().len(), stored, "each once");
    bed.enqueue([invoice("a", stored)]).await.unwrap();
}
