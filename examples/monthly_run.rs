//! A monthly run: every customer's invoice through one gateway, with a progress bar, the throughput and a report.
//!
//! Without configuration it sends three hundred invoices to a sandbox, a real SMTP server inside the process. Give another
//! number as argument; with `stop` the provider switches the account off in the middle of the run, and the run stops before
//! further sign-ins could lock the account:
//!
//! ```text
//! cargo run --example monthly_run
//! cargo run --example monthly_run -- 1000
//! cargo run --example monthly_run -- stop
//! ```
//!
//! With `ITE_MAILER_URL`, `ITE_MAILER_FROM` and `ITE_MAILER_TO` it sends real mails: three, or as many as the argument
//! says.

mod invoice;
mod support;

use indicatif::{ProgressBar, ProgressStyle};
use ite_mailer::{
    BatchOptions, Document, DocumentMail, DocumentMailerExt, ErrorKind, GatewaySettings, SmtpGateway, SmtpMailer,
};
use std::env;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (gateway, sandbox) = support::gateway().await?;
    let argument = env::args().nth(1);
    let stops = argument.as_deref() == Some("stop");
    let count: usize = match argument.filter(|_| !stops) {
        Some(number) => number.parse()?,
        None if sandbox.is_some() => 300,
        None => 3,
    };
    let from = env::var("ITE_MAILER_FROM").unwrap_or_else(|_| "Atelier Exemple <facturation@example.fr>".to_owned());
    let to = env::var("ITE_MAILER_TO").unwrap_or_else(|_| "Client Exemple <client@example.org>".to_owned());
    let document = Document::pdf("Facture.pdf", invoice::pdf());
    let invoices = (1..=count).map(|number| {
        DocumentMail::builder()
            .from(from.as_str())
            .to(to.as_str())
            .subject(format!("Votre facture n° {number}"))
            .text("Bonjour,\n\nVeuillez trouver ci-joint votre facture.\n\nBien cordialement")
            .document(document.clone())
            .idempotency_scope("customer-7")
            .idempotency_key(format!("invoice-{number}"))
            .build()
    });
    // Invalid mails are reported before the first one is sent.
    let invoices: Vec<DocumentMail> = invoices.collect::<Result<_, _>>()?;

    println!("Gateway     {} ({} connections)", gateway.to_url(), gateway.max_connections());
    let gateway = if stops { with_short_connections(&gateway, &sandbox)? } else { gateway };
    let mailer = SmtpMailer::new(gateway.clone())?;
    let mut batch = mailer.send_all(invoices, BatchOptions::for_gateway(&gateway));

    let bar = ProgressBar::new(count as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len}  {per_sec}  {eta} left  {msg}")?);
    let mut first_failure = None;
    while let Some((index, result)) = batch.next().await {
        bar.inc(1);
        if let (true, Some(sandbox)) = (stops && index == count / 2, &sandbox) {
            sandbox.script().refuse(ErrorKind::SmtpAuthDisabledForTenant)?;
        }
        if let Err(error) = result {
            bar.set_message(format!("{} at mail {index}", error.kind()));
            first_failure.get_or_insert(error);
        }
    }
    bar.abandon();

    let report = batch.report();
    println!("Report      {report}");
    println!("As JSON     {}", serde_json::to_string(&report)?);
    let rest: Vec<DocumentMail> = batch.untried().collect();
    if let Some(mail) = rest.first() {
        println!("Left        {} mails, from \"{}\" on", rest.len(), mail.subject());
    }
    mailer.shutdown().await;
    if let Some(sandbox) = sandbox {
        let (connections, sign_ins) = (sandbox.connections(), sandbox.sign_ins());
        println!(
            "Sandbox     took {} mails over {} connections, {} at once; sign-ins: {} accepted, {} refused",
            sandbox.mails().len(),
            connections.opened,
            connections.max_open,
            sign_ins.accepted,
            sign_ins.refused
        );
    }
    if let Some(error) = first_failure {
        println!();
        support::explain(&error);
    }
    Ok(())
}

/// Only ten mails per connection, so that the run signs in repeatedly.
fn with_short_connections(
    gateway: &SmtpGateway,
    sandbox: &Option<ite_mailer::sandbox::SmtpSandbox>,
) -> Result<SmtpGateway, Box<dyn std::error::Error>> {
    let sandbox = sandbox.as_ref().ok_or("only a sandbox can be told to stop")?;
    let mut settings: GatewaySettings = gateway.settings();
    settings.mails_per_connection = 10;
    Ok(settings.validate(sandbox.password())?)
}
