//! A composed message: envelope, size, and segments of text and documents.

use super::{Address, Document, outgoing::Outgoing};
use std::{io, sync::Arc};

/// Envelope sender and recipients (RFC 5321 §2.3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    from: Address,
    to: Vec<Address>,
    own: usize,
}

impl Envelope {
    /// `copies` are added to the recipients of the mail itself, unless they are among them.
    pub(super) fn new<'a>(
        from: &Address,
        own: impl IntoIterator<Item = &'a Address>,
        copies: impl IntoIterator<Item = &'a Address>,
    ) -> Self {
        let mut seen = std::collections::HashSet::new();
        let mut to: Vec<Address> = own.into_iter().filter(|to| seen.insert(*to)).cloned().collect();
        let own = to.len();
        to.extend(copies.into_iter().filter(|to| seen.insert(*to)).cloned());
        Self { from: from.clone(), to, own }
    }

    /// The envelope sender, which gets the bounces.
    #[must_use]
    pub fn from(&self) -> &Address {
        &self.from
    }

    /// Every recipient once, blind copies included. Local parts that differ in case are different recipients (RFC 5321
    /// §2.4).
    #[must_use]
    pub fn to(&self) -> &[Address] {
        &self.to
    }

    /// The recipients of the mail itself, without the copy to the sender.
    #[must_use]
    pub fn own(&self) -> &[Address] {
        self.to.get(..self.own).unwrap_or_default()
    }
}

/// A mail ready to be sent. Clones share everything; documents are encoded while they are written.
///
/// ```
/// use ite_mailer::DocumentMail;
///
/// let mail = DocumentMail::builder()
///     .from("billing@example.com")
///     .to("client@example.org")
///     .text("Hello")
///     .build()?;
/// let composed = mail.compose()?;
/// assert_eq!(composed.envelope().to()[0].as_str(), "client@example.org");
/// assert_eq!(composed.to_eml().len() as u64, composed.size());
/// # Ok::<(), ite_mailer::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Composed(Arc<Outgoing<'static>>);

impl Composed {
    pub(super) fn new(outgoing: Outgoing<'static>) -> Self {
        Self(Arc::new(outgoing))
    }

    /// What a connection writes.
    pub(crate) fn outgoing(&self) -> &Outgoing<'static> {
        &self.0
    }

    /// The envelope.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        self.0.envelope()
    }

    /// The Message-ID, without angle brackets.
    #[must_use]
    pub fn message_id(&self) -> &str {
        self.0.message_id()
    }

    /// The exact size of the encoded message in bytes, without dot-stuffing (what `SIZE` of RFC 1870 §3 counts).
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size()
    }

    /// The documents.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        self.0.documents()
    }

    /// Whether an address has a non-ASCII local part, so that the mail needs a server with `SMTPUTF8` (RFC 6531).
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        self.0.needs().smtputf8
    }

    /// The whole message, for archives. Needs memory for all documents, unlike [`write_to`](Self::write_to).
    #[must_use]
    pub fn to_eml(&self) -> Vec<u8> {
        self.0.to_eml()
    }

    /// Writes the message, as in an `.eml` file.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        self.0.write_to(out)
    }
}
