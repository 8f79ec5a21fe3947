//! From a transaction to the server.

use crate::support::{Bed, arrived, gateway, invoice, sandbox, start};
use ite_mailer_outbox::{MailFilter, MailState};

crate::on_each_database!(every_mail_arrives_once);

async fn every_mail_arrives_once(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 3, None));
    bed.gateways.set("b", gateway(&server, 1, None));
    let enqueued = bed.enqueue((0..40).map(|n| invoice(if n % 2 == 0 { "a" } else { "b" }, n))).await.unwrap();
    assert!(enqueued.iter().all(|mail| !mail.duplicate));
    let worker = start(bed.worker());
    bed.wait("all", |counts| counts.accepted == 40).await;
    worker.stop().await;
    let arrived = arrived(&server);
    assert_eq!((arrived.len(), arrived.values().max()), (40, Some(&1)));
    for mail in bed.outbox.list(&MailFilter::new().state(MailState::Accepted)).await.unwrap() {
        assert_eq!(mail.receipt.unwrap().message_id, mail.message_id);
    }
}
