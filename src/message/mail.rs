//! `DocumentMail`, a mail with documents.

use super::{AutoSubmitted, Document, DocumentMailBuilder, Mailbox};
use std::{sync::Arc, time::SystemTime};

/// A valid mail with documents, with its Message-ID and date. Clones share everything.
///
/// ```
/// use ite_mailer::{Document, DocumentMail};
///
/// # fn main() -> Result<(), ite_mailer::Error> {
/// let mail = DocumentMail::builder()
///     .from("Atelier Martin <contact@example.fr>")
///     .to("client@example.com")
///     .subject("Votre facture n° 42")
///     .text("Bonjour,\n\nveuillez trouver votre facture ci-jointe.\n")
///     .document(Document::pdf("Facture n° 42.pdf", b"%PDF-1.7 ...".to_vec()))
///     .idempotency_scope("customer-7")
///     .idempotency_key("invoice-42")
///     .build()?;
/// assert_eq!(mail.compose()?.message_id(), mail.message_id());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DocumentMail(pub(super) Arc<Parts>);

#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) from: Mailbox,
    pub(super) to: Vec<Mailbox>,
    pub(super) cc: Vec<Mailbox>,
    pub(super) bcc: Vec<Mailbox>,
    pub(super) reply_to: Vec<Mailbox>,
    pub(super) subject: String,
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
    pub(super) documents: Vec<Document>,
    pub(super) in_reply_to: Option<String>,
    pub(super) references: Vec<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) language: Option<String>,
    pub(super) idempotency_scope: Option<String>,
    pub(super) idempotency_key: Option<String>,
    pub(super) auto_submitted: AutoSubmitted,
    pub(super) message_id: String,
    pub(super) date: SystemTime,
    /// Takes no copies of gateways: it is sent to its recipients only.
    pub(super) confined: bool,
}

impl DocumentMail {
    /// Largest number of documents of a mail.
    pub const MAX_DOCUMENTS: usize = 1000;
    /// Longest text and longest HTML, in bytes each.
    pub const MAX_TEXT: usize = 10 * 1024 * 1024;

    /// Starts a mail.
    pub fn builder() -> DocumentMailBuilder {
        DocumentMailBuilder::default()
    }

    /// Whether a [`RedirectMailer`](crate::RedirectMailer) keeps it inside: it goes to no one else, not even as a copy.
    pub(crate) fn is_confined(&self) -> bool {
        self.0.confined
    }

    /// The author.
    #[must_use]
    pub fn from(&self) -> &Mailbox {
        &self.0.from
    }

    /// The recipients of `To`.
    #[must_use]
    pub fn to(&self) -> &[Mailbox] {
        &self.0.to
    }

    /// The recipients of `Cc`.
    #[must_use]
    pub fn cc(&self) -> &[Mailbox] {
        &self.0.cc
    }

    /// The recipients of blind copies.
    #[must_use]
    pub fn bcc(&self) -> &[Mailbox] {
        &self.0.bcc
    }

    /// The `Reply-To` addresses; empty: replies go to the author.
    #[must_use]
    pub fn reply_to(&self) -> &[Mailbox] {
        &self.0.reply_to
    }

    /// Every recipient: `To`, `Cc`, then blind copies.
    pub fn recipients(&self) -> impl Iterator<Item = &Mailbox> {
        self.0.to.iter().chain(&self.0.cc).chain(&self.0.bcc)
    }

    /// The subject.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The plain text, with CRLF line ends; derived from the HTML if there was none.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.0.text.as_deref()
    }

    /// The HTML, with CRLF line ends.
    #[must_use]
    pub fn html(&self) -> Option<&str> {
        self.0.html.as_deref()
    }

    /// The documents: attachments and inline images, in the order given.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.0.documents
    }

    /// The scope in which the idempotency key is unique.
    #[must_use]
    pub fn idempotency_scope(&self) -> Option<&str> {
        self.0.idempotency_scope.as_deref()
    }

    /// The idempotency key: mails with the same scope and key are the same mail.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    /// The Message-ID, without angle brackets.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.0.message_id
    }
}
