//! How a product tests its own code without a server.

use ite_mailer::{
    Document, DocumentMail, DocumentMailer, Error, ErrorKind, MemoryMailer, Outcome, Receipt, memory::Failure,
};
use std::sync::Arc;

/// The product's code: it knows the trait only.
struct Billing {
    mailer: Arc<dyn DocumentMailer>,
}

impl Billing {
    async fn send_invoice(&self, number: u32, client: &str) -> Result<Receipt, Error> {
        let mail = DocumentMail::builder()
            .from("billing@example.com")
            .to(client)
            .subject(format!("Invoice {number}"))
            .text("Please find your invoice attached.")
            .document(Document::pdf(format!("invoice-{number}.pdf"), &b"%PDF-1.7 ..."[..]))
            .idempotency_scope("customer-7")
            .idempotency_key(format!("invoice-{number}"))
            .build()?;
        self.mailer.send(&mail).await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let outbox = MemoryMailer::new()
        .fail_nth(2, Failure::new(ErrorKind::AppPasswordRequired))
        .fail_nth(3, Failure::unknown(true));
    let billing = Billing { mailer: Arc::new(outbox.clone()) };

    let receipt = billing.send_invoice(41, "client@example.org").await?;
    println!("1. accepted for {}", receipt.accepted.join(", "));

    let Err(refused) = billing.send_invoice(42, "client@example.org").await else { unreachable!("it is scripted") };
    println!("2. {refused}");
    println!("   what the customer reads: {}", refused.guidance().fr.title);
    assert_eq!(refused.outcome(), Outcome::NotSent);

    let Err(in_doubt) = billing.send_invoice(43, "client@example.org").await else { unreachable!("it is scripted") };
    println!("3. {in_doubt}");
    assert_eq!(in_doubt.outcome(), Outcome::Unknown);

    let sent = outbox.assert_sent(|sent| sent.mail().subject() == "Invoice 41");
    let parts = sent.parsed().map(|mail| mail.parts).unwrap_or_default();
    let documents: Vec<_> = parts.iter().filter_map(|part| part.name.as_deref()).collect();
    println!("   in the outbox: {} with {documents:?}", sent.mail().subject());
    assert_eq!(documents, ["invoice-41.pdf"]);
    outbox.assert_sent(|sent| sent.mail().subject() == "Invoice 43");
    outbox.assert_nothing_else();
    Ok(())
}
