//! What must hold after the soak.

use crate::lanes::{LANES, Lanes, Watch};
use ite_mailer::ErrorKind;
use ite_mailer_outbox::{Counts, MailFilter, MailState, Outbox};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Leases end, the limited lane waits for its minute.
const PATIENCE: Duration = Duration::from_secs(240);

pub async fn wait_for_the_end(outbox: &Outbox) -> Counts {
    let until = Instant::now() + PATIENCE;
    loop {
        match outbox.counts().await {
            Ok(counts) if counts.open() == 0 => return counts,
            Ok(counts) => assert!(Instant::now() < until, "mails are lost: {counts:?}"),
            Err(_) => {}
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

pub async fn everything(outbox: &Outbox, lanes: &Lanes, watch: &Watch, enqueued: usize, blows: usize) {
    let counts = outbox.counts().await.unwrap();
    assert_eq!(counts.total(), enqueued as u64, "none lost, none made up");
    assert_eq!(counts.failed + counts.cancelled, 0, "nothing refuses these mails: {counts:?}");
    let connections: usize = LANES.iter().map(|lane| lane.1 as usize).sum();
    assert!(counts.in_doubt as usize <= connections * blows, "more doubt than {connections} × {blows}: {counts:?}");
    for (lane, connections, ..) in LANES {
        let mut arrived: HashMap<String, usize> = HashMap::new();
        for mail in lanes.servers[lane].mails() {
            *arrived.entry(mail.parsed().unwrap().message_id.unwrap()).or_default() += 1;
        }
        let mut filter = MailFilter::new().lane(lane).limit(1000);
        loop {
            let page = outbox.list(&filter).await.unwrap();
            let Some(last) = page.last() else { break };
            filter = filter.after(last.id);
            for mail in page {
                let times = arrived.get(&mail.message_id).copied().unwrap_or_default();
                match mail.state {
                    MailState::Accepted => assert_eq!(times, 1, "accepted and not once: {mail:?}"),
                    MailState::InDoubt => assert!(times <= 1, "in doubt and twice: {mail:?}"),
                    state => panic!("mail {} is {state}", mail.id),
                }
                let limited = mail.error.as_ref().is_some_and(|error| error.kind() == ErrorKind::RateLimited);
                assert!(!limited, "the gateway's minute was exceeded: {mail:?}");
            }
        }
        let pause = outbox.lane(lane).await.unwrap().and_then(|lane| lane.pause);
        assert!(pause.is_none(), "a server had to refuse: {pause:?}");
        let most = watch.most(lane);
        assert!(most <= connections as usize, "{lane}: {most} connections instead of {connections}");
        println!("  {lane}: {} arrived, at most {most} connections at once", arrived.len());
    }
}
