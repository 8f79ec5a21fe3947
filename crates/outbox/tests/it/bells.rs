//! Faults of the job engine: wake-up jobs that are lost, late, or delivered twice or to two workers do no harm.

use crate::support::{Bed, arrived, gateway, invoice, sandbox, start};
use ite_mailer_outbox::WakeBy;

crate::on_each_database!(
    lost_bells_cost_seconds,
    bells_run_again_and_again_change_nothing,
    late_bells_wake_no_worker_in_vain,
    workers_without_the_engine_find_the_mails,
);

async fn lost_bells_cost_seconds(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    assert_eq!(bed.execute("DELETE FROM {jobs}").await, 1);
    // The bell counts as rung, so that no further mail adds a job.
    bed.enqueue([invoice("a", 2)]).await.unwrap();
    assert_eq!(bed.number("SELECT count(*) FROM {jobs}").await, 0);
    let worker = start(bed.worker());
    bed.wait("all", |counts| counts.accepted == 2).await;
    bed.wait_for_no_owner("a").await;
    bed.enqueue([invoice("a", 3)]).await.unwrap();
    bed.execute("DELETE FROM {jobs}").await;
    bed.wait("the mail of a lost bell", |counts| counts.accepted == 3).await;
    worker.stop().await;
    assert_eq!(server.mails().len(), 3);
}

/// The engine gives jobs that are done, or that another worker runs, to any worker again.
async fn bells_run_again_and_again_change_nothing(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    for lane in ["a", "b"] {
        bed.gateways.set(lane, gateway(&server, 1, None));
    }
    let workers = [start(bed.worker()), start(bed.worker())];
    for n in 0..15 {
        bed.enqueue(["a", "b"].map(|lane| invoice(lane, n))).await.unwrap();
        bed.wait("some", |counts| counts.accepted > n as u64).await;
        bed.execute("UPDATE {jobs} SET status = 'Pending', lock_by = NULL, lock_at = NULL, done_at = NULL").await;
    }
    bed.wait("all", |counts| counts.accepted == 30).await;
    for worker in workers {
        worker.stop().await;
    }
    let arrived = arrived(&server);
    assert_eq!((arrived.len(), arrived.values().max()), (30, Some(&1)));
    assert_eq!(server.connections().max_open, 2, "one of each lane");
}

async fn late_bells_wake_no_worker_in_vain(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    bed.execute("UPDATE {jobs} SET status = 'Killed'").await;
    let worker = start(bed.worker());
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    bed.wait_for_no_owner("a").await;
    let fence = bed.number("SELECT fence FROM outbox_lane").await;
    bed.execute("UPDATE {jobs} SET status = 'Pending'").await;
    bed.ring("nobody").await;
    bed.wait_for_jobs().await;
    worker.stop().await;
    assert_eq!(bed.number("SELECT fence FROM outbox_lane").await, fence, "the lane is not taken again");
    assert_eq!(server.mails().len(), 1);
}

async fn workers_without_the_engine_find_the_mails(mut bed: Bed) {
    bed.outbox = bed.outbox.wake_by(WakeBy::Polling);
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    let worker = start(bed.worker());
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    worker.stop().await;
    assert_eq!(bed.number("SELECT count(*) FROM {jobs}").await, 0);
}
