//! Mails with untrusted addresses, subjects, bodies, headers and documents.

use super::{texts, within};
use ite_mailer::{Document, DocumentMail};

type Build<'a> = &'a dyn Fn() -> Result<DocumentMail, ite_mailer::Error>;

#[test]
fn every_text_of_a_mail() {
    for text in texts() {
        let builder = || DocumentMail::builder().from("me@example.com").to("you@example.org").subject("x").text("x");
        let input = text.len();
        let builds: [(&str, Build<'_>); 9] = [
            ("from", &|| builder().from(text.as_str()).build()),
            ("to", &|| builder().to(text.as_str()).build()),
            ("named", &|| builder().to((text.as_str(), "you@example.org")).build()),
            ("subject", &|| builder().subject(text.as_str()).build()),
            ("text", &|| builder().text(text.as_str()).build()),
            ("html", &|| {
                DocumentMail::builder().from("me@example.com").to("you@example.org").html(text.as_str()).build()
            }),
            ("header", &|| builder().header("X-Order", text.as_str()).build()),
            ("header name", &|| builder().header(text.as_str(), "1").build()),
            ("document", &|| builder().document(Document::pdf(text.as_str(), b"%PDF-1.7\n".as_slice())).build()),
        ];
        for (field, build) in builds {
            match within(field, input, build) {
                Ok(mail) => {
                    let size = within(field, input, || mail.compose().map(|composed| composed.size()));
                    assert!(size.is_ok(), "{field}: a valid mail composes");
                }
                Err(error) => {
                    within(field, input, || format!("{error} {error:?} {}", error.guidance()));
                }
            }
        }
    }
}
