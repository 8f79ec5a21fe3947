//! The rate limiter against a server that enforces the limit, with minutes of two seconds.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::{
    BatchOptions, DocumentMail, DocumentMailerExt, SmtpGateway, SmtpMailer, gateway::Timeouts, network::NetworkPolicy,
    sandbox::SmtpSandbox,
};
use std::time::{Duration, Instant};

/// A thousand mails through a gateway with three connections and six hundred mails a minute: never a fourth connection,
/// never above the rate. `benches/rate.rs` measures how close to the rate it gets.
#[tokio::test]
async fn a_thousand_mails_stay_within_rate_and_connections() {
    const MINUTE: Duration = Duration::from_secs(2);
    let sandbox = SmtpSandbox::builder().max_connections(3).max_mails(600, MINUTE).start().await.unwrap();
    let gateway = SmtpGateway::builder()
        .host("localhost")
        .port(sandbox.port())
        .user(sandbox.user())
        .password(sandbox.password())
        .root_certificate(sandbox.ca_pem())
        .max_connections(3)
        .mails_per_minute(600)
        // Shorter than the minute: a batch sends a mail again if its wait times out.
        .timeouts(Timeouts { wait: MINUTE / 4, ..Timeouts::default() })
        .build()
        .unwrap();
    let mailer = {
        let throttle = super::Throttle::new(&gateway, MINUTE);
        SmtpMailer::with_throttle(gateway.clone(), NetworkPolicy::any(), throttle, Default::default()).unwrap()
    };
    let mail = |n| {
        let subject = format!("Invoice {n}");
        DocumentMail::builder().from("a@example.com").to("b@example.org").subject(subject).text("x").build().unwrap()
    };
    let began = Instant::now();
    // More mails at once than connections, over two clones.
    let clone = mailer.clone();
    let options = BatchOptions::for_gateway(&gateway).concurrency(8);
    let (mut one, mut other) =
        (mailer.send_all((0..500).map(mail), options), clone.send_all((500..1_000).map(mail), options));
    let drain = async |batch: &mut crate::Batch<'_, _, _>| {
        while let Some((index, result)) = batch.next().await {
            result.unwrap_or_else(|error| panic!("mail {index}: {error}"));
        }
    };
    tokio::join!(drain(&mut one), drain(&mut other));
    assert_eq!(sandbox.mails().len(), 1_000, "one mail too many would have been refused");
    assert!(sandbox.connections().max_open <= 3, "{:?}", sandbox.connections());
    assert!(began.elapsed() >= MINUTE, "the second six hundred wait for the next minute");
}
