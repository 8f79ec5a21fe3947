//! Documents in an object store.

use crate::support::{Bed, gateway, invoice, sandbox, start};
use bytes::Bytes;
use ite_mailer::{ErrorKind, sandbox::ReceivedMail};
use ite_mailer_outbox::{DocumentStore, DocumentStoreError, ObjectDocuments, OutboxError, Retention};
use object_store::{ObjectStore, memory::InMemory, path::Path};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

crate::on_each_database!(
    documents_lie_in_the_object_store,
    failing_store_loses_nothing,
    documents_of_both_places_are_found,
    undeletable_object_is_tried_again,
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
    let none = Retention::default().documents(Duration::ZERO);
    let old = "UPDATE outbox_document SET stored_at = {now} - 7200000";
    bed.execute(old).await;
    store.set(true);
    bed.outbox.clean_up(none).await.unwrap();
    store.set(false);
    assert_eq!((objects(&bucket).await, bed.number("SELECT count(*) FROM outbox_document").await), (1, 1));
    bed.execute(old).await;
    bed.outbox.clean_up(none).await.unwrap();
    assert_eq!((objects(&bucket).await, bed.number("SELECT count(*) FROM outbox_document").await), (0, 0));
}
