//! Damaged rows, a database that refuses, documents that are missing: a clear error, nothing lost, other lanes go on.

use crate::support::{Bed, gateway, invoice, sandbox, start};
use futures_util::StreamExt;
use ite_mailer_outbox::{CountsOf, MailFilter, MailState, OutboxError, Retention, Settle, Worker};
use std::time::Duration;
#[cfg(feature = "postgres")]
use {
    crate::support::arrived,
    ite_mailer::{Document, DocumentMail},
    ite_mailer_outbox::NewMail,
};
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
    row_in_unknown_state_is_counted_beside_the_others,
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
    const ITS: &str = "sha256 IN (SELECT sha256 FROM outbox_mail_document d JOIN outbox_mail m ON m.id = d.mail
        WHERE m.idempotency_key = 'invoice-0')";
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..2).map(|n| invoice("a", n))).await.unwrap();
    bed.execute(&format!("UPDATE outbox_document SET bytes = CAST('%PDF-1.7 another' AS {{bytes}}) WHERE {ITS}")).await;
    let worker = start(bed.worker());
    let counts = bed.wait("all", |counts| counts.open() == 0).await;
    assert_eq!((counts.accepted, counts.failed), (1, 1));
    // The worker has kept nothing of it.
    bed.execute(&format!("UPDATE outbox_document SET bytes = CAST('%PDF-1.7 a 0' AS {{bytes}}) WHERE {ITS}")).await;
    assert_eq!(bed.outbox.retry_failed("a").await.unwrap(), 1);
    let counts = bed.wait("the mail", |counts| counts.open() == 0).await;
    worker.stop().await;
    assert_eq!(counts.accepted, 2);
}

/// A row of a newer version, or a damaged one: the worker leaves it alone, and it hides nothing from a dashboard.
async fn row_in_unknown_state_is_counted_beside_the_others(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    let frozen = bed.enqueue((0..2).map(|n| invoice("a", n))).await.unwrap().remove(0).id;
    bed.execute("UPDATE outbox_mail SET state = 'frozen' WHERE idempotency_key = 'invoice-0'").await;
    let worker = start(bed.worker());
    let counts = bed.wait("the other mail", |counts| counts.accepted == 1).await;
    worker.stop().await;
    assert_eq!((counts.unknown, counts.total(), counts.open()), (1, 2, 0));
    assert_eq!(bed.outbox.lane("a").await.unwrap().unwrap().counts, counts);
    assert_eq!(bed.outbox.lanes(None, 10).await.unwrap()[0].counts, counts);
    let mut progress = bed.outbox.progress(CountsOf::All, Duration::from_secs(60));
    assert_eq!(progress.next().await.unwrap().unwrap(), counts);

    let states = [MailState::Unknown, MailState::Accepted];
    assert_eq!(
        bed.outbox.list(&MailFilter::new()).await.unwrap().iter().map(|mail| mail.state).collect::<Vec<_>>(),
        states
    );
    for state in MailState::ALL {
        let listed = bed.outbox.list(&MailFilter::new().state(state)).await.unwrap();
        assert!(listed.iter().all(|mail| mail.state == state), "{listed:?}");
        assert_eq!(listed.len(), usize::from(states.contains(&state)), "{state}");
    }
    assert_eq!(bed.outbox.mail(frozen).await.unwrap().unwrap().state, MailState::Unknown);

    for refused in [
        bed.outbox.cancel(frozen).await,
        bed.outbox.retry(frozen).await,
        bed.outbox.settle(frozen, Settle::NotArrived).await,
    ] {
        assert!(matches!(refused, Err(OutboxError::WrongState { state: MailState::Unknown, .. })), "{refused:?}");
    }
    bed.execute("UPDATE outbox_mail SET attempted_at = 0, ended_at = 0").await;
    bed.execute("UPDATE outbox_document SET stored_at = 0").await;
    bed.outbox.clean_up(Retention::default()).await.unwrap();
    assert_eq!(bed.outbox.counts().await.unwrap().unknown, 1, "kept for a person to look at");
    assert_eq!(bed.number("SELECT count(*) FROM outbox_document").await, 1, "with its document");
}

/// SQLite gives the bytes of a damaged page as they are.
#[cfg(feature = "sqlite")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_are_no_text_fail_alone() {
    let bed = Bed::sqlite().await;
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..4).map(|n| invoice("a", n))).await.unwrap();
    bed.execute("UPDATE outbox_mail SET mail = CAST(X'7BFF' AS TEXT) WHERE idempotency_key = 'invoice-0'").await;
    bed.execute("UPDATE outbox_mail SET state = X'FF' WHERE idempotency_key = 'invoice-1'").await;
    let worker = start(bed.worker());
    let counts = bed.wait("all", |counts| counts.open() == 0).await;
    worker.stop().await;
    assert_eq!((counts.accepted, counts.failed, counts.unknown), (2, 1, 1));
    bed.execute("UPDATE outbox_mail SET receipt = X'FF', error = CAST(X'FF' AS TEXT)").await;
    bed.execute("UPDATE outbox_lane SET paused_because = X'FF', paused_until = {now} + 60000").await;
    assert_eq!(bed.outbox.list(&MailFilter::new()).await.unwrap().len(), 4);
    assert_eq!(bed.outbox.list(&MailFilter::new().state(MailState::Unknown)).await.unwrap().len(), 1);
    assert!(bed.outbox.lane("a").await.unwrap().unwrap().pause.is_some());
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
    let powerless = || start(Worker::builder(read_only.clone(), bed.gateways.clone()));
    // It looks once before it stops, and does not end for what it finds.
    powerless().stop().await;
    let (powerless, worker) = (powerless(), start(bed.worker()));
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

/// A mail whose document is of this size and does not shrink.
#[cfg(feature = "postgres")]
fn scan(n: usize, size: usize) -> NewMail {
    let mut noise = n as u64 + 1;
    let bytes = std::iter::repeat_with(|| {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        noise as u8
    });
    let mail = DocumentMail::builder()
        .from("accounts@example.com")
        .to("client@example.org")
        .document(Document::pdf("Scan.pdf", b"%PDF-1.7 ".iter().copied().chain(bytes.take(size)).collect::<Vec<u8>>()))
        .build()
        .unwrap();
    NewMail::new("a", mail)
}

/// A full disk of the server, played by a small tablespace that `.ci/outbox` makes and `OUTBOX_POSTGRES_TINY` names. Without
/// it nothing is tested.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_disk_of_the_server_is_a_clear_error_and_loses_nothing() {
    let Ok(tablespace) = std::env::var("OUTBOX_POSTGRES_TINY") else { return };
    let bed = Bed::postgres().await;
    for sql in [
        "ALTER TABLE outbox_mail SET TABLESPACE {tiny}",
        "ALTER TABLE outbox_document SET TABLESPACE {tiny}",
        "CREATE TABLE filler TABLESPACE {tiny} AS SELECT repeat('x', 1000) FROM generate_series(1, 1000)",
    ] {
        bed.execute(&sql.replace("{tiny}", &tablespace)).await;
    }
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 4, None));
    // The last pages are filled by small mails, so that a row that grows finds none.
    let (mut stored, mut size) = (0, 100_000);
    let why = loop {
        match bed.enqueue([scan(stored, size)]).await {
            Ok(_) => stored += 1,
            Err(_) if size > 100 => size /= 10,
            Err(error) => break error,
        }
    };
    let OutboxError::Database(sqlx::Error::Database(why)) = why else { panic!("{why}") };
    assert_eq!(why.code().as_deref(), Some("53100"), "{why}");
    assert!(stored > 20);
    assert_eq!(bed.outbox.counts().await.unwrap().due, stored as u64, "what was refused is not there");
    let worker = start(bed.worker());
    let all = bed.wait("all", |counts| counts.accepted == stored as u64);
    assert!(tokio::time::timeout(Duration::from_secs(3), all).await.is_err(), "the disk is not full");
    bed.execute("DROP TABLE filler").await;
    bed.wait("all", |counts| counts.accepted == stored as u64).await;
    worker.stop().await;
    let arrived = arrived(&server);
    assert_eq!((arrived.len(), arrived.values().max()), (stored, Some(&1)));
    bed.drop_database().await;
}
