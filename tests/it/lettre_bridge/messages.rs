//! Messages of lettre's builder, sent by `SmtpMailer` as a transport.

use crate::{smtp::gateway, support::Mode};
use ite_mailer::{
    Error, ErrorKind, MemoryMailer, Outcome, RawMailer, Receipt, RetryMailer, SmtpMailer, Stage, memory::Failure,
    sandbox::SmtpSandbox,
};
use lettre::{
    AsyncTransport, Message,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};

fn mailbox(text: &str) -> Mailbox {
    text.parse().unwrap()
}

/// One message for each shape that lettre's builder makes.
fn messages() -> Vec<(&'static str, Message)> {
    let builder = || {
        Message::builder()
            .from(mailbox("Atelier Exemple <billing@example.com>"))
            .to(mailbox("Société Été <client@example.org>"))
            .cc(mailbox("accounts@example.org"))
            .bcc(mailbox("archive@example.net"))
            .subject("Votre facture n° 42, très bientôt")
    };
    let pdf = || ContentType::parse("application/pdf").unwrap();
    let both = || MultiPart::alternative_plain_html("Bonjour,\n.\nÀ bientôt".to_owned(), "<p>Bonjour</p>".to_owned());
    let bytes: Vec<u8> = (0..60_000_u32).map(|n| (n % 251) as u8).collect();
    let attachment = Attachment::new("Facture n° 42.pdf".to_owned()).body(bytes.clone(), pdf());
    let inline = Attachment::new_inline("logo".to_owned()).body(bytes, ContentType::parse("image/png").unwrap());
    let related =
        MultiPart::related().singlepart(SinglePart::html("<img src=\"cid:logo\">".to_owned())).singlepart(inline);
    vec![
        ("plain", builder().body("Hello\n.\n..\n".to_owned()).unwrap()),
        (
            "8-bit",
            builder()
                .header(ContentType::TEXT_PLAIN)
                .body("Votre facture est prête : réglez-la avant l’été".to_owned())
                .unwrap(),
        ),
        ("alternative", builder().multipart(both()).unwrap()),
        ("related", builder().multipart(related).unwrap()),
        ("mixed", builder().multipart(MultiPart::mixed().multipart(both()).singlepart(attachment)).unwrap()),
        ("Message-ID", builder().message_id(Some("<own@example.com>".to_owned())).body("Hello".to_owned()).unwrap()),
        ("kept Bcc", builder().keep_bcc().body("Hello".to_owned()).unwrap()),
    ]
}

/// Written from what `RawMail` promises.
fn expected(name: &str, receipt: &Receipt, message: &Message) -> String {
    let mut text = String::from_utf8(message.formatted()).unwrap();
    if name == "Message-ID" {
        assert_eq!(receipt.message_id, "own@example.com");
    } else {
        text = format!("Message-ID: <{}>\r\n{text}", receipt.message_id);
    }
    if name == "kept Bcc" {
        assert!(text.contains("Bcc: archive@example.net\r\n"), "{text}");
        text = text.replace("Bcc: archive@example.net\r\n", "");
    }
    if !text.ends_with("\r\n") {
        text.push_str("\r\n");
    }
    text
}

#[tokio::test]
async fn messages_of_lettres_builder_arrive_byte_for_byte() {
    for mode in Mode::ALL {
        let sandbox = SmtpSandbox::start().await.unwrap();
        let gateway = gateway(&sandbox).pipelining(mode.pipelines()).chunking(mode.chunks()).build().unwrap();
        let mailer = SmtpMailer::new(gateway).unwrap();
        for (name, message) in messages() {
            let receipt: Receipt = mailer.send(message.clone()).await.unwrap();
            let arrived = sandbox.mails().pop().unwrap();
            let text = String::from_utf8(arrived.raw().to_vec()).unwrap();
            assert_eq!(text, expected(name, &receipt, &message), "{mode:?}, {name}");
            let everyone = ["client@example.org", "accounts@example.org", "archive@example.net"];
            assert_eq!(
                (arrived.recipients(), receipt.accepted.as_slice()),
                (&everyone.map(String::from)[..], &everyone.map(String::from)[..])
            );
            assert_eq!(arrived.from(), "billing@example.com");
        }
        assert_eq!(sandbox.connections().opened, 1, "the pool keeps its connection");
    }
}

#[tokio::test]
async fn the_double_is_a_transport() {
    let double = MemoryMailer::new();
    for (name, message) in messages() {
        let receipt: Receipt = double.send(message.clone()).await.unwrap();
        let sent = double.assert_sent_raw(|sent| sent.receipt().message_id == receipt.message_id);
        assert_eq!(String::from_utf8(sent.eml().to_vec()).unwrap(), expected(name, &receipt, &message), "{name}");
        assert_eq!(sent.recipients(), ["client@example.org", "accounts@example.org", "archive@example.net"]);
    }
    double.assert_nothing_else();
}

/// As a box, so are the mailers that wrap one.
#[tokio::test(start_paused = true)]
async fn a_boxed_retry_mailer_is_a_transport() {
    let double = MemoryMailer::new().fail_nth(1, Failure::new(ErrorKind::TemporaryServerError));
    let mailer: Box<dyn RawMailer> = Box::new(RetryMailer::new(double.clone()));
    let (_, message) = messages().swap_remove(0);
    AsyncTransport::send(&mailer, message).await.unwrap();
    assert_eq!((double.attempts(), double.sent_raw().len()), (2, 1));
}

/// A signature covers the bytes of the body and of the fields it names, so nothing of them may change.
#[tokio::test]
async fn a_signed_message_keeps_what_is_signed() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = SmtpMailer::new(sandbox.gateway()).unwrap();
    let signed = "DKIM-Signature: v=1; a=ed25519-sha256; d=example.com; s=2026;\r\n\tc=simple/simple; h=From:To:Subject:Date;\r\n\tbh=AAAA;\r\n\tb=AAAA\r\nFrom: billing@example.com\r\nTo: client@example.org\r\nSubject:  two  blanks \r\nDate: Mon, 30 Nov 2026 08:00:00 +0000\r\n\r\nBody \t\r\n\r\n\r\n";
    let envelope = lettre::address::Envelope::new(
        Some("billing@example.com".parse().unwrap()),
        vec!["client@example.org".parse().unwrap()],
    );
    let receipt = mailer.send_raw(&envelope.unwrap(), signed.as_bytes()).await.unwrap();
    let arrived = sandbox.mails().pop().unwrap();
    assert_eq!(
        String::from_utf8(arrived.raw().to_vec()).unwrap(),
        format!("Message-ID: <{}>\r\n{signed}", receipt.message_id)
    );
}

#[tokio::test]
async fn a_boxed_raw_mailer_is_a_transport_and_errors_are_ours() {
    let sandbox = SmtpSandbox::builder().refuse(ErrorKind::BadCredentials).start().await.unwrap();
    let mailer: Box<dyn RawMailer> = Box::new(SmtpMailer::new(sandbox.gateway()).unwrap());
    let (_, message) = messages().swap_remove(0);
    let error: Error = AsyncTransport::send(&mailer, message).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::BadCredentials, Stage::Auth));
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[tokio::test]
async fn an_envelope_that_no_gateway_takes_is_refused_before_a_connection() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = SmtpMailer::new(sandbox.gateway()).unwrap();
    let client = || vec!["client@example.org".parse().unwrap(), "root@[192.0.2.1]".parse().unwrap()];
    let bytes = b"From: billing@example.com\r\n\r\nHello\r\n";
    for (from, expected) in [(None, vec!["to", "from"]), (Some("billing@example.com".parse().unwrap()), vec!["to"])] {
        let envelope = lettre::address::Envelope::new(from, client()).unwrap();
        let double = MemoryMailer::new();
        for answer in [mailer.send_raw(&envelope, bytes).await, double.send_raw(&envelope, bytes).await] {
            let error = answer.unwrap_err();
            assert_eq!((error.kind(), error.stage()), (ErrorKind::Message, Stage::Message));
            let fields: Vec<_> = error.problems().iter().map(|problem| &*problem.field).collect();
            assert_eq!(fields, expected, "{error}");
        }
        assert_eq!(double.attempts(), 0);
    }
    AsyncTransport::shutdown(&mailer).await;
    let (_, message) = messages().swap_remove(0);
    assert_eq!(AsyncTransport::send(&mailer, message).await.unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(sandbox.connections().opened, 0);
}
