//! A product that uses the job engine itself, or its tables' names for something else.

use crate::support::{Bed, gateway, invoice, sandbox, start};
use ite_mailer_outbox::{OutboxError, WakeBy};

crate::on_each_database!(products_own_engine_is_used_too, older_engine_of_the_product_is_refused,);

/// The product's apalis has set its tables up, and has a job in a queue of its own.
async fn products_own_engine_is_used_too(bed: Bed) {
    bed.drop_engine().await;
    bed.set_up_engine_as_a_product().await;
    bed.outbox.migrate().await.unwrap();
    bed.outbox.migrate().await.unwrap();
    bed.set_up_engine_as_a_product().await;
    bed.push("product", "{}").await;
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    let worker = start(bed.worker());
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    bed.wait_for_jobs().await;
    worker.stop().await;
    let products = "SELECT count(*) FROM {jobs} WHERE job_type = 'product' AND status = 'Pending' AND attempts = 0";
    assert_eq!(bed.number(products).await, 1, "it waits for the product's worker");
}

async fn older_engine_of_the_product_is_refused(bed: Bed) {
    bed.drop_engine().await;
    bed.set_up_engine_as_a_product().await;
    bed.execute("DROP INDEX IF EXISTS idx_jobs_idempotency_key").await;
    bed.execute("ALTER TABLE {jobs} RENAME COLUMN idempotency_key TO another_key").await;
    let Err(OutboxError::Configuration(why)) = bed.outbox.migrate().await else { panic!("it was taken") };
    assert!(why.contains("older version"), "{why}");
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn products_table_called_jobs_is_left_alone() {
    let mut bed = Bed::sqlite().await;
    bed.drop_engine().await;
    bed.execute("CREATE TABLE jobs (title TEXT)").await;
    let Err(OutboxError::Configuration(why)) = bed.outbox.migrate().await else { panic!("it was taken") };
    assert!(why.contains("polling"), "{why}");
    bed.outbox = bed.outbox.wake_by(WakeBy::Polling);
    bed.outbox.migrate().await.unwrap();
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    let worker = start(bed.worker());
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    worker.stop().await;
    bed.execute("INSERT INTO jobs VALUES ('carpenter')").await;
}
