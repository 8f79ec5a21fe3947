//! The stream of counts for a page.

use crate::support::{Bed, gateway, invoice, sandbox, start};
use futures_util::StreamExt;
use ite_mailer_outbox::CountsOf;
use std::time::Duration;

crate::on_each_database!(counts_come_each_time_they_change, failing_database_does_not_end_the_stream);

const OFTEN: Duration = Duration::from_millis(5);

async fn counts_come_each_time_they_change(bed: Bed) {
    let mut progress = bed.outbox.progress(CountsOf::Lane("a".to_owned()), OFTEN);
    assert_eq!(progress.next().await.unwrap().unwrap().total(), 0, "at once, although nothing changed");
    bed.enqueue([invoice("b", 1)]).await.unwrap();
    bed.enqueue((0..2).map(|n| invoice("a", n))).await.unwrap();
    let counts = progress.next().await.unwrap().unwrap();
    assert_eq!((counts.due, counts.total()), (2, 2), "those of the other lane are no change");
    let mut all = bed.outbox.progress(CountsOf::All, OFTEN);
    assert_eq!(all.next().await.unwrap().unwrap().due, 3);

    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    let worker = start(bed.worker());
    let mut last = counts;
    while last.accepted < 2 {
        let next = progress.next().await.unwrap().unwrap();
        assert!(next != last && next.accepted >= last.accepted, "{last:?}, then {next:?}");
        last = next;
    }
    worker.stop().await;
}

async fn failing_database_does_not_end_the_stream(bed: Bed) {
    let mut progress = bed.outbox.progress(CountsOf::All, OFTEN);
    progress.next().await.unwrap().unwrap();
    bed.execute("ALTER TABLE outbox_mail RENAME TO elsewhere").await;
    assert!(progress.next().await.unwrap().is_err());
    bed.execute("ALTER TABLE elsewhere RENAME TO outbox_mail").await;
    bed.enqueue([invoice("a", 1)]).await.unwrap();
    loop {
        if progress.next().await.unwrap().is_ok_and(|counts| counts.due == 1) {
            break;
        }
    }
}
