//! lettre's transports under `LettreMailer`, and lettre's messages through `SmtpMailer`, with Postfix on the other side.

use crate::{
    letter::{Attachment, Letter, SENDER},
    servers::{certificate, gateway, mailer, port, variable},
};
use ite_mailer::{DocumentMailer, ErrorKind, Outcome, Receipt, Security, lettre_bridge::LettreMailer};
use lettre::{
    AsyncSendmailTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, SinglePart},
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The longest that Postfix may keep a mail in its queue.
const PATIENCE: Duration = Duration::from_secs(60);

/// The file of the mail with this Message-ID, once it is delivered to this mailbox.
async fn delivered(mailbox: &str, message_id: &str) -> PathBuf {
    let folder = Path::new(&variable("MAILDIR")).join(mailbox).join("new");
    let mark = format!("<{message_id}>");
    let started = Instant::now();
    loop {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            if fs::read_to_string(entry.path()).is_ok_and(|text| text.contains(&mark)) {
                return entry.path();
            }
        }
        assert!(started.elapsed() < PATIENCE, "{message_id} did not come to {mailbox}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Compares the delivered mail with what was sent, except for line ends. Removes it, so that the readers do not find it.
async fn ends_with(mailbox: &str, message_id: &str, sent: &[u8]) {
    let path = delivered(mailbox, message_id).await;
    let sent = String::from_utf8(sent.to_vec()).unwrap().replace('\r', "");
    let got = fs::read_to_string(&path).unwrap().replace('\r', "");
    assert!(got.ends_with(&sent), "{mailbox}:\n{got}\ninstead of\n{sent}");
    fs::remove_file(path).unwrap();
}

fn letter(label: &str) -> Letter {
    Letter::new(label.to_owned()).with(Attachment::pdf("Facture n° 42.pdf", 100_000))
}

/// The receipt's mail, in each mailbox that it names.
async fn arrived(receipt: &Receipt, sent: &[u8]) {
    for to in &receipt.accepted {
        ends_with(to.split('@').next().unwrap(), &receipt.message_id, sent).await;
    }
}

#[tokio::test]
async fn postfixs_sendmail_delivers_what_was_composed() {
    let transport = AsyncSendmailTransport::<Tokio1Executor>::new_with_command(variable("SENDMAIL"));
    let mailer = LettreMailer::new(transport);
    let mail = letter("sendmail").to(&[("", "client@example.com"), ("", "compta@example.com")]).mail();
    let receipt = mailer.send(&mail).await.unwrap();
    assert_eq!(receipt.accepted, ["client@example.com", "compta@example.com"]);
    arrived(&receipt, &mail.compose().unwrap().to_eml()).await;
}

#[tokio::test]
async fn lettres_pool_and_the_refused_recipient() {
    let tls = TlsParameters::builder(variable("HOST"))
        .certificate_store(CertificateStore::None)
        .add_root_certificate(Certificate::from_pem(certificate("CA").as_bytes()).unwrap())
        .build_rustls()
        .unwrap();
    let transport = |password: String| {
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(variable("HOST"))
            .port(port(Security::StartTlsRequired))
            .tls(Tls::Required(tls.clone()))
            .credentials(Credentials::new(variable("USER"), password))
            .build()
    };
    let mailer = LettreMailer::new(transport(variable("PASSWORD")));
    let to = [("", "client@example.com"), ("", "nobody@example.com"), ("", "archive@example.com")];
    let mail = letter("lettre's pool").to(&to).mail();
    let receipt = mailer.send(&mail).await.unwrap();
    assert_eq!(receipt.accepted, ["client@example.com", "archive@example.com"]);
    assert_eq!(
        (receipt.rejected[0].recipient.as_str(), receipt.rejected[0].kind),
        (to[1].1, ErrorKind::RecipientUnknown)
    );
    assert!(receipt.queue_id.is_some());
    arrived(&receipt, &mail.compose().unwrap().to_eml()).await;
    let mailer = LettreMailer::new(transport("not the password".to_owned()));
    let error = mailer.send(&letter("never sent").to(&to[..1]).mail()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::BadCredentials, Outcome::NotSent), "{error}");
}

#[tokio::test]
async fn lettres_messages_go_through_ours() {
    let mailer = mailer(gateway(Security::ImplicitTls));
    let message = Message::builder()
        .from(Mailbox::new(Some(SENDER.0.to_owned()), SENDER.1.parse().unwrap()))
        .to("Léa Martin <client@example.com>".parse().unwrap())
        .bcc("archive@example.com".parse().unwrap())
        .subject("Été, œuvre")
        .multipart(
            MultiPart::alternative()
                .singlepart(SinglePart::plain("Bonjour,\n.\nété".to_owned()))
                .singlepart(SinglePart::html("<p>Bonjour</p>".to_owned())),
        )
        .unwrap();
    let sent = message.formatted();
    let receipt = AsyncTransport::send(&mailer, message).await.unwrap();
    assert_eq!(receipt.accepted, ["client@example.com", "archive@example.com"]);
    arrived(&receipt, &sent).await;
}
