//! Enqueuing in the product's transaction.

use crate::support::{Bed, gateway, invoice, mail, sandbox};
use ite_mailer::{Document, DocumentMail, ErrorKind, SmtpGateway};
use ite_mailer_outbox::{Counts, MailFilter, MailState, NewMail, OutboxError};

crate::on_each_database!(
    rolled_back_mail_does_not_exist,
    duplicate_key_gives_first_mail,
    documents_are_stored_once,
    thousands_in_one_call_keep_their_order,
    mail_larger_than_gateway_takes_is_refused,
    migrations_run_twice_and_beside_the_products,
);

async fn rolled_back_mail_does_not_exist(bed: Bed) {
    crate::with_pool!(bed, pool => {
        let mut transaction = pool.begin().await.unwrap();
        bed.outbox.enqueue(&mut transaction, invoice("a", 1)).await.unwrap();
        transaction.rollback().await.unwrap();
    });
    assert_eq!(bed.outbox.counts().await.unwrap(), Counts::default());
    assert_eq!(bed.number("SELECT count(*) FROM outbox_document").await, 0);
    assert_eq!(bed.number("SELECT count(*) FROM outbox_lane").await, 0);
}

async fn duplicate_key_gives_first_mail(bed: Bed) {
    let first = bed.enqueue([invoice("a", 1)]).await.unwrap().remove(0);
    let again = bed.enqueue([invoice("a", 1), invoice("a", 2), invoice("a", 2)]).await.unwrap();
    assert_eq!((again[0].id, again[0].duplicate), (first.id, true));
    assert!(!again[1].duplicate);
    assert_eq!((again[2].id, again[2].duplicate), (again[1].id, true));
    assert_eq!(bed.outbox.counts().await.unwrap().due, 2);
    // Another author's invoice 1 is another mail.
    assert!(!bed.enqueue([invoice("b", 1)]).await.unwrap()[0].duplicate);
    // A mail without a key never is a duplicate.
    let plain = || {
        let mail = DocumentMail::builder().from("a@example.com").to("b@example.org").text("Bonjour").build().unwrap();
        NewMail::new("a", mail)
    };
    assert!(bed.enqueue([plain(), plain()]).await.unwrap().iter().all(|mail| !mail.duplicate));
}

async fn documents_are_stored_once(bed: Bed) {
    let terms = Document::pdf("Conditions.pdf", format!("%PDF-1.7 {}", "x".repeat(50_000)).into_bytes());
    let with_terms = |n: usize| {
        let mail = DocumentMail::builder()
            .from("accounts@example.com")
            .to("client@example.org")
            .document(terms.clone())
            .document(Document::pdf("Facture.pdf", format!("%PDF-1.7 {n}").into_bytes()))
            .idempotency_key(format!("invoice-{n}"))
            .build()
            .unwrap();
        NewMail::new("a", mail)
    };
    bed.enqueue((0..300).map(with_terms)).await.unwrap();
    bed.enqueue((300..303).map(with_terms)).await.unwrap();
    assert_eq!(bed.number("SELECT count(*) FROM outbox_document").await, 304);
    assert_eq!(bed.number("SELECT count(*) FROM outbox_mail_document").await, 606);
}

async fn thousands_in_one_call_keep_their_order(bed: Bed) {
    let enqueued = bed.enqueue((0..1_234).map(|n| invoice("a", n))).await.unwrap();
    let mut page = MailFilter::new().limit(1000);
    let mut listed = Vec::new();
    loop {
        let mails = bed.outbox.list(&page).await.unwrap();
        let Some(last) = mails.last() else { break };
        page = page.after(last.id);
        listed.extend(mails);
    }
    let ids: Vec<_> = listed.iter().map(|mail| mail.id).collect();
    assert_eq!(ids, enqueued.iter().map(|mail| mail.id).collect::<Vec<_>>());
    assert!(listed.iter().enumerate().all(|(n, row)| row.key.as_deref() == Some(&*format!("invoice-{n}"))));
    let one = MailFilter::new().key("invoice-7").state(MailState::Due).lane("a");
    assert_eq!(bed.outbox.list(&one).await.unwrap().len(), 1);
}

async fn mail_larger_than_gateway_takes_is_refused(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    let small: SmtpGateway = {
        let settings = gateway(&server, 1, None).settings();
        let mut settings = settings;
        settings.max_message_size = Some(2_000);
        settings.validate(ite_mailer::SecretString::from("")).unwrap()
    };
    let big = DocumentMail::builder()
        .from("accounts@example.com")
        .to("client@example.org")
        .document(Document::pdf("Plan.pdf", format!("%PDF-1.7 {}", "x".repeat(10_000)).into_bytes()))
        .build()
        .unwrap();
    let mails = [NewMail::new("a", mail("a", 1)), NewMail::new("a", big).check_against(&small)];
    let Err(OutboxError::Mail { index, source }) = bed.enqueue(mails).await else { panic!("it was enqueued") };
    assert_eq!((index, source.kind()), (1, ErrorKind::MessageTooLarge));
    assert_eq!(bed.outbox.counts().await.unwrap().total(), 0, "none of the call");
}

async fn migrations_run_twice_and_beside_the_products(bed: Bed) {
    bed.outbox.migrate().await.unwrap();
    // The product's own migrator finds nothing of ours in its record.
    let product = sqlx::migrate::Migrator::with_migrations(vec![sqlx::migrate::Migration::new(
        1,
        "product".into(),
        sqlx::migrate::MigrationType::Simple,
        sqlx::SqlSafeStr::into_sql_str("CREATE TABLE invoice (id BIGINT PRIMARY KEY)"),
        false,
    )]);
    crate::with_pool!(bed, pool => product.run(pool).await.unwrap());
    bed.outbox.migrate().await.unwrap();
    crate::with_pool!(bed, pool => product.run(pool).await.unwrap());
}
