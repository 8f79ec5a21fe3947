//! Lanes and mails in a terminal.
//!
//! ```sh
//! DATABASE_URL=sqlite:product.db cargo run -p ite-mailer-outbox --example lanes
//! DATABASE_URL=sqlite:product.db cargo run -p ite-mailer-outbox --example lanes -- customer-7
//! ```
//!
//! Without a database it shows one that it makes for the occasion.

use ite_mailer::DocumentMail;
use ite_mailer_outbox::{Lane, MailFilter, NewMail, Outbox};
use std::{error::Error, time::SystemTime};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let outbox = match std::env::var("DATABASE_URL") {
        Ok(url) => Outbox::connect(&url).await?,
        Err(_) => specimen(&format!("sqlite:{}", folder.path().join("specimen.db").display())).await?,
    };
    match std::env::args().nth(1) {
        Some(lane) => mails(&outbox, &lane).await,
        None => lanes(&outbox).await,
    }
}

async fn lanes(outbox: &Outbox) -> Result<(), Box<dyn Error>> {
    println!("{:<24} {:>7} {:>7} {:>9} {:>7} {:>9}  state", "lane", "due", "sending", "accepted", "failed", "in doubt");
    let mut after = None;
    loop {
        let page = outbox.lanes(after.as_deref(), 100).await?;
        for lane in &page {
            let counts = lane.counts;
            println!(
                "{:<24} {:>7} {:>7} {:>9} {:>7} {:>9}  {}",
                lane.name,
                counts.due,
                counts.sending,
                counts.accepted,
                counts.failed,
                counts.in_doubt,
                state(lane),
            );
        }
        match page.last() {
            Some(last) => after = Some(last.name.clone()),
            None => return Ok(()),
        }
    }
}

fn state(lane: &Lane) -> String {
    if lane.counts.unknown > 0 {
        return format!("{} mails in a state that this version does not know", lane.counts.unknown);
    }
    let Some(pause) = &lane.pause else {
        return lane.owner.as_ref().map_or_else(|| "idle".to_owned(), |owner| format!("served by {owner}"));
    };
    let title = || pause.because.as_ref().map(|error| error.guidance().en.title.clone());
    let why = pause.note.clone().or_else(title).unwrap_or_default();
    match pause.until.and_then(|until| until.duration_since(SystemTime::now()).ok()) {
        Some(left) => format!("paused for {} s: {why}", left.as_secs()),
        None => format!("paused: {why}"),
    }
}

async fn mails(outbox: &Outbox, lane: &str) -> Result<(), Box<dyn Error>> {
    println!("{:>8} {:<10} {:>8} {:<28} last error", "mail", "state", "attempts", "key");
    let mut filter = MailFilter::new().lane(lane);
    loop {
        let page = outbox.list(&filter).await?;
        let Some(last) = page.last() else { return Ok(()) };
        filter = filter.after(last.id);
        for mail in page {
            let error = mail.error.map_or_else(String::new, |error| error.to_string());
            let key = mail.key.unwrap_or_default();
            println!("{:>8} {:<10} {:>8} {key:<28} {error}", mail.id, mail.state, mail.attempts);
        }
    }
}

/// Two lanes, one of them paused.
async fn specimen(url: &str) -> Result<Outbox, Box<dyn Error>> {
    let outbox = Outbox::connect(url).await?;
    outbox.migrate().await?;
    let mut transaction = outbox.begin().await?;
    for (lane, mails) in [("customer-7", 3), ("customer-8", 2)] {
        for n in 1..=mails {
            let mail = DocumentMail::builder()
                .from("accounts@example.com")
                .to("client@example.org")
                .subject(format!("Votre facture n° {n}"))
                .text("Bonjour")
                .idempotency_scope(lane)
                .idempotency_key(format!("invoice-{n}"))
                .build()?;
            outbox.enqueue(&mut transaction, NewMail::new(lane, mail)).await?;
        }
    }
    transaction.commit().await?;
    outbox.pause("customer-8", "the customer asked for it").await?;
    Ok(outbox)
}
