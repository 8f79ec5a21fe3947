//! Sends one PDF through an SMTP gateway.
//!
//! Without configuration it starts a sandbox, a real SMTP server inside the process, makes a one-page invoice and sends
//! it with TLS and sign-in. With `ITE_MAILER_URL`, `ITE_MAILER_FROM`, `ITE_MAILER_TO` and optionally a file as the only
//! argument it does the same through a real gateway:
//!
//! ```text
//! ITE_MAILER_URL='gmail://me%40gmail.com:app-password@' ITE_MAILER_FROM=me@gmail.com ITE_MAILER_TO=you@example.org \
//!     cargo run --example send_document -- invoice.pdf
//! ```

mod invoice;
mod support;

use ite_mailer::{Document, DocumentMail, DocumentMailer, SmtpMailer};
use std::{env, process::ExitCode};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    match run().await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => match error.downcast::<ite_mailer::Error>() {
            Ok(error) => {
                support::explain(&error);
                Ok(ExitCode::FAILURE)
            }
            Err(other) => Err(other),
        },
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let (gateway, sandbox) = support::gateway().await?;
    let document = match env::args().nth(1) {
        Some(path) => Document::from_path(path)?,
        None => Document::pdf("Facture n° 42 – été.pdf", invoice::pdf()),
    };
    let from = env::var("ITE_MAILER_FROM").unwrap_or_else(|_| "Atelier Exemple <facturation@example.fr>".to_owned());
    let to = env::var("ITE_MAILER_TO").unwrap_or_else(|_| "Client Exemple <client@example.org>".to_owned());
    let mail = DocumentMail::builder()
        .from(from.as_str())
        .to(to.as_str())
        .subject("Votre facture n° 42")
        .text("Bonjour,\n\nVeuillez trouver ci-joint votre facture n° 42.\n\nBien cordialement")
        .document(document)
        .idempotency_scope("customer-7")
        .idempotency_key("invoice-42")
        .build()?;

    println!("Gateway     {} ({})", gateway.to_url(), gateway.provider());
    let mailer = SmtpMailer::new(gateway)?;
    let receipt = mailer.send(&mail).await?;

    println!("Accepted    {}", receipt.accepted.join(", "));
    for rejection in &receipt.rejected {
        println!("Refused     {}: {}", rejection.recipient, rejection.kind);
    }
    println!("Message-ID  {}", receipt.message_id);
    if let Some(reply) = &receipt.reply {
        println!("Reply       {reply}");
    }
    for document in &receipt.documents {
        println!("Document    {} ({} bytes, sha256 {})", document.name, document.size, document.sha256);
    }
    println!("Size        {} bytes on the wire", receipt.size);
    println!("Took        {:.1?}, connection and sign-in included", receipt.took);

    let again = mailer.send(&mail).await?;
    println!("Again       {:.1?} on the connection that was kept, same Message-ID", again.took);
    mailer.shutdown().await;

    let eml = env::temp_dir().join("ite-mailer-invoice.eml");
    std::fs::write(&eml, mail.compose()?.to_eml())?;
    println!("Archive     {}", eml.display());
    if let Some(sandbox) = sandbox {
        println!("Sandbox     took {} mails; no mail left this machine", sandbox.mails().len());
    }
    Ok(())
}
