//! Mails that must arrive unchanged.

use crate::{
    letter::{Attachment, Letter},
    servers::{MODES, gateway, mailer, variable},
};
use ite_mailer::{DocumentMailer, ErrorKind, Receipt, SmtpMailer};
use serde_json::Value;
use std::{fs, time::Instant};
use tokio::task::JoinSet;

const SIZES: [(&str, usize); 3] = [("1 KB", 1 << 10), ("1 MB", 1 << 20), ("20 MB", 20 << 20)];

const NAMES: [&str; 4] = ["invoice-42.pdf", "Facture n° 42 – été.pdf", "請求書 第42号.pdf", "📄 Devis 🎉.pdf"];

/// One orange pixel.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9ccP\
HX\xf0\x1f\0\x03\xe4\x02\x20{\x86\x0e\xdc\0\0\0\0IEND\xaeB`\x82";

fn letters(mode: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    for (size, bytes) in SIZES {
        for name in NAMES {
            letters.push(Letter::new(format!("{mode}, {size}, {name}")).with(Attachment::pdf(name, bytes)));
        }
    }

    let mut all_recipients = Letter::new(format!("{mode}, to, cc and bcc"))
        .to(&[("Léa Martin", "client@example.com"), ("山田 太郎", "user@example.com")])
        .with(Attachment::pdf("a.pdf", 100));
    all_recipients.cc = vec![("Martin, \"Jo\" \\ Co", "compta@example.com")];
    all_recipients.bcc = vec![("Personne ne me voit", "archive@example.com")];
    all_recipients.reply_to = vec![("Service après-vente", "sav@example.com")];
    letters.push(all_recipients);

    let logo = Attachment { inline: Some("logo@example.com"), ..Attachment::new("logo.png", "image/png", PNG) };
    let mut html =
        Letter::new(format!("{mode}, HTML and an inline image")).with(logo).with(Attachment::pdf("devis.pdf", 3000));
    html.html =
        Some("<html><body><p>Voilà&nbsp;: été, œuvre, 10 €</p><img src=\"cid:logo@example.com\"></body></html>");
    letters.push(html);

    letters.push(
        Letter::new(format!("{mode}, text documents"))
            .with(Attachment::new("écritures.csv", "text/csv", "date;libellé\r\n2026-01-31;été\n.\r\nnu\rseul\n"))
            .with(Attachment::new("factur-x.xml", "application/xml", "<?xml version=\"1.0\"?>\n<Facture n=\"é\"/>"))
            .with(Attachment::new("notes.txt", "text/plain", "From here\n.\n..\nlast line, no end"))
            .with(Attachment::new("iso.csv", "text/csv", b"caf\xe9;\x80\xff\0".to_vec())),
    );

    let mut hard = Letter::new(format!("{mode}, hard text"));
    hard.subject = format!("Été 🎉 {} fin", "très long sujet, 長い件名 ".repeat(20));
    hard.text = format!(".\n..\nFrom the start\n\ttab, trailing space \n=3D =\n{}\n\n.\nfin", "long ".repeat(400));
    letters.push(hard);
    letters
}

async fn deliver(mailer: &SmtpMailer, letter: &Letter) -> Receipt {
    let started = Instant::now();
    let receipt = mailer.send(&letter.mail()).await.unwrap_or_else(|error| panic!("{}: {error}", letter.label));
    println!("delivered  {:5.2} s {:>9} bytes  {}", started.elapsed().as_secs_f32(), receipt.size, letter.label);
    let sent: Vec<_> =
        letter.attachments.iter().map(|one| (one.name.clone(), one.bytes.len() as u64, one.sha256())).collect();
    let said: Vec<_> = receipt.documents.iter().map(|one| (one.name.clone(), one.size, one.sha256.clone())).collect();
    assert_eq!(said, sent, "{}", letter.label);
    assert_eq!(receipt.reply.as_ref().map(|reply| reply.code()), Some(250), "{}", letter.label);
    assert!(receipt.queue_id.is_some(), "{}: {:?}", letter.label, receipt.reply);
    receipt
}

fn all_recipients(letter: &Letter) -> Vec<String> {
    letter.to.iter().chain(&letter.cc).chain(&letter.bcc).map(|(_, address)| (*address).to_owned()).collect()
}

/// One test for all deliveries, since it writes the manifest of all that the readers must find.
#[tokio::test]
async fn everything_arrives() {
    let mut manifest: Vec<Value> = Vec::new();
    for (mode, security) in MODES {
        let mailer = mailer(gateway(security).max_connections(2));

        let found = mailer.sign_in().await.unwrap_or_else(|error| panic!("{mode}: {error}"));
        assert_eq!(found.mechanism.as_deref(), Some("PLAIN"), "{mode}");
        assert_eq!(found.max_message_size, variable("SIZE_LIMIT").parse().ok(), "{mode}");

        for letter in letters(mode) {
            let receipt = deliver(&mailer, &letter).await;
            assert_eq!(receipt.accepted, all_recipients(&letter), "{}", letter.label);
            assert!(receipt.rejected.is_empty(), "{}", letter.label);
            manifest.push(letter.expected(&receipt.message_id, &receipt.accepted));
        }

        let mixed = Letter::new(format!("{mode}, one refused, one accepted"))
            .to(&[("", "nobody@example.com"), ("", "client@example.com")])
            .with(Attachment::pdf("a.pdf", 100));
        let receipt = deliver(&mailer, &mixed).await;
        assert_eq!(receipt.accepted, ["client@example.com"]);
        let rejected: Vec<_> = receipt.rejected.iter().map(|one| (one.recipient.as_str(), one.kind)).collect();
        assert_eq!(rejected, [("nobody@example.com", ErrorKind::RecipientUnknown)]);
        assert_eq!(receipt.rejected[0].reply.as_ref().map(|reply| reply.code()), Some(550));
        manifest.push(mixed.expected(&receipt.message_id, &receipt.accepted));

        let mut crowd = JoinSet::new();
        for nth in 0..8 {
            let (mailer, letter) = (mailer.clone(), Letter::new(format!("{mode}, {nth} of eight at once")));
            let letter = letter.with(Attachment::pdf("a.pdf", 100_000 + nth));
            crowd.spawn(async move {
                let receipt = deliver(&mailer, &letter).await;
                letter.expected(&receipt.message_id, &receipt.accepted)
            });
        }
        manifest.extend(crowd.join_all().await);
        mailer.shutdown().await;
    }
    fs::write(variable("MANIFEST"), serde_json::to_string(&manifest).unwrap()).unwrap();
    println!("{} mails for the readers", manifest.len());
}
