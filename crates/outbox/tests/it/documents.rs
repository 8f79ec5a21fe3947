//! Documents in an object store.

use crate::support::{Bed, gateway, invoice, sandbox, start};
use bytes::Bytes;
use ite_mailer::{Document, DocumentMail, ErrorKind, sandbox::ReceivedMail};
use ite_mailer_outbox::{DocumentStore, DocumentStoreError, NewMail, ObjectDocuments, OutboxError, Retention};
use object_store::{ObjectStore, memory::InMemory, path::Path};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Semaphore, task::JoinHandle};

crate::on_each_database!(
    documents_lie_in_the_object_store,
    failing_store_loses_nothing,
    documents_of_both_places_are_found,
    undeletable_object_is_tried_again,
    no_transaction_is_open_while_an_object_is_deleted,
    document_enqueued_while_its_object_is_deleted_is_sent,
    document_enqueued_while_its_object_is_not_deletable_is_sent,
    enqueue_rolled_back_while_its_object_is_deleted_leaves_nothing,
    clean_up_that_was_killed_is_taken_over,
    clean_up_that_was_stopped_for_long_deletes_no_more,
    documents_stay_whatever_clean_ups_do_meanwhile,
);

fn text(mail: &ReceivedMail) -> Bytes {
    mail.parsed().unwrap().parts[0].bytes.clone().into()
}

async fn objects(store: &InMemory) -> usize {
    store.list_with_delimiter(Some(&Path::from("outbox"))).await.unwrap().objects.len()
}

async fn documents_lie_in_the_object_store(mut bed: Bed) {
    let bucket = Arc::new(InMemory::new());
    bed.outbox = bed.outbox.with_documents(ObjectDocuments::new(bucket.clone(), "outbox"));
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..3).map(|n| invoice("a", n))).await.unwrap();
    assert_eq!(objects(&bucket).await, 3);
    assert_eq!(bed.number("SELECT count(*) FROM outbox_document WHERE bytes IS NOT NULL").await, 0);
    let worker = start(bed.worker());
    bed.wait("all", |counts| counts.accepted == 3).await;
    worker.stop().await;
    assert_eq!(text(&server.mails()[2]), "%PDF-1.7 a 2");
    bed.execute("UPDATE outbox_document SET stored_at = {now} - 7200000").await;
    bed.outbox.clean_up(Retention::default().documents(Duration::ZERO)).await.unwrap();
    assert_eq!((objects(&bucket).await, bed.number("SELECT count(*) FROM outbox_document").await), (0, 0));
}

/// An object store that fails when it is told to.
#[derive(Clone, Debug)]
struct Failing {
    store: ObjectDocuments,
    fails: Arc<AtomicBool>,
}

impl Failing {
    fn new(bucket: &Arc<InMemory>) -> Self {
        Self { store: ObjectDocuments::new(bucket.clone(), "outbox"), fails: Arc::default() }
    }

    fn set(&self, fails: bool) {
        self.fails.store(fails, Ordering::SeqCst);
    }

    fn check(&self) -> Result<(), DocumentStoreError> {
        if self.fails.load(Ordering::SeqCst) { Err("the store is away".into()) } else { Ok(()) }
    }
}

#[async_trait::async_trait]
impl DocumentStore for Failing {
    async fn put(&self, sha256: &str, bytes: &Bytes) -> Result<(), DocumentStoreError> {
        self.check()?;
        self.store.put(sha256, bytes).await
    }

    async fn get(&self, sha256: &str) -> Result<Option<Bytes>, DocumentStoreError> {
        self.check()?;
        self.store.get(sha256).await
    }

    async fn delete(&self, sha256: &str) -> Result<(), DocumentStoreError> {
        self.check()?;
        self.store.delete(sha256).await
    }
}

async fn failing_store_loses_nothing(mut bed: Bed) {
    let store = Failing::new(&Arc::default());
    bed.outbox = bed.outbox.with_documents(store.clone());
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    store.set(true);
    assert!(matches!(bed.enqueue([invoice("a", 2)]).await, Err(OutboxError::Documents(_))));
    assert_eq!(bed.outbox.counts().await.unwrap().total(), 1, "nothing was stored");
    let worker = start(bed.worker());
    let mail = bed.wait_for_mail(|mail| mail.error.is_some()).await;
    assert_eq!((mail.state.as_str(), mail.error.unwrap().kind()), ("due", ErrorKind::StoreUnavailable));
    store.set(false);
    bed.execute("UPDATE outbox_mail SET due_at = 0").await;
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    worker.stop().await;
    assert_eq!(server.mails().len(), 1);
}

/// A product moves to an object store while mails with documents in the database are due.
async fn documents_of_both_places_are_found(mut bed: Bed) {
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    bed.outbox = bed.outbox.with_documents(ObjectDocuments::new(Arc::new(InMemory::new()), "outbox"));
    bed.enqueue([invoice("a", 2)]).await.unwrap();
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    let worker = start(bed.worker());
    bed.wait("both", |counts| counts.accepted == 2).await;
    worker.stop().await;
}

async fn undeletable_object_is_tried_again(mut bed: Bed) {
    let bucket = Arc::new(InMemory::new());
    let store = Failing::new(&bucket);
    bed.outbox = bed.outbox.with_documents(store.clone());
    let id = bed.enqueue([invoice("a", 1)]).await.unwrap().remove(0).id;
    bed.outbox.cancel(id).await.unwrap();
    bed.execute(OLD).await;
    store.set(true);
    bed.outbox.clean_up(at_once()).await.unwrap();
    store.set(false);
    bed.outbox.clean_up(at_once()).await.unwrap();
    assert_eq!((objects(&bucket).await, rows(&bed).await), (1, 1), "not before an hour has passed");
    bed.execute(HOUR_LATER).await;
    bed.outbox.clean_up(at_once()).await.unwrap();
    assert_eq!((objects(&bucket).await, rows(&bed).await), (0, 0));
}

/// Makes every document old enough to be removed.
const OLD: &str = "UPDATE outbox_document SET stored_at = {now} - 7200000";
const HOUR_LATER: &str =
    "UPDATE outbox_document SET stored_at = stored_at - 3600000, removing_at = removing_at - 3600000";

fn at_once() -> Retention {
    Retention::default().documents(Duration::ZERO)
}

async fn rows(bed: &Bed) -> i64 {
    bed.number("SELECT count(*) FROM outbox_document").await
}

/// A store whose deletions wait until they are let go, and do then what the store does.
#[derive(Clone, Debug)]
struct Waiting {
    store: Failing,
    begun: Arc<Semaphore>,
    go: Arc<Semaphore>,
}

#[async_trait::async_trait]
impl DocumentStore for Waiting {
    async fn put(&self, sha256: &str, bytes: &Bytes) -> Result<(), DocumentStoreError> {
        self.store.put(sha256, bytes).await
    }

    async fn get(&self, sha256: &str) -> Result<Option<Bytes>, DocumentStoreError> {
        self.store.get(sha256).await
    }

    async fn delete(&self, sha256: &str) -> Result<(), DocumentStoreError> {
        self.begun.add_permits(1);
        self.go.acquire().await?.forget();
        self.store.delete(sha256).await
    }
}

/// A clean-up that is about to delete the object of a mail that was cancelled.
struct Deleting {
    bed: Bed,
    bucket: Arc<InMemory>,
    store: Waiting,
    clean_up: JoinHandle<()>,
}

impl Deleting {
    async fn start(mut bed: Bed, mails: usize) -> Self {
        let bucket = Arc::new(InMemory::new());
        let store = Waiting {
            store: Failing::new(&bucket),
            begun: Arc::new(Semaphore::new(0)),
            go: Arc::new(Semaphore::new(0)),
        };
        bed.outbox = bed.outbox.with_documents(store.clone());
        for mail in bed.enqueue((0..mails).map(|n| invoice("a", n))).await.unwrap() {
            bed.outbox.cancel(mail.id).await.unwrap();
        }
        bed.execute(OLD).await;
        let outbox = bed.outbox.clone();
        let clean_up = tokio::spawn(async move { outbox.clean_up(at_once()).await.map(|_| ()).unwrap() });
        store.begun.acquire().await.unwrap().forget();
        Self { bed, bucket, store, clean_up }
    }

    /// Lets every deletion end, and waits for the clean-up's.
    async fn end(&mut self) {
        self.store.go.add_permits(100);
        (&mut self.clean_up).await.unwrap();
    }

    /// A mail with the same document as the first that was cancelled.
    fn again(&self) -> NewMail {
        let mail = DocumentMail::builder()
            .from("accounts@a.example.com")
            .to("client@example.org")
            .document(Document::pdf("Facture.pdf", &b"%PDF-1.7 a 0"[..]))
            .build()
            .unwrap();
        NewMail::new("a", mail)
    }

    async fn assert_sent(&self) {
        let server = sandbox().start().await.unwrap();
        self.bed.gateways.set("a", gateway(&server, 1, None));
        let worker = start(self.bed.worker());
        let counts = self.bed.wait("the mail", |counts| counts.open() == 0).await;
        worker.stop().await;
        assert_eq!((counts.accepted, text(&server.mails()[0])), (1, "%PDF-1.7 a 0".into()));
    }
}

async fn no_transaction_is_open_while_an_object_is_deleted(bed: Bed) {
    let mut deleting = Deleting::start(bed, 1).await;
    // SQLite would wait for thirty seconds.
    let enqueue = deleting.bed.enqueue([invoice("b", 1)]);
    tokio::time::timeout(Duration::from_secs(10), enqueue).await.unwrap().unwrap();
    if !deleting.bed.is_sqlite() {
        let open = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
        assert_eq!(deleting.bed.number(open).await, 0);
    }
    deleting.end().await;
    assert_eq!((objects(&deleting.bucket).await, rows(&deleting.bed).await), (1, 1), "those of the other mail");
}

async fn document_enqueued_while_its_object_is_deleted_is_sent(bed: Bed) {
    let mut deleting = Deleting::start(bed, 1).await;
    let id = deleting.bed.enqueue([deleting.again()]).await.unwrap()[0].id;
    deleting.end().await;
    assert_eq!((objects(&deleting.bucket).await, rows(&deleting.bed).await), (0, 1));
    deleting.assert_sent().await;
    // It is as any other document now.
    assert_eq!(deleting.bed.number("SELECT count(*) FROM outbox_document WHERE removing_at IS NOT NULL").await, 0);
    deleting.bed.execute("UPDATE outbox_mail SET ended_at = 0").await;
    deleting.bed.execute(OLD).await;
    deleting.bed.outbox.clean_up(at_once()).await.unwrap();
    assert_eq!(rows(&deleting.bed).await, 0, "of mail {id}");
}

async fn document_enqueued_while_its_object_is_not_deletable_is_sent(bed: Bed) {
    let mut deleting = Deleting::start(bed, 1).await;
    deleting.store.store.set(true);
    deleting.bed.enqueue([deleting.again()]).await.unwrap();
    deleting.end().await;
    deleting.store.store.set(false);
    assert_eq!((objects(&deleting.bucket).await, rows(&deleting.bed).await), (1, 1));
    deleting.bed.execute(HOUR_LATER).await;
    deleting.bed.outbox.clean_up(at_once()).await.unwrap();
    assert_eq!((objects(&deleting.bucket).await, rows(&deleting.bed).await), (0, 1), "the mail has it in its row");
    deleting.assert_sent().await;
}

async fn enqueue_rolled_back_while_its_object_is_deleted_leaves_nothing(bed: Bed) {
    let mut deleting = Deleting::start(bed, 1).await;
    crate::with_pool!(deleting.bed, pool => {
        let mut transaction = pool.begin().await.unwrap();
        deleting.bed.outbox.enqueue(&mut transaction, deleting.again()).await.unwrap();
        transaction.rollback().await.unwrap();
    });
    deleting.end().await;
    assert_eq!((objects(&deleting.bucket).await, rows(&deleting.bed).await), (0, 0));
}

async fn clean_up_that_was_killed_is_taken_over(bed: Bed) {
    let mut deleting = Deleting::start(bed, 1).await;
    deleting.clean_up.abort();
    assert!((&mut deleting.clean_up).await.unwrap_err().is_cancelled());
    deleting.store.go.add_permits(100);
    deleting.bed.outbox.clean_up(at_once()).await.unwrap();
    assert_eq!((objects(&deleting.bucket).await, rows(&deleting.bed).await), (1, 1), "it may still be at work");
    deleting.bed.execute(HOUR_LATER).await;
    deleting.bed.outbox.clean_up(at_once()).await.unwrap();
    assert_eq!((objects(&deleting.bucket).await, rows(&deleting.bed).await), (0, 0));
}

/// Half an hour passes between its first deletion and its second.
async fn clean_up_that_was_stopped_for_long_deletes_no_more(bed: Bed) {
    let mut deleting = Deleting::start(bed, 2).await;
    deleting.bed.execute("UPDATE outbox_document SET removing_at = removing_at - 1800000").await;
    deleting.end().await;
    assert_eq!(objects(&deleting.bucket).await, 1);
}

/// Mails with one document are enqueued and cancelled, while clean-ups run one after the other in two processes.
async fn documents_stay_whatever_clean_ups_do_meanwhile(mut bed: Bed) {
    let bucket = Arc::new(InMemory::new());
    let store = ObjectDocuments::new(bucket.clone(), "outbox");
    bed.outbox = bed.outbox.with_documents(store.clone());
    let bed = Arc::new(bed);
    let clean_ups: Vec<_> = (0..2)
        .map(|_| {
            let bed = Arc::clone(&bed);
            tokio::spawn(async move {
                loop {
                    bed.execute(OLD).await;
                    bed.outbox.clean_up(at_once()).await.unwrap();
                }
            })
        })
        .collect();
    for n in 0..100 {
        let mail = DocumentMail::builder()
            .from("accounts@a.example.com")
            .to("client@example.org")
            .document(Document::pdf("Facture.pdf", &b"%PDF-1.7 one"[..]))
            .build()
            .unwrap();
        let document = mail.documents()[0].sha256().to_owned();
        let id = bed.enqueue([NewMail::new("a", mail)]).await.unwrap()[0].id;
        tokio::time::sleep(Duration::from_millis(n % 5)).await;
        let in_row = bed.number("SELECT count(*) FROM outbox_document WHERE bytes IS NOT NULL").await;
        assert!(in_row == 1 || store.get(&document).await.unwrap().is_some(), "the document of mail {id} is gone");
        bed.outbox.cancel(id).await.unwrap();
    }
    clean_ups.into_iter().for_each(|clean_up| clean_up.abort());
}

/// The clean-up's statement has seen no mail of the document when one is committed.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_committed_behind_the_clean_ups_snapshot_keeps_its_document() {
    const KEY: i64 = 7;
    let mut bed = Bed::postgres().await;
    let bucket = Arc::new(InMemory::new());
    bed.outbox = bed.outbox.with_documents(ObjectDocuments::new(bucket.clone(), "outbox"));
    let crate::support::Pool::Postgres(pool) = &bed.pool else { unreachable!() };
    let id = bed.enqueue([invoice("a", 0)]).await.unwrap()[0].id;
    bed.outbox.cancel(id).await.unwrap();
    bed.outbox.clean_up(at_once()).await.unwrap();
    bed.execute(OLD).await;
    // Every look at the documents waits, with its snapshot, for a lock that the test holds.
    bed.execute("ALTER TABLE outbox_document RENAME TO real_document").await;
    bed.execute(&format!(
        "CREATE VIEW outbox_document AS SELECT * FROM real_document
            WHERE CAST(pg_advisory_xact_lock_shared({KEY}) AS TEXT) IS NOT NULL"
    ))
    .await;
    let mut mail = pool.begin().await.unwrap();
    let again = NewMail::new("b", crate::support::mail("a", 0));
    bed.outbox.enqueue(&mut mail, again).await.unwrap();
    let mut held = pool.acquire().await.unwrap();
    // Beside the shared lock of the mail's transaction, which its commit gives up.
    let exclusive = tokio::spawn(async move {
        sqlx::query(sqlx::AssertSqlSafe(format!("SELECT pg_advisory_lock({KEY})"))).execute(&mut *held).await.unwrap();
        held
    });
    let waiting = |n: usize| {
        let bed = &bed;
        async move {
            let sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database =
                (SELECT oid FROM pg_database WHERE datname = current_database())";
            while bed.number(sql).await < n as i64 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    };
    waiting(1).await;
    let outbox = bed.outbox.clone();
    let clean_up = tokio::spawn(async move { outbox.clean_up(at_once()).await.map(|_| ()).unwrap() });
    waiting(2).await;
    mail.commit().await.unwrap();
    drop(exclusive.await.unwrap().close().await);
    clean_up.await.unwrap();
    assert_eq!(objects(&bucket).await, 1);
}
