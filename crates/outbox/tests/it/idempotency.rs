//! The store of idempotency keys keeps the core's contract.

use crate::support::Bed;
use ite_mailer_outbox::SqlIdempotencyStore;

crate::on_each_database!(store_passes_the_conformance_suite);

async fn store_passes_the_conformance_suite(bed: Bed) {
    let store = SqlIdempotencyStore::new(&bed.outbox);
    ite_mailer::conformance::check_idempotency_store(&store).await.unwrap();
}
