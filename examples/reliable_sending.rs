//! The wrappers combined: idempotency, failover, retries and redirection, and the effect of each.

use ite_mailer::{
    Document, DocumentMail, DocumentMailer, Error, ErrorKind, FailoverMailer, IdempotencyStore, IdempotentMailer,
    MemoryIdempotencyStore, MemoryMailer, Receipt, RedirectMailer, RetryMailer,
    memory::Failure,
    wrappers::{IdempotencyKey, IdempotencyStoreError},
};
use std::time::Duration;

fn invoice(number: u32) -> Result<DocumentMail, Error> {
    DocumentMail::builder()
        .from("Atelier Exemple <billing@example.com>")
        .to("client@example.org")
        .bcc("archive@example.com")
        .subject(format!("Invoice {number}"))
        .text("Please find your invoice attached.")
        .document(Document::pdf(format!("invoice-{number}.pdf"), &b"%PDF-1.7 ..."[..]))
        .idempotency_scope("customer-7")
        .idempotency_key(format!("invoice-{number}"))
        .build()
}

fn tell(what: &str, answer: &Result<Receipt, Error>) {
    match answer {
        Ok(receipt) => {
            let via = receipt.via.as_deref().unwrap_or(&receipt.gateway);
            println!("{what}: accepted for {} by {via}", receipt.accepted.join(", "));
            for tried in &receipt.attempts {
                println!("    before that: {} said {} at {}", tried.gateway, tried.kind, tried.stage);
            }
            if !receipt.redirected_from.is_empty() {
                println!("    kept from:   {}", receipt.redirected_from.join(", "));
            }
        }
        Err(error) => println!("{what}: {error}"),
    }
}

// The clock is paused, so waits take no time.
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), IdempotencyStoreError> {
    // In a product, an `SmtpMailer` each.
    let own = MemoryMailer::new().fail_always(Failure::new(ErrorKind::DailyQuotaExceeded));
    let relay = MemoryMailer::new()
        .fail_nth(1, Failure::new(ErrorKind::TemporaryServerError))
        .fail_nth(3, Failure::unknown(true));
    let store = MemoryIdempotencyStore::new();

    let gateways = FailoverMailer::new("own", own).then_from("relay", relay.clone(), "invoices@relay.example")?;
    let once = IdempotentMailer::new(gateways, store.clone());
    let patient = RetryMailer::new(once)
        .total(Duration::from_secs(300))
        .on_wait(|waiting| println!("try {}: {}; again in {:.1?}", waiting.attempt, waiting.error, waiting.wait));
    let mailer = RedirectMailer::everything_to(patient, "staging@example.com")?;

    tell("invoice 41", &mailer.send(&invoice(41)?).await);
    tell("invoice 41 once more", &mailer.send(&invoice(41)?).await);
    println!("    mails in the outbox: {}", relay.sent().len());

    tell("invoice 42", &mailer.send(&invoice(42)?).await);
    tell("invoice 42 once more", &mailer.send(&invoice(42)?).await);
    println!("    mails in the outbox: {}, in doubt: {}", relay.sent().len(), store.in_doubt().len());

    // A person found that it had arrived. If it had not, `release` would allow it to be sent again.
    let arrived = relay.assert_sent(|sent| sent.mail().subject() == "Invoice 42");
    if let Some(key) = IdempotencyKey::of(&invoice(42)?) {
        store.commit(&key, arrived.receipt()).await?;
    }
    tell("invoice 42, settled", &mailer.send(&invoice(42)?).await);
    println!("    mails in the outbox: {}", relay.sent().len());
    Ok(())
}
