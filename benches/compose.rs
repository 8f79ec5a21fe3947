//! Composing and writing a mail with one PDF.
// A bench whose mail is invalid must stop.
#![allow(clippy::expect_used)]

use divan::{Bencher, counter::BytesCount};
use ite_mailer::{Document, DocumentMail, Error};

const SIZES: &[usize] = &[100 * 1024, 1024 * 1024, 10 * 1024 * 1024];

fn main() {
    divan::main();
}

fn mail(size: usize) -> Result<DocumentMail, Error> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.resize(size, 0xA5);
    DocumentMail::builder()
        .from("Atelier Martin <contact@example.fr>")
        .to("client@example.com")
        .subject("Votre facture n° 42")
        .text("Bonjour,\n\nveuillez trouver votre facture ci-jointe.\n")
        .document(Document::pdf("Facture n° 42.pdf", pdf))
        .build()
}

#[divan::bench(args = SIZES)]
fn compose(bencher: Bencher<'_, '_>, size: usize) {
    let mail = mail(size).expect("the mail is valid");
    bencher.bench(|| mail.compose());
}

#[divan::bench(args = SIZES)]
fn compose_and_write(bencher: Bencher<'_, '_>, size: usize) {
    let mail = mail(size).expect("the mail is valid");
    bencher.counter(BytesCount::new(size)).bench(|| {
        let composed = mail.compose()?;
        let written = composed.write_to(&mut divan::black_box(std::io::sink()));
        Ok::<_, Error>((composed.size(), written.is_ok()))
    });
}
