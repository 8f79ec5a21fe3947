//! Files a copy of each mail in the mailbox's Sent folder, and says where it is or why it is not there.
//!
//! A sandbox plays the customer's server: SMTP, and a mailbox over IMAP whose folder is called « Éléments envoyés » and
//! takes one mail before it is full.

use ite_mailer::{
    DocumentMail, DocumentMailer, Filing, Language, SmtpGateway, SmtpMailer, check,
    gateway::{ImapSettings, SentCopy},
    sandbox::{ImapAction, ImapBehavior, ImapStep, SmtpSandbox},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let full = ImapAction::Reply("NO [OVERQUOTA] Quota exceeded (mailbox for user is full)".to_owned());
    let mailbox = ImapBehavior::default()
        .folder("Éléments envoyés", Some("\\Sent"))
        .on(ImapStep::AppendEnd, ImapAction::Normal)
        .times(1)
        .on(ImapStep::AppendEnd, full);
    let server = SmtpSandbox::builder().imap(mailbox).start().await?;

    // At a provider of the catalogue the row has the IMAP server.
    let mut imap = ImapSettings::default();
    (imap.host, imap.port) = (Some("localhost".to_owned()), server.imap_tls_port());
    let gateway = SmtpGateway::builder()
        .host("localhost")
        .port(server.port())
        .root_certificate(server.ca_pem())
        .user(server.user())
        .password(server.password())
        .sent_copy(SentCopy::Folder)
        .imap(imap)
        .build()?;

    let diagnosis = check(&gateway, "facturation@example.fr").await;
    let step = diagnosis.steps.last().and_then(|step| step.detail.as_deref());
    println!("Checked     {}", step.unwrap_or("the folder cannot be used"));

    let mailer = SmtpMailer::new(gateway)?;
    for number in [41, 42] {
        let mail = DocumentMail::builder()
            .from("Atelier Exemple <facturation@example.fr>")
            .to("client@example.org")
            .subject(format!("Votre facture n° {number}"))
            .text("Bonjour,\n\nVoici votre facture.")
            .build()?;
        let receipt = mailer.send(&mail).await?;
        println!("Accepted    facture n° {number}, for {}", receipt.accepted.join(", "));
        match &receipt.sent_copy {
            Some(Filing::Filed { folder, uid: Some(uid), .. }) => {
                println!("Copy        in «\u{a0}{folder}\u{a0}», UID {uid}")
            }
            Some(Filing::NotFiled { error, .. }) => println!("{}", error.guidance().display(Language::Fr)),
            other => println!("Copy        {other:?}"),
        }
    }
    mailer.shutdown().await;
    println!("At the server: {} mails, {} copies", server.mails().len(), server.filed_count());
    Ok(())
}
