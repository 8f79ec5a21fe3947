//! A product's many customers: one mailer each, of gateways that trust one private authority.

use super::{case::DeliverySink, process, report::Bar};
use crate::shared::{Peak, pdf};
use ite_mailer::{Document, DocumentMail, DocumentMailer, SmtpGateway, SmtpMailer, provider::Security};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::{runtime::Builder, time::timeout};

const MAILERS: usize = 2_000;
/// How many of them send a first mail.
const SENDERS: usize = 50;
/// Longest time of one mail.
const STUCK: Duration = Duration::from_secs(30);

/// Commands: `make` makes the mailers and gives microseconds (`us`) and KiB (`kib`) of each; `send` lets some of them
/// send their first mail, one after the other, and gives the milliseconds of each (`ms`).
pub(crate) fn run() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    // The first mailer loads the TLS configuration that all share, as in a product that has sent before.
    let _first = SmtpMailer::new(gateway(0)).unwrap();
    let gateways: Vec<SmtpGateway> = (1..=MAILERS).map(gateway).collect();
    let mut mailers = Vec::with_capacity(MAILERS);
    process::serve(|command| match command {
        "make" => {
            let (peak, started) = (Peak::reset(), Instant::now());
            mailers.extend(gateways.iter().map(|gateway| SmtpMailer::new(gateway.clone()).unwrap()));
            let took = started.elapsed();
            json!({ "us": took.as_secs_f64() * 1e6 / MAILERS as f64, "kib": peak.growth() * 1024.0 / MAILERS as f64 })
        }
        "send" => {
            let times = mailers.iter().take(SENDERS).map(|mailer| runtime.block_on(first_mail(mailer)));
            json!({ "ms": times.collect::<Vec<f64>>() })
        }
        _ => panic!("the fleet does not know \"{command}\""),
    });
}

fn gateway(customer: usize) -> SmtpGateway {
    SmtpGateway::builder()
        .host("localhost")
        .port(process::setting("PORT").parse().unwrap())
        .security(Security::ImplicitTls)
        .user(format!("customer-{customer}@example.com"))
        .password("bench")
        .root_certificate(process::setting("CA"))
        .build()
        .unwrap()
}

async fn first_mail(mailer: &SmtpMailer) -> f64 {
    let document = Document::pdf("Facture n° 42.pdf", pdf(5 * 1024));
    let mail = DocumentMail::builder().from("contact@example.fr").to("client@example.com").subject("Facture n° 42");
    let mail = mail.text("Bonjour").document(document).build().unwrap();
    let started = Instant::now();
    timeout(STUCK, mailer.send(&mail)).await.unwrap().unwrap();
    started.elapsed().as_secs_f64() * 1e3
}

/// Prints the cost of a mailer, and returns the bars.
pub(crate) fn report(far: &mut DeliverySink) -> Vec<Bar> {
    let mut fleet = far.fleet();
    let made = fleet.ask("make");
    let (us, kib) = (made["us"].as_f64().unwrap(), made["kib"].as_f64().unwrap());
    let resumed = far.resumed();
    let sent = fleet.ask("send");
    let times: Vec<f64> = sent["ms"].as_array().unwrap().iter().map(|ms| ms.as_f64().unwrap()).collect();
    let resumed = far.resumed() - resumed;
    let first = times[0];
    let mut others = times[1..].to_vec();
    others.sort_by(f64::total_cmp);
    println!("\n{MAILERS} mailers of gateways with one private authority:");
    println!("  {:.0} a second ({us:.1} µs each), {kib:.2} KiB each", 1e6 / us);
    println!(
        "  first mail: {first:.2} ms with a new TLS session, {:.2} ms with one that another mailer opened; {resumed} of {} resumed",
        others[others.len() / 2],
        others.len()
    );
    println!(
        r#"{{"what":"fleet","mailers":{MAILERS},"us":{us:.1},"kib":{kib:.2},"new_session_ms":{first:.2},"resumed_ms":{:.2},"resumed":{resumed}}}"#,
        others[others.len() / 2]
    );
    vec![
        Bar::most(format!("{MAILERS} mailers with a private authority: µs each"), us, 50.0),
        Bar::most(format!("{MAILERS} mailers with a private authority: KiB each"), kib, 6.0),
        Bar::least(
            format!("first mails of {SENDERS} mailers: resumed TLS sessions"),
            resumed as f64,
            (SENDERS - 1) as f64,
        ),
    ]
}
