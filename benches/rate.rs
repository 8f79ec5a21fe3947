//! A thousand mails through a gateway with three connections and six hundred mails a minute: how close to the rate the
//! mailer gets, in real minutes, against a server that refuses mails above it. Prints one JSON object.
//!
//! `ratio` is the time a perfect sender needs to start the mail that must wait for the next minute, divided by the time
//! this one took; 1 is the allowed rate, more would be over it.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a measurement may stop")]

use ite_mailer::{
    BatchOptions, Document, DocumentMail, DocumentMailerExt, SmtpGateway, SmtpMailer, sandbox::SmtpSandbox,
};
use std::time::{Duration, Instant};

const MAILS: usize = 1_000;
const PER_MINUTE: u32 = 600;
const CONNECTIONS: u32 = 3;
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() {
    let sandbox = SmtpSandbox::builder()
        .max_connections(CONNECTIONS as usize)
        .max_mails(PER_MINUTE as usize, MINUTE)
        .start()
        .await
        .unwrap();
    let gateway = SmtpGateway::builder()
        .host("localhost")
        .port(sandbox.port())
        .user(sandbox.user())
        .password(sandbox.password())
        .root_certificate(sandbox.ca_pem())
        .max_connections(CONNECTIONS)
        .mails_per_minute(PER_MINUTE)
        .build()
        .unwrap();
    let mailer = SmtpMailer::new(gateway.clone()).unwrap();
    let document = Document::pdf("invoice.pdf", [b"%PDF-1.7\n".as_slice(), &[b'.'; 60 * 1024]].concat());
    let mail = |n| {
        let builder = DocumentMail::builder().from("billing@example.com").to("client@example.org");
        builder.subject(format!("Invoice {n}")).text("Hello").document(document.clone()).build().unwrap()
    };

    let began = Instant::now();
    let mut ended = Vec::with_capacity(MAILS);
    let mut batch = mailer.send_all((0..MAILS).map(mail), BatchOptions::for_gateway(&gateway));
    while let Some((_, result)) = batch.next().await {
        result.expect("the server refuses only what is over its pace");
        ended.push(began.elapsed());
    }
    let report = batch.report();

    // Mails in any minute, by the time of their final replies.
    let within = |from: &Duration| ended.iter().filter(|at| **at >= *from && **at < *from + MINUTE).count();
    let busiest = ended.iter().map(within).max().unwrap_or_default();
    // The mail with the first permit, and the one that waited until that permit was free again.
    let (first, next) = (ended[0], ended[PER_MINUTE as usize]);
    let ratio = MINUTE.as_secs_f64() / (next - first).as_secs_f64();
    println!(
        "{{\"mails\":{MAILS},\"per_minute\":{PER_MINUTE},\"connections\":{CONNECTIONS},\"accepted\":{},\
         \"max_open\":{},\"opened\":{},\"busiest_minute\":{busiest},\"seconds\":{:.2},\"ratio\":{ratio:.4}}}",
        report.accepted,
        sandbox.connections().max_open,
        sandbox.connections().opened,
        report.took.as_secs_f64(),
    );
    assert!(busiest <= PER_MINUTE as usize && ratio <= 1.0, "over the pace");
    assert!(sandbox.connections().max_open <= CONNECTIONS as usize, "a connection too many");
    assert!(ratio >= 0.95, "the allowed rate is not used");
}
